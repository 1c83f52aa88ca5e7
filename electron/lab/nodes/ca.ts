import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { CertificateFault } from '../faults.ts';
import { certificateDer, certificatePem, type CertificateContent, type Signer } from './ca-der.ts';

/** What a TLS server shows and holds. */
export interface Identity {
  /** Leaf first, then what else the server sends. */
  readonly chainPem: string;
  readonly privateKeyPem: string;
}

export interface CertificateAuthority {
  /** What a client must trust. */
  readonly rootPem: string;
  /** The first name is also the common name. Signs one certificate; the key is the same for all of one lab. */
  issue(dnsNames: readonly [string, ...string[]], fault: CertificateFault | null): Identity;
}

const generateKeys = promisify(generateKeyPair);

const DAY_MS = 86_400_000;

const ORGANIZATION = 'Rungs Practice Network';

/** The root and its helper: what a chain hangs from. */
interface Hierarchy {
  readonly rootPem: string;
  readonly issuingPem: string;
  readonly issuingName: string;
  readonly issuingKeys: Signer;
}

/**
 * Makes a root, an issuing CA below it, and the same again as a stranger for certificates that nobody here trusts.
 * The root and the servers have RSA-2048 keys as in the field; the issuing CA has P-256, because every further RSA key
 * costs a tenth of a second at start.
 */
export async function createCertificateAuthority(
  leafKeyType: 'rsa' | 'ecdsa',
): Promise<CertificateAuthority> {
  const now = Date.now();
  const [rootKeys, issuingKeys, leafKeys, strangerRootKeys, strangerIssuingKeys] = await Promise.all([
    rsaKeys(),
    ecKeys(),
    leafKeyType === 'rsa' ? rsaKeys() : ecKeys(),
    ecKeys(),
    ecKeys(),
  ]);
  const own = hierarchy('Rungs Practice Root CA', rootKeys, 'Rungs Practice Issuing CA', issuingKeys, now);
  const stranger = hierarchy(
    "Somebody Else's Root CA",
    strangerRootKeys,
    "Somebody Else's Issuing CA",
    strangerIssuingKeys,
    now,
  );
  const privateKeyPem = leafKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  return {
    rootPem: own.rootPem,
    issue(dnsNames, fault) {
      const issuer = fault === 'untrusted-root' ? stranger : own;
      const names = fault === 'wrong-name' ? wrongNames(dnsNames) : dnsNames;
      const leaf = certificateDer(
        {
          commonName: names[0],
          issuerCommonName: issuer.issuingName,
          publicKey: leafKeys.publicKey,
          ...validity(fault, now),
          role: 'leaf',
          organization: ORGANIZATION,
          dnsNames: names,
        },
        issuer.issuingKeys,
      );
      const sent = [certificatePem(leaf), ...(fault === 'missing-intermediate' ? [] : [issuer.issuingPem])];
      return { chainPem: sent.join(''), privateKeyPem };
    },
  };
}

function hierarchy(
  rootName: string,
  rootKeys: Signer,
  issuingName: string,
  issuingKeys: Signer,
  now: number,
): Hierarchy {
  const common: Omit<CertificateContent, 'commonName' | 'publicKey' | 'role'> = {
    issuerCommonName: rootName,
    // Older than the oldest leaf: an expired leaf is to be the only thing that is wrong.
    notBefore: new Date(now - 1_000 * DAY_MS),
    notAfter: new Date(now + 3_650 * DAY_MS),
    organization: ORGANIZATION,
    dnsNames: [],
  };
  const root = certificateDer(
    { ...common, commonName: rootName, publicKey: rootKeys.publicKey, role: 'root' },
    rootKeys,
  );
  const issuing = certificateDer(
    { ...common, commonName: issuingName, publicKey: issuingKeys.publicKey, role: 'issuing' },
    rootKeys,
  );
  return { rootPem: certificatePem(root), issuingPem: certificatePem(issuing), issuingName, issuingKeys };
}

function validity(fault: CertificateFault | null, now: number): { notBefore: Date; notAfter: Date } {
  const span = (fromDays: number, toDays: number): { notBefore: Date; notAfter: Date } => ({
    notBefore: new Date(now + fromDays * DAY_MS),
    notAfter: new Date(now + toDays * DAY_MS),
  });
  if (fault === 'expired') return span(-733, -3);
  if (fault === 'not-yet-valid') return span(3, 733);
  return span(-30, 700);
}

/** The web mail's certificate, assigned to the wrong server: a classic. */
function wrongNames(dnsNames: readonly [string, ...string[]]): readonly [string, ...string[]] {
  const domain = dnsNames[0].slice(dnsNames[0].indexOf('.') + 1);
  return [`mail.${domain}`, `autodiscover.${domain}`];
}

function rsaKeys(): Promise<{ privateKey: KeyObject; publicKey: KeyObject }> {
  return generateKeys('rsa', { modulusLength: 2048 });
}

function ecKeys(): Promise<{ privateKey: KeyObject; publicKey: KeyObject }> {
  return generateKeys('ec', { namedCurve: 'P-256' });
}
