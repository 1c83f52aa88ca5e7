import type { CandidateReason } from '../../../../shared/events/discovery-events.ts';
import type { AutodiscoverDocument, HttpFailure } from '../../../../shared/events/http-events.ts';
import { linkTo, parseAutodiscover } from '../../../../shared/protocol/autodiscover/parse-autodiscover.ts';
import { DEFAULT_USER_AGENT } from '../../../../shared/protocol/sip/register-request.ts';
import { sipDomainOf } from '../../../../shared/run/plan.ts';
import type { ProbeContext } from '../../context.ts';
import type { HttpClient } from '../../transport/http.ts';
import { headerOf, type HeaderList, type HttpResponse } from '../../transport/http-message.ts';
import { isDowngrade, isWithinDomain, normalisedUrl, resolveTarget, withSipUri } from './autodiscover-url.ts';

/** [MS-OCDISCWS] 3.1.5.2; the same client name as in the REGISTER, because it is one client. */
export const AUTODISCOVER_HEADERS: HeaderList = [
  ['Accept', 'application/vnd.microsoft.rtc.autodiscover+xml;v=1'],
  ['User-Agent', DEFAULT_USER_AGENT],
  ['Connection', 'Keep-Alive'],
];

export interface WalkFailure {
  readonly kind: 'failed';
  readonly reason: CandidateReason;
  readonly detail: string;
  /** A web page came instead of a document. isPortal: in a way in which captive portals, but hardly anybody else, answer. */
  readonly page: { readonly body: string; readonly isPortal: boolean } | null;
  /** A proxy stands in the way; nothing is known about the server behind it. */
  readonly isProxy: boolean;
  readonly seq: number | null;
}

export type WalkOutcome =
  | {
      readonly kind: 'service';
      readonly root: AutodiscoverDocument;
      /** null: the Root has no Domain, or it could not be read, which trouble tells. */
      readonly domain: AutodiscoverDocument | null;
      readonly trouble: WalkFailure | null;
      readonly userUrl: URL | null;
      readonly host: string;
      readonly seq: number;
    }
  | WalkFailure
  | { readonly kind: 'cancelled' };

type Fetched =
  | {
      readonly kind: 'document';
      readonly document: AutodiscoverDocument;
      readonly url: URL;
      readonly seq: number;
    }
  | WalkFailure
  | { readonly kind: 'cancelled' };

/**
 * Walks from a lyncdiscover address to the Root, through redirects of both kinds, and on to the Domain, which needs no ticket.
 * HTTP redirects and Redirect links count together; no address is visited twice; https never leads to http.
 * mayFollow is asked once, before the first step behind the first answer; false ends the walk as cancelled.
 */
export async function walkAutodiscover(
  ctx: ProbeContext,
  client: HttpClient,
  start: URL,
  mayFollow: () => Promise<boolean>,
): Promise<WalkOutcome> {
  const walk = createWalk(ctx, client, mayFollow);
  const root = await walk.fetch(start, true);
  if (root.kind !== 'document') return root;
  const { document, url, seq } = root;
  const service = { kind: 'service', root: document, host: url.hostname, seq, trouble: null } as const;
  if (document.resource !== 'root') return { ...service, domain: document, userUrl: null };

  const userUrl = linkedUrl(url, linkTo(document, 'User'));
  const domainLink = linkTo(document, 'Domain');
  if (domainLink === null) return { ...service, domain: null, userUrl };
  if (!(await walk.isWelcome())) return { kind: 'cancelled' };
  const domainUrl = linkedUrl(url, domainLink);
  if (domainUrl === null) {
    const detail = `the link to the Domain leads to ${domainLink.slice(0, 200)}, where we do not go`;
    return { ...service, domain: null, userUrl, trouble: failure('redirect-refused', detail, seq) };
  }
  const domain = await walk.fetch(domainUrl, false);
  if (domain.kind === 'cancelled') return domain;
  return domain.kind === 'document'
    ? { ...service, domain: domain.document, userUrl }
    : { ...service, domain: null, userUrl, trouble: domain };
}

