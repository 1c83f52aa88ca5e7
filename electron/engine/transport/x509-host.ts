import { isIP } from 'node:net';

/** What a certificate says about the names of its holder. */
export interface CertificateNames {
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly commonName: string | null;
}

/**
 * Whether a certificate stands for a host, as RFC 6125 6.4 has it: an IP literal only by an address of the certificate, a name by
 * a DNS name of it, and by the common name only where there is no DNS name at all. A wildcard stands for exactly one label, the
 * left-most, and needs two labels behind it.
 */
export function certificateCoversHost(host: string, names: CertificateNames): boolean {
  const literal = canonicalAddress(host);
  if (literal !== null) return names.ipAddresses.some((address) => canonicalAddress(address) === literal);
  const wanted = foldName(host);
  if (wanted === '') return false;
  if (names.dnsNames.length > 0) return names.dnsNames.some((name) => matchesName(wanted, foldName(name)));
  return names.commonName !== null && matchesName(wanted, foldName(names.commonName));
}

function matchesName(host: string, pattern: string): boolean {
  if (!pattern.startsWith('*.')) return host === pattern;
  const suffix = pattern.slice(1);
  const labels = suffix.slice(1).split('.');
  if (labels.length < 2 || labels.includes('') || suffix.includes('*')) return false;
  const label = host.slice(0, -suffix.length);
  return host.endsWith(suffix) && label !== '' && !label.includes('.');
}

function foldName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).replace(/\.$/, '');
}

function canonicalAddress(host: string): string | null {
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  switch (isIP(bare)) {
    case 4:
      return bare;
    case 6:
      return new URL(`http://[${bare.replace(/%.*$/, '')}]/`).hostname;
    default:
      return null;
  }
}
