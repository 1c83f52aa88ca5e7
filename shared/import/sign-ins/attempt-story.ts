import type { AttemptOutcome } from '../../events/authentication-events.ts';
import type { Peer, SipEndpoint } from '../../events/connection-events.ts';
import type { SipResponse } from '../../protocol/sip/message.ts';
import { offeredSchemes, type OfferedScheme } from '../../protocol/sip/offered-schemes.ts';
import type { AuthMethod } from '../../run/ids.ts';
import type { EventWriter, Placing } from './event-writer.ts';
import { observeTokenText } from './observe-token.ts';
import { userName, type ShownProof } from './shown-proof.ts';

/** How many REGISTERs each method takes, the anonymous one included ([MS-SIP] 3.1, 4.1, 4.2; [MS-SIPAE] 4.1). */
export const REGISTERS_NEEDED: Readonly<Record<AuthMethod, number>> = { kerberos: 2, ntlm: 3, 'tls-dsk': 4 };
const METHODS = ['kerberos', 'ntlm', 'tls-dsk'] as const;

interface OpenAttempt {
  readonly method: AuthMethod;
  /** The anonymous one included. */
  registers: number;
  isComplete: boolean;
}

/** A row of REGISTERs by one method at one server, as the messages show it. */
export class AttemptStory {
  private readonly writer: EventWriter;
  private readonly endpoint: SipEndpoint;
  private readonly peer: Peer;
  private readonly placing: Placing;
  private offers: readonly OfferedScheme[] = [];
  private open: OpenAttempt | null = null;

  /** placing: of everything that is said there. */
  constructor(writer: EventWriter, endpoint: SipEndpoint, placing: Placing) {
    this.writer = writer;
    this.endpoint = endpoint;
    this.peer = { role: 'sip', host: endpoint.host, port: endpoint.port };
    this.placing = placing;
  }

  get current(): Readonly<OpenAttempt> | null {
    return this.open;
  }

  /** A REGISTER is about to be told; null: one without credentials, with which everything begins anew. */
  begin(proof: ShownProof | null): void {
    if (proof === null) this.open = null;
    else if (this.open?.method !== proof.method) this.start(proof.method);
  }

  /** It has been told; cause: its seq. */
  show(proof: ShownProof, cause: number): void {
    const { open, writer, peer } = this;
    if (open === null) return;
    open.registers += 1;
    if (proof.isComplete && !open.isComplete) this.complete(open, proof, cause);
    if (proof.token === null) return;
    const placing = { ...this.placing, cause };
    const token = observeTokenText(proof.token, proof.method);
    writer.add('authentication.token.observed', { peer, direction: 'sent', carrier: 'sip', token }, placing);
    if (token.kind !== 'ntlm-authenticate') return;
    const user = userName(token.domain, token.user);
    writer.add('authentication.password.submitted', { carrier: 'sip', to: peer.host, user }, placing);
  }

  /** A 401 or 407. Returns whether it is the end of it: the credentials are refused. */
  challenged(proof: ShownProof | null, response: SipResponse, cause: number): boolean {
    const offers = offeredSchemes(response);
    const { open, writer, peer } = this;
    if (proof === null || open?.method !== proof.method) {
      this.offers = offers;
      return false;
    }
    const data = offers.find(
      (one) => one.method === proof.method && (one.gssapiData ?? '') !== '',
    )?.gssapiData;
    if (typeof data === 'string') {
      const token = observeTokenText(data, proof.method);
      const placing = { ...this.placing, cause };
      writer.add(
        'authentication.token.observed',
        { peer, direction: 'received', carrier: 'sip', token },
        placing,
      );
      return false;
    }
    this.offers = offers;
    if (proof.isComplete) {
      this.judge('rejected');
      this.end('rejected', response.status);
      return true;
    }
    this.end('refused', response.status, 'The server did not go on with the method that it offers.');
    return false;
  }

  /** What is derived from the password leaves the PC with NTLM alone. */
  judge(verdict: 'accepted' | 'rejected'): void {
    if (this.open?.method !== 'ntlm' || !this.open.isComplete) return;
    const judged = { verdict, carrier: 'sip', by: this.peer.host } as const;
    this.writer.add('authentication.password.judged', judged, this.placing);
  }

  end(outcome: AttemptOutcome, status: number | null, detail: string | null = null): void {
    const { open } = this;
    this.open = null;
    if (open === null) return;
    const { method, registers } = open;
    const expectedRegisters = REGISTERS_NEEDED[method];
    this.writer.add(
      'authentication.attempt.ended',
      { purpose: 'sign-in', method, outcome, status, detail, registers, expectedRegisters },
      this.placing,
    );
  }

  private start(method: AuthMethod): void {
    const { writer, endpoint, placing } = this;
    const expectedRegisters = REGISTERS_NEEDED[method];
    const isOffered = (one: AuthMethod): boolean => this.offers.some((offer) => offer.method === one);
    writer.add(
      'authentication.method.chosen',
      {
        purpose: 'sign-in',
        method,
        reason: 'next-in-order',
        candidates: METHODS.map((one) => ({
          method: one,
          standing: one === method ? 'chosen' : isOffered(one) ? 'possible' : 'ruled-out',
          reason: one === method ? 'next-in-order' : isOffered(one) ? 'earlier-method-used' : 'not-offered',
          detail: null,
        })),
        expectedRegisters,
      },
      placing,
    );
    writer.add(
      'authentication.attempt.started',
      { purpose: 'sign-in', method, endpoint, expectedRegisters },
      placing,
    );
    // The anonymous one comes before it, also where the log begins only behind that.
    this.open = { method, registers: 1, isComplete: false };
  }

  private complete(open: OpenAttempt, { method, parameters }: ShownProof, cause: number): void {
    open.isComplete = true;
    const offered = this.offers.find((one) => one.method === method);
    const version = Number(parameters.get('version') ?? offered?.version ?? 4);
    this.writer.add(
      'authentication.association.established',
      {
        method,
        peer: this.peer,
        realm: parameters.get('realm') ?? '',
        targetname: parameters.get('targetname') ?? '',
        version: Number.isInteger(version) ? version : 4,
        opaque: parameters.get('opaque') ?? null,
        strength: null,
      },
      { ...this.placing, cause },
    );
  }
}
