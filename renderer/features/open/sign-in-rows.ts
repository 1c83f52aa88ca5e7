import type { SignInOfLog } from '../../../shared/ipc/open-commands.ts';
import { METHOD_NAMES } from '../../../shared/projections/describe/sip.ts';

/** The newest first; those without a time keep the order of the log, from its end. */
export function newestFirst(signIns: readonly SignInOfLog[]): readonly SignInOfLog[] {
  const fromTheEnd = signIns.toReversed();
  if (signIns.some(({ atMs }) => atMs === null)) return fromTheEnd;
  return fromTheEnd.sort((one, other) => (other.atMs ?? 0) - (one.atMs ?? 0));
}

/** Those in which every word that was typed occurs. */
export function matching(signIns: readonly SignInOfLog[], search: string): readonly SignInOfLog[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return signIns;
  return signIns.filter((signIn) => {
    const text = [timeOf(signIn), signIn.address, signIn.server, methodOf(signIn), signIn.outcomeText]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The log's own clock, which does not say where on earth it stands: "2026-03-03 14:05:09". */
export function timeOf({ atMs }: SignInOfLog): string {
  const when = new Date(atMs ?? NaN);
  return Number.isNaN(when.getTime()) ? 'no time' : when.toISOString().slice(0, 19).replace('T', ' ');
}

export function methodOf({ method }: SignInOfLog): string {
  return method === null ? 'not shown' : METHOD_NAMES[method];
}
