import type { SignInOfLog } from '../../../shared/ipc/open-commands.ts';
import { counted } from '../../../shared/lib/listing.ts';
import { terminalLine } from '../../../shared/lib/terminal-text.ts';
import { METHOD_NAMES } from '../../../shared/projections/describe/sip.ts';

/** The sign-ins of a log, one a line, as --sign-in numbers them. */
export function signInList(signIns: readonly SignInOfLog[], columns: number): string {
  if (signIns.length === 0) return 'This log holds no sign-in.\n';
  const numbers = String(signIns.length).length;
  return signIns
    .map((signIn) => {
      const parts = [
        timeOf(signIn.atMs),
        signIn.address ?? 'unknown address',
        signIn.server ?? 'unknown server',
        signIn.method === null ? 'no method' : METHOD_NAMES[signIn.method],
        counted(signIn.registers, 'REGISTER'),
        signIn.outcomeText,
      ];
      const line = terminalLine(`${String(signIn.id + 1).padStart(numbers)}  ${parts.join('  ')}`);
      return `${line.length > columns ? `${line.slice(0, columns - 1)}…` : line}\n`;
    })
    .join('');
}

/** The log's own clock, which says no zone. */
function timeOf(atMs: number | null): string {
  const when = new Date(atMs ?? Number.NaN);
  return Number.isNaN(when.getTime()) ? 'no time' : when.toISOString().slice(0, 19).replace('T', ' ');
}
