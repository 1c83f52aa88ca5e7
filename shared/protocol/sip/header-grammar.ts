import { isToken, trimBlanks } from './characters.ts';

export interface CSeq {
  readonly sequence: number;
  readonly method: string;
}

/** Returns null also for a number of 2^31 or more. Source: RFC 3261 8.1.1.5, 20.16. */
export function parseCSeq(value: string): CSeq | null {
  const [, digits = '', method = ''] = /^(\d{1,10})[ \t]+([^ \t]+)$/.exec(trimBlanks(value)) ?? [];
  const sequence = Number(digits);
  return isToken(method) && sequence < 2 ** 31 ? { sequence, method } : null;
}

/** Expires, Min-Expires. Returns seconds, at most 2^32-1 (larger numbers count as that); null if it is not a number. */
export function parseDeltaSeconds(value: string): number | null {
  const digits = trimBlanks(value);
  return /^\d+$/.test(digits) ? Math.min(Number(digits), 2 ** 32 - 1) : null;
}

/** Returns the seconds of a Retry-After, without its comment and parameters. Source: RFC 3261 20.33. */
export function parseRetryAfter(value: string): number | null {
  const [, digits = ''] = /^(\d+)(?=[ \t;(]|$)/.exec(trimBlanks(value)) ?? [];
  return parseDeltaSeconds(digits);
}
