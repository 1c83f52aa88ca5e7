import type { EventData } from '../../events/catalogue.ts';
import type { LogIndex } from './log-index.ts';

/** How far apart two clocks may be ([MS-SIP] 3.1.5.1). */
export const KERBEROS_SKEW_MS = 5 * 60_000;
export const NTLM_SKEW_MS = 15 * 60_000;

export type ClockSource = EventData<'clock.compared'>['source'];

/** A clock elsewhere against ours. */
export interface ServerClock {
  readonly seq: number;
  readonly source: ClockSource;
  readonly host: string;
  /** Theirs minus ours: positive when the clock of this PC is slow. */
  readonly skewMs: number;
  /** How far they are apart at least, after the uncertainty of the measurement. */
  readonly certainMs: number;
}

export interface ServerClocks {
  /** The largest difference of each source and host, the largest of all first. */
  readonly all: readonly ServerClock[];
}

export function serverClocksOf(index: LogIndex): ServerClocks {
  const largest = new Map<string, ServerClock>();
  for (const { seq, data } of index.of('clock.compared')) {
    const { source, host, skewMs, uncertaintyMs } = data;
    const certainMs = Math.max(0, Math.abs(skewMs) - Math.max(0, uncertaintyMs));
    const key = `${source} ${host.toLowerCase()}`;
    const known = largest.get(key);
    if (known === undefined || certainMs > known.certainMs)
      largest.set(key, { seq, source, host, skewMs, certainMs });
  }
  return { all: [...largest.values()].sort((a, b) => b.certainMs - a.certainMs || a.seq - b.seq) };
}

/** The largest difference that is beyond a limit for certain; null when there is none. */
export function skewOver({ all }: ServerClocks, limitMs: number): ServerClock | null {
  const first = all[0];
  return first !== undefined && first.certainMs > limitMs ? first : null;
}

/** true: by our clock an instant lies outside of the bounds, by the clock of the servers within them. */
export function isOurClockOff(
  clocks: ServerClocks,
  nowMs: number,
  fromMs: number | null,
  untilMs: number | null,
): boolean {
  const skew = skewOver(clocks, KERBEROS_SKEW_MS);
  if (skew === null) return false;
  const theirs = nowMs + skew.skewMs;
  return theirs >= (fromMs ?? -Infinity) && theirs < (untilMs ?? Infinity);
}
