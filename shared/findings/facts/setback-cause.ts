import type { Attempt, TicketFailure, WebFailure } from './attempts.ts';
import { isOurClockOff, KERBEROS_SKEW_MS, skewOver, type ServerClocks } from './server-clocks.ts';

/** Why something that was tried came to nothing; for most there is a rule of the same name. */
export type SetbackCause =
  | 'credentials-rejected'
  | 'account-locked'
  | 'not-sip-enabled'
  | 'address-mismatch'
  | 'no-common-method'
  | 'kerberos-outside'
  | 'modern-auth-required'
  | 'web-ticket-unreachable'
  | 'web-ticket-rejected'
  | 'web-ticket-invalid-response'
  | 'web-ticket-expired'
  | 'certificate-service-failed'
  | 'certificate-service-unreachable'
  | 'client-certificate-expired'
  | 'client-certificate-rejected'
  | 'server-signature-invalid'
  | 'clock-skew'
  | 'kdc-unreachable'
  | 'spn-unknown'
  | 'ntlm-refused'
  /** The status of the answer says it: forbidden, not found, unavailable … */
  | 'answer'
  | 'no-answer'
  /** The server's token, or its whole answer, cannot be read. */
  | 'unreadable'
  /** The password was kept back after an earlier failure, which is the one to tell. */
  | 'withheld';

export interface CauseContext {
  readonly clocks: ServerClocks;
  /** These credentials were good for something else in this run. */
  readonly isProvenBeside: (attempt: Attempt) => boolean;
  /** A KDC is named in DNS, and none of them takes a connection. */
  readonly isKdcDead: boolean;
  readonly isTimedOut: boolean;
}

/** The one cause of an attempt that failed; null: it did not fail, or nothing is known. */
export function causeOfAttempt(attempt: Attempt, context: CauseContext): SetbackCause | null {
  switch (attempt.outcome) {
    case 'signed-in':
    case 'learned':
    case 'redirected':
      return null;
    case 'rejected':
    case 'refused':
      return causeOfAnswer(attempt, context);
    case 'signature-invalid':
      return 'server-signature-invalid';
    case 'no-token':
      return causeOfMissingToken(attempt, context);
    case 'no-certificate':
      return causeOfMissingCertificate(attempt, context) ?? 'certificate-service-failed';
    case 'bad-token':
      return attempt.method === 'tls-dsk' && attempt.alert !== null
        ? causeOfRefusedCertificate(attempt, context)
        : 'unreadable';
    case 'not-sip':
      return 'unreadable';
    case 'no-answer':
    case 'closed':
      return 'no-answer';
    case 'withheld':
      return attempt.isUntrusted ? causeOfMissingCertificate(attempt, context) : 'withheld';
    case 'cancelled':
    case null:
      return context.isTimedOut && attempt.last?.failed?.failure === 'timeout' ? 'no-answer' : null;
  }
}

/** What the operating system's Kerberos library says. */
export function causeOfTicketFailure({ failure }: TicketFailure): SetbackCause {
  switch (failure) {
    case 'clock-skew':
      return 'clock-skew';
    case 'kdc-unreachable':
    case 'timeout':
      return 'kdc-unreachable';
    case 'unknown-spn':
    case 'duplicate-spn':
    case 'wrong-key-version':
    case 'enctype-unsupported':
    case 'realm-mismatch':
      return 'spn-unknown';
    case 'unknown-user':
    case 'password-rejected':
    case 'password-expired':
      return 'credentials-rejected';
    case 'account-locked':
      return 'account-locked';
    case 'no-library':
    case 'no-ticket-cache':
    case 'expired-ticket':
    case 'no-mutual-authentication':
    case 'other':
      return 'no-common-method';
  }
}

function causeOfMissingToken(attempt: Attempt, { isKdcDead }: CauseContext): SetbackCause {
  if (attempt.ticketFailure !== null) return causeOfTicketFailure(attempt.ticketFailure);
  return attempt.method === 'kerberos' && isKdcDead ? 'kdc-unreachable' : 'no-common-method';
}

