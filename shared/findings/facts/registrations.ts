import type { OfferedScheme } from '../../protocol/sip/offered-schemes.ts';
import type { Peer } from '../../events/connection-events.ts';
import type { EventData, LoggedEvent } from '../../events/catalogue.ts';
import type { AuthMethod } from '../../run/ids.ts';
import type { SipHeader } from '../../protocol/sip/message.ts';
import { foreign } from '../words.ts';
import { endpointKey } from '../../lib/host-and-port.ts';
import { areaOf, type Area } from './area.ts';
import { waitedInVainMs, type Ending } from './ending.ts';
import type { LogIndex } from './log-index.ts';
import { knownMethods, namedHeaders, offersOf } from './sip-answer.ts';

export interface FinalAnswer {
  readonly seq: number;
  readonly status: number;
  readonly reason: string;
  readonly tookMs: number;
  readonly offers: readonly OfferedScheme[];
  /** The offered methods that a Microsoft client knows, each once. */
  readonly methods: readonly AuthMethod[];
  readonly headers: readonly SipHeader[];
}

/** One REGISTER and what became of it. */
export interface Registration {
  readonly peer: Peer;
  readonly key: string;
  readonly area: Area;
  readonly requestSeq: number;
  /** Expires 0: takes an earlier one back. */
  readonly isWithdrawal: boolean;
  /** false: the connection was lost before it could be sent; requestSeq is then where that showed. */
  readonly isSent: boolean;
  readonly final: FinalAnswer | null;
  readonly provisionalSeqs: readonly number[];
  /** More answers came than are read, none of them final. */
  readonly isFlooded: boolean;
  readonly rejected: (EventData<'sip.message.rejected'> & { readonly seq: number }) | null;
  readonly failed: (EventData<'sip.transaction.failed'> & { readonly seq: number }) | null;
}

type Draft = { -readonly [K in keyof Registration]: Registration[K] } & { provisionalSeqs: number[] };

/** All REGISTERs in order. An answer belongs to the request that caused it, else to the last one to that peer. */
export function registrationsOf(index: LogIndex, ending: Ending): readonly Registration[] {
  const all: Draft[] = [];
  const startedAtMs = new Map<number, number>();
  const byRequest = new Map<number, Draft>();
  const latest = new Map<string, Draft>();
  /** Requests of other methods: what comes back to them says nothing of a REGISTER. */
  const others = new Set<number>();
  const find = (event: { readonly cause: number | null }, peer: Peer): Draft | undefined =>
    byRequest.get(event.cause ?? -1) ?? latest.get(endpointKey(peer));

  /** The connection was gone before the REGISTER could go out; what became of it is told all the same. */
  const unsent = (peer: Peer, event: LoggedEvent): Draft => {
    const one = emptyDraft(peer, event, false);
    all.push(one);
    latest.set(one.key, one);
    return one;
  };

  for (const event of index.log) {
    if (event.cause !== null && others.has(event.cause)) continue;
    switch (event.kind) {
      case 'sip.request.sent': {
        const { peer, method, headers } = event.data;
        if (method !== 'REGISTER') {
          others.add(event.seq);
          break;
        }
        startedAtMs.set(event.seq, event.t);
        const one = { ...emptyDraft(peer, event, isWithdrawal(headers)), isSent: true };
        all.push(one);
        byRequest.set(event.seq, one);
        latest.set(one.key, one);
        break;
      }
      case 'sip.response.received': {
        const one = find(event, event.data.peer);
        if (one === undefined) break;
        if (event.data.status < 200) one.provisionalSeqs.push(event.seq);
        else one.final ??= toFinalAnswer(event.seq, event.data);
        break;
      }
      case 'sip.message.rejected': {
        const one = find(event, event.data.peer);
        // An answer to something else is absorbed; the transaction goes on.
        if (one !== undefined && event.data.code !== 'unexpected-response')
          one.rejected ??= { ...event.data, seq: event.seq };
        break;
      }
      case 'limit.exceeded': {
        const one = all.at(-1);
        if (one !== undefined && one.failed === null && event.data.limit === 'provisionalAnswers')
          one.isFlooded = true;
        break;
      }
      case 'sip.transaction.failed': {
        const one = find(event, event.data.peer) ?? unsent(event.data.peer, event);
        one.failed ??= { ...event.data, seq: event.seq };
        break;
      }
      default:
        break;
    }
  }
  for (const one of all) {
    const tookMs = waitedInVainMs(ending, startedAtMs.get(one.requestSeq) ?? 0);
    if (tookMs === null || one.final !== null || one.rejected !== null) continue;
    one.failed ??= { seq: one.requestSeq, peer: one.peer, failure: 'timeout', tookMs };
  }
  return all;
}

function emptyDraft(peer: Peer, { seq, step }: LoggedEvent, isWithdrawal: boolean): Draft {
  return {
    peer,
    key: endpointKey(peer),
    area: areaOf(step),
    requestSeq: seq,
    isWithdrawal,
    isSent: false,
    final: null,
    provisionalSeqs: [],
    rejected: null,
    failed: null,
    isFlooded: false,
  };
}

/** Those sent behind one event and before another. Takes all of them, in order. */
export function registrationsBetween(
  all: readonly Registration[],
  afterSeq: number,
  beforeSeq: number,
): readonly Registration[] {
  const end = firstFrom(all, beforeSeq);
  return all.slice(Math.min(firstFrom(all, afterSeq + 1), end), end);
}

/** The place of the first one at a seq or behind it, found by halving. */
function firstFrom(all: readonly Registration[], seq: number): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((all[middle]?.requestSeq ?? Infinity) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Status and reason as a phrase: 503 Service Unavailable. */
export function statusLine({ status, reason }: FinalAnswer): string {
  return `${status} ${foreign(reason, 80)}`.trim();
}

/** true: a Microsoft server let us in or says how it wants to be signed in to. */
export function isUsable(final: FinalAnswer): boolean {
  if (final.status === 401 || final.status === 407) return final.methods.length > 0;
  return final.status >= 200 && final.status < 300;
}

/** It calls itself a server of Lync or Skype for Business, as these do (RTC/7.0). */
export function isMicrosoftServer({ headers }: FinalAnswer): boolean {
  return headers.some(({ name, value }) => /^(?:server|user-agent)$/i.test(name) && /^\s*RTC\//i.test(value));
}

function toFinalAnswer(seq: number, data: EventData<'sip.response.received'>): FinalAnswer {
  const { status, reason, tookMs } = data;
  const offers = offersOf(data);
  return {
    seq,
    status,
    reason,
    tookMs,
    offers,
    methods: knownMethods(offers),
    // Few of them are ever asked for.
    get headers() {
      return namedHeaders(data.headers);
    },
  };
}

function isWithdrawal(headers: readonly (readonly [string, string])[]): boolean {
  return headers.some(
    ([name, value]) =>
      (/^expires$/i.test(name) && value.trim() === '0') ||
      (/^(?:contact|m)$/i.test(name) && /;\s*expires\s*=\s*"?0"?\s*(?:;|$)/i.test(value)),
  );
}
