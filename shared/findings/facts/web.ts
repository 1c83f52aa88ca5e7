import type { EventData } from '../../events/catalogue.ts';
import type { AutodiscoverDocument, HttpFailure } from '../../events/http-events.ts';
import { hostOfUrl } from '../../lib/web-url.ts';
import { canonicalName } from '../../protocol/dns/dns-name.ts';
import type { LogIndex } from './log-index.ts';

/** One request of autodiscover and what became of it. */
export interface WebLeg {
  readonly url: string;
  readonly host: string;
  readonly isHttps: boolean;
  /** null: answered from a log that holds the answer only. */
  readonly requestSeq: number | null;
  readonly response: { readonly seq: number; readonly status: number; readonly reason: string } | null;
  readonly failure: { readonly seq: number; readonly failure: HttpFailure; readonly detail: string } | null;
  readonly document: { readonly seq: number; readonly document: AutodiscoverDocument } | null;
  readonly rejected: { readonly seq: number; readonly reason: RejectReason; readonly detail: string } | null;
  readonly ticket: { readonly seq: number } | null;
}

export type RejectReason = EventData<'autodiscover.document.rejected'>['reason'];

export interface WebHop {
  readonly seq: number;
  readonly from: string;
  readonly to: string;
  /** null: followed. */
  readonly refused: EventData<'http.redirect.refused'>['reason'] | null;
}

export interface WebFacts {
  readonly legs: readonly WebLeg[];
  readonly hops: readonly WebHop[];
  /** The legs and hops that begin at a host, through all its redirects, in log order. */
  chainFrom(host: string): { readonly legs: readonly WebLeg[]; readonly hops: readonly WebHop[] };
}

export function webFactsOf(index: LogIndex): WebFacts {
  const legs = legsOf(index);
  const hops = hopsOf(index);
  const ways = waysOf(legs, hops);
  return { legs, hops, chainFrom: (host) => chainFrom(legs, hops, ways, host) };
}

type Draft = { -readonly [K in keyof WebLeg]: WebLeg[K] };

/** One leg for each request; what came back belongs to the last one to the same URL. */
function legsOf(index: LogIndex): readonly WebLeg[] {
  const legs: Draft[] = [];
  const latest = new Map<string, Draft>();
  const openLeg = (url: string, requestSeq: number | null): Draft => {
    const leg: Draft = {
      url,
      host: hostAsked(url),
      isHttps: /^https:/i.test(url),
      requestSeq,
      response: null,
      failure: null,
      document: null,
      rejected: null,
      ticket: null,
    };
    legs.push(leg);
    latest.set(url, leg);
    return leg;
  };
  const lastOf = (url: string): Draft => latest.get(url) ?? openLeg(url, null);

  for (const event of index.log) {
    switch (event.kind) {
      case 'http.request.sent':
        openLeg(event.data.url, event.seq);
        break;
      case 'http.response.received': {
        const { url, status, reason } = event.data;
        lastOf(url).response = { seq: event.seq, status, reason };
        break;
      }
      case 'http.request.failed':
        lastOf(event.data.url).failure = {
          seq: event.seq,
          failure: event.data.failure,
          detail: event.data.detail,
        };
        break;
      case 'autodiscover.document.read':
        lastOf(event.data.url).document = { seq: event.seq, document: event.data.document };
        break;
      case 'autodiscover.document.rejected':
        lastOf(event.data.url).rejected = {
          seq: event.seq,
          reason: event.data.reason,
          detail: event.data.detail,
        };
        break;
      case 'autodiscover.ticket.required':
        lastOf(event.data.url).ticket = { seq: event.seq };
        break;
      default:
        break;
    }
  }
  return legs;
}

function hopsOf(index: LogIndex): readonly WebHop[] {
  return [
    ...index.of('http.redirect.followed').map(({ seq, data }) => ({
      seq,
      from: data.from,
      to: data.to,
      refused: null,
    })),
    ...index.of('http.redirect.refused').map(({ seq, data }) => ({
      seq,
      from: data.from,
      to: data.to,
      refused: data.reason,
    })),
  ].sort((a, b) => a.seq - b.seq);
}

/** A URL without its query: the sipuri comes and goes on the way ([MS-OCDISCWS] 3.1.5.2). */
function placeOf(url: string): string {
  const end = url.indexOf('?');
  return (end === -1 ? url : url.slice(0, end)).toLowerCase();
}

/** Where each address leads: redirects that were followed, and the links of documents. */
function waysOf(legs: readonly WebLeg[], hops: readonly WebHop[]): ReadonlyMap<string, readonly string[]> {
  const ways = new Map<string, string[]>();
  const add = (from: string, to: string): void => {
    const known = ways.get(placeOf(from));
    if (known === undefined) ways.set(placeOf(from), [placeOf(to)]);
    else known.push(placeOf(to));
  };
  for (const hop of hops) if (hop.refused === null) add(hop.from, hop.to);
  // The Root document names its User and Domain resources.
  for (const leg of legs) {
    for (const link of leg.document?.document.links ?? []) add(leg.url, link.href);
  }
  return ways;
}

function chainFrom(
  legs: readonly WebLeg[],
  hops: readonly WebHop[],
  ways: ReadonlyMap<string, readonly string[]>,
  host: string,
): ReturnType<WebFacts['chainFrom']> {
  const start = canonicalName(host);
  const reached = new Set<string>();
  const waiting = [...legs.map((leg) => leg.url), ...hops.map((hop) => hop.from)]
    .filter((url) => hostAsked(url) === start)
    .map(placeOf);
  for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
    if (reached.has(url)) continue;
    reached.add(url);
    for (const next of ways.get(url) ?? []) waiting.push(next);
  }
  return {
    legs: legs.filter((leg) => reached.has(placeOf(leg.url))),
    hops: hops.filter((hop) => reached.has(placeOf(hop.from))),
  };
}

/** Host in lower case; the whole text when it is no URL, as in a log from elsewhere. */
export function hostAsked(url: string): string {
  return hostOfUrl(url) ?? canonicalName(url);
}

/** The observations of a leg, in order. */
export function legEvidence(leg: WebLeg): readonly number[] {
  return [leg.requestSeq, leg.response?.seq, leg.failure?.seq, leg.rejected?.seq, leg.ticket?.seq].filter(
    (seq): seq is number => seq !== null && seq !== undefined,
  );
}
