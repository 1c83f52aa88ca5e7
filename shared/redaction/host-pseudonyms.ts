import { isMicrosoftCloudHost } from '../lib/microsoft-cloud.ts';
import { canonicalName, isInDomain } from '../protocol/dns/dns-name.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** What findings and readers go by stays: the names that a client asks for by itself. */
const STRUCTURAL_LABELS: ReadonlySet<string> = new Set([
  '*',
  'lyncdiscover',
  'lyncdiscoverinternal',
  'sip',
  'sipinternal',
  'sipexternal',
  '_sip',
  '_sips',
  '_sipinternal',
  '_sipinternaltls',
  '_sipfederationtls',
  '_kerberos',
  '_tls',
  '_tcp',
  '_udp',
]);

/** Names of everybody beside isMicrosoftCloudHost: what clients trust without asking, and namespaces of XML. */
const PUBLIC_DOMAINS: readonly string[] = [
  'outlook.com',
  'microsoftonline.com',
  'schemas.microsoft.com',
  'schemas.xmlsoap.org',
  'docs.oasis-open.org',
  'www.w3.org',
  'tempuri.org',
];

/** Names of the services themselves below such a domain; another label may be that of a customer. */
const PUBLIC_LABELS =
  /^(?:www|online|infra|gov|dod|sipdir|sipfed|webdir[\da-z]{0,2}|(?:web|sip)pool\w{0,8}|login|login-us|outlook|autodiscover|autodiscover-s|smtp|teams|api|config|pipe|admin[\da-z]{0,2}|meet|join|dialin)$/;

/** Second-level names below which a country gives names out, such as co.uk. */
const SECOND_LEVEL = /^(?:co|com|org|net|gov|gob|gouv|ac|edu|or|ne|go|mil)$/;
const LONGEST_NAME = 253;

/**
 * Pseudonyms of host names, label by label: what was below a domain is below its pseudonym, a wildcard covers the same names, and a
 * label is the same everywhere.
 */
export class HostPseudonyms {
  private readonly pseudonyms: Pseudonyms;
  /** contoso: contoso.com, for the domain's short name. The first one keeps it. */
  private readonly shortNames = new Map<string, string>();

  constructor(pseudonyms: Pseudonyms) {
    this.pseudonyms = pseudonyms;
  }

  /** A host's or a record's name, in the spelling (capitals or not, final dot) in which it came. */
  host(name: string): string {
    return this.replaced(name, 'host');
  }

  /** The name of a whole domain, of DNS, of Kerberos or the short one of Windows. */
  domain(name: string): string {
    return this.replaced(name, 'domain');
  }

  /** contoso of fe01.contoso.com; null: it is below nobody's domain. */
  shortNameOf(name: string): string | null {
    const labels = canonicalName(name).split('.');
    if (publicSuffixOf(labels.join('.')) !== null) return null;
    return labels.at(-anchorLength(labels)) ?? null;
  }

  knowsDomainOf(name: string): boolean {
    const labels = canonicalName(name).split('.');
    const anchor = labels.slice(-anchorLength(labels));
    return this.shortNames.get(anchor[0] ?? '') === anchor.join('.');
  }

  private replaced(name: string, single: 'host' | 'domain'): string {
    const canonical = canonicalName(name);
    if (canonical === '' || canonical === 'localhost') return name;
    const end = name.endsWith('.') ? '.' : '';
    const mapped = this.mapped(canonical.split('.'), single);
    return spelledAs(name, mapped.length > LONGEST_NAME ? this.abridged(canonical) : mapped) + end;
  }

  private mapped(labels: readonly string[], single: 'host' | 'domain'): string {
    const shared = publicSuffixOf(labels.join('.'));
    if (shared !== null) {
      const own = labels.slice(0, labels.length - shared.split('.').length);
      return [...own.map((label) => (PUBLIC_LABELS.test(label) ? label : this.label(label))), shared].join(
        '.',
      );
    }
    const [first = ''] = labels;
    if (labels.length === 1) return this.singleLabel(first, single);
    const structural = labels.findIndex((label) => !STRUCTURAL_LABELS.has(label));
    const head = labels.slice(0, structural === -1 ? labels.length - 1 : structural);
    const rest = labels.slice(head.length);
    const anchor = rest.slice(-anchorLength(rest));
    const between = rest.slice(0, rest.length - anchor.length).map((label) => this.label(label));
    return [...head, ...between, this.anchor(anchor)].join('.');
  }

  private anchor(labels: readonly string[]): string {
    const name = labels.join('.');
    const [short = ''] = labels;
    if (!this.shortNames.has(short)) this.shortNames.set(short, name);
    return this.pseudonyms.of('domain', name);
  }

  private singleLabel(label: string, single: 'host' | 'domain'): string {
    const known = this.shortNames.get(label);
    if (known !== undefined) return this.pseudonyms.of('domain', known).replace(/\.example$/, '');
    if (/^domain\d{1,7}$/.test(label)) return label;
    if (single === 'host') return this.label(label);
    return this.pseudonyms.of('domain', label).replace(/\.example$/, '');
  }

  private label(label: string): string {
    if (STRUCTURAL_LABELS.has(label)) return label;
    return this.pseudonyms.of('host', label);
  }

  /** A name so long that its pseudonym would be none any more: only what it belongs to is kept. */
  private abridged(name: string): string {
    const labels = name.split('.');
    const anchor = labels.slice(-anchorLength(labels));
    return `${this.label(name)}.${this.anchor(anchor)}`;
  }
}

/** How many labels at the end are the domain that somebody owns. */
function anchorLength(labels: readonly string[]): number {
  const [secondLevel = '', top = ''] = labels.slice(-2);
  const isShared = labels.length > 2 && top.length === 2 && SECOND_LEVEL.test(secondLevel);
  return Math.min(labels.length, isShared ? 3 : 2);
}

/** The domain of everybody that a name is, or is below; null: it is somebody's own. */
function publicSuffixOf(name: string): string | null {
  const known = PUBLIC_DOMAINS.find((domain) => isInDomain(name, domain));
  if (known !== undefined) return known;
  if (!isMicrosoftCloudHost(name)) return null;
  let suffix = name;
  for (;;) {
    const parent = suffix.slice(suffix.indexOf('.') + 1);
    if (parent === suffix || !isMicrosoftCloudHost(parent)) return suffix;
    suffix = parent;
  }
}

function spelledAs(original: string, pseudonym: string): string {
  return original === original.toUpperCase() && original !== original.toLowerCase()
    ? pseudonym.toUpperCase()
    : pseudonym;
}
