import type { Peer, SipEndpoint } from '../../events/connection-events.ts';
import { endpointKey } from '../../lib/host-and-port.ts';
import { firstHeader, type SipRequest, type SipResponse } from '../../protocol/sip/message.ts';
import { registrationDescription } from '../../protocol/sip/registration-description.ts';
import { parseSipDate } from '../../protocol/sip/sip-date.ts';
import type { StepId } from '../../run/ids.ts';
import { AttemptStory, REGISTERS_NEEDED } from './attempt-story.ts';
import type { Place, Said } from './conversation.ts';
import type { DiscoveryStory } from './discovery-story.ts';
import type { EventWriter } from './event-writer.ts';
import { TRANSACTION_MS } from './found-sign-in.ts';
import { requestData, responseData } from './message-events.ts';
import { RedirectStory } from './redirect-story.ts';
import { instanceIn, registeredBy } from './registration-facts.ts';
import { isSignedAnswer, proofIn, type ShownProof } from './shown-proof.ts';
import { StepWriter } from './step-writer.ts';

/** Half of what a Date header cannot say: it has whole seconds. */
const HALF_SECOND_MS = 500;

interface Asked {
  readonly seq: number;
  readonly atMs: number;
  readonly proof: ShownProof | null;
  readonly instance: string | null;
  /** Of a registration that stands: taken further, or back. */
  readonly beside: 'refresh' | 'withdrawal' | null;
}

/** The server that is asked now, and what was tried there. */
interface Registrar {
  readonly endpoint: SipEndpoint;
  readonly peer: Peer;
  readonly flow: string;
  readonly attempt: AttemptStory;
}

/** searching: nothing was sent yet. ended: the answer is no. */
export type SignInStage = 'searching' | 'asking' | 'registered' | 'ended';

/** The REGISTERs of a sign-in, their answers, and what follows from both: attempts, redirections, the registration. */
export class RegisterStory {
  private readonly writer: EventWriter;
  private readonly discovery: DiscoveryStory;
  private readonly steps: StepWriter;
  private readonly redirect: RedirectStory;
  private readonly asked = new Map<string, Asked>();
  private current: SignInStage = 'searching';
  private registrar: Registrar | null = null;
  private unanswered: Asked | null = null;
  private secured: string | null = null;
  private flows = 0;

  constructor(writer: EventWriter, discovery: DiscoveryStory, address: string) {
    this.writer = writer;
    this.discovery = discovery;
    this.steps = new StepWriter(writer);
    this.redirect = new RedirectStory(writer, this.steps, address);
  }

  get stage(): SignInStage {
    return this.current;
  }

  /** Where the sign-in is; null: nothing was sent yet. */
  get at(): Pick<Registrar, 'peer' | 'flow'> | null {
    return this.registrar;
  }

  /** TLS stands with a host; told before anything is said to it. */
  tlsDone(host: string): void {
    this.secured = host;
  }

  request(said: Said & { readonly message: SipRequest }, place: Place): void {
    const { message } = said;
    const proof = proofIn(message);
    const isWithdrawal = firstHeader(message, 'Expires')?.trim() === '0';
    const beside = isWithdrawal ? 'withdrawal' : this.current === 'registered' ? 'refresh' : null;
    const { peer, flow, attempt } = this.goTo(place, beside);
    if (beside === null) attempt.begin(proof);
    const placing = { step: this.stepOf(beside), flow };
    const seq = this.writer.add(
      'sip.request.sent',
      requestData(peer, message, said.sizeBytes, true),
      placing,
    );
    const instance = instanceIn(firstHeader(message, 'Contact'));
    const asked: Asked = { seq, atMs: this.writer.now, proof, instance, beside };
    this.asked.set(transactionOf(said), asked);
    if (beside !== null) return;
    this.unanswered = asked;
    if (proof !== null) attempt.show(proof, seq);
  }

  response(said: Said & { readonly message: SipResponse }): void {
    const asked = this.asked.get(transactionOf(said));
    const { registrar } = this;
    // What it answers is not in the log.
    if (asked === undefined || registrar === null) return;
    const { message } = said;
    const { peer, flow } = registrar;
    const tookMs = this.writer.now - asked.atMs;
    const data = responseData(peer, message, said.sizeBytes, tookMs, true);
    const placing = { step: this.stepOf(asked.beside), flow, cause: asked.seq };
    const seq = this.writer.add('sip.response.received', data, placing);
    if (message.status < 200) return;
    this.asked.delete(transactionOf(said));
    if (this.unanswered === asked) this.unanswered = null;
    if (asked.beside === 'withdrawal') {
      this.writer.add('authentication.withdrawn', { status: message.status }, { ...placing, cause: seq });
    }
    if (asked.beside === null && this.current === 'asking') {
      this.compareClocks(message, peer, tookMs, seq);
      this.conclude(asked, message, registrar, seq);
    }
  }

