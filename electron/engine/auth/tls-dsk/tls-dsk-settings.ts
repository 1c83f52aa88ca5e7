import { constants } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import type { ClientCertificate } from '../client-certificate.ts';

/**
 * In the order in which they are offered: first those with HMAC-SHA1, whose signatures are proven with servers of every
 * version, then SHA-2 and AEAD for servers that were hardened.
 */
const CIPHERS = [
  'AES256-SHA',
  'AES128-SHA',
  'ECDHE-RSA-AES256-SHA',
  'ECDHE-RSA-AES128-SHA',
  'AES128-SHA256',
  'AES256-SHA256',
  'ECDHE-RSA-AES128-SHA256',
  'ECDHE-RSA-AES256-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
].join(':');

/**
 * No tickets, since nothing is ever resumed. A server without RFC 5746 is taken too: nothing is ever renegotiated, and no
 * application data flows. A constant that the library under this Node lacks is undefined, which counts as no bit.
 */
const SECURE_OPTIONS = constants.SSL_OP_NO_TICKET | constants.SSL_OP_LEGACY_SERVER_CONNECT;

/**
 * TLS 1.0 to 1.2 ([MS-SIPAE] 3.1 names RFC 2246, 4346 and 5246; TLS 1.3 has other flights). OpenSSL 3 keeps 1.0 and certificates
 * signed with SHA-1, which older pools issue, behind security level 0; BoringSSL (Electron) has no levels and refuses the word.
 * Throws what the library throws when certificate and key cannot be used.
 */
export function createTlsDskSettings(certificate: ClientCertificate | null): SecureContext {
  const options: SecureContextOptions = {
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.2',
    secureOptions: SECURE_OPTIONS,
    // The server's certificate is judged elsewhere; without this every context would load the built-in roots.
    ca: [],
  };
  const ciphers = isLevelKnown() ? `${CIPHERS}@SECLEVEL=0` : CIPHERS;
  if (certificate === null) return createSecureContext({ ...options, ciphers });
  const key = certificate.privateKeyPem.reveal();
  return createSecureContext({
    ...options,
    ciphers,
    cert: certificate.certificatePem,
    // The same memory, no copy that would outlive the secret.
    key: Buffer.from(key.buffer, key.byteOffset, key.byteLength),
  });
}

function isLevelKnown(): boolean {
  try {
    createSecureContext({ ciphers: `${CIPHERS}@SECLEVEL=0`, ca: [] });
    return true;
  } catch {
    // ERR_SSL_INVALID_COMMAND: BoringSSL.
    return false;
  }
}
