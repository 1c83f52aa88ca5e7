import type { LoggedEvent } from '../../events/catalogue.ts';
import type { Peer } from '../../events/connection-events.ts';
import { visible } from '../../lib/text.ts';
import { hostOfUrl } from '../../lib/web-url.ts';
import { canonicalName, isInDomain } from '../../protocol/dns/dns-name.ts';
import { sipDomainOf } from '../../run/plan.ts';
import type { SignInFacts } from '../sign-in-facts.ts';

type HostKind = Peer['role'] | 'name' | 'made-up';

/** The hosts of one run, and what some of them are to it. */
export interface RunNames {
  readonly domain: string | null;
  /** Where discovery led. */
  readonly first: string | null;
  readonly home: string | null;
  /** Where the sign-in ended. */
  readonly registrar: string | null;
  /** By first appearance. */
  readonly hosts: ReadonlyMap<string, HostKind>;
  /** Pseudonyms stand in place of the names. */
  readonly isPseudonymous: boolean;
}

/** What a host is to its run, so that it is found again in another run where it has another name. */
export interface HostRole {
  readonly id: string;
  /** The name, or what it is where it has another name in the other run. */
  readonly words: string;
  /** It has another name in the other run. */
  readonly isRenamed: boolean;
}

export type RoleOf = (host: string) => HostRole;

export function runNames(log: readonly LoggedEvent[], facts: SignInFacts): RunNames {
  const address = facts.start?.data.plan.address;
  const domain = address === undefined ? null : canonicalName(sipDomainOf(address));
  const { hops, home } = facts.redirection;
  const first = facts.firstServer?.host ?? facts.server?.host ?? facts.found?.host ?? null;
  return {
    domain,
    first: canonicalOrNull(first),
    home: canonicalOrNull(hops.length === 0 ? null : (home?.host ?? facts.server?.host ?? null)),
    registrar: canonicalOrNull(facts.server?.host ?? null),
    hosts: hostsOf(log),
    // As redaction makes them.
    isPseudonymous: domain !== null && /^domain\d{1,7}\.example$/.test(domain),
  };
}

/** The roles of the hosts of both runs; hosts that stand for the same have the same id. */
export function hostRoles(a: RunNames, b: RunNames): readonly [RoleOf, RoleOf] {
  const [idsA, idsB] = [idsOf(a, b), idsOf(b, a)];
  const [hostsA, hostsB] = [inverted(idsA), inverted(idsB)];
  const reader =
    (ids: ReadonlyMap<string, string>): RoleOf =>
    (host) => {
      const name = canonicalName(host);
      const id = ids.get(name) ?? `name:${name}`;
      const [inA, inB] = [hostsA.get(id), hostsB.get(id)];
      const isRenamed = inA !== undefined && inB !== undefined && inA !== inB;
      return { id, words: isRenamed || id === MADE_UP ? wordsOf(id) : visible(name, 255), isRenamed };
    };
  return [reader(idsA), reader(idsB)];
}

const MADE_UP = 'made-up';

/** Names that a client asks for by itself, and those of the services that it looks for. */
const STRUCTURAL_LABELS: ReadonlySet<string> = new Set([
  'lyncdiscover',
  'lyncdiscoverinternal',
  'sip',
  'sipinternal',
  'sipexternal',
  '_sip',
  '_sipinternaltls',
  '_sipfederationtls',
  '_kerberos',
  '_tls',
  '_tcp',
  '_udp',
]);

function idsOf(own: RunNames, other: RunNames): ReadonlyMap<string, string> {
  const isByName = !own.isPseudonymous && !other.isPseudonymous;
  const numbers = new Map<HostKind, number>();
  const ids = new Map<string, string>();
  for (const [host, kind] of own.hosts) {
    const ofDomain = partOfDomain(host, own.domain);
    if (kind === 'made-up') ids.set(host, MADE_UP);
    else if (ofDomain !== null) ids.set(host, `domain:${ofDomain}`);
    else if (isByName && other.hosts.has(host)) ids.set(host, `name:${host}`);
    else if (host === own.first) ids.set(host, 'server');
    else if (host === own.home) ids.set(host, 'home');
    else if (!isByName || kind !== 'name') {
      const number = (numbers.get(kind) ?? 0) + 1;
      numbers.set(kind, number);
      ids.set(host, `${kind}#${number}`);
    }
  }
  return ids;
}

/** lyncdiscover of lyncdiscover.contoso.com; null: no name that every domain has. */
function partOfDomain(host: string, domain: string | null): string | null {
  if (domain === null || !isInDomain(host, domain)) return null;
  const part = host.slice(0, Math.max(0, host.length - domain.length - 1));
  return part.split('.').every((label) => label === '' || STRUCTURAL_LABELS.has(label)) ? part : null;
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  web: 'web service',
  sip: 'SIP server',
  proxy: 'proxy',
  kdc: 'domain controller',
  name: 'name',
};

function wordsOf(id: string): string {
  if (id === MADE_UP) return 'a made-up name';
  if (id === 'server') return 'the server';
  if (id === 'home') return 'the home server';
  if (id === 'domain:') return 'the sign-in domain';
  if (id.startsWith('domain:')) return `${id.slice('domain:'.length)} of the sign-in domain`;
  const [kind = '', number = ''] = id.split('#');
  return `${KIND_WORDS[kind] ?? 'host'} ${number}`;
}

function hostsOf(log: readonly LoggedEvent[]): ReadonlyMap<string, HostKind> {
  const hosts = new Map<string, HostKind>();
  const meet = (host: string | null, kind: HostKind): void => {
    if (host === null || host === '') return;
    const name = canonicalName(host);
    const known = hosts.get(name);
    if (known === undefined || known === 'name') hosts.set(name, kind);
  };
  for (const event of log) {
    if ('peer' in event.data) meet(event.data.peer.host, event.data.peer.role);
    switch (event.kind) {
      case 'dns.query.sent':
        meet(event.data.name, 'name');
        break;
      case 'dns.name.resolved':
        meet(event.data.name, 'name');
        for (const { target } of event.data.srv) meet(target, 'name');
        break;
      case 'discovery.wildcard.probed':
        meet(event.data.name, 'made-up');
        break;
      case 'http.request.sent':
        meet(hostOfUrl(event.data.url), 'web');
        break;
      default:
        break;
    }
  }
  return hosts;
}

function inverted(ids: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...ids].map(([host, id]) => [id, host]));
}

function canonicalOrNull(host: string | null): string | null {
  return host === null ? null : canonicalName(host);
}