/** An id of [MS-OCER] knows more than the status that it comes with. */
const CAUSES_BY_ID: ReadonlyMap<number, SetbackCause> = new Map([
  [1013, 'clock-skew'],
  [4003, 'answer'],
  [4004, 'address-mismatch'],
  [4005, 'not-sip-enabled'],
  [28000, 'not-sip-enabled'],
]);

function causeOfAnswer(attempt: Attempt, context: CauseContext): SetbackCause {
  const { method, final, diagnostic, outcome } = attempt;
  const said = diagnosticText(attempt);
  if (saysLocked(said)) return 'account-locked';
  const known = CAUSES_BY_ID.get(diagnostic?.id ?? -1);
  if (known !== undefined) return known;
  if (method === 'ntlm' && saysNtlmBlocked(said)) return 'ntlm-refused';
  const isRejected = outcome === 'rejected' || final?.status === 401 || final?.status === 407;
  if (!isRejected) return 'answer';
  switch (method) {
    case 'ntlm':
      return !attempt.isChallenged || context.isProvenBeside(attempt)
        ? 'ntlm-refused'
        : 'credentials-rejected';
    case 'kerberos':
      if (attempt.ticketFailure !== null) return causeOfTicketFailure(attempt.ticketFailure);
      // The authenticator carries our time; the password was judged by the KDC already (RFC 4120 3.2.3).
      return skewOver(context.clocks, KERBEROS_SKEW_MS) === null ? 'credentials-rejected' : 'clock-skew';
    case 'tls-dsk':
      // The certificate is in the client's second token; before that nothing of it was seen ([MS-SIPAE] 3.2.5.1).
      return attempt.isChallenged ? causeOfRefusedCertificate(attempt, context) : 'unreadable';
  }
}

function causeOfRefusedCertificate(attempt: Attempt, context: CauseContext): SetbackCause {
  return causeOfCertificateDates(attempt, context) ?? 'client-certificate-rejected';
}

/** null: the certificate that the user holds, if any, is valid by our clock. */
function causeOfCertificateDates(
  { certificate, alert }: Attempt,
  { clocks }: CauseContext,
): SetbackCause | null {
  if (certificate === null)
    return alert?.name === 'certificate_expired' ? 'client-certificate-expired' : null;
  const { notBeforeMs, notAfterMs } = certificate.certificate;
  const isValid = certificate.wall >= notBeforeMs && certificate.wall < notAfterMs;
  if (isValid && alert?.name !== 'certificate_expired') return null;
  if (!isValid && isOurClockOff(clocks, certificate.wall, notBeforeMs, notAfterMs)) return 'clock-skew';
  return certificate.wall < notBeforeMs ? null : 'client-certificate-expired';
}

function causeOfMissingCertificate(attempt: Attempt, context: CauseContext): SetbackCause | null {
  const { webFailure } = attempt;
  const dated = causeOfCertificateDates(attempt, context);
  if (dated !== null) return dated;
  return webFailure === null ? null : causeOfWebFailure(webFailure, attempt, context);
}

