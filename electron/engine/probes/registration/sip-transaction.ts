import {
  createClientTransaction,
  step,
  type ClientTransaction,
  type TransactionEffect,
  type TransactionInput,
  type TransactionOutcome,
} from '../../../../shared/protocol/sip/client-transaction.ts';
import type { Peer } from '../../../../shared/events/connection-events.ts';
import type { SipRequest, SipResponse } from '../../../../shared/protocol/sip/message.ts';
import { offeredSchemes } from '../../../../shared/protocol/sip/offered-schemes.ts';
import { serializeSipMessage } from '../../../../shared/protocol/sip/serialize-message.ts';
import type { ProbeContext } from '../../context.ts';
import { rejectionEvent, requestEvent, responseEvent } from '../../transport/sip-events.ts';
import type { SipStreamEnding } from '../../transport/sip-stream.ts';
import { millisecondsSince } from '../../transport/tcp.ts';
import type { ChannelUser, SipChannel } from './sip-channel.ts';

export type SipTransactionResult =
  | {
      readonly kind: 'answered';
      readonly response: SipResponse;
      /** seq of sip.response.received. */
      readonly seq: number;
      readonly tookMs: number;
    }
  /** What came back is no SIP that can be read; the connection is of no further use. */
  | { readonly kind: 'not-sip' }
  | { readonly kind: 'no-answer' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'cancelled' };

/**
 * Sends one request and waits for its final answer within limits.sipTransactionMs, recording everything that passes meanwhile.
 * Cancelling is recorded at once, while the log is still open. onSent is told the seq of sip.request.sent.
 */
export function runSipTransaction(
  ctx: ProbeContext,
  channel: SipChannel,
  request: SipRequest,
  onSent: (seq: number) => void = () => undefined,
): Promise<SipTransactionResult> {
  if (ctx.signal.aborted) return Promise.resolve({ kind: 'cancelled' });
  return new Promise((resolve) => {
    new TransactionRun(ctx, channel, request, onSent, resolve).begin();
  });
}

/** One transaction on its way: performs the effects of the state machine and gives it what the network says. */
class TransactionRun implements ChannelUser {
  readonly ctx: ProbeContext;
  readonly request: SipRequest;
  private readonly channel: SipChannel;
  private readonly onSent: (seq: number) => void;
  private readonly resolve: (result: SipTransactionResult) => void;
  private readonly timer = new AbortController();
  private state: ClientTransaction;
  private startedAt = 0;
  private sentSeq: number | undefined;

  constructor(
    ctx: ProbeContext,
    channel: SipChannel,
    request: SipRequest,
    onSent: (seq: number) => void,
    resolve: (result: SipTransactionResult) => void,
  ) {
    this.ctx = ctx;
    this.channel = channel;
    this.request = request;
    this.onSent = onSent;
    this.resolve = resolve;
    this.state = createClientTransaction(request, ctx.plan.limits);
  }

  begin(): void {
    this.channel.attach(this);
    this.startedAt = this.ctx.ports.clock.now();
    this.ctx.signal.addEventListener('abort', this.onAbort, { once: true });
    // A connection that was lost while it waited carries no request; the channel reports its end.
    if (this.channel.isOpen) this.feed({ kind: 'start' });
  }

  private get peer(): Peer {
    return this.channel.connection.peer;
  }

  private readonly onAbort = (): void => this.feed({ kind: 'cancelled' });

  private feed(input: TransactionInput, sizeBytes = 0): void {
    const { state, effects } = step(this.state, input);
    this.state = state;
    for (const effect of effects) this.perform(effect, sizeBytes);
  }

  private perform(effect: TransactionEffect, sizeBytes: number): void {
    switch (effect.kind) {
      case 'send':
        this.send(effect.request);
        break;
      case 'start-timer':
        void this.ctx.ports.clock
          .sleep(this.ctx.plan.limits.sipTransactionMs, this.timer.signal)
          .then((elapsed) => (elapsed ? this.feed({ kind: 'timeout' }) : undefined));
        break;
      case 'stop-timer':
        this.timer.abort();
        break;
      case 'provisional':
        this.recordResponse(effect.response, sizeBytes);
        break;
      case 'stray':
        this.ctx.record('sip.message.rejected', {
          peer: this.peer,
          code: 'unexpected-response',
          detail: `An answer ${effect.response.status} that belongs to no request of ours (${effect.mismatch ?? 'nothing was sent'}).`,
          looksLike: 'sip',
          head: `SIP/2.0 ${effect.response.status}`,
        });
        break;
      case 'finished':
        this.finish(effect.outcome, sizeBytes);
        break;
    }
  }

