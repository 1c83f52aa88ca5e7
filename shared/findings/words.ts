import { abridged, listed as listedInFull } from '../lib/listing.ts';

/** Longest piece of text from outside that goes into a sentence. */
const FOREIGN_LENGTH = 300;
/** Names listed before the rest is only counted. */
const LISTED = 5;

/** Bounds text from outside; the hosts that print it escape it. */
export function foreign(text: string, length = FOREIGN_LENGTH): string {
  const trimmed = text.trim();
  return trimmed.length > length ? `${trimmed.slice(0, length - 1)}…` : trimmed;
}

/** a, b and c; from the sixth on only their number. Each name once, bounded. */
export function listed(items: readonly string[]): string {
  const unique = [...new Set(items)].map((item) => foreign(item));
  return unique.length > LISTED ? abridged(unique, LISTED) : listedInFull(unique);
}

/** Puts sentences together, leaving out what is null or empty. */
export function sentences(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(' ');
}

/**
 * A command for a person to paste. A name from outside that is no plain host name or address would be run by the
 * shell with whatever it contains, so there is no command then.
 */
export function command(build: (host: string) => string, host: string): string | null {
  return /^[A-Za-z0-9_](?:[A-Za-z0-9._:-]{0,253}[A-Za-z0-9.])?$/.test(host) ? build(host) : null;
}