/** Source: [MS-OCAUTHWS] 3.2.4.1 for 28000 and 28001; [MS-OCER] for the others. */
export function causeOfWebFailure(
  web: WebFailure,
  attempt: Pick<Attempt, 'webTicket' | 'ticketFailure' | 'ticketPorts' | 'isUntrusted'> | null,
  { clocks }: Pick<CauseContext, 'clocks'>,
): SetbackCause {
  const isTicket = web.stage === 'ticket' || web.stage === 'ticket-metadata';
  const said = web.reason ?? '';
  if (saysLocked(said)) return 'account-locked';
  if (web.diagnosticsId === 28000) return 'not-sip-enabled';
  if (web.diagnosticsId === 4004 || saysAddressMismatch(said)) return 'address-mismatch';
  if (web.failure === 'expired' || web.diagnosticsId === 28033 || web.diagnosticsId === 28056) {
    const ticket = attempt?.webTicket ?? null;
    return ticket !== null &&
      !isTicketValid(ticket) &&
      isOurClockOff(clocks, ticket.wall, ticket.createdMs, ticket.expiresMs)
      ? 'clock-skew'
      : 'web-ticket-expired';
  }
  if (REFUSED_TICKET_IDS.has(web.diagnosticsId ?? -1)) return 'web-ticket-rejected';
  switch (web.failure) {
    case 'modern-auth':
      return 'modern-auth-required';
    case 'unreachable':
    case 'http-404':
    case 'http-407':
      return isTicket ? 'web-ticket-unreachable' : 'certificate-service-unreachable';
    case 'http-403':
      if (web.diagnosticsId !== null) return isTicket ? 'web-ticket-rejected' : 'certificate-service-failed';
      return isTicket ? 'web-ticket-unreachable' : 'certificate-service-unreachable';
    case 'http-other':
      // 502, 503 and 504 come from what stands before the service.
      if (web.status !== null && web.status >= 502 && web.status <= 504)
        return isTicket ? 'web-ticket-unreachable' : 'certificate-service-unreachable';
      return isTicket ? 'web-ticket-rejected' : 'certificate-service-failed';
    case 'wrong-audience':
    case 'ticket-invalid':
    case 'rejected':
      return 'web-ticket-rejected';
    case 'no-port':
      if (isTicket && (attempt?.ticketPorts ?? []).some(takesTokens)) return 'modern-auth-required';
      return isTicket ? 'web-ticket-rejected' : 'certificate-service-failed';
    case 'http-500':
    case 'no-usable-challenge':
    case 'soap-fault':
    case 'error-info':
      return isTicket ? 'web-ticket-rejected' : 'certificate-service-failed';
    case 'html':
    case 'malformed':
      return isTicket ? 'web-ticket-invalid-response' : 'certificate-service-failed';
    case 'bad-certificate':
      return 'certificate-service-failed';
    case 'withheld':
      if (attempt?.isUntrusted !== true) return 'withheld';
      return isTicket ? 'web-ticket-unreachable' : 'certificate-service-unreachable';
    case 'no-token': {
      const failure = attempt?.ticketFailure ?? null;
      return failure === null ? 'no-common-method' : causeOfTicketFailure(failure);
    }
  }
}

/** The web ticket is invalid, cannot be verified here, or is meant for another service. */
const REFUSED_TICKET_IDS: ReadonlySet<number> = new Set([28032, 28072, 28077]);

function isTicketValid({ wall, createdMs, expiresMs }: NonNullable<Attempt['webTicket']>): boolean {
  return wall >= (createdMs ?? -Infinity) && wall < (expiresMs ?? Infinity);
}

/** A way in for tokens of another service: WsFedBearer, OAuth ([MS-OCAUTHWS] 3.2). */
function takesTokens(port: string): boolean {
  return /bearer|oauth|wsfed/i.test(port);
}

/** Words of a server that are looked through. */
const READ_LENGTH = 1_000;

function diagnosticText({ diagnostic }: Attempt): string {
  if (diagnostic === null) return '';
  const parameters = diagnostic.parameters.map(({ name, value }) => `${name}=${value}`);
  return [diagnostic.reason ?? '', ...parameters].join(' ').slice(0, READ_LENGTH);
}

/** STATUS_ACCOUNT_LOCKED_OUT, or the words for it ([MS-ERREF] 2.3.1). */
function saysLocked(text: string): boolean {
  const said = text.slice(0, READ_LENGTH).toLowerCase();
  return said.includes('0xc0000234') || (said.includes('account') && said.includes('lock'));
}

/** STATUS_NTLM_BLOCKED as NTSTATUS or HRESULT, SEC_E_UNSUPPORTED_FUNCTION, or the words for it ([MS-ERREF] 2.1.1 to 2.3.1). */
function saysNtlmBlocked(text: string): boolean {
  const said = text.toLowerCase();
  if (NTLM_BLOCKED.some((code) => said.includes(code))) return true;
  return said.includes('ntlm') && /block|disab|restrict|not allowed|denied|refus|policy/.test(said);
}

const NTLM_BLOCKED = ['0xc0000418', '0x80070791', '0x80090302'];

/** The SIP URI asked for is not the one of the credentials. */
function saysAddressMismatch(text: string): boolean {
  const said = text.slice(0, READ_LENGTH).toLowerCase();
  return said.includes('sip uri') && said.includes('does not match');
}
