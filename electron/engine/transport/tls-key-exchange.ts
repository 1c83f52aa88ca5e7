import type { DetailedPeerCertificate, EphemeralKeyInfo } from 'node:tls';

/** How the session key was agreed on, in the words of administrators: ECDHE (X25519), DHE 2048, RSA; null where it is not told. */
export function keyExchangeOf(
  key: EphemeralKeyInfo | DetailedPeerCertificate | object | null,
  cipher: string,
): string | null {
  const { type, name, size } = readKey(key);
  if (type === 'DH') return size === null ? 'DHE' : `DHE ${size}`;
  if (type === 'ECDH') return name === null ? 'ECDHE' : `ECDHE (${name})`;
  // The suites of TLS 1.3 leave the key exchange out of their name; without a shared key it is always ephemeral.
  if (/^TLS_(?:AES|CHACHA20)_/.test(cipher)) return '(EC)DHE';
  // A suite without ephemeral key sends the secret under the certificate's RSA key (RFC 5246 F.1.1.2).
  if (cipher.startsWith('TLS_RSA_')) return 'RSA';
  return cipher.startsWith('TLS_ECDHE_') ? 'ECDHE' : null;
}

function readKey(key: object | null): {
  readonly type: string | null;
  readonly name: string | null;
  readonly size: number | null;
} {
  const of = (field: string): unknown => (key !== null && field in key ? Reflect.get(key, field) : null);
  const [type, name, size] = [of('type'), of('name'), of('size')];
  return {
    type: typeof type === 'string' ? type : null,
    name: typeof name === 'string' ? name : null,
    size: typeof size === 'number' ? size : null,
  };
}