  /** endMs: where the whole log ends, on the writer's clock. Returns whether it shows how the sign-in ended. */
  finish(endMs: number): boolean {
    if (this.current === 'registered' || this.current === 'ended') return true;
    const { unanswered, registrar } = this;
    if (unanswered === null || registrar === null) return false;
    if (endMs - unanswered.atMs < TRANSACTION_MS) return false;
    const { peer, flow, attempt } = registrar;
    const failed = { peer, failure: 'timeout', tookMs: TRANSACTION_MS } as const;
    this.writer.add('sip.transaction.failed', failed, { step: this.step, flow, cause: unanswered.seq });
    attempt.end('no-answer', null);
    this.end(registrar, 'ended');
    return true;
  }

  private get step(): StepId {
    return this.redirect.isUnderWay ? 'redirection' : 'authentication';
  }

  /** What is asked beside the sign-in belongs to none of its steps, but for its end. */
  private stepOf(beside: Asked['beside']): StepId | null {
    if (beside === null) return this.step;
    return beside === 'withdrawal' && this.current === 'registered' ? 'settings' : null;
  }

  /** A registration that stands is taken further and back where it is. */
  private goTo(place: Place, beside: Asked['beside']): Registrar {
    const { registrar, redirect, writer } = this;
    if (registrar !== null && beside !== null) return registrar;
    const isSame = registrar !== null && endpointKey(registrar.endpoint) === endpointKey(place);
    if (beside === null) this.current = 'asking';
    if (isSame && !redirect.isSentOn) return registrar;
    this.flows += 1;
    const flow = `sip-${this.flows}`;
    const via = redirect.isUnderWay ? 'redirect' : this.discovery.viaTo(place);
    const endpoint: SipEndpoint = { ...place, transport: 'tls', via };
    const peer: Peer = { role: 'sip', ...place };
    const step = redirect.isUnderWay ? 'redirection' : 'connectivity';
    this.discovery.conclude(endpoint);
    if (step === 'connectivity') this.steps.begin('connectivity');
    this.tellTls(peer, step, flow);
    redirect.reached(endpoint);
    writer.add('connectivity.endpoint.selected', { endpoint, index: 0 }, { step });
    if (step === 'connectivity') {
      this.steps.end('connectivity');
      this.steps.begin('authentication');
    }
    const attempt = new AttemptStory(writer, endpoint, { step: this.step, flow });
    const next = { endpoint, peer, flow, attempt };
    this.registrar = next;
    return next;
  }

  private tellTls(peer: Peer, step: StepId, flow: string): void {
    const { secured } = this;
    this.secured = null;
    if (secured !== peer.host) return;
    // Version and cipher are not in the log.
    const unknown = { protocol: 'TLS', cipher: '', keyExchange: null, alpn: null } as const;
    this.writer.add(
      'tls.handshake.completed',
      { peer, ...unknown, attempt: 'ordinary', tookMs: 0 },
      { step, flow },
    );
  }

  private conclude(asked: Asked, response: SipResponse, registrar: Registrar, seq: number): void {
    const { attempt, endpoint, flow } = registrar;
    const { status, reason } = response;
    const isProven = asked.proof !== null && isSignedAnswer(response);
    if (status === 401 || status === 407) {
      if (attempt.challenged(asked.proof, response, seq)) this.end(registrar, 'ended');
    } else if (status < 300) this.accepted(asked, response, registrar, seq);
    else if (status < 400) {
      if (asked.proof !== null) attempt.judge('accepted');
      attempt.end('redirected', status);
      this.discovery.sentOn();
      if (!this.redirect.received(endpoint, response, isProven, flow, seq)) this.current = 'ended';
    } else {
      if (isProven) attempt.judge('accepted');
      attempt.end('refused', status, reason === '' ? null : reason.slice(0, 200));
      this.end(registrar, 'ended');
    }
  }

  private accepted(asked: Asked, response: SipResponse, registrar: Registrar, seq: number): void {
    const { attempt, flow } = registrar;
    const { current } = attempt;
    if (asked.proof !== null && current !== null) {
      const { method, registers } = current;
      attempt.judge('accepted');
      attempt.end('signed-in', response.status);
      const expectedRegisters = REGISTERS_NEEDED[method];
      const registered = { method, registers, expectedRegisters, ...registeredBy(response, asked.instance) };
      this.writer.add('authentication.registered', registered, { step: this.step, flow, cause: seq });
      this.writer.add('registration.described', registrationDescription(response, asked.instance), {
        step: this.step,
        flow,
        cause: seq,
      });
    }
    this.end(registrar, 'registered');
  }

  /** The server has decided. */
  private end({ endpoint }: Registrar, stage: 'registered' | 'ended'): void {
    this.steps.end('authentication');
    this.redirect.arrived(endpoint);
    this.current = stage;
  }

  private compareClocks(response: SipResponse, { host }: Peer, tookMs: number, cause: number): void {
    const date = parseSipDate(firstHeader(response, 'Date') ?? '');
    const wall = this.writer.events[cause]?.wall;
    if (date === null || wall === undefined) return;
    const theirMs = date + HALF_SECOND_MS;
    const skewMs = Math.round(theirMs - (wall - tookMs / 2));
    const uncertaintyMs = Math.round(HALF_SECOND_MS + tookMs / 2);
    this.writer.add(
      'clock.compared',
      { source: 'sip-date', host, theirMs, skewMs, uncertaintyMs },
      { step: this.step, cause },
    );
  }
}

function transactionOf({ callId, cseq }: Said): string {
  return `${callId} ${cseq.number}`;
}
