import { parseSipDate } from '../../protocol/sip/sip-date.ts';
import type { LogIndex } from './log-index.ts';
import { hostAsked } from './web.ts';

/** Beyond five minutes Kerberos refuses (RFC 4120 8.2), and a certificate may look expired that is not. */
export const TOLERABLE_SKEW_MS = 5 * 60_000;

export interface ClockReading {
  readonly seq: number;
  readonly host: string;
  /** Their clock minus ours: positive when the clock of this PC is slow. */
  readonly skewMs: number;
}

export interface ClockFacts {
  readonly readings: readonly ClockReading[];
  /** Median of all readings: one server with a wrong clock does not decide alone. null: nobody told the time. */
  readonly skewMs: number | null;
  /** The reading that a text can point to. */
  readonly reading: ClockReading | null;
}

/**
 * How far the Date header of an answer is ahead of our clock, in milliseconds; null without a readable one.
 * The peer wrote it about half a round trip before we read it, cut to whole seconds.
 * Takes the wall clock at the moment of the answer, and how long that took.
 */
export function clockSkewMs(
  headers: readonly (readonly [string, string])[],
  wall: number,
  tookMs: number,
): number | null {
  const value = headers.find(([name]) => name.length === 4 && name.toLowerCase() === 'date')?.[1];
  const theirs = value === undefined ? null : parseSipDate(value.trim());
  return theirs === null ? null : Math.round(theirs + 500 - (wall - tookMs / 2));
}

/** Compares the Date headers of all SIP and HTTP answers with the local clock. */
export function clockFactsOf(index: LogIndex): ClockFacts {
  const readings: ClockReading[] = [];
  const read = (
    event: { seq: number; wall: number },
    headers: readonly (readonly [string, string])[],
    host: string,
    tookMs: number,
  ): void => {
    const skewMs = clockSkewMs(headers, event.wall, tookMs);
    if (skewMs !== null) readings.push({ seq: event.seq, host, skewMs });
  };
  for (const event of index.of('sip.response.received')) {
    read(event, event.data.headers, event.data.peer.host, event.data.tookMs);
  }
  for (const event of index.of('http.response.received')) {
    read(event, event.data.headers, hostAsked(event.data.url), event.data.tookMs);
  }
  const sorted = [...readings].sort((a, b) => a.skewMs - b.skewMs || a.seq - b.seq);
  const reading = sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
  return { readings, skewMs: reading?.skewMs ?? null, reading };
}

/** true: the PC's clock, not the other side, is what is wrong about an instant that lies in the past or future. */
export function isClockWrong(clock: ClockFacts): boolean {
  return clock.skewMs !== null && Math.abs(clock.skewMs) > TOLERABLE_SKEW_MS;
}
