import type { SipEndpoint } from '../../../../shared/events/connection-events.ts';
import type { AutodiscoverDocument } from '../../../../shared/events/http-events.ts';
import { missingRootLinks } from '../../../../shared/protocol/autodiscover/parse-autodiscover.ts';
import { isAskableName } from '../../../../shared/protocol/dns/dns-name.ts';
import type { ProbeContext } from '../../context.ts';
import type { AddressResolution, NameResolver } from '../../transport/dns.ts';
import type { HttpClient } from '../../transport/http.ts';
import type { WalkFailure, WalkOutcome } from './autodiscover-walk.ts';
import type { AutodiscoverVia, Candidate } from './candidates.ts';
import { reasonOfDns, type CandidateFinding } from './finding.ts';
import type { NetworkJudgement } from './network.ts';
import { endpointOf } from './record-candidates.ts';
import { keepUsable } from './usable-endpoints.ts';
import type { Wildcard } from './wildcard.ts';

/** What the candidates of one discovery share. */
export interface AutodiscoverSurroundings {
  readonly names: NameResolver;
  readonly client: HttpClient;
  readonly wildcard: Promise<Wildcard>;
  /** The page that came by plain HTTP where HTTPS did not work, by candidate; for comparison. */
  readonly pages: ReadonlyMap<AutodiscoverVia, PageSlot>;
  /** Called with the User resource of a Root that was read. */
  readonly onUserResource: (url: URL) => void;
}

export interface PageSlot {
  readonly page: Promise<StrayPage | null>;
  readonly settle: (page: StrayPage | null) => void;
}

export interface StrayPage {
  readonly body: string;
  readonly addresses: readonly string[];
}

/** A service was reached. */
export type Service = Extract<WalkOutcome, { readonly kind: 'service' }> & {
  /** What was wrong by HTTPS, when the answer came by plain HTTP. */
  readonly httpsTrouble: WalkFailure | null;
};
export interface BothFailed {
  readonly kind: 'both-failed';
  readonly https: WalkFailure | null;
  readonly http: WalkFailure | null;
}

export type Conclusion = Pick<CandidateFinding, 'found' | 'endpoints' | 'reason' | 'detail' | 'cause'> &
  Partial<NetworkJudgement>;

export async function concludeService(
  ctx: ProbeContext,
  around: AutodiscoverSurroundings,
  candidate: Extract<Candidate, { readonly kind: 'autodiscover' }>,
  host: string,
  service: Service,
): Promise<Conclusion> {
  if (service.userUrl !== null) around.onUserResource(service.userUrl);
  const document = service.domain ?? service.root;
  const location = document.accessLocation ?? service.root.accessLocation;
  const network: Partial<NetworkJudgement> =
    location === null
      ? {}
      : { network: location, networkEvidence: `${service.host} answers with AccessLocation ${location}` };
  const notes = [
    ...(service.httpsTrouble === null ? [] : [`by HTTP, since HTTPS failed: ${service.httpsTrouble.detail}`]),
    ...missingRootLinks(service.root).map((token) => `the Root has no ${token} link`),
    // What kept us from the Domain may be what was wrong by HTTPS in the first place.
    ...(service.trouble === null || service.trouble.detail === service.httpsTrouble?.detail
      ? []
      : [service.trouble.detail]),
  ];
  const base = { found: true, cause: service.seq, endpoints: [], ...network };
  const conclude = (reason: CandidateFinding['reason'], note: string | null): Conclusion => {
    const all = [...new Set(note === null ? notes : [note, ...notes])];
    return { ...base, reason, detail: all.length === 0 ? null : all.join('; ') };
  };

  const named = endpointsOf(
    document,
    ctx.plan.network === 'auto' ? location : ctx.plan.network,
    candidate.via,
  );
  if (named.length > 0) {
    const { endpoints, unresolved } = await keepUsable(ctx, around.names, named);
    const note = unresolved.length > 0 ? `no address for ${unresolved.join(', ')}` : null;
    if (endpoints.length === 0) return conclude('target-unresolvable', note);
    return { ...conclude('first-usable', note), endpoints };
  }
  const unaskable = [document.sipClientInternalAccess, document.sipClientExternalAccess].flatMap((access) =>
    access === null || isAskableName(access.fqdn) ? [] : [access.fqdn.slice(0, 100)],
  );
  if (unaskable[0] !== undefined) {
    return conclude('invalid-response', `${host} names the server “${unaskable[0]}”, which is no host name`);
  }
  if (document.sipClientInternalAccess !== null || document.sipClientExternalAccess !== null) {
    const side = document.sipClientInternalAccess === null ? 'outside' : 'inside';
    return conclude('no-sip-access', `${host} names a SIP server only for clients ${side} the network`);
  }
  const { trouble } = service;
  if (trouble !== null && trouble.reason !== 'needs-ticket') return conclude(trouble.reason, null);
  if (trouble !== null || service.userUrl !== null) {
    return conclude('needs-ticket', `${host} tells the SIP server only to a signed-in user`);
  }
  return conclude(
    service.domain === null ? 'invalid-response' : 'no-sip-access',
    `${host} names no SIP server`,
  );
}

