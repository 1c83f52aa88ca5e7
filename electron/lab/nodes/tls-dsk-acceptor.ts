import { createHmac, timingSafeEqual, type X509Certificate } from 'node:crypto';
import type { SecureContext } from 'node:tls';
import { reframeFlight } from '../../../shared/protocol/tls/reframe.ts';
import { thumbprintOf, type CertificateRegister } from '../certificate-register.ts';
import type { Directory } from '../directory.ts';
import { refused, type Acceptance, type Acceptor, type Claim } from './acceptor.ts';
import { acceptTls } from './tls-in-memory.ts';

export interface TlsDskOptions {
  /** See `dskContext`. */
  readonly secureContext: SecureContext;
  /** "Communications Server", which issues what the certificate service publishes. */
  readonly clientAuthority: X509Certificate;
  readonly register: CertificateRegister;
  readonly directory: Directory;
  /** The server's clock. */
  readonly now: () => number;
  /** Refuses every certificate: a scenario's fault. */
  readonly refusesEveryCertificate: boolean;
}

/** Key block of [MS-SIPAE] 3.2.5.1: its second half holds the two keys. */
const KEY_LABEL = 'client EAP encryption';
const KEY_BLOCK_BYTES = 128;

type Hash = 'md5' | 'sha1' | 'sha256' | 'sha384';

interface Keys {
  readonly hash: Hash;
  readonly client: Uint8Array;
  readonly server: Uint8Array;
}

/** TLS-DSK: a TLS handshake inside of `gssapi-data`, then HMAC with keys that come from it. */
export function createTlsDskAcceptor(options: TlsDskOptions): Acceptor {
  const tls = acceptTls(options.secureContext);
  let keys: Keys | null = null;

  const mac = (from: 'client' | 'server', message: Uint8Array): Buffer => {
    if (keys === null) throw new Error('TLS-DSK: there are no keys before the handshake is complete');
    return createHmac(keys.hash, keys[from]).update(message).digest();
  };

  return {
    async accept(token, claim): Promise<Acceptance> {
      const answer = await tls.respond(token);
      if (answer.kind === 'failed') return refused(`TLS handshake: ${answer.why}`, null);
      // Clients exist that refuse a flight whose messages stand in records of their own, as OpenSSL frames them.
      const reply = reframeFlight(answer.bytes);
      if (answer.kind === 'flight') return { kind: 'continue', token: reply };
      const certificate = tls.clientCertificate();
      const defect = certificate === null ? 'no certificate came' : defectOf(certificate, claim, options);
      const account = options.directory.findAddress(claim.address);
      if (defect !== null || account === null) {
        return refused(defect ?? 'nobody has this address', 'tls-dsk-certificate');
      }
      const hash = hashOf(tls.cipherSuite());
      if (hash === null) return refused(`${tls.cipherSuite()} names no hash for signatures`, null);
      const block = tls.exportKeys(KEY_LABEL, KEY_BLOCK_BYTES);
      keys = { hash, client: block.subarray(64, 96), server: block.subarray(96, 128) };
      return { kind: 'accepted', token: reply, account, verified: 'tls-dsk-certificate' };
    },
    sign: (message) => mac('server', message),
    verify(message, signature) {
      const expected = mac('client', message);
      return expected.length === signature.length && timingSafeEqual(expected, signature);
    },
    close() {
      keys?.client.fill(0);
      keys?.server.fill(0);
      tls.close();
    },
  };
}

/** Everything that a registrar asks of a certificate: whose it is, who issued it, whether it is in force and published. */
function defectOf(certificate: X509Certificate, claim: Claim, options: TlsDskOptions): string | null {
  const { clientAuthority, register, now } = options;
  if (options.refusesEveryCertificate) return 'this server refuses every certificate';
  if (!certificate.checkIssued(clientAuthority) || !certificate.verify(clientAuthority.publicKey)) {
    return 'another authority issued the certificate';
  }
  const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  if (now() < from) return `the certificate is valid from ${certificate.validFrom} only`;
  if (now() > to) return `the certificate expired at ${certificate.validTo}`;
  const published = register.find(thumbprintOf(certificate.raw));
  if (published === null) return 'the certificate is not published';
  if (published.address !== claim.address.toLowerCase()) {
    return `the certificate belongs to ${published.address}`;
  }
  return published.deviceId === claim.deviceId ? null : 'the certificate belongs to another device';
}

/** By the suite's name: the hash of its record protection, or of its PRF where that needs none (AEAD). */
function hashOf(cipherSuite: string): Hash | null {
  const ending = cipherSuite.slice(cipherSuite.lastIndexOf('_') + 1);
  switch (ending) {
    case 'MD5':
      return 'md5';
    case 'SHA':
      return 'sha1';
    case 'SHA256':
      return 'sha256';
    case 'SHA384':
      return 'sha384';
    default:
      return null;
  }
}
