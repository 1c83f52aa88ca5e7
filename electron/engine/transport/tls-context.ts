import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';

export type TlsAttempt = 'ordinary' | 'legacy';

export const TLS_VERSIONS = {
  ordinary: { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' },
  legacy: { minVersion: 'TLSv1', maxVersion: 'TLSv1.2' },
} as const;

/** The settings of a client of today, with the given roots for the library's own opinion of a chain. */
export function createOrdinaryContext(roots: readonly string[]): SecureContext {
  return createSecureContext({ ...TLS_VERSIONS.ordinary, ca: [...roots] });
}

/**
 * Settings that allow what servers spoke twenty years ago: only to look, never to talk.
 * OpenSSL 3 keeps TLS 1.0 behind security level 0; BoringSSL (Electron) has no such levels and refuses the word.
 */
export function createLegacyContext(roots: readonly string[]): SecureContext {
  const options: SecureContextOptions = { ...TLS_VERSIONS.legacy, ca: [...roots] };
  try {
    return createSecureContext({ ...options, ciphers: 'DEFAULT@SECLEVEL=0' });
  } catch {
    return createSecureContext(options);
  }
}
