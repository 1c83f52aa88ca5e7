import { sha256 } from '@noble/hashes/sha2.js';
import type { Certificate } from '../../events/connection-events.ts';
import { dateTime } from '../../lib/date.ts';
import { pemOf } from '../../lib/pem.ts';
import { visible } from '../../lib/text.ts';

/**
 * A certificate as PEM, after lines for people that openssl skips (RFC 7468 2 allows text before the first boundary). Empty when
 * the log does not hold the certificate itself, or something that is none.
 */
export function annotatedPem({ derBase64, subject, issuer, notAfterMs }: Certificate): string {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(derBase64) || derBase64.length % 4 !== 0) return '';
  const der = Uint8Array.from(atob(derBase64), (character) => character.charCodeAt(0));
  return [
    `Subject: ${plain(subject)}`,
    `Issuer: ${plain(issuer)}`,
    `Valid until: ${dateTime(notAfterMs)}`,
    `SHA-256: ${fingerprint(der)}`,
    pemOf(derBase64),
    '',
  ].join('\n');
}

/** On one line, and nothing that would pass for a boundary. */
function plain(name: string): string {
  return visible(name, 1_000).replace(/-{5,}/g, '----');
}

/** "AB:CD:…", as openssl prints it. */
function fingerprint(der: Uint8Array): string {
  return [...sha256(der)].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
}
