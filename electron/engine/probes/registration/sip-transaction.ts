import {
  createClientTransaction,
  step,
  type ClientTransaction,
  type TransactionEffect,
  type TransactionInput,
  type TransactionOutcome,
} from '../../../../shared/protocol/sip/client-transaction.ts';
import type { SipRequest, SipResponse } from '../../../../shared/protocol/sip/message.ts';
import { offeredSchemes } from '../../../../shared/protocol/sip/offered-schemes.ts';
import { serializeSipMessage } from '../../../../shared/protocol/sip/serialize-message.ts';
import type { FramedItem } from '../../../../shared/protocol/sip/stream-framer.ts';
import { randomHex } from '../../entropy.ts';
import type { ProbeContext } from '../../context.ts';
import { rejectionEvent, requestEvent, responseEvent } from '../../transport/sip-events.ts';
import { refusalOf } from '../../transport/sip-server-requests.ts';
import { readSipStream, type SipStreamEnding } from '../../transport/sip-stream.ts';
import { millisecondsSince } from '../../transport/tcp.ts';
import type { SipConnection } from '../connectivity/sip-connection.ts';

export type SipTransactionResult =
  | { readonly kind: 'answered'; readonly response: SipResponse }
  /** What came back is no SIP that can be read; the connection is of no further use. */
  | { readonly kind: 'not-sip' }
  | { readonly kind: 'no-answer' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'cancelled' };

/**
 * Sends one request and waits for its final answer within limits.sipTransactionMs, recording everything that passes meanwhile.
 * Requests of the server are refused politely. Cancelling is recorded at once, while the log is still open.
 */
export function runSipTransaction(
  ctx: ProbeContext,
  connection: SipConnection,
  request: SipRequest,
): Promise<SipTransactionResult> {
  if (ctx.signal.aborted) return Promise.resolve({ kind: 'cancelled' });
  return new Promise((resolve) => {
    new TransactionRun(ctx, connection, request, resolve).begin();
  });
}

/** One transaction on its way: performs the effects of the state machine and gives it what the network says. */
class TransactionRun {
  private readonly ctx: ProbeContext;
  private readonly connection: SipConnection;
  private readonly resolve: (result: SipTransactionResult) => void;
  private readonly timer = new AbortController();
  private readonly stream;
  private state: ClientTransaction;
  private startedAt = 0;
  private sentSeq: number | undefined;
  private serverRequests = 0;

  constructor(
    ctx: ProbeContext,
    connection: SipConnection,
    request: SipRequest,
    resolve: (result: SipTransactionResult) => void,
  ) {
    this.ctx = ctx;
    this.connection = connection;
    this.resolve = resolve;
    this.state = createClientTransaction(request, ctx.plan.limits);
    this.stream = readSipStream(connection.socket, connection.fault, ctx.plan.limits, {
      onItem: (item) => this.onItem(item),
      onEnd: (ending) => this.onEnd(ending),
    });
  }

  begin(): void {
    const { socket, fault } = this.connection;
    this.startedAt = this.ctx.ports.clock.now();
    this.ctx.signal.addEventListener('abort', this.onAbort, { once: true });
    // A connection that was lost while it waited carries no request; the stream reports its end.
    if (!socket.destroyed && fault() === null) this.feed({ kind: 'start' });
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
          peer: this.connection.peer,
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
    this.sentSeq = this.ctx.record(
      'sip.request.sent',
      requestEvent(this.connection.peer, request, bytes.length),
    );
    this.stream.send(bytes);
  }

  private onItem(item: FramedItem): void {
    switch (item.kind) {
      case 'keep-alive':
        break;
      case 'message':
        if (item.message.kind === 'response') {
          this.feed({ kind: 'response', response: item.message }, item.bytes.length);
        } else {
          this.onServerRequest(item.message, item.bytes.length);
        }
        break;
      case 'error':
        this.reject(item.error.code, item.error.detail, item.bytesHead);
        this.settle({ kind: 'not-sip' });
        break;
    }
  }

  private onServerRequest(request: SipRequest, sizeBytes: number): void {
    const { provisionalAnswers } = this.ctx.plan.limits;
    this.serverRequests += 1;
    if (this.serverRequests > provisionalAnswers) {
      if (this.serverRequests === provisionalAnswers + 1) this.recordFlood('requests from the server');
      return;
    }
    this.ctx.record('sip.request.received', requestEvent(this.connection.peer, request, sizeBytes));
    const refusal = refusalOf(request, randomHex(this.ctx.ports.entropy, 5));
    if (refusal !== null) this.stream.send(serializeSipMessage(refusal));
  }

  private onEnd(ending: SipStreamEnding): void {
    if (this.settleUnfinished('The connection ended in the middle of it.')) {
      this.connection.lost(ending === 'reset' ? 'reset' : null);
      return;
    }
    const { peer } = this.connection;
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
    this.connection.lost(ending === 'reset' ? 'reset' : null);
    this.fail(ending === 'reset' ? 'reset' : 'closed');
    this.settle({ kind: 'closed' });
  }

  private finish(outcome: TransactionOutcome, sizeBytes: number): void {
    switch (outcome.kind) {
      case 'answered':
        this.recordResponse(outcome.response, sizeBytes);
        this.settle({ kind: 'answered', response: outcome.response });
        break;
      case 'timed-out':
        if (this.settleUnfinished('It never came to its end.')) break;
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
  private settleUnfinished(detail: string): boolean {
    const pending = this.stream.pending();
    if (pending.length === 0) return false;
    const looksLike = this.reject('truncated', detail, pending);
    if (looksLike === 'sip') return false;
    this.settle({ kind: 'not-sip' });
    return true;
  }

  private reject(code: string, detail: string, bytes: Uint8Array): string {
    const rejection = rejectionEvent(this.connection.peer, code, detail, bytes);
    this.ctx.record('sip.message.rejected', rejection, this.sentSeq);
    return rejection.looksLike;
  }

  private recordResponse(response: SipResponse, sizeBytes: number): void {
    const tookMs = millisecondsSince(this.ctx.ports.clock, this.startedAt);
    const event = responseEvent(this.connection.peer, response, sizeBytes, tookMs);
    this.ctx.record('sip.response.received', event, this.sentSeq);
    const { challenges: allowed } = this.ctx.plan.limits;
    if (offeredSchemes(response, allowed + 1).length > allowed) {
      this.ctx.record('limit.exceeded', { limit: 'challenges', allowed, what: 'challenges in one answer' });
    }
  }

  private recordFlood(what: string): void {
    const allowed = this.ctx.plan.limits.provisionalAnswers;
    this.ctx.record('limit.exceeded', { limit: 'provisionalAnswers', allowed, what });
  }

  private fail(failure: 'timeout' | 'closed' | 'reset' | 'cancelled'): void {
    const tookMs = millisecondsSince(this.ctx.ports.clock, this.startedAt);
    this.ctx.record('sip.transaction.failed', { peer: this.connection.peer, failure, tookMs }, this.sentSeq);
  }

  private settle(result: SipTransactionResult): void {
    this.stream.release();
    this.timer.abort();
    this.ctx.signal.removeEventListener('abort', this.onAbort);
    this.resolve(result);
  }
}
