import type { LoggedEvent, EventData } from '../../events/catalogue.ts';
import type { AttemptOutcome, AttemptPurpose } from '../../events/authentication-events.ts';
import type { Certificate, SipEndpoint } from '../../events/connection-events.ts';
import { endpointKey } from '../../lib/host-and-port.ts';
import {
  decodeDiagnostics,
  principalDiagnostic,
  type DecodedDiagnostic,
} from '../../protocol/ms-diagnostics/decode-diagnostics.ts';
import type { AuthMethod } from '../../run/ids.ts';
import type { LogIndex } from './log-index.ts';
import { registrationsBetween, type FinalAnswer, type Registration } from './registrations.ts';

export type TicketFailure = EventData<'kerberos.ticket.failed'> & { readonly seq: number };
export type WebFailure = EventData<'web-service.failed'> & { readonly seq: number };
export type CheckedSignature = EventData<'authentication.signature.checked'> & { readonly seq: number };
export type IssuedTicket = EventData<'web-ticket.issued'> & { readonly seq: number; readonly wall: number };

/** A certificate of the user as it stood when it was issued or found; wall is our clock at that moment. */
export interface HeldCertificate {
  readonly seq: number;
  readonly wall: number;
  readonly certificate: Certificate;
}

/** A row of REGISTERs by one method, with everything that happened for it. */
export interface Attempt {
  readonly purpose: AttemptPurpose;
  readonly method: AuthMethod;
  readonly endpoint: SipEndpoint;
  readonly key: string;
  readonly startedSeq: number;
  readonly endedSeq: number | null;
  /** null: it goes on, or the run was over before it was. */
  readonly outcome: AttemptOutcome | null;
  readonly detail: string | null;
  readonly registers: number;
  readonly expectedRegisters: number | null;
  /** The REGISTER that ended it, or the last one. */
  readonly last: Registration | null;
  /** The answer that ended it. */
  readonly final: FinalAnswer | null;
  readonly diagnostic: DecodedDiagnostic | null;
  readonly webFailure: WebFailure | null;
  /** The ways in that the web ticket service names in its metadata. */
  readonly ticketPorts: readonly string[];
  readonly ticketFailure: TicketFailure | null;
  readonly badSignatures: readonly CheckedSignature[];
  readonly webTicket: IssuedTicket | null;
  readonly certificate: HeldCertificate | null;
  /** A TLS alert in the server's part of the handshake inside of SIP. */
  readonly alert: { readonly seq: number; readonly name: string } | null;
  /** false: the server broke off before it challenged, so that nothing of the password was in it. */
  readonly isChallenged: boolean;
  /** The password was kept back because the other side is not to be trusted. */
  readonly isUntrusted: boolean;
}

export interface AttemptFacts {
  readonly attempts: readonly Attempt[];
  /** Failures for which there is no attempt of their method. */
  readonly looseTickets: readonly TicketFailure[];
  readonly looseSignatures: readonly CheckedSignature[];
  readonly looseWeb: readonly WebFailure[];
}

interface Bag {
  tickets: TicketFailure[];
  web: WebFailure[];
  ticketPorts: readonly string[];
  signatures: CheckedSignature[];
  webTickets: IssuedTicket[];
  certificates: HeldCertificate[];
  alerts: { readonly seq: number; readonly name: string }[];
  isChallenged: boolean;
  isUntrusted: boolean;
}

interface Draft {
  readonly startedSeq: number;
  readonly started: EventData<'authentication.attempt.started'>;
  ended: { readonly seq: number; readonly data: EventData<'authentication.attempt.ended'> } | null;
  readonly bag: Bag;
}

/** Attempts follow one another; what was done ahead of one, for its method, belongs to it. */
export function attemptFactsOf(index: LogIndex, registrations: readonly Registration[]): AttemptFacts {
  const drafts: Draft[] = [];
  let current: Draft | null = null;
  let loose = emptyBag();
  for (const event of index.log) {
    if (event.kind === 'authentication.attempt.started') {
      current = { startedSeq: event.seq, started: event.data, ended: null, bag: emptyBag() };
      loose = takeOver(loose, current);
      drafts.push(current);
    } else if (event.kind === 'authentication.attempt.ended') {
      if (current !== null) current.ended = { seq: event.seq, data: event.data };
      current = null;
    } else collect(event, current?.bag ?? loose);
  }
  return {
    attempts: drafts.map((draft, i) =>
      toAttempt(draft, drafts[i + 1]?.startedSeq ?? Number.POSITIVE_INFINITY, registrations),
    ),
    looseTickets: loose.tickets,
    looseSignatures: loose.signatures.filter(({ valid }) => !valid),
    looseWeb: loose.web,
  };
}

