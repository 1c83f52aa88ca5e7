import { findMismatch } from '../../../../shared/protocol/sip/client-transaction.ts';
import type { SipRequest, SipResponse } from '../../../../shared/protocol/sip/message.ts';
import { serializeSipMessage } from '../../../../shared/protocol/sip/serialize-message.ts';
import type { FramedItem } from '../../../../shared/protocol/sip/stream-framer.ts';
import type { ProbeContext } from '../../context.ts';
import { randomHex } from '../../entropy.ts';
import { rejectionEvent, requestEvent } from '../../transport/sip-events.ts';
import { refusalOf } from '../../transport/sip-server-requests.ts';
import { readSipStream, type SipStream, type SipStreamEnding } from '../../transport/sip-stream.ts';
import type { SipConnection } from '../connectivity/sip-connection.ts';

/** A transaction as its channel sees it. */
export interface ChannelUser {
  readonly ctx: ProbeContext;
  readonly request: SipRequest;
  onResponse(response: SipResponse, sizeBytes: number): void;
  /** What came is no SIP; nothing more can be read from this connection. */
  onUnreadable(code: string, detail: string, head: Uint8Array): void;
  onEnd(ending: SipStreamEnding, pending: Uint8Array): void;
}

/**
 * One SIP connection read from its first byte to its last, whatever is going on over it: answers go to the transaction that they
 * belong to, requests of the server are refused politely also in between, nothing is lost between two transactions.
 */
export class SipChannel {
  readonly connection: SipConnection;
  private readonly ctx: ProbeContext;
  private readonly stream: SipStream;
  private readonly users: ChannelUser[] = [];
  private serverRequests = 0;
  private strays = 0;
  /** For the transactions that begin after the end. */
  private over: ((user: ChannelUser) => void) | null = null;

  constructor(ctx: ProbeContext, connection: SipConnection) {
    this.ctx = ctx.at({ flow: connection.flow });
    this.connection = connection;
    this.stream = readSipStream(connection.socket, connection.fault, ctx.plan.limits, {
      onItem: (item) => this.onItem(item),
      onEnd: (ending) => this.finish((user) => user.onEnd(ending, this.stream.pending())),
    });
  }

  /** The user hears of everything that concerns it until it detaches; of an end that was before, in the next microtask. */
  attach(user: ChannelUser): void {
    this.users.push(user);
    const { over } = this;
    if (over !== null) queueMicrotask(() => over(user));
  }

  detach(user: ChannelUser): void {
    const at = this.users.indexOf(user);
    if (at >= 0) this.users.splice(at, 1);
  }

  /** false: nothing can be sent any more. */
  get isOpen(): boolean {
    const { socket, fault } = this.connection;
    return this.over === null && !socket.destroyed && fault() === null;
  }

  send(bytes: Uint8Array): void {
    this.stream.send(bytes);
  }

  /** The first bytes of a message that is not complete. */
  pending(): Uint8Array {
    return this.stream.pending();
  }

  /** Stops reading and closes the connection. */
  close(): void {
    this.stream.release();
    this.connection.close();
  }

  private onItem(item: FramedItem): void {
    switch (item.kind) {
      case 'keep-alive':
        break;
      case 'message':
        if (item.message.kind === 'response') this.onResponse(item.message, item.bytes.length);
        else this.onServerRequest(item.message, item.bytes.length);
        break;
      case 'error': {
        const { code, detail } = item.error;
        this.stream.release();
        this.finish((user) => user.onUnreadable(code, detail, item.bytesHead));
        break;
      }
    }
  }

  private onResponse(response: SipResponse, sizeBytes: number): void {
    const owner = this.users.find((user) => findMismatch(user.request, response) === null);
    // An answer to nobody is told by whoever waits, by its own state machine.
    const user = owner ?? this.users.at(-1);
    if (user !== undefined) {
      user.onResponse(response, sizeBytes);
      return;
    }
    this.strays += 1;
    if (this.strays > this.ctx.plan.limits.provisionalAnswers) return;
    const detail = `An answer ${response.status} that nobody waits for.`;
    const head = new TextEncoder().encode(`SIP/2.0 ${response.status}`);
    const { peer } = this.connection;
    this.ctx.record('sip.message.rejected', {
      ...rejectionEvent(peer, 'unexpected-response', detail, head),
      looksLike: 'sip',
    });
  }

  private onServerRequest(request: SipRequest, sizeBytes: number): void {
    const ctx = this.users.at(-1)?.ctx ?? this.ctx;
    const { provisionalAnswers: allowed } = ctx.plan.limits;
    this.serverRequests += 1;
    if (this.serverRequests > allowed) {
      if (this.serverRequests === allowed + 1) {
        ctx.record('limit.exceeded', {
          limit: 'provisionalAnswers',
          allowed,
          what: 'requests from the server',
        });
      }
      return;
    }
    ctx.record('sip.request.received', requestEvent(this.connection.peer, request, sizeBytes));
    const refusal = refusalOf(request, randomHex(ctx.ports.entropy, 5));
    if (refusal !== null) this.stream.send(serializeSipMessage(refusal));
  }

  private finish(tell: (user: ChannelUser) => void): void {
    if (this.over !== null) return;
    this.over = tell;
    for (const user of [...this.users]) tell(user);
  }
}
