import type { WebServiceFailure } from '../../../../shared/events/web-service-events.ts';
import {
  decodeDiagnostics,
  principalDiagnostic,
} from '../../../../shared/protocol/ms-diagnostics/decode-diagnostics.ts';
import {
  modernAuthenticationOf,
  readHttpChallenges,
  type HttpChallenge,
} from '../../../../shared/protocol/web-ticket/http-challenges.ts';
import { readSoapFault, type SoapFault } from '../../../../shared/protocol/web-ticket/soap-fault.ts';
import { headerOf, headersOf, type HttpFailed, type HttpResponse } from '../../transport/http-message.ts';

/** Why a stage came to nothing; what web-service.failed says of it. */
export interface Problem {
  readonly url: string;
  readonly failure: WebServiceFailure;
  readonly status: number | null;
  readonly diagnosticsId: number | null;
  readonly reason: string | null;
  readonly detail: string;
  readonly authorizationUri: string | null;
  /** seq of the message that it was seen in. */
  readonly cause: number | null;
}

type Details = Partial<Omit<Problem, 'url' | 'failure' | 'detail'>>;

export function problem(
  url: string,
  kind: WebServiceFailure,
  detail: string,
  details: Details = {},
): Problem {
  return {
    url,
    failure: kind,
    status: null,
    diagnosticsId: null,
    reason: null,
    detail,
    authorizationUri: null,
    cause: null,
    ...details,
  };
}

/** A request that no answer came to. */
export function problemOfExchange(url: string, { failure, detail }: HttpFailed): Problem {
  switch (failure) {
    case 'proxy-authentication':
      return problem(url, 'http-407', detail, { status: 407 });
    case 'malformed':
    case 'too-large':
      return problem(url, 'malformed', detail);
    default:
      return problem(url, 'unreachable', detail);
  }
}

/** An answer that is there, and not what was asked for. reading says why its body is not understood. */
export function malformed(response: HttpResponse, reading: string): Problem {
  const known = { status: response.status, cause: response.seq };
  return isHtml(response)
    ? problem(response.url, 'html', 'A web page came instead of an answer of the service.', known)
    : problem(response.url, 'malformed', `The answer cannot be understood: ${reading}.`, known);
}

/**
 * Judges an answer by status, fault and diagnostics; null when it may be what was asked for.
 * Sources: [MS-OCAUTHWS] 2.2.4.1 (OCSDiagnosticsFault), 3.2.4.1 (X-Ms-diagnostics); SOAP 1.1 6.2 (faults travel with 500).
 */
export function problemOfAnswer(response: HttpResponse): Problem | null {
  const { status, url, seq } = response;
  const fault = readSoapFault(response.body);
  const isSuccess = status >= 200 && status < 300;
  if (isSuccess && fault === null) {
    return isHtml(response) ? malformed(response, '') : null;
  }
  const { id, reason } = diagnosticsOf(response, fault);
  const known: Details = { status, diagnosticsId: id, reason, cause: seq };
  const ticketFailure = id === null ? undefined : TICKET_FAILURES.get(id);
  if (ticketFailure !== undefined) return problem(url, ticketFailure.failure, ticketFailure.detail, known);
  if (status === 401) return unusableChallenge(response, known);
  const plain = PLAIN_FAILURES.get(status);
  if (plain !== undefined) return problem(url, plain, statusText(response), known);
  if (fault !== null) return problem(url, 'soap-fault', 'The service answered with a SOAP fault.', known);
  return problem(url, status === 500 ? 'http-500' : 'http-other', statusText(response), known);
}

/** A 401 that names nothing that we can use here. */
function unusableChallenge(response: HttpResponse, known: Details): Problem {
  const challenges = challengesOf(response);
  const modern = modernAuthenticationOf(challenges);
  if (modern !== null && !challenges.some(isWindowsScheme)) {
    const detail = 'The service takes modern authentication (OAuth) only.';
    return problem(response.url, 'modern-auth', detail, { ...known, ...modern });
  }
  const names = [...new Set(challenges.map(({ scheme }) => scheme.slice(0, 40)))];
  const offered = names.length === 0 ? 'no way to authenticate' : names.join(', ');
  return problem(response.url, 'no-usable-challenge', `The service offers ${offered}.`, known);
}

export function challengesOf(response: HttpResponse): readonly HttpChallenge[] {
  return readHttpChallenges(headersOf(response.headers, 'www-authenticate'));
}

export function isWindowsScheme({ scheme }: HttpChallenge): boolean {
  return /^(?:ntlm|negotiate)$/i.test(scheme);
}

/** What the server says of the reason, in a header or inside of the fault. */
function diagnosticsOf(
  response: HttpResponse,
  fault: SoapFault | null,
): { readonly id: number | null; readonly reason: string | null } {
  const headers = response.headers.map(([name, value]) => ({ name, value }));
  const header = principalDiagnostic(decodeDiagnostics(headers));
  return {
    id: header?.id ?? fault?.diagnosticsId ?? null,
    reason: header?.reason ?? fault?.diagnosticsReason ?? fault?.reason ?? null,
  };
}

const TICKET_FAILURES: ReadonlyMap<number, { readonly failure: WebServiceFailure; readonly detail: string }> =
  new Map([
    [28032, { failure: 'ticket-invalid', detail: 'The service does not accept the web ticket.' }],
    [28033, { failure: 'expired', detail: 'The service says that the web ticket has expired.' }],
    [28072, { failure: 'ticket-invalid', detail: 'This server of the pool cannot verify the web ticket.' }],
    [28077, { failure: 'wrong-audience', detail: 'The web ticket was made out for another address.' }],
  ]);

const PLAIN_FAILURES: ReadonlyMap<number, WebServiceFailure> = new Map([
  [403, 'http-403'],
  [404, 'http-404'],
  [407, 'http-407'],
]);

function statusText({ status, reason }: HttpResponse): string {
  return `The service answered ${`${status} ${reason}`.trim().slice(0, 120)}.`;
}

function isHtml(response: HttpResponse): boolean {
  const start = response.body.slice(0, 2_000);
  if (/<(?:!doctype\s+html|html)[\s>]/i.test(start)) return true;
  return /^\s*text\/html\b/i.test(headerOf(response.headers, 'content-type') ?? '');
}
