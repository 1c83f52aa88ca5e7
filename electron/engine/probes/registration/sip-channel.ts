import { findMismatch } from '../../../../shared/protocol/sip/client-transaction.ts';
import type { SipRequest, SipResponse } from '../../../../shared/protocol/sip/message.ts';
import { serializeSipMessage } from '../../../../shared/protocol/sip/serialize-message.ts';
import type { FramedItem } from '../../../../shared/protocol/sip/stream-framer.ts';
import type { ProbeContext } from '../../context.ts';
import { randomHex } from '../../entropy.ts';
import { answerEvent, rejectionEvent, requestEvent } from '../../transport/sip-events.ts';
import { answerTo, refusalOf, type ServerAnswer } from '../../transport/sip-server-requests.ts';
import { readSipStream, type SipStream, type SipStreamEnding } from '../../transport/sip-stream.ts';
import type { SipConnection } from '../connectivity/sip-connection.ts';
import { KeepAliveReader } from './keep-alive-reader.ts';

/** A transaction as its channel sees it. */
export interface ChannelUser {
  readonly ctx: ProbeContext;
  readonly request: SipRequest;
  onResponse(response: SipResponse, sizeBytes: number): void;
  /** What came is no SIP; nothing more can be read from this connection. */
  onUnreadable(code: string, detail: string, head: Uint8Array): void;
  onEnd(ending: SipStreamEnding, pending: Uint8Array): void;
}

/** refused: politely, by the channel. ignored: there must be no answer. */
export type RequestVerdict = ServerAnswer | 'refused' | 'ignored';

/** Whoever takes the server's requests while it is there. */
export interface ChannelServer {
  readonly ctx: ProbeContext;
  /** Called with each request, after it was recorded as seq; what the answer leads to comes later than the answer. */
  onRequest(request: SipRequest, seq: number): RequestVerdict;
  /** Whether it still waits for what a request brings: that one is heard, however many came before it. */
  awaits(request: SipRequest): boolean;
  /** Every answer passes through it before it leaves, a refusal too. */
  sign(response: SipResponse): SipResponse;
  /** The connection is over. Called once, after its transactions have heard of it. */
  onEnd(): void;
}

const PING = new TextEncoder().encode('\r\n\r\n');
const PONG = new TextEncoder().encode('\r\n');
const NOTHING = new Uint8Array(0);

/**
 * One SIP connection read from its first byte to its last, whatever is going on over it: answers go to the transaction that they
 * belong to, requests of the server to whoever serves them or else are refused politely, empty lines are answered, nothing is lost
 * between two transactions.
 */
export class SipChannel {
  readonly connection: SipConnection;
  private readonly ctx: ProbeContext;
  private readonly stream: SipStream;
  private readonly users: ChannelUser[] = [];
  private readonly keepAlives = new KeepAliveReader();
  private server: ChannelServer | null = null;
  private serverRequests = 0;
  private awaitedRequests = 0;
  private pings = 0;
  private strays = 0;
  private sentAt: number;
  private isPendingTold = false;
  private isHeard = false;
  /** For the transactions that begin after the end. */
  private over: ((user: ChannelUser) => void) | null = null;

