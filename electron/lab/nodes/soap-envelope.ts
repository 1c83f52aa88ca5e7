import { escapeValue } from './soap-c14n.ts';

/** The namespaces and names of [MS-OCAUTHWS] and of what it builds on. */
export const NAMESPACES = {
  soap: 'http://schemas.xmlsoap.org/soap/envelope/',
  trust: 'http://docs.oasis-open.org/ws-sx/ws-trust/200512',
  /** The certificate service writes it with a slash at the end. */
  trustOfCertificates: 'http://docs.oasis-open.org/ws-sx/ws-trust/200512/',
  security: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd',
  utility: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd',
  saml: 'urn:oasis:names:tc:SAML:1.0:assertion',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  encryption: 'http://www.w3.org/2001/04/xmlenc#',
  certificates: 'http://schemas.microsoft.com/OCS/AuthWebServices/',
  diagnostics: 'urn:component:Microsoft.Rtc.WebAuthentication.2010',
} as const;

export const ALGORITHMS = {
  c14n: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  enveloped: 'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  sha1: 'http://www.w3.org/2000/09/xmldsig#sha1',
  sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
  hmacSha1: 'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
  hmacSha256: 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256',
} as const;

/** A fault with an id of the range 28000 to 28999. */
export interface ServiceFault {
  readonly code: string;
  readonly errorId: number | null;
  readonly reason: string;
}

/**
 * xmlns:wsu stands here and nowhere else: a client in the field copies and hashes Created and Expires as text, which is
 * their canonical form only as long as they declare nothing themselves.
 */
export function soapEnvelope(body: string): string {
  const namespaces = `xmlns:s="${NAMESPACES.soap}" xmlns:wsu="${NAMESPACES.utility}"`;
  return `<?xml version="1.0" encoding="utf-8"?>\r\n<s:Envelope ${namespaces}><s:Body>${body}</s:Body></s:Envelope>`;
}

/** SOAP 1.1 4.4, with the detail of [MS-OCAUTHWS] 2.2.4.1 where there is an id. */
export function soapFault({ code, errorId, reason }: ServiceFault): string {
  const detail =
    errorId === null
      ? ''
      : `<detail><OCSDiagnosticsFault xmlns="${NAMESPACES.diagnostics}"><Ms-Diagnostics-Fault>` +
        `<ErrorId>${errorId}</ErrorId><Reason>${escapeValue(reason)}</Reason>` +
        '</Ms-Diagnostics-Fault></OCSDiagnosticsFault></detail>';
  return soapEnvelope(
    `<s:Fault><faultcode xmlns:wsse="${NAMESPACES.security}">${code}</faultcode>` +
      `<faultstring xml:lang="en-US">${escapeValue(reason)}</faultstring>${detail}</s:Fault>`,
  );
}

/** The value of X-Ms-diagnostics, or null for a fault without an id: [MS-OCAUTHWS] 3.2.4.1. */
export function diagnosticsOf({ code, errorId, reason }: ServiceFault, source: string): string | null {
  return errorId === null ? null : `${errorId};source="${source}";reason="${reason}";faultcode="${code}"`;
}
