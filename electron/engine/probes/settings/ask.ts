import type { EventData } from '../../../../shared/events/catalogue.ts';
import type { SettingsRequest } from '../../../../shared/protocol/settings/requests.ts';
import { firstHeader } from '../../../../shared/protocol/sip/message.ts';
import { isSuccess } from '../../auth/attempt-ending.ts';
import type { ProbeContext } from '../../context.ts';
import { millisecondsSince } from '../../transport/tcp.ts';
import type { Exchanged, SettingsSession } from './settings-session.ts';
import type { Subscription } from './subscription.ts';

type Concluded = EventData<'settings.request.concluded'>;
export type SettingsKind = Concluded['request'];

/** A document as it came. */
export interface ReceivedBody {
  readonly bytes: Uint8Array;
  readonly contentType: string | null;
}

/** What a document says; failed-inside: that the service failed. */
export type Reading<T> =
  | { readonly outcome: 'received'; readonly value: T }
  | { readonly outcome: 'failed-inside'; readonly detail: string }
  | { readonly outcome: 'invalid'; readonly detail: string };

/** Reads a document and records what it says, with the message that brought it as cause. */
export type Reader<T> = (ctx: ProbeContext, body: ReceivedBody, cause: number) => Reading<T>;

export interface Question<T> {
  readonly request: SettingsRequest;
  readonly read: Reader<T>;
  /** Another pool than the home pool, and where it is asked. */
  readonly pool?: { readonly fqdn: string; readonly requestUri: string };
}

/** Characters of a detail that are kept. */
const MAX_DETAIL = 300;

/**
 * Asks for one of the settings and records how that ended: the document, wherever it comes, and what is wrong with it. Returns what it
 * says, or null. A cancelled run records nothing more.
 */
export async function ask<T>(session: SettingsSession, question: Question<T>): Promise<T | null> {
  const { request, pool, read } = question;
  const ctx = session.ctx.at({ probe: `settings ${request.kind}` });
  const startedAt = ctx.ports.clock.now();
  const got = session.ending === null ? await fetchBody(session, ctx, question) : closed(session);
  if (session.isCancelled()) return null;

  const reading: Reading<T> | Missing = got.body === null ? got : read(ctx, got.body, got.cause);
  const { status, delivery } = got;
  ctx.record(
    'settings.request.concluded',
    {
      request: request.kind,
      pool: pool?.fqdn ?? null,
      outcome: reading.outcome,
      status,
      detail: clip(reading.outcome === 'received' ? null : reading.detail),
      delivery,
      bodyBytes: got.body?.bytes.length ?? 0,
      tookMs: millisecondsSince(ctx.ports.clock, startedAt),
    },
    got.cause,
  );
  return reading.outcome === 'received' ? reading.value : null;
}

/** Records that something is left out, and why. */
export function notAsked(session: SettingsSession, request: SettingsKind, why: string, pool?: string): null {
  if (session.isCancelled()) return null;
  const { ending } = session;
  session.ctx.at({ probe: `settings ${request}` }).record('settings.request.concluded', {
    request,
    pool: pool ?? null,
    // Where the session is over, that is the reason, whatever else would be.
    outcome: ending === null ? 'not-asked' : 'closed',
    status: null,
    detail: clip(ending ?? why),
    delivery: null,
    bodyBytes: 0,
    tookMs: 0,
  });
  return null;
}

type Fetched =
  | {
      readonly body: ReceivedBody;
      readonly cause: number;
      readonly status: number | null;
      readonly delivery: NonNullable<Concluded['delivery']>;
    }
  | Missing;

interface Missing {
  readonly body: null;
  readonly cause: number | undefined;
  readonly status: number | null;
  readonly delivery: null;
  readonly outcome: Exclude<Concluded['outcome'], 'received' | 'not-asked'>;
  readonly detail: string | null;
}

async function fetchBody<T>(
  session: SettingsSession,
  ctx: ProbeContext,
  { request, pool }: Question<T>,
): Promise<Fetched> {
  const subscription = request.method === 'SUBSCRIBE' ? session.subscribe(request) : null;
  const result = await session.send(
    ctx,
    {
      method: request.method,
      requestUri: pool?.requestUri ?? request.target,
      to: request.target,
      toTag: null,
      fromTag: subscription?.fromTag ?? session.newTag(),
      callId: subscription?.callId ?? session.newCallId(),
      cseq: 1,
      route: [],
    },
    request.headers,
    request.body,
  );
  if (result.kind === 'answered') {
    const { response, seq, isForged } = result;
    const { status } = response;
    if (isForged)
      return missing(
        'invalid',
        'The signature of the answer is wrong, so that it does not count.',
        status,
        seq,
      );
    if (!isSuccess(response)) return missing('refused', response.reason || null, status, seq);
    if (subscription === null) {
      const { body: bytes } = response;
      if (bytes.length === 0) return missing('no-data', 'The answer is empty.', status, seq);
      return {
        body: { bytes, contentType: firstHeader(response, 'Content-Type') },
        cause: seq,
        status,
        delivery: 'answer',
      };
    }
    subscription.accept(response, seq);
  }
  if (subscription === null) return ended(session, result);
  return stateOf(session, ctx, subscription, result);
}

/** The first state of a subscription, from wherever it comes. */
async function stateOf(
  session: SettingsSession,
  ctx: ProbeContext,
  subscription: Subscription,
  result: Exchanged,
): Promise<Fetched> {
  const answer = result.kind === 'answered' ? result : null;
  const status = answer?.response.status ?? null;
  const isEmptyPiggyback = answer !== null && isPiggyback(answer);
  if (answer !== null && !isEmptyPiggyback) {
    await subscription.wait(ctx.ports.clock, ctx.plan.limits.notifyMs, ctx.signal);
  }
  const { state } = subscription;
  if (state !== null) {
    const { carried, message, seq } = state;
    const body = { bytes: message.body, contentType: carried.contentType };
    return { body, cause: seq, status, delivery: carried.delivery };
  }
  if (answer === null) return ended(session, result);
  if (session.ending !== null) return closed(session, status, answer.seq);
  const { endedBecause } = subscription;
  const { notifyMs } = ctx.plan.limits;
  const why =
    endedBecause === null
      ? isEmptyPiggyback
        ? 'The answer says that it carries the data, and is empty.'
        : `No notification came within ${notifyMs} ms.`
      : `The server ended the subscription: ${endedBecause}.`;
  return missing('no-data', why, status, answer.seq);
}

function isPiggyback({ response }: Extract<Exchanged, { readonly kind: 'answered' }>): boolean {
  return firstHeader(response, 'ms-piggyback-cseq') !== null && response.body.length === 0;
}

/** A request that got no answer. */
function ended(session: SettingsSession, result: Exchanged): Missing {
  switch (result.kind) {
    case 'no-answer':
      return missing('no-answer', null);
    case 'not-sip':
      return missing(
        'closed',
        'What the server sent is no SIP; nothing more can be read from this connection.',
      );
    case 'answered':
    case 'closed':
    case 'cancelled':
      return closed(session);
  }
}

function closed({ ending }: SettingsSession, status: number | null = null, cause?: number): Missing {
  return missing('closed', ending ?? 'The connection was lost.', status, cause);
}

function missing(
  outcome: Missing['outcome'],
  detail: string | null,
  status: number | null = null,
  cause?: number,
): Missing {
  return { body: null, cause, status, delivery: null, outcome, detail };
}

function clip(detail: string | null): string | null {
  return detail === null ? null : detail.slice(0, MAX_DETAIL);
}