  constructor(ctx: ProbeContext, connection: SipConnection) {
    this.ctx = ctx.at({ flow: connection.flow });
    this.connection = connection;
    this.sentAt = ctx.ports.clock.now();
    this.stream = readSipStream(connection.socket, connection.fault, ctx.plan.limits, {
      onItem: (item) => this.onItem(item),
      onEnd: (ending) => this.finish((user) => user.onEnd(ending, this.pending())),
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

  /** Hands the server's requests to somebody, until the returned function is called. One at a time. */
  serve(server: ChannelServer): () => void {
    this.server = server;
    if (this.over !== null) queueMicrotask(() => server.onEnd());
    return () => {
      if (this.server === server) this.server = null;
    };
  }

  /** false: nothing can be sent any more. */
  get isOpen(): boolean {
    const { socket, fault } = this.connection;
    return this.over === null && !socket.destroyed && fault() === null;
  }

  /** Something whole has come: the peer speaks SIP. */
  get hasMessages(): boolean {
    return this.isHeard;
  }

  /** When the last bytes of ours left, by the run's clock. */
  get lastSentAt(): number {
    return this.sentAt;
  }

  send(bytes: Uint8Array): void {
    this.sentAt = this.ctx.ports.clock.now();
    this.stream.send(bytes);
  }

  /** Two line ends, so that nobody on the way takes the connection for dead ([MS-CONMGMT] 2.2.1, RFC 5626 3.5.1). */
  sendKeepAlive(ctx: ProbeContext): void {
    this.send(PING);
    this.keepAlives.sent();
    ctx.record('sip.keep-alive.sent', { peer: this.connection.peer, isAnswer: false });
  }

  /** The first bytes of a message that is not complete; told once, however many transactions wait for it. */
  pending(): Uint8Array {
    if (this.isPendingTold) return NOTHING;
    const pending = this.stream.pending();
    this.isPendingTold = pending.length > 0;
    return pending;
  }

  /** Stops reading and closes the connection. */
  close(): void {
    this.stream.release();
    this.connection.close();
  }

  private get current(): ProbeContext {
    return this.server?.ctx ?? this.users.at(-1)?.ctx ?? this.ctx;
  }

  private onItem(item: FramedItem): void {
    switch (item.kind) {
      case 'keep-alive':
        this.onLineEnd();
        break;
      case 'message':
        this.isHeard = true;
        this.isPendingTold = false;
        this.keepAlives.message();
        if (item.message.kind === 'response') this.onResponse(item.message, item.bytes.length);
        else this.onServerRequest(item.message, item.bytes.length);
        break;
      case 'error':
        this.stream.release();
        this.onUnreadable(item);
        break;
    }
  }

  /** One transaction tells what came; for the others the connection has ended, and so it has. */
  private onUnreadable({ error, bytesHead }: Extract<FramedItem, { readonly kind: 'error' }>): void {
    let isTold = false;
    this.finish((user) => {
      if (isTold) {
        user.onEnd('closed', NOTHING);
        return;
      }
      isTold = true;
      user.onUnreadable(error.code, error.detail, bytesHead);
      this.connection.close();
    });
  }

  private onResponse(response: SipResponse, sizeBytes: number): void {
    const owner = this.users.find((user) => findMismatch(user.request, response) === null);
    // An answer to nobody is told by whoever waits, by its own state machine; where several may, it is none of theirs.
    const isAlone = this.server === null && this.users.length === 1;
    const user = owner ?? (isAlone ? this.users[0] : undefined);
    if (user !== undefined) {
      user.onResponse(response, sizeBytes);
      return;
    }
    this.strays += 1;
    if (this.strays > this.ctx.plan.limits.provisionalAnswers) return;
    const detail = `An answer ${response.status} that nobody waits for.`;
    const head = new TextEncoder().encode(`SIP/2.0 ${response.status}`);
    const { peer } = this.connection;
    this.current.record('sip.message.rejected', {
      ...rejectionEvent(peer, 'unexpected-response', detail, head),
      looksLike: 'sip',
    });
  }

  private onServerRequest(request: SipRequest, sizeBytes: number): void {
    const { current: ctx, server } = this;
    this.serverRequests += 1;
    const isWithin = this.isWithinLimit(this.serverRequests, 'requests from the server');
    if (!isWithin && !this.isAwaited(request)) return;
    const { peer } = this.connection;
    const seq = ctx.record('sip.request.received', requestEvent(peer, request, sizeBytes));
    const verdict = server?.onRequest(request, seq) ?? 'refused';
    if (verdict === 'ignored') return;
    const tag = randomHex(ctx.ports.entropy, 5);
    const plain = verdict === 'refused' ? refusalOf(request, tag) : answerTo(request, verdict, tag);
    if (plain === null || !this.isOpen) return;
    const answer = server?.sign(plain) ?? plain;
    const bytes = serializeSipMessage(answer);
    this.send(bytes);
    ctx.record('sip.response.sent', answerEvent(peer, answer, bytes.length), seq);
  }

  /**
   * Half of an empty line pair, or a server's answer to ours. [MS-CONMGMT] knows no answer to a keep-alive, RFC 5626 4.4.1 wants one:
   * we give it, since line ends in front of a message mean nothing to those who do not (RFC 3261 7.5), and miss none.
   */
  private onLineEnd(): void {
    const what = this.keepAlives.lineEnd();
    if (what === null) return;
    this.pings += 1;
    if (!this.isWithinLimit(this.pings, 'keep-alives from the server')) return;
    const { current: ctx } = this;
    const { peer } = this.connection;
    const seq = ctx.record('sip.keep-alive.received', { peer });
    if (what === 'pong' || !this.isOpen) return;
    this.send(PONG);
    ctx.record('sip.keep-alive.sent', { peer, isAnswer: true }, seq);
  }

  /** Of these there is a limit as well: one that is forged or empty leaves its receiver waiting. */
  private isAwaited(request: SipRequest): boolean {
    if (this.server?.awaits(request) !== true) return false;
    this.awaitedRequests += 1;
    return this.awaitedRequests <= this.ctx.plan.limits.provisionalAnswers;
  }

  private isWithinLimit(count: number, what: string): boolean {
    const { provisionalAnswers: allowed } = this.ctx.plan.limits;
    if (count === allowed + 1) {
      this.current.record('limit.exceeded', { limit: 'provisionalAnswers', allowed, what });
    }
    return count <= allowed;
  }

  private finish(tell: (user: ChannelUser) => void): void {
    if (this.over !== null) return;
    this.over = tell;
    for (const user of [...this.users]) tell(user);
    this.server?.onEnd();
  }
}
