import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { certificateDer, certificatePem } from './ca-der.ts';

/** What signs the certificates that the web service gives to people: a name that every pool has, and no PKI around it. */
export interface ClientCertificateAuthority {
  /** Self-signed; a registrar checks client certificates against it. */
  readonly issuerPem: string;
  /** Returns DER. */
  issue(order: ClientCertificateOrder): Buffer;
}

export interface ClientCertificateOrder {
  /** SIP address without `sip:`: the subject's CN, and all that is in it. */
  readonly address: string;
  readonly publicKey: KeyObject;
  /** By the server's clock. */
  readonly nowMs: number;
  /** expired: over since yesterday. */
  readonly validity: 'usual' | 'expired';
}

const ISSUER = 'Communications Server';
const DAY_MS = 86_400_000;
/** The product's default. */
const VALID_DAYS = 180;

export async function createClientCertificateAuthority(): Promise<ClientCertificateAuthority> {
  // P-256, because another RSA key would cost a tenth of a second at start; the certified keys are RSA.
  const keys = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const common = { issuerCommonName: ISSUER, organization: null, dnsNames: [] };
  const now = Date.now();
  const root = certificateDer(
    {
      ...common,
      commonName: ISSUER,
      publicKey: keys.publicKey,
      // Older than the oldest client certificate: that one's end is to be the only thing that is wrong with it.
      notBefore: new Date(now - 1_000 * DAY_MS),
      notAfter: new Date(now + 3_650 * DAY_MS),
      role: 'root',
    },
    keys,
  );
  return {
    issuerPem: certificatePem(root),
    issue({ address, publicKey, nowMs, validity }) {
      const end = nowMs + (validity === 'usual' ? VALID_DAYS : -1) * DAY_MS;
      return certificateDer(
        {
          ...common,
          commonName: address,
          publicKey,
          // A clock that is a little slow is no reason to refuse it.
          notBefore: new Date(end - VALID_DAYS * DAY_MS - 3_600_000),
          notAfter: new Date(end),
          role: 'client',
        },
        keys,
      );
    },
  };
}