  private send(request: SipRequest): void {
    const bytes = serializeSipMessage(request);
    this.startedAt = this.ctx.ports.clock.now();
    this.sentSeq = this.ctx.record('sip.request.sent', requestEvent(this.peer, request, bytes.length));
    this.channel.send(bytes);
    this.onSent(this.sentSeq);
  }

  onResponse(response: SipResponse, sizeBytes: number): void {
    this.feed({ kind: 'response', response }, sizeBytes);
  }

  onUnreadable(code: string, detail: string, head: Uint8Array): void {
    this.reject(code, detail, head);
    this.settle({ kind: 'not-sip' });
  }

  onEnd(ending: SipStreamEnding, pending: Uint8Array): void {
    const { connection } = this.channel;
    if (this.settleUnfinished(pending, 'The connection ended in the middle of it.')) {
      connection.lost(ending === 'reset' ? 'reset' : null);
      return;
    }
    const { peer } = connection;
    if (ending === 'client-certificate') {
      // TLS 1.3 lets a client finish its handshake before the server looks at its certificate (RFC 8446 4.4.2.4).
      this.ctx.at({ step: 'connectivity' }).record('tls.handshake.failed', {
        peer,
        failure: 'client-certificate',
        alert: 'certificate_required',
        detail: 'The server insists on a certificate from the client; it said so after the handshake.',
        banner: null,
        attempt: 'ordinary',
        tookMs: millisecondsSince(this.ctx.ports.clock, this.startedAt),
      });
    }
    connection.lost(ending === 'reset' ? 'reset' : null);
    this.fail(ending === 'reset' ? 'reset' : 'closed');
    this.settle({ kind: 'closed' });
  }

  private finish(outcome: TransactionOutcome, sizeBytes: number): void {
    switch (outcome.kind) {
      case 'answered':
        this.settle({ kind: 'answered', ...this.recordResponse(outcome.response, sizeBytes) });
        break;
      case 'timed-out':
        if (this.settleUnfinished(this.channel.pending(), 'It never came to its end.')) break;
        this.fail('timeout');
        this.settle({ kind: 'no-answer' });
        break;
      case 'flooded':
        this.recordFlood('answers that are not final');
        this.fail('timeout');
        this.settle({ kind: 'no-answer' });
        break;
      case 'cancelled':
        this.fail('cancelled');
        this.settle({ kind: 'cancelled' });
        break;
      case 'transport-closed':
        this.settle({ kind: 'closed' });
        break;
    }
  }

  /** Half a message: SIP that stopped halfway is still a silent or closed server, anything else is no SIP at all. */
  private settleUnfinished(pending: Uint8Array, detail: string): boolean {
    if (pending.length === 0) return false;
    const looksLike = this.reject('truncated', detail, pending);
    if (looksLike === 'sip') return false;
    this.settle({ kind: 'not-sip' });
    return true;
  }

  private reject(code: string, detail: string, bytes: Uint8Array): string {
    const rejection = rejectionEvent(this.peer, code, detail, bytes, this.channel.hasMessages);
    this.ctx.record('sip.message.rejected', rejection, this.sentSeq);
    return rejection.looksLike;
  }

  private recordResponse(
    response: SipResponse,
    sizeBytes: number,
  ): { readonly response: SipResponse; readonly seq: number; readonly tookMs: number } {
    const tookMs = millisecondsSince(this.ctx.ports.clock, this.startedAt);
    const event = responseEvent(this.peer, response, sizeBytes, tookMs);
    const seq = this.ctx.record('sip.response.received', event, this.sentSeq);
    const { challenges: allowed } = this.ctx.plan.limits;
    if (offeredSchemes(response, allowed + 1).length > allowed) {
      this.ctx.record('limit.exceeded', { limit: 'challenges', allowed, what: 'challenges in one answer' });
    }
    return { response, seq, tookMs };
  }

  private recordFlood(what: string): void {
    const allowed = this.ctx.plan.limits.provisionalAnswers;
    this.ctx.record('limit.exceeded', { limit: 'provisionalAnswers', allowed, what });
  }

  private fail(failure: 'timeout' | 'closed' | 'reset' | 'cancelled'): void {
    const tookMs = millisecondsSince(this.ctx.ports.clock, this.startedAt);
    this.ctx.record('sip.transaction.failed', { peer: this.peer, failure, tookMs }, this.sentSeq);
  }

  private settle(result: SipTransactionResult): void {
    this.channel.detach(this);
    this.timer.abort();
    this.ctx.signal.removeEventListener('abort', this.onAbort);
    this.resolve(result);
  }
}
