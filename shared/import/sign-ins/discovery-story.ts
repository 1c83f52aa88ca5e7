import type { EventData } from '../../events/catalogue.ts';
import type { SipEndpoint } from '../../events/connection-events.ts';
import type { DnsOutcome } from '../../events/dns-events.ts';
import type { AutodiscoverDocument } from '../../events/http-events.ts';
import { endpointKey } from '../../lib/host-and-port.ts';
import { VIAS, type Network, type StepId, type Via } from '../../run/ids.ts';
import type { Place } from './conversation.ts';
import type { EventWriter } from './event-writer.ts';
import { LookupStory } from './lookup-story.ts';
import type { HttpMessage } from './read-message.ts';
import type { Remark, SipAccess, WebFailure } from './read-remark.ts';
import { WebStory, type Fetched } from './web-story.ts';

type Concluded = EventData<'discovery.candidate.concluded'>;

interface Candidate {
  readonly via: Via;
  readonly name: string;
  readonly tookMs: number;
  readonly found: boolean;
  readonly reason: Concluded['reason'];
  readonly detail: string | null;
  readonly place: Place | null;
  readonly network: Network;
}

/** What stands before the domain, and what it is good for. */
interface Label {
  readonly prefix: string;
  readonly via: Via;
  readonly network: Network;
}

const SERVICES: readonly Label[] = [
  { prefix: '_sipinternaltls._tcp.', via: 'srv-internal', network: 'internal' },
  { prefix: '_sip._tls.', via: 'srv-external', network: 'external' },
];
const WEB: readonly Label[] = [
  { prefix: 'lyncdiscoverinternal.', via: 'lyncdiscoverinternal', network: 'internal' },
  { prefix: 'lyncdiscover.', via: 'lyncdiscover', network: 'unknown' },
];
const HOSTS: readonly Label[] = [
  { prefix: 'sipinternal.', via: 'host-sipinternal', network: 'internal' },
  { prefix: 'sip.', via: 'host-sip', network: 'unknown' },
  { prefix: 'sipexternal.', via: 'host-sipexternal', network: 'external' },
];
const TLS_PORT = 5_061;

/** The search for a server as far as the log shows it: lookups, autodiscover, and what they led to. */
export class DiscoveryStory {
  private readonly writer: EventWriter;
  private readonly lookups: LookupStory;
  private readonly web: WebStory;
  private readonly candidates = new Map<Via, Candidate>();
  private step: StepId = 'discovery';
  private begunMs: number | null = null;
  private isConcluded = false;

  constructor(writer: EventWriter) {
    this.writer = writer;
    this.lookups = new LookupStory(writer);
    this.web = new WebStory(writer);
  }

  /** From now on lookups belong to the way to the home server. */
  sentOn(): void {
    this.step = 'redirection';
  }

  told(remark: Remark): void {
    if (remark.kind === 'tls-done' || remark.kind === 'verdict' || remark.kind === 'other') return;
    this.begin();
    switch (remark.kind) {
      case 'srv-asked':
        this.lookups.ask('SRV', remark.name, this.step);
        return;
      case 'srv-missing':
        this.service(remark.name, remark.outcome, null);
        return;
      case 'srv-found':
        this.service(remark.name, 'answered', { host: remark.host, port: remark.port });
        return;
      case 'host-found':
        this.host(remark.host, 'answered', remark.address);
        return;
      case 'host-missing':
        this.host(remark.host, remark.outcome, null);
        return;
      case 'web-asked':
        this.web.asked(remark.url);
        return;
      case 'web-unresolved': {
        const asked = this.web.failed('connect', 'the name has no address');
        const outcome = remark.outcome === 'other-rcode' ? 'nxdomain' : remark.outcome;
        if (asked !== null) this.host(asked.host, outcome, null);
        return;
      }
      case 'web-failed': {
        const asked = this.web.failed(remark.failure, 'told by a line of the log');
        const label = asked === null ? undefined : labelOf(asked.host, WEB);
        if (asked === null || label === undefined) return;
        const reason = WEB_REASONS[remark.failure];
        this.learn(label, asked.host, asked.tookMs, 'answered', null, { reason });
        return;
      }
      case 'web-answered':
        this.fetched(this.web.answered(remark.status), remark.access);
        return;
    }
  }

  /** A message of HTTP. Before anything is sent over SIP it belongs to the search, later to proving who somebody is. */
  said(message: HttpMessage): void {
    if (!this.isConcluded) this.begin();
    const step = this.isConcluded && this.step === 'discovery' ? 'authentication' : this.step;
    this.fetched(this.web.message(message, step), null);
  }

  /** How the server was found to which the sign-in went. */
  viaTo(place: Place): Via {
    const all = [...this.candidates.values()];
    const named = all.find((one) => one.place !== null && endpointKey(one.place) === endpointKey(place));
    if (named !== undefined) return named.via;
    return all.find(({ via, name }) => via.startsWith('host-') && name === place.host)?.via ?? 'unknown';
  }

