import { parseCSeq } from './header-grammar.ts';
import { firstHeader, type SipMessage, type SipRequest, type SipResponse } from './message.ts';
import { parameterValue } from './parameters.ts';
import { parseViaList } from './via.ts';

/**
 * The non-INVITE client transaction of RFC 3261 17.1.2 on a reliable transport, as a pure state machine.
 *
 *   ready --start--> trying --1xx--> proceeding --final--> terminated
 *                       \---------------- final, timeout, transport closed, cancelled, flooded --^
 *
 * On a reliable transport nothing is sent again (timer E is not set) and timer K is zero, so that Completed is passed
 * at once (17.1.2.2). What arrives after the end is absorbed.
 */
export interface ClientTransaction {
  readonly state: 'ready' | 'trying' | 'proceeding' | 'terminated';
  readonly request: SipRequest;
  readonly limits: TransactionLimits;
  readonly provisionalCount: number;
  readonly strayCount: number;
}

export interface TransactionLimits {
  /** Provisional answers taken, and as many answers that belong to no request of ours. */
  readonly provisionalAnswers: number;
}

export type TransactionInput =
  | { readonly kind: 'start' }
  | { readonly kind: 'response'; readonly response: SipResponse }
  /** The timer set by start-timer ran out: timer F. */
  | { readonly kind: 'timeout' }
  | { readonly kind: 'transport-closed' }
  | { readonly kind: 'cancelled' };

export type TransactionEffect =
  | { readonly kind: 'send'; readonly request: SipRequest }
  | { readonly kind: 'start-timer' }
  | { readonly kind: 'stop-timer' }
  | { readonly kind: 'provisional'; readonly response: SipResponse }
  /** An answer to something else; `mismatch` is the header that shows it, null if nothing was sent yet. */
  | { readonly kind: 'stray'; readonly response: SipResponse; readonly mismatch: Mismatch | null }
  | { readonly kind: 'finished'; readonly outcome: TransactionOutcome };

export type Mismatch = 'Via' | 'Call-ID' | 'CSeq';

export type TransactionOutcome =
  | { readonly kind: 'answered'; readonly response: SipResponse }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'transport-closed' }
  | { readonly kind: 'cancelled' }
  /** More answers than the limit, none of them final. */
  | { readonly kind: 'flooded'; readonly by: 'provisional' | 'stray'; readonly limit: number };

export interface TransactionStep {
  readonly state: ClientTransaction;
  readonly effects: readonly TransactionEffect[];
}

export const DEFAULT_TRANSACTION_LIMITS: TransactionLimits = { provisionalAnswers: 50 };

/** Throws when the request has no usable Call-ID and CSeq: a bug of the caller. */
export function createClientTransaction(
  request: SipRequest,
  limits: TransactionLimits = DEFAULT_TRANSACTION_LIMITS,
): ClientTransaction {
  if (firstHeader(request, 'Call-ID') === null || parseCSeq(firstHeader(request, 'CSeq') ?? '') === null) {
    throw new Error('createClientTransaction: the request needs Call-ID and CSeq');
  }
  return { state: 'ready', request, limits, provisionalCount: 0, strayCount: 0 };
}

/** Throws on `start` of a transaction that has begun and on `timeout` of one that has not: bugs of the caller. */
export function step(state: ClientTransaction, input: TransactionInput): TransactionStep {
  switch (input.kind) {
    case 'start':
      if (state.state !== 'ready') throw new Error(`step: start in state ${state.state}`);
      return {
        state: { ...state, state: 'trying' },
        effects: [{ kind: 'send', request: state.request }, { kind: 'start-timer' }],
      };
    case 'response':
      return state.state === 'terminated' ? { state, effects: [] } : receive(state, input.response);
    case 'timeout':
      if (state.state === 'ready') throw new Error('step: timeout in state ready');
      return finish(state, { kind: 'timed-out' });
    case 'transport-closed':
      return finish(state, { kind: 'transport-closed' });
    case 'cancelled':
      return finish(state, { kind: 'cancelled' });
  }
}

/**
 * Returns the header by which the response belongs to another request, or null if it answers this one.
 * By branch and method if we sent a branch (RFC 3261 17.1.3), else by Call-ID and CSeq, since the real client sends none.
 */
export function findMismatch(request: SipRequest, response: SipResponse): Mismatch | null {
  const sent = parseCSeq(firstHeader(request, 'CSeq') ?? '');
  const received = parseCSeq(firstHeader(response, 'CSeq') ?? '');
  if (sent === null || received === null || sent.method !== received.method) return 'CSeq';
  const branch = topBranch(request);
  if (branch !== null) return topBranch(response) === branch ? null : 'Via';
  if (firstHeader(request, 'Call-ID') !== firstHeader(response, 'Call-ID')) return 'Call-ID';
  return sent.sequence === received.sequence ? null : 'CSeq';
}

function receive(state: ClientTransaction, response: SipResponse): TransactionStep {
  const mismatch = findMismatch(state.request, response);
  if (mismatch !== null || state.state === 'ready') return receiveStray(state, response, mismatch);
  if (response.status >= 200) return finish(state, { kind: 'answered', response });
  if (state.provisionalCount === state.limits.provisionalAnswers) return flooded(state, 'provisional');
  return {
    state: { ...state, state: 'proceeding', provisionalCount: state.provisionalCount + 1 },
    effects: [{ kind: 'provisional', response }],
  };
}

function receiveStray(
  state: ClientTransaction,
  response: SipResponse,
  mismatch: Mismatch | null,
): TransactionStep {
  if (state.strayCount === state.limits.provisionalAnswers) return flooded(state, 'stray');
  return {
    state: { ...state, strayCount: state.strayCount + 1 },
    effects: [{ kind: 'stray', response, mismatch }],
  };
}

function flooded(state: ClientTransaction, by: 'provisional' | 'stray'): TransactionStep {
  return finish(state, { kind: 'flooded', by, limit: state.limits.provisionalAnswers });
}

function finish(state: ClientTransaction, outcome: TransactionOutcome): TransactionStep {
  if (state.state === 'terminated') return { state, effects: [] };
  const stopTimer = state.state === 'ready' ? [] : [{ kind: 'stop-timer' } as const];
  return {
    state: { ...state, state: 'terminated' },
    effects: [...stopTimer, { kind: 'finished', outcome }],
  };
}

function topBranch(message: SipMessage): string | null {
  const top = parseViaList(firstHeader(message, 'Via') ?? '')?.[0];
  return top === undefined ? null : parameterValue(top.parameters, 'branch');
}