/** As SIPE does it: the side that AccessLocation says, and only that; without it, inside first. */
function endpointsOf(
  document: AutodiscoverDocument,
  location: 'internal' | 'external' | null,
  via: SipEndpoint['via'],
): readonly SipEndpoint[] {
  const { sipClientInternalAccess: inside, sipClientExternalAccess: outside } = document;
  const endpoints: SipEndpoint[] = [];
  if (inside !== null && location !== 'external' && isAskableName(inside.fqdn)) {
    const port = inside.port ?? 5061;
    endpoints.push(endpointOf(bare(inside.fqdn), port, via));
    // Microsoft's sample prints 443 where pools listen on 5061: the usual port is tried behind the advertised one
    if (port !== 5061) endpoints.push(endpointOf(bare(inside.fqdn), 5061, via));
  }
  if (outside !== null && location !== 'internal' && isAskableName(outside.fqdn)) {
    endpoints.push(endpointOf(bare(outside.fqdn), outside.port ?? 443, via));
  }
  return endpoints;
}

function bare(fqdn: string): string {
  return fqdn.replace(/\.$/, '');
}

/**
 * Says what is wrong when neither HTTPS nor HTTP led to a service: HTTPS's reason, unless HTTP got to a web server and HTTPS
 * did not. Two pages are not this server's own fault:
 * - wildcard: the name only exists because every name of the domain does;
 * - captive portal: HTTPS does not work, and plain HTTP is answered with a page in the network's own name: status 511, a
 *   redirect to a host outside of the SIP domain, or the very same page at both lyncdiscover names though they have different
 *   addresses. A page without any of this may as well be a web server's default page.
 */
export async function concludeFailure(
  around: AutodiscoverSurroundings,
  candidate: Extract<Candidate, { readonly kind: 'autodiscover' }>,
  host: string,
  { https, http }: BothFailed,
  resolution: AddressResolution,
): Promise<Conclusion> {
  const main = mainFailure(https, http);
  const detail = [...new Set([https, http].flatMap((leg) => (leg === null ? [] : [leg.detail])))].join('; ');
  const base = { found: true, endpoints: [], cause: main?.seq ?? resolution.seq };
  if (main === null) return { ...base, reason: 'connect-failed', detail: null };
  if (
    resolution.addresses.length === 0 &&
    (main.reason === 'connect-failed' || main.reason === 'http-error')
  ) {
    // A proxy that does not find the name either.
    return { ...base, found: false, reason: reasonOfDns(resolution.outcome), detail };
  }
  const isPortal = http?.page?.isPortal === true && isNoWebServer(https);
  if (isPortal) return { ...base, reason: 'captive-portal', detail: http.detail };
  if ((await around.wildcard).covers(resolution.addresses)) {
    const wildcard = `${host} exists only because every name of the domain does`;
    return { ...base, reason: 'wildcard', detail: `${wildcard}; ${detail}` };
  }
  if (http !== null && (await isSamePageElsewhere(around, candidate.via))) {
    return {
      ...base,
      reason: 'captive-portal',
      detail: `the same web page at both lyncdiscover names: ${http.detail}`,
    };
  }
  return { ...base, reason: main.reason, detail };
}

function mainFailure(https: WalkFailure | null, http: WalkFailure | null): WalkFailure | null {
  if (https === null || http === null) return https ?? http;
  // What plain HTTP got through a proxy that refuses HTTPS is most likely the proxy's own answer.
  if (https.isProxy) return https;
  const isHttpsShut = https.reason === 'connect-failed' || https.reason === 'tls-failed';
  const isHttpShut =
    http.reason === 'connect-failed' || http.reason === 'tls-failed' || http.reason === 'http-timeout';
  return isHttpsShut && !isHttpShut ? http : https;
}

/** HTTPS never got as far as an answer: what a portal that stands in the way can't fake. */
function isNoWebServer(https: WalkFailure | null): boolean {
  return (
    https === null ||
    https.reason === 'connect-failed' ||
    https.reason === 'tls-failed' ||
    https.reason === 'untrusted-certificate'
  );
}

async function isSamePageElsewhere(around: AutodiscoverSurroundings, via: AutodiscoverVia): Promise<boolean> {
  const own = (await around.pages.get(via)?.page) ?? null;
  if (own === null) return false;
  const sibling = via === 'lyncdiscover' ? 'lyncdiscoverinternal' : 'lyncdiscover';
  const other = (await around.pages.get(sibling)?.page) ?? null;
  if (other === null || own.body !== other.body) return false;
  return !own.addresses.some((address) => other.addresses.includes(address));
}

/** What came by plain HTTP where HTTPS did not work, for comparison with the other lyncdiscover name. */
export function strayPage(outcome: Service | BothFailed, resolution: AddressResolution): StrayPage | null {
  if (outcome.kind === 'service' || resolution.addresses.length === 0 || !isNoWebServer(outcome.https))
    return null;
  const page = outcome.http?.page ?? null;
  return page === null ? null : { body: page.body, addresses: resolution.addresses };
}
