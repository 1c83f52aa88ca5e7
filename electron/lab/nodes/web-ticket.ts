import { randomBytes } from 'node:crypto';
import type { Account } from '../directory.ts';
import { escapeValue } from './soap-c14n.ts';
import { NAMESPACES, soapEnvelope, type ServiceFault } from './soap-envelope.ts';
import { readXml } from './soap-xml.ts';
import { readBody, sendFault, sendPage, sendXml, SERVICE_PATHS, type WebExchange } from './web-exchange.ts';
import type { WebServices } from './web-services.ts';
import { proofKey } from './web-ticket-key.ts';
import { answerMetadata, webTicketMetadata } from './web-ticket-mex.ts';
import { readTicketRequest, TOKEN_TYPE, type TicketRequest } from './web-ticket-request.ts';

const HOUR_MS = 3_600_000;
const LIFETIME_MS = 8 * HOUR_MS;
/** A service that nobody asks for a certificate. */
const OTHER_SERVICE = '/groupexpansion/service.svc/WebTicket_Bearer';

/** Where people sign in that Windows passwords are not enough for; recognised by its client id and authorization_uri. */
const MODERN_AUTHENTICATION =
  'Bearer trusted_issuers="00000001-0000-0000-c000-000000000000@contoso.test",' +
  ' client_id="00000004-0000-0ff1-ce00-000000000000",' +
  ' authorization_uri="https://login.windows.net/common/oauth2/authorize"';

const NOT_SIP_ENABLED: ServiceFault = {
  code: 'wsse:FailedAuthentication',
  errorId: 28000,
  reason: 'User is not SIP enabled.',
};

/** Windows' own words for STATUS_ACCOUNT_LOCKED_OUT; the id is the one for "no usable credential". */
const LOCKED: ServiceFault = {
  code: 'wsse:FailedAuthentication',
  errorId: 28020,
  reason: 'The referenced account is currently locked out and may not be logged on to.',
};

const MALFORMED: ServiceFault = {
  code: 'wsse:InvalidSecurity',
  errorId: null,
  reason: 'The request is not a request for a security token.',
};

const OTHER_ADDRESS: ServiceFault = {
  code: 'wsse:FailedAuthentication',
  errorId: null,
  reason:
    'The SIP URI in the claim type requirements of the web ticket request does not match the SIP URI associated' +
    ' with the presented credentials.',
};

/** The Web Ticket Service of [MS-OCAUTHWS] 3.2: who proves by Windows authentication who he is gets a ticket. */
export async function answerWebTicket(exchange: WebExchange, services: WebServices): Promise<void> {
  const { path, request, response, servicesHost } = exchange;
  const { fault } = services;
  const hasWindowsPort = fault !== 'modern-auth-only';
  if (fault === 'web-ticket-404') {
    sendPage(response, 404, 'The page cannot be found');
  } else if (fault === 'web-ticket-html') {
    sendPage(response, 200, 'Welcome to Contoso. Please sign in.');
  } else if (path === `${SERVICE_PATHS.webTicket}/mex`.toLowerCase()) {
    answerMetadata(exchange, webTicketMetadata(servicesHost, hasWindowsPort));
  } else if (request.method !== 'POST') {
    response.setHeader('Allow', 'POST');
    sendPage(response, 405, 'Method Not Allowed');
  } else if (!hasWindowsPort) {
    response.setHeader('WWW-Authenticate', MODERN_AUTHENTICATION);
    sendPage(response, 401, 'Unauthorized');
  } else if (path === SERVICE_PATHS.windowsPort.toLowerCase()) {
    // Read before anything is answered: a connection with an unread body could not be used again, and NTLM needs that.
    const body = await readBody(request);
    authenticate(exchange, services, body);
  } else {
    sendPage(response, 404, 'Not Found');
  }
}

function authenticate(exchange: WebExchange, services: WebServices, body: string | null): void {
  const { response } = exchange;
  const step = services.logons.take(exchange, services.fault === 'web-ticket-401');
  switch (step.kind) {
    case 'more':
      response.setHeader('WWW-Authenticate', [...step.headers]);
      if (step.isLocked) sendFault(exchange, 401, LOCKED);
      else sendPage(response, 401, 'Unauthorized');
      return;
    case 'done':
      if (step.header !== null) response.setHeader('WWW-Authenticate', step.header);
      if (step.account.fate === 'not-sip-enabled') sendFault(exchange, 403, NOT_SIP_ENABLED);
      else issue(exchange, services, step.account, body);
  }
}

function issue(exchange: WebExchange, services: WebServices, account: Account, body: string | null): void {
  const envelope = body === null ? null : readXml(body);
  const request = envelope === null ? null : readTicketRequest(envelope);
  if (request === null) {
    exchange.note({ what: 'web ticket: malformed request', ok: false });
    sendFault(exchange, 500, MALFORMED);
    return;
  }
  if (request.address !== null && request.address.toLowerCase() !== account.address.toLowerCase()) {
    exchange.note({ what: `web ticket: ${account.name} asks for ${request.address}`, ok: false });
    sendFault(exchange, 500, OTHER_ADDRESS);
    return;
  }
  exchange.note({ what: `web ticket issued to ${account.address}`, ok: true });
  sendXml(exchange.response, 200, ticketResponse(exchange, services, account, request));
}

/** Layout: WS-Trust 1.3 4.4, with the lifetime and the server's half of the proof key. */
function ticketResponse(
  { servicesHost, nowMs }: WebExchange,
  { tickets, fault }: WebServices,
  account: Account,
  request: TicketRequest,
): string {
  const base = `https://${servicesHost}`;
  const serverEntropy = randomBytes(32);
  const notBeforeMs = nowMs - (fault === 'web-ticket-expired' ? LIFETIME_MS + HOUR_MS : 0);
  const notAfterMs = notBeforeMs + LIFETIME_MS;
  const assertion = tickets.issue(
    {
      address: account.address,
      audience: fault === 'web-ticket-wrong-audience' ? base + OTHER_SERVICE : request.audience,
      notBeforeMs,
      notAfterMs,
      proofKey: proofKey(request.clientEntropy, serverEntropy),
    },
    base + SERVICE_PATHS.webTicket,
  );
  return soapEnvelope(
    [
      `<RequestSecurityTokenResponseCollection xmlns="${NAMESPACES.trust}">`,
      `<RequestSecurityTokenResponse Context="${escapeValue(request.context)}">`,
      `<TokenType>${TOKEN_TYPE}</TokenType>`,
      `<RequestedSecurityToken>${assertion}</RequestedSecurityToken>`,
      `<Lifetime><wsu:Created>${new Date(notBeforeMs).toISOString()}</wsu:Created>`,
      `<wsu:Expires>${new Date(notAfterMs).toISOString()}</wsu:Expires></Lifetime>`,
      `<RequestedProofToken><ComputedKey>${NAMESPACES.trust}/CK/PSHA1</ComputedKey></RequestedProofToken>`,
      `<Entropy><BinarySecret>${serverEntropy.toString('base64')}</BinarySecret></Entropy>`,
      '</RequestSecurityTokenResponse></RequestSecurityTokenResponseCollection>',
    ].join(''),
  );
}
