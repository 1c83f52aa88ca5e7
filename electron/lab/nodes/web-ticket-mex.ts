import { soapEnvelope } from './soap-envelope.ts';
import { sendPage, sendXml, SERVICE_PATHS, type WebExchange } from './web-exchange.ts';

interface Port {
  readonly name: string;
  readonly url: string;
}

/** The WSDL of the web ticket service: where to prove who one is, and how. */
export function webTicketMetadata(servicesHost: string, hasWindowsPort: boolean): string {
  const port: Port = hasWindowsPort
    ? { name: 'WebTicketServiceWinNegotiate', url: `https://${servicesHost}${SERVICE_PATHS.windowsPort}` }
    : { name: 'WsFedBearer', url: `https://${servicesHost}${SERVICE_PATHS.webTicket}/WsFed_bearer` };
  return definitions('WebTicketService', 'http://tempuri.org/', port, '');
}

/**
 * The WSDL of the certificate service: its port, and in the port's policy who issues the tickets. "Endorsing": the ticket
 * alone is not enough, the request is to be signed with its proof key.
 */
export function certProvMetadata(servicesHost: string): string {
  const name = 'CertProvisioningServiceWebTicketProof_SHA1';
  const policies = 'http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702';
  const policy = [
    '<wsp:Policy xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy"',
    ' xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"',
    ` wsu:Id="${name}_policy"><wsp:ExactlyOne><wsp:All>`,
    `<sp:EndorsingSupportingTokens xmlns:sp="${policies}"><wsp:Policy>`,
    `<sp:IssuedToken sp:IncludeToken="${policies}/IncludeToken/AlwaysToRecipient"><sp:Issuer>`,
    '<wsa10:Address xmlns:wsa10="http://www.w3.org/2005/08/addressing">',
    `https://${servicesHost}${SERVICE_PATHS.webTicket}</wsa10:Address>`,
    '</sp:Issuer></sp:IssuedToken></wsp:Policy></sp:EndorsingSupportingTokens>',
    '</wsp:All></wsp:ExactlyOne></wsp:Policy>',
  ].join('');
  const url = `https://${servicesHost}${SERVICE_PATHS.proofPort}`;
  const namespace = 'http://schemas.microsoft.com/OCS/AuthWebServices/';
  return definitions('CertProvisioningService', namespace, { name, url }, policy);
}

/**
 * Metadata comes in two ways: bare for GET, as clients in the field ask, and in an envelope for a WS-MetadataExchange POST.
 * Nobody has to say who he is.
 */
export function answerMetadata({ request, response }: WebExchange, wsdl: string): void {
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      sendXml(response, 200, `<?xml version="1.0" encoding="utf-8"?>\r\n${wsdl}`);
      return;
    case 'POST':
      sendXml(response, 200, soapEnvelope(metadata(wsdl)));
      return;
    default:
      response.setHeader('Allow', 'GET, HEAD, POST');
      sendPage(response, 405, 'Method Not Allowed');
  }
}

/** WS-MetadataExchange (2004/09) 4. */
function metadata(wsdl: string): string {
  return (
    '<wsx:Metadata xmlns:wsx="http://schemas.xmlsoap.org/ws/2004/09/mex">' +
    `<wsx:MetadataSection Dialect="http://schemas.xmlsoap.org/wsdl/">${wsdl}</wsx:MetadataSection></wsx:Metadata>`
  );
}

function definitions(name: string, namespace: string, port: Port, policy: string): string {
  return [
    `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" name="${name}"`,
    ` targetNamespace="${namespace}" xmlns:tns="${namespace}"`,
    ' xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/">',
    policy,
    `<wsdl:service name="${name}">`,
    `<wsdl:port name="${port.name}" binding="tns:${port.name}"><soap:address location="${port.url}"/></wsdl:port>`,
    '</wsdl:service></wsdl:definitions>',
  ].join('');
}