  /** The sign-in goes on with a server; null: with none. Nothing is said where the log shows nothing of a search. */
  conclude(endpoint: SipEndpoint | null): void {
    const isFirst = !this.isConcluded;
    this.isConcluded = true;
    if (this.begunMs === null || !isFirst) return;
    const all = [...this.candidates.values()].sort((a, b) => orderOf(a.via) - orderOf(b.via));
    for (const one of all) this.concludeCandidate(one, endpoint);
    const { writer } = this;
    if (endpoint !== null) {
      const network = this.candidates.get(endpoint.via)?.network ?? 'unknown';
      const tookMs = writer.now - this.begunMs;
      const found = { endpoints: [endpoint], chosen: 0, network, networkEvidence: null };
      writer.add('discovery.concluded', { ...found, serialCostMs: tookMs, tookMs }, { step: 'discovery' });
    }
    writer.add('step.finished', { step: 'discovery' }, { step: 'discovery' });
  }

  private begin(): void {
    if (this.begunMs !== null || this.step !== 'discovery') return;
    this.begunMs = this.writer.now;
    this.writer.add('step.started', { step: 'discovery' }, { step: 'discovery' });
  }

  private service(name: string, outcome: DnsOutcome, server: Place | null): void {
    const tookMs = this.lookups.answer('SRV', name, outcome, { server }, this.step);
    const label = labelOf(name, SERVICES);
    if (label !== undefined) this.learn(label, name, tookMs, outcome, server);
  }

  private host(host: string, outcome: DnsOutcome, address: string | null): void {
    const tookMs = this.lookups.answer('address', host, outcome, { address }, this.step);
    const label = labelOf(host, outcome === 'answered' ? HOSTS : [...HOSTS, ...WEB]);
    // The address of a server that something else led to is no candidate of its own.
    const isPromised = [...this.candidates.values()].some(({ place }) => place?.host === host);
    if (label !== undefined && !isPromised) this.learn(label, host, tookMs, outcome, null);
  }

  private fetched(fetched: Fetched | null, told: SipAccess | null): void {
    const label = fetched === null ? undefined : labelOf(fetched.host, WEB);
    if (fetched === null || label === undefined) return;
    const access = told ?? accessIn(fetched.document);
    const { status, host, tookMs } = fetched;
    const network = access?.side ?? label.network;
    const isFailed = access === null && status >= 400 && status !== 401;
    const ending = isFailed ? ({ reason: 'http-error', detail: `HTTP ${status}` } as const) : {};
    this.learn({ ...label, network }, host, tookMs, 'answered', access, ending);
  }

  private learn(
    { via, network }: Label,
    name: string,
    tookMs: number,
    outcome: DnsOutcome,
    place: Place | null,
    ending: Partial<Pick<Candidate, 'reason' | 'detail'>> = {},
  ): void {
    if (this.isConcluded) return;
    const at = place === null ? null : { host: place.host, port: place.port };
    const reason = REASONS[outcome];
    const found = outcome === 'answered';
    this.candidates.set(via, {
      via,
      name,
      tookMs,
      found,
      reason,
      detail: null,
      place: at,
      network,
      ...ending,
    });
  }

  private concludeCandidate(one: Candidate, endpoint: SipEndpoint | null): void {
    const isUsed = endpoint !== null && one.via === endpoint.via;
    // A host that is there by its name alone counts only where the sign-in went to it; an answer that names no server leads nowhere.
    const leadsNowhere = one.reason === 'first-usable' && one.place === null;
    if (leadsNowhere && !isUsed) return;
    const isUsable = one.reason === 'first-usable';
    const isBehind = endpoint !== null && orderOf(one.via) > orderOf(endpoint.via);
    const standing = isUsed
      ? 'used'
      : isUsable
        ? 'fallback'
        : one.reason === 'no-record'
          ? 'not-found'
          : 'unusable';
    const own = one.place === null ? [] : [{ ...one.place, transport: 'tls' as const, via: one.via }];
    const { via, name, found, detail, network, tookMs } = one;
    this.writer.add(
      'discovery.candidate.concluded',
      {
        via,
        name,
        order: orderOf(via) + 1,
        found,
        standing,
        reason: isUsable && !isUsed && isBehind ? 'earlier-candidate-used' : one.reason,
        detail,
        network,
        endpoints: isUsed ? [endpoint] : own,
        tookMs,
      },
      { step: 'discovery' },
    );
  }
}

function labelOf(name: string, labels: readonly Label[]): Label | undefined {
  return labels.find(({ prefix }) => name.startsWith(prefix));
}

function orderOf(via: Via): number {
  return VIAS.indexOf(via);
}

/** The one that the document gives for where the client is. */
function accessIn(document: AutodiscoverDocument | null): SipAccess | null {
  if (document === null) return null;
  const { accessLocation, sipClientInternalAccess, sipClientExternalAccess } = document;
  const side = accessLocation ?? (sipClientInternalAccess === null ? 'external' : 'internal');
  const access = side === 'internal' ? sipClientInternalAccess : sipClientExternalAccess;
  return access === null ? null : { side, host: access.fqdn.toLowerCase(), port: access.port ?? TLS_PORT };
}

const WEB_REASONS: Readonly<Record<WebFailure, Concluded['reason']>> = {
  connect: 'connect-failed',
  timeout: 'http-timeout',
  reset: 'connect-failed',
  'untrusted-certificate': 'untrusted-certificate',
};

const REASONS: Readonly<Record<DnsOutcome, Concluded['reason']>> = {
  answered: 'first-usable',
  'no-data': 'no-record',
  nxdomain: 'no-record',
  servfail: 'dns-servfail',
  refused: 'dns-refused',
  timeout: 'dns-timeout',
  malformed: 'dns-malformed',
  unreachable: 'dns-unreachable',
  'other-rcode': 'no-record',
};