function createWalk(ctx: ProbeContext, client: HttpClient, mayFollow: () => Promise<boolean>) {
  const sipUri = ctx.plan.address;
  let hop = 0;
  let isAllowedOn = false;

  async function isWelcome(): Promise<boolean> {
    isAllowedOn ||= await mayFollow();
    return isAllowedOn && !ctx.signal.aborted;
  }

  /** Gets one document, wherever it has gone. */
  async function fetch(start: URL, isRoot: boolean): Promise<Fetched> {
    const visited = new Set<string>();
    let cameByPlainRedirect = false;
    for (let url = start; ;) {
      visited.add(normalisedUrl(url));
      const outcome = await client.get(ctx, url, AUTODISCOVER_HEADERS);
      if (ctx.signal.aborted) return { kind: 'cancelled' };
      if (!outcome.ok) {
        if (outcome.failure === 'cancelled') return { kind: 'cancelled' };
        const reason = outcome.isUnresolved ? 'target-unresolvable' : reasonOfHttp(outcome.failure);
        return { ...failure(reason, outcome.detail, null), isProxy: outcome.failure === 'proxy' };
      }
      const { response } = outcome;
      const isForeign = cameByPlainRedirect && !isWithinDomain(url.hostname, sipDomainOf(sipUri));
      const read = readResponse(ctx, url, response, isForeign);
      if (read.kind !== 'redirect') return read;

      if (!(await isWelcome())) return { kind: 'cancelled' };
      const target = admitRedirect(url, read.target, read.by, visited, response.seq, isRoot);
      if (target.kind === 'failed') return target;
      cameByPlainRedirect ||= read.by === 'http' && url.protocol === 'http:';
      url = target.url;
    }
  }

  function admitRedirect(
    from: URL,
    target: string,
    kind: 'http' | 'document',
    visited: ReadonlySet<string>,
    seq: number,
    isRoot: boolean,
  ): { readonly kind: 'admitted'; readonly url: URL } | WalkFailure {
    const resolved = resolveTarget(from, target);
    const to = resolved === null || !isRoot ? resolved : withSipUri(resolved, sipUri);
    const refuse = (reason: 'loop' | 'too-many' | 'downgrade' | 'invalid', detail: string): WalkFailure => {
      const shown = to?.href ?? target.slice(0, 2_048);
      const refused = ctx.record('http.redirect.refused', { from: from.href, to: shown, kind, reason }, seq);
      const isEndless = reason === 'loop' || reason === 'too-many';
      return failure(isEndless ? 'redirect-loop' : 'redirect-refused', detail, refused);
    };
    if (to === null)
      return refuse('invalid', `a redirect to ${target.slice(0, 200)}, which is no web address`);
    if (isDowngrade(from, to)) return refuse('downgrade', `a redirect from https to ${to.origin}`);
    if (visited.has(normalisedUrl(to)))
      return refuse('loop', `a redirect back to ${to.origin}${to.pathname}`);
    const allowed = ctx.plan.limits.httpRedirects;
    if (hop >= allowed) {
      ctx.record(
        'limit.exceeded',
        { limit: 'httpRedirects', allowed, what: `redirects from ${from.origin}` },
        seq,
      );
      return refuse('too-many', `more than ${allowed} redirects`);
    }
    hop += 1;
    ctx.record('http.redirect.followed', { from: from.href, to: to.href, kind, hop }, seq);
    return { kind: 'admitted', url: to };
  }

  return { fetch, isWelcome };
}

type Read =
  Fetched | { readonly kind: 'redirect'; readonly target: string; readonly by: 'http' | 'document' };

const REDIRECT_STATUSES: readonly number[] = [301, 302, 303, 307, 308];

function readResponse(ctx: ProbeContext, url: URL, response: HttpResponse, isForeign: boolean): Read {
  const { status, seq } = response;
  const location = headerOf(response.headers, 'location');
  if (REDIRECT_STATUSES.includes(status) && location !== null) {
    return { kind: 'redirect', target: location, by: 'http' };
  }
  const host = url.hostname;
  if (status === 511) {
    // RFC 6585 6: the network itself wants a log-in
    const page = { body: response.body, isPortal: true };
    return { ...failure('captive-portal', `${host} answered 511: the network wants a log-in`, seq), page };
  }
  if (status === 407 && response.isByProxy)
    return failure('proxy-authentication', 'the proxy wants a user name and password (407)', seq);
  if (status >= 400 && headerOf(response.headers, 'x-ms-webticketurl') !== null) {
    recordTicketRequired(ctx, url, response);
    return failure('needs-ticket', `${host} wants a web ticket (${status})`, seq);
  }
  if (status < 200 || status > 299) {
    return failure('http-error', `${host} answered ${status} ${response.reason}`.trim(), seq);
  }
  const parsed = parseAutodiscover(headerOf(response.headers, 'content-type'), response.body);
  if (!parsed.ok) {
    const isPage = parsed.error.reason === 'html';
    const reason = isPage && isForeign ? 'captive-portal' : parsed.error.reason;
    const detail = isForeign ? `${parsed.error.detail}, from ${host}` : parsed.error.detail;
    const rejected = ctx.record('autodiscover.document.rejected', { url: url.href, reason, detail }, seq);
    const page = isPage ? { body: response.body, isPortal: isForeign } : null;
    return { ...failure('invalid-response', `${host} sent ${detail}`, rejected), page };
  }
  const document = parsed.value;
  const readSeq = ctx.record('autodiscover.document.read', { url: url.href, document }, seq);
  const redirect = linkTo(document, 'Redirect');
  if (redirect !== null) return { kind: 'redirect', target: redirect, by: 'document' };
  return { kind: 'document', document, url, seq: readSeq };
}

/** The User resource wants a ticket, as it should; where to get one is the point ([MS-OCDISCWS] 3.1.5.3). */
export function recordTicketRequired(ctx: ProbeContext, url: URL, response: HttpResponse): void {
  const webTicketUrl = headerOf(response.headers, 'x-ms-webticketurl');
  const supported = headerOf(response.headers, 'x-ms-webticketsupported');
  ctx.record('autodiscover.ticket.required', { url: url.href, webTicketUrl, supported }, response.seq);
}

function linkedUrl(base: URL, href: string | null): URL | null {
  const url = href === null ? null : resolveTarget(base, href);
  return url === null || isDowngrade(base, url) ? null : url;
}

function failure(reason: CandidateReason, detail: string, seq: number | null): WalkFailure {
  return { kind: 'failed', reason, detail, page: null, isProxy: false, seq };
}

function reasonOfHttp(failed: HttpFailure): CandidateReason {
  switch (failed) {
    case 'connect':
    case 'proxy':
      return 'connect-failed';
    case 'tls':
      return 'tls-failed';
    case 'untrusted-certificate':
      return 'untrusted-certificate';
    case 'timeout':
      return 'http-timeout';
    case 'reset':
      return 'http-error';
    case 'malformed':
    case 'too-large':
      return 'invalid-response';
    case 'proxy-authentication':
      return 'proxy-authentication';
  }
}