function emptyBag(): Bag {
  return {
    tickets: [],
    web: [],
    ticketPorts: [],
    signatures: [],
    webTickets: [],
    certificates: [],
    alerts: [],
    isChallenged: false,
    isUntrusted: false,
  };
}

/** Returns what is left over. */
function takeOver(loose: Bag, { started, bag }: Draft): Bag {
  switch (started.method) {
    case 'kerberos':
      bag.tickets = loose.tickets;
      return { ...loose, tickets: [] };
    case 'tls-dsk':
      bag.web = loose.web;
      bag.ticketPorts = loose.ticketPorts;
      bag.webTickets = loose.webTickets;
      bag.certificates = loose.certificates;
      return { ...loose, web: [], ticketPorts: [], webTickets: [], certificates: [] };
    case 'ntlm':
      return loose;
  }
}

function collect(event: LoggedEvent, bag: Bag): void {
  const { seq, wall } = event;
  switch (event.kind) {
    case 'kerberos.ticket.failed':
      bag.tickets.push({ ...event.data, seq });
      break;
    case 'web-service.failed':
      bag.web.push({ ...event.data, seq });
      break;
    case 'web-service.metadata.read':
      if (event.data.stage === 'ticket-metadata') bag.ticketPorts = event.data.ports.map(({ name }) => name);
      break;
    case 'authentication.signature.checked':
      bag.signatures.push({ ...event.data, seq });
      break;
    case 'web-ticket.issued':
      bag.webTickets.push({ ...event.data, seq, wall });
      break;
    case 'client-certificate.issued':
      bag.certificates.push({ seq, wall, certificate: event.data.certificate });
      break;
    case 'client-certificate.found':
      if (event.data.usable) bag.certificates.push({ seq, wall, certificate: event.data.certificate });
      break;
    case 'authentication.token.observed': {
      const { token, direction, carrier } = event.data;
      if (direction === 'sent' || carrier !== 'sip') break;
      bag.isChallenged = true;
      if (token.kind === 'tls' && token.alert !== null) bag.alerts.push({ seq, name: token.alert });
      break;
    }
    case 'authentication.password.withheld':
      if (event.data.reason === 'untrusted-channel') bag.isUntrusted = true;
      break;
    default:
      break;
  }
}

function toAttempt(
  { startedSeq, started, ended, bag }: Draft,
  nextSeq: number,
  registrations: readonly Registration[],
): Attempt {
  const { purpose, method, endpoint, expectedRegisters } = started;
  const key = endpointKey(endpoint);
  const endSeq = ended?.seq ?? nextSeq;
  const own = registrationsBetween(registrations, startedSeq, endSeq).filter(
    (one) => one.key === key && !one.isWithdrawal,
  );
  const status = ended?.data.status ?? null;
  const last = own.findLast(({ final }) => final !== null && final.status === status) ?? own.at(-1) ?? null;
  const final = status !== null && last?.final?.status === status ? last.final : null;
  return {
    purpose,
    method,
    endpoint,
    key,
    startedSeq,
    endedSeq: ended?.seq ?? null,
    outcome: ended?.data.outcome ?? null,
    detail: ended?.data.detail ?? null,
    registers: ended?.data.registers ?? own.length,
    expectedRegisters,
    last,
    final,
    diagnostic: final === null ? null : principalDiagnostic(decodeDiagnostics(final.headers)),
    webFailure: bag.web.at(-1) ?? null,
    ticketPorts: bag.ticketPorts,
    ticketFailure: bag.tickets.at(-1) ?? null,
    badSignatures: bag.signatures.filter(({ valid }) => !valid),
    webTicket: bag.webTickets.at(-1) ?? null,
    certificate: bag.certificates.at(-1) ?? null,
    alert: bag.alerts.at(-1) ?? null,
    isChallenged: bag.isChallenged || own.some(({ final: answer }) => hasChallenge(answer, method)),
    isUntrusted: bag.isUntrusted,
  };
}

function hasChallenge(answer: FinalAnswer | null, method: AuthMethod): boolean {
  return (answer?.offers ?? []).some(
    (offer) => offer.method === method && offer.gssapiData !== null && offer.gssapiData !== '',
  );
}
