import { constants, type X509Certificate } from 'node:crypto';
import { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket, type SecureContext, type SecureContextOptions } from 'node:tls';
import { flightEnd } from '../../../shared/protocol/tls/records.ts';
import type { Identity } from './ca.ts';

/** A handshake on this machine takes a few milliseconds; this is for one that never comes to its end. */
const LONGEST_MS = 2_000;

/** More than four certificates of 4 KiB. */
const LONGEST_FLIGHT_BYTES = 65_536;

export type Flight =
  | { readonly kind: 'flight'; readonly bytes: Uint8Array }
  /** The handshake is complete on this side; the bytes complete it on the other. */
  | { readonly kind: 'last-flight'; readonly bytes: Uint8Array }
  | { readonly kind: 'failed'; readonly why: string };

/** The server's side of a TLS handshake whose flights travel in messages instead of over a connection. */
export interface TlsInMemory {
  /** Takes one flight of the client and returns the one that answers it. Never rejects. */
  respond(flight: Uint8Array): Promise<Flight>;
  /** Of the client; null when it sent none. After the last flight. */
  clientCertificate(): X509Certificate | null;
  /** After the last flight. */
  cipherSuite(): string;
  /** RFC 5705 without context. After the last flight. */
  exportKeys(label: string, lengthBytes: number): Buffer;
  close(): void;
}

export function acceptTls(secureContext: SecureContext): TlsInMemory {
  let output: Buffer[] = [];
  let outputBytes = 0;
  let failure: string | null = null;
  let isComplete = false;
  let check = (): void => undefined;

  const wire = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      outputBytes += chunk.length;
      if (outputBytes <= LONGEST_FLIGHT_BYTES) output.push(chunk);
      done();
      check();
    },
  });
  const tls = new TLSSocket(wire, {
    isServer: true,
    secureContext,
    requestCert: true,
    // The certificate is of no public authority; the acceptor judges it.
    rejectUnauthorized: false,
  });
  const fail = (why: string): void => {
    failure ??= why;
    check();
  };
  tls.once('secure', () => {
    isComplete = true;
    check();
  });
  tls.on('error', (error: Error) => fail(error.message));
  tls.on('close', () => fail('the client ended the handshake'));
  wire.on('error', () => undefined);
  // Nothing but the handshake ever comes; what else does is read and dropped.
  tls.resume();

  function state(): Flight | null {
    const bytes = Buffer.concat(output);
    const end = flightEnd(bytes);
    if (failure !== null) return { kind: 'failed', why: failure };
    if (end === 'alert') return { kind: 'failed', why: 'the handshake ended with an alert' };
    if (end === 'server-hello-done') return { kind: 'flight', bytes };
    return end === 'finished' && isComplete ? { kind: 'last-flight', bytes } : null;
  }

  return {
    respond(flight) {
      output = [];
      outputBytes = 0;
      return new Promise((resolve) => {
        const timer = setTimeout(
          () => settle({ kind: 'failed', why: 'the flight is not complete' }),
          LONGEST_MS,
        );
        const settle = (answer: Flight): void => {
          clearTimeout(timer);
          check = () => undefined;
          resolve(answer);
        };
        check = () => {
          const now = state();
          if (now !== null) settle(now);
        };
        if (failure !== null || isComplete) fail('no handshake is under way');
        else if (flightEnd(flight) === null) fail('what came is no whole flight of TLS');
        else wire.push(Buffer.from(flight));
      });
    },
    clientCertificate: () => tls.getPeerX509Certificate() ?? null,
    cipherSuite: () => tls.getCipher().standardName,
    exportKeys(label, lengthBytes) {
      // @types/node 20.19 demands a context; Node takes none, and in TLS 1.2 none is not the same as an empty one.
      const exporting = tls as unknown as Exporting;
      return exporting.exportKeyingMaterial(lengthBytes, label);
    },
    close() {
      tls.destroy();
      wire.destroy();
    },
  };
}

interface Exporting {
  exportKeyingMaterial(lengthBytes: number, label: string): Buffer;
}

/** TLS 1.0 to 1.2, as clients of every age speak inside of SIP, without tickets. Source: [MS-SIPAE] 3.1. */
export function dskContext(identity: Identity): SecureContext {
  const options: SecureContextOptions = {
    key: identity.privateKeyPem,
    cert: identity.chainPem,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.2',
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
  try {
    // OpenSSL 3 signs the SHA-1 handshakes of TLS 1.0 and 1.1 at security level 0 only.
    return createSecureContext({ ...options, ciphers: 'DEFAULT:@SECLEVEL=0' });
  } catch {
    // BoringSSL (Electron) knows no security levels, refuses the word, and needs none.
    return createSecureContext(options);
  }
}
