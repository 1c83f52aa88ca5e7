import { createSecureContext, TLSSocket, type SecureContext, type SecureContextOptions } from 'node:tls';
import type { Identity } from './ca.ts';
import { listenTcp, type Connection, type TcpListener } from './tcp-listener.ts';

/** modern: TLS 1.2 and newer. old: TLS 1.0 and 1.1 only, as a server that was never updated. */
export type TlsVersions = 'modern' | 'old';

/** A TCP listener with TLS on top. `serve` gets the connection before its handshake; bytes flow when that is done. */
export function listenTls(
  identity: Identity,
  serve: (connection: Connection) => void,
  options: { readonly latencyMs: number; readonly versions: TlsVersions },
): Promise<TcpListener> {
  const secureContext = serverContext(identity, options.versions);
  return listenTcp(({ stream, client }) => {
    const secured = new TLSSocket(stream, { isServer: true, secureContext });
    // A client that refuses our certificate ends the handshake; that is its right, and often the point.
    secured.on('error', () => secured.destroy());
    stream.once('close', () => secured.destroy());
    serve({ stream: secured, client });
  }, options);
}

export function serverContext(identity: Identity, versions: TlsVersions): SecureContext {
  const certificate = { key: identity.privateKeyPem, cert: identity.chainPem };
  if (versions === 'modern') return createSecureContext({ ...certificate, minVersion: 'TLSv1.2' });
  const old: SecureContextOptions = { ...certificate, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' };
  try {
    // OpenSSL 3 signs the SHA-1 handshakes of TLS 1.0 and 1.1 at security level 0 only.
    return createSecureContext({ ...old, ciphers: 'DEFAULT:@SECLEVEL=0' });
  } catch {
    // BoringSSL (Electron) knows no security levels, refuses the word, and needs none.
    return createSecureContext(old);
  }
}
