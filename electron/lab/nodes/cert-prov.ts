import type { KeyObject } from 'node:crypto';
import { readCertificateRequest } from './ca-der-request.ts';
import { checkProof, type ProofVerdict } from './cert-prov-proof.ts';
import { escapeValue } from './soap-c14n.ts';
import { NAMESPACES, soapEnvelope, type ServiceFault } from './soap-envelope.ts';
import { attributeOf, elementAt, readXml, textOf, type XmlElement } from './soap-xml.ts';
import { readBody, sendFault, sendPage, sendXml, SERVICE_PATHS, type WebExchange } from './web-exchange.ts';
import type { WebServices } from './web-services.ts';
import type { Ticket } from './web-ticket-authority.ts';
import { answerMetadata, certProvMetadata } from './web-ticket-mex.ts';

const X509_TOKEN = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3';
const BASE64 = `${NAMESPACES.security}#Base64Binary`;
const DEVICE_ID = /^\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/i;
const MIN_MODULUS_BITS = 2_048;

const MALFORMED: ServiceFault = {
  code: 'wsse:InvalidSecurity',
  errorId: null,
  reason: 'The request is not a SOAP request of this service.',
};

/** The Certificate Provisioning Service of [MS-OCAUTHWS] 3.1: who holds a ticket gets a certificate for TLS-DSK. */
export async function answerCertProv(exchange: WebExchange, services: WebServices): Promise<void> {
  const { path, request, response, servicesHost } = exchange;
  if (path === `${SERVICE_PATHS.certProv}/mex`.toLowerCase()) {
    answerMetadata(exchange, certProvMetadata(servicesHost));
  } else if (path !== SERVICE_PATHS.proofPort.toLowerCase()) {
    sendPage(response, 404, 'Not Found');
  } else if (request.method !== 'POST') {
    response.setHeader('Allow', 'POST');
    sendPage(response, 405, 'Method Not Allowed');
  } else {
    const body = await readBody(request);
    const envelope = body === null ? null : readXml(body);
    if (envelope === null) sendFault(exchange, 500, MALFORMED);
    else provision(exchange, services, envelope);
  }
}

function provision(exchange: WebExchange, services: WebServices, envelope: XmlElement): void {
  const { note, nowMs, response, servicesHost } = exchange;
  const endpoint = `https://${servicesHost}${SERVICE_PATHS.proofPort}`;
  const verdict = checkProof(envelope, services.tickets, endpoint, nowMs);
  noteProof(exchange, verdict);
  if (!verdict.ok) {
    sendFault(exchange, 500, verdict.fault);
    return;
  }
  const order = elementAt(envelope, 'Body', 'GetAndPublishCert');
  if (order === null) {
    sendFault(exchange, 500, MALFORMED);
    return;
  }
  const checked = checkOrder(order, verdict.ticket);
  note({
    what: `certificate request: ${checked.ok ? verdict.ticket.address : checked.problem}`,
    ok: checked.ok,
    verified: 'certificate-request',
  });
  // Errors are told inside of a 200: [MS-OCAUTHWS] 3.1.4.1.
  if (!checked.ok) {
    sendXml(response, 200, orderResponse(order, 'Error', errorInfo(checked.problem)));
  } else if (services.fault === 'cert-prov-fault') {
    sendXml(
      response,
      200,
      orderResponse(order, 'Error', errorInfo('The certificate could not be published.')),
    );
  } else {
    sendXml(response, 200, orderResponse(order, 'Success', issued(checked, verdict.ticket, services, nowMs)));
  }
}

function noteProof({ note }: WebExchange, verdict: ProofVerdict): void {
  const address = verdict.ticket?.address ?? 'nobody';
  if (verdict.ok) {
    note({ what: `web ticket of ${address}`, ok: true, verified: 'web-ticket' });
    note({ what: `proof signature of ${address}`, ok: true, verified: 'proof-signature' });
  } else {
    note({
      what: `${verdict.part} of ${address}: ${verdict.fault.reason}`,
      ok: false,
      verified: verdict.part === 'web ticket' ? 'web-ticket' : 'proof-signature',
    });
  }
}

type Order =
  | { readonly ok: true; readonly deviceId: string; readonly publicKey: KeyObject }
  | { readonly ok: false; readonly problem: string };

/** The request must be for the ticket's own address and signed by the key that is to be certified. */
function checkOrder(order: XmlElement, ticket: Ticket): Order {
  const refuse = (problem: string): Order => ({ ok: false, problem });
  const deviceId = attributeOf(order, 'DeviceId') ?? '';
  const entity = attributeOf(order, 'Entity') ?? '';
  const token = elementAt(order, 'RequestSecurityToken', 'BinarySecurityToken');
  const isSame = (address: string): boolean => address.toLowerCase() === ticket.address.toLowerCase();
  if (!DEVICE_ID.test(deviceId)) return refuse('The DeviceId is not a GUID in braces.');
  if (!isSame(entity)) return refuse('The entity is not the one that the web ticket was issued to.');
  const request = readCertificateRequest(Buffer.from(textOf(token), 'base64'));
  if (request === null) return refuse('The certificate request could not be read.');
  if (!isSame(request.commonName)) return refuse('The subject of the certificate request is not the entity.');
  if (request.modulusBits < MIN_MODULUS_BITS)
    return refuse('The key of the certificate request is too short.');
  if (!request.isSelfSigned) return refuse('The signature of the certificate request is not valid.');
  return { ok: true, deviceId, publicKey: request.publicKey };
}

function issued(
  order: Extract<Order, { ok: true }>,
  { address }: Ticket,
  services: WebServices,
  nowMs: number,
): string {
  const isOver = services.directory.findAddress(address)?.fate === 'expired-certificate';
  const certificateDer = services.certificates.issue({
    address,
    publicKey: order.publicKey,
    nowMs,
    validity: isOver ? 'expired' : 'usual',
  });
  services.register.publish({ address, deviceId: order.deviceId, certificateDer });
  return [
    `<wst:RequestSecurityTokenResponse xmlns:wst="${NAMESPACES.trustOfCertificates}">`,
    `<wst:TokenType>${X509_TOKEN}</wst:TokenType><wst:RequestedSecurityToken>`,
    `<wsse:BinarySecurityToken xmlns:wsse="${NAMESPACES.security}" ValueType="${X509_TOKEN}" EncodingType="${BASE64}">`,
    certificateDer.toString('base64'),
    '</wsse:BinarySecurityToken></wst:RequestedSecurityToken></wst:RequestSecurityTokenResponse>',
  ].join('');
}

function errorInfo(problem: string): string {
  return `<ErrorInfo>${escapeValue(problem)}</ErrorInfo>`;
}

function orderResponse(order: XmlElement, responseClass: 'Success' | 'Error', content: string): string {
  const [deviceId, entity] = ['DeviceId', 'Entity'].map((name) =>
    escapeValue(attributeOf(order, name) ?? ''),
  );
  return soapEnvelope(
    `<GetAndPublishCertResponse xmlns="${NAMESPACES.certificates}" DeviceId="${deviceId}" Entity="${entity}"` +
      ` ResponseClass="${responseClass}">${content}</GetAndPublishCertResponse>`,
  );
}
