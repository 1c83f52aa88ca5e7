/** Names of what is met in certificates, by OID. */
export const OID = {
  commonName: '2.5.4.3',
  rsa: '1.2.840.113549.1.1.1',
  rsaPss: '1.2.840.113549.1.1.10',
  ec: '1.2.840.10045.2.1',
  dsa: '1.2.840.10040.4.1',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  crlDistributionPoints: '2.5.29.31',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  caIssuers: '1.3.6.1.5.5.7.48.2',
  ocsp: '1.3.6.1.5.5.7.48.1',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  anyExtendedKeyUsage: '2.5.29.37.0',
} as const;

/** Short names of RFC 4514 3 and what Microsoft's and OpenSSL's tools print beside them. */
export const ATTRIBUTE_NAMES: ReadonlyMap<string, string> = new Map([
  [OID.commonName, 'CN'],
  ['2.5.4.4', 'SN'],
  ['2.5.4.5', 'serialNumber'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.9', 'STREET'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.12', 'T'],
  ['2.5.4.42', 'G'],
  ['2.5.4.97', 'organizationIdentifier'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  ['0.9.2342.19200300.100.1.1', 'UID'],
  ['1.2.840.113549.1.9.1', 'E'],
]);

const SIGNATURES: ReadonlyMap<string, { readonly hash: string; readonly scheme: string }> = new Map([
  ['1.2.840.113549.1.1.2', { hash: 'MD2', scheme: 'RSA' }],
  ['1.2.840.113549.1.1.4', { hash: 'MD5', scheme: 'RSA' }],
  ['1.2.840.113549.1.1.5', { hash: 'SHA-1', scheme: 'RSA' }],
  ['1.3.14.3.2.29', { hash: 'SHA-1', scheme: 'RSA' }],
  ['1.2.840.113549.1.1.14', { hash: 'SHA-224', scheme: 'RSA' }],
  ['1.2.840.113549.1.1.11', { hash: 'SHA-256', scheme: 'RSA' }],
  ['1.2.840.113549.1.1.12', { hash: 'SHA-384', scheme: 'RSA' }],
  ['1.2.840.113549.1.1.13', { hash: 'SHA-512', scheme: 'RSA' }],
  ['1.2.840.10045.4.1', { hash: 'SHA-1', scheme: 'ECDSA' }],
  ['1.2.840.10045.4.3.1', { hash: 'SHA-224', scheme: 'ECDSA' }],
  ['1.2.840.10045.4.3.2', { hash: 'SHA-256', scheme: 'ECDSA' }],
  ['1.2.840.10045.4.3.3', { hash: 'SHA-384', scheme: 'ECDSA' }],
  ['1.2.840.10045.4.3.4', { hash: 'SHA-512', scheme: 'ECDSA' }],
  ['1.2.840.10040.4.3', { hash: 'SHA-1', scheme: 'DSA' }],
  ['2.16.840.1.101.3.4.3.2', { hash: 'SHA-256', scheme: 'DSA' }],
]);

const HASHES: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.2.5', 'MD5'],
  ['1.3.14.3.2.26', 'SHA-1'],
  ['2.16.840.1.101.3.4.2.4', 'SHA-224'],
  ['2.16.840.1.101.3.4.2.1', 'SHA-256'],
  ['2.16.840.1.101.3.4.2.2', 'SHA-384'],
  ['2.16.840.1.101.3.4.2.3', 'SHA-512'],
]);

const CURVES: ReadonlyMap<string, { readonly name: string; readonly bits: number }> = new Map([
  ['1.2.840.10045.3.1.1', { name: 'P-192', bits: 192 }],
  ['1.3.132.0.33', { name: 'P-224', bits: 224 }],
  ['1.2.840.10045.3.1.7', { name: 'P-256', bits: 256 }],
  ['1.3.132.0.34', { name: 'P-384', bits: 384 }],
  ['1.3.132.0.35', { name: 'P-521', bits: 521 }],
  ['1.3.132.0.10', { name: 'secp256k1', bits: 256 }],
  ['1.3.36.3.3.2.8.1.1.7', { name: 'brainpoolP256r1', bits: 256 }],
  ['1.3.36.3.3.2.8.1.1.11', { name: 'brainpoolP384r1', bits: 384 }],
  ['1.3.36.3.3.2.8.1.1.13', { name: 'brainpoolP512r1', bits: 512 }],
]);

/** Key and signature in one: RFC 8410 gives both the same OID. */
const EDWARDS: ReadonlyMap<string, { readonly name: string; readonly bits: number }> = new Map([
  ['1.3.101.112', { name: 'Ed25519', bits: 256 }],
  ['1.3.101.113', { name: 'Ed448', bits: 456 }],
]);

export const signatureByOid = (oid: string): { readonly hash: string; readonly scheme: string } | undefined =>
  SIGNATURES.get(oid);
export const hashByOid = (oid: string): string | undefined => HASHES.get(oid);
export const curveByOid = (oid: string): { readonly name: string; readonly bits: number } | undefined =>
  CURVES.get(oid);
export const edwardsByOid = (oid: string): { readonly name: string; readonly bits: number } | undefined =>
  EDWARDS.get(oid);
