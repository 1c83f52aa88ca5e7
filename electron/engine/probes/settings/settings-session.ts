import { setMaxListeners } from 'node:events';
import { readDeregistration } from '../../../../shared/protocol/settings/registration-event.ts';
import type { SettingsRequest } from '../../../../shared/protocol/settings/requests.ts';
import { firstHeader, type SipMessage, type SipRequest } from '../../../../shared/protocol/sip/message.ts';
import { isSuccess, type Answered } from '../../auth/attempt-ending.ts';
import type { Registration } from '../../auth/registration.ts';
import type { ProbeContext } from '../../context.ts';
import { randomHex } from '../../entropy.ts';
import { OVERTAKEN } from '../../transport/overtaken.ts';
import type { ServerAnswer } from '../../transport/sip-server-requests.ts';
import type { RequestVerdict, SipChannel } from '../registration/sip-channel.ts';
import { runSipTransaction, type SipTransactionResult } from '../registration/sip-transaction.ts';
import { composeRequest, requestSender, type RequestPlace, type RequestSender } from './compose-request.ts';
import type { RegistrationDescription } from '../../../../shared/protocol/sip/registration-description.ts';
import { Subscription } from './subscription.ts';

export type Exchanged =
  | (Answered & {
      /** It has a signature, and a wrong one: such a message does not count ([MS-SIPAE] 3.2.5.2). */
      readonly isForged: boolean;
    })
  | Exclude<SipTransactionResult, Answered>;

const OK: ServerAnswer = { status: 200, reason: 'OK' };
/**
 * RFC 3261 11.2 would have us answer as to an INVITE, which is 480. A registrar that asks so wants to know whether we are there and
 * what we take, not whether somebody picks up; Allow says that we take no calls.
 */
const CAPABILITIES: ServerAnswer = {
  ...OK,
  headers: [{ name: 'Allow', value: 'NOTIFY, BENOTIFY, OPTIONS' }],
};

/**
 * What goes on over a registration while its settings are asked for: signed requests, subscriptions, and the server's own requests.
 * It ends with the run, with the connection, with the registration, or when it is closed; what is under way ends with it.
 */
export class SettingsSession {
  /** Under the signal of this session. */
  readonly ctx: ProbeContext;
  readonly description: RegistrationDescription;
  readonly sender: RequestSender;
  private readonly run: ProbeContext;
  private readonly registration: Registration;
  private readonly over = new AbortController();
  private readonly byCallId = new Map<string, Subscription>();
  private readonly release: () => void;
  private endedBecause: string | null = null;
  private deregistered = false;

  constructor(run: ProbeContext, registration: Registration, description: RegistrationDescription) {
    const signal = AbortSignal.any([run.signal, this.over.signal]);
    // Everything that is under way waits on it; Node would take more than ten for a leak and say so on stderr.
    setMaxListeners(0, signal);
    this.run = run;
    this.ctx = run.under(signal);
    this.registration = registration;
    this.description = description;
    const { channel } = registration.dialog;
    this.sender = requestSender(run, channel.connection, description.gruu);
    this.release = channel.serve({
      ctx: this.ctx,
      onRequest: (request, seq) => this.onRequest(request, seq),
      awaits: (request) => this.awaits(request),
      sign: (response) => registration.association.signed(response),
      onEnd: () => this.end('The connection was lost.'),
    });
  }

  get channel(): SipChannel {
    return this.registration.dialog.channel;
  }

  /** Why nothing more can be asked; null: it can. */
  get ending(): string | null {
    return this.endedBecause;
  }

  /** The registrar has ended the registration by itself. */
  get isTakenBack(): boolean {
    return this.deregistered;
  }

  /** Whether the run is, so that nothing more is recorded. A call, since it changes over every wait. */
  isCancelled(): boolean {
    return this.run.signal.aborted;
  }

  get subscriptions(): readonly Subscription[] {
    return [...this.byCallId.values()];
  }

  /** Begins a subscription, so that its state is known for its own from now on. */
  subscribe(request: SettingsRequest): Subscription {
    const subscription = new Subscription(request, this.newCallId(), this.newTag());
    this.byCallId.set(subscription.callId, subscription);
    return subscription;
  }

  newCallId(): string {
    return randomHex(this.run.ports.entropy, 16);
  }

  newTag(): string {
    return randomHex(this.run.ports.entropy, 5);
  }

  /** Sends one request, signed, and checks the signature of what comes back. */
  async send(
    ctx: ProbeContext,
    place: RequestPlace,
    headers: SipMessage['headers'],
    body?: Uint8Array,
  ): Promise<Exchanged> {
    if (ctx.signal.aborted) return { kind: 'cancelled' };
    const request = composeRequest(this.sender, place, headers, body);
    const { association } = this.registration;
    const result = await runSipTransaction(ctx, this.channel, association.signed(request));
    if (result.kind !== 'answered') return result;
    return { ...result, isForged: this.isForged(ctx, result.response, result.seq) };
  }

  close(): void {
    this.release();
    this.over.abort(OVERTAKEN);
  }

  private end(reason: string): void {
    this.endedBecause ??= reason;
    this.over.abort(OVERTAKEN);
  }

  private onRequest(request: SipRequest, seq: number): RequestVerdict {
    if (this.isForged(this.run, request, seq)) return 'ignored';
    if (request.method === 'OPTIONS') return CAPABILITIES;
    if (request.method !== 'NOTIFY' && request.method !== 'BENOTIFY') return 'refused';
    if (this.isDeregistered(request, seq)) return OK;
    const subscription = this.byCallId.get(firstHeader(request, 'Call-ID') ?? '');
    if (subscription?.takes(request) !== true) return 'refused';
    subscription.notify(request, seq);
    return OK;
  }

  private awaits(request: SipRequest): boolean {
    if (this.endedBecause === null && readDeregistration(request) !== null) return true;
    const subscription = this.byCallId.get(firstHeader(request, 'Call-ID') ?? '');
    return subscription?.state === null && subscription.takes(request);
  }

  private isDeregistered(request: SipRequest, seq: number): boolean {
    const deregistration = readDeregistration(request);
    if (deregistration === null) return false;
    const { event, preferredRegistrar } = deregistration;
    this.run.record('registration.deregistered', { event, preferredRegistrar }, seq);
    this.deregistered = true;
    // Where the connection goes with it, this stays the reason; the answer to it goes first.
    this.endedBecause ??= `The registrar ended the registration (${event}).`;
    queueMicrotask(() => this.over.abort(OVERTAKEN));
    return true;
  }

  /** An answer that grants something ought to be signed; that it is not is recorded. A request of the server may go without. */
  private isForged(ctx: ProbeContext, message: SipMessage, seq: number): boolean {
    const { association } = this.registration;
    const isSigned = association.isSignedBy(message);
    const isExpected = message.kind === 'response' && isSuccess(message);
    if (!isSigned && !isExpected) return false;
    return !association.check(message, seq, ctx) && isSigned;
  }
}
