import type { LoggedEvent } from '../events/catalogue.ts';

const LONGEST_USER = 40;

/** "rungs-alice-2026-11-23-1542.rungs", its time in UTC; strict leaves the name out. Only letters that every file system takes. */
export function bundleName(log: readonly LoggedEvent[], level: 'standard' | 'strict'): string {
  const [start] = log;
  if (start?.kind !== 'run.started') return 'rungs.rungs';
  const user = start.data.plan.address.split('@')[0] ?? '';
  const name = user
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, LONGEST_USER)
    .replace(/-$/, '');
  return `${['rungs', level === 'strict' ? '' : name, minuteOf(start.wall)].filter((part) => part !== '').join('-')}.rungs`;
}

/** "2026-11-23-1542"; empty for a time that no date can hold. */
function minuteOf(epochMs: number): string {
  const when = new Date(epochMs);
  if (Number.isNaN(when.getTime())) return '';
  const [day = '', time = ''] = when.toISOString().split('T');
  return `${day}-${time.slice(0, 5).replace(':', '')}`;
}
