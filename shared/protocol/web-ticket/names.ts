/** Namespaces and names of the web ticket and certificate services, as [MS-OCAUTHWS] and the standards under it spell them. */
export const NS = {
  soap11: 'http://schemas.xmlsoap.org/soap/envelope/',
  soap12: 'http://www.w3.org/2003/05/soap-envelope',
  trust: 'http://docs.oasis-open.org/ws-sx/ws-trust/200512',
  /** The certificate service has it with a slash at the end; the ticket service without. */
  certificateTrust: 'http://docs.oasis-open.org/ws-sx/ws-trust/200512/',
  policy: 'http://schemas.xmlsoap.org/ws/2004/09/policy',
  addressing: 'http://www.w3.org/2005/08/addressing',
  authorization: 'http://schemas.xmlsoap.org/ws/2006/12/authorization',
  security: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd',
  utility: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  certificateService: 'http://schemas.microsoft.com/OCS/AuthWebServices/',
  enrollment: 'http://schemas.microsoft.com/windows/pki/2009/01/enrollment',
} as const;

export const ACTION = {
  requestTicket: 'http://docs.oasis-open.org/ws-sx/ws-trust/200512/RST/Issue',
  getAndPublishCert: 'http://schemas.microsoft.com/OCS/AuthWebServices/GetAndPublishCert',
  /** WS-MetadataExchange asks by WS-Transfer. */
  getMetadata: 'http://schemas.xmlsoap.org/ws/2004/09/transfer/Get',
} as const;

export const SAML_TOKEN_TYPE = 'http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV1.1';
export const SAML_ASSERTION_ID =
  'http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.0#SAMLAssertionID';
export const ANONYMOUS = 'http://www.w3.org/2005/08/addressing/anonymous';
export const CLAIM_DIALECT = 'urn:component:Microsoft.Rtc.WebAuthentication.2010:authclaims';
export const URI_CLAIM = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/uri';
export const X509_TOKEN_TYPE =
  'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3';
export const PKCS10_VALUE_TYPE = 'http://schemas.microsoft.com/OCS/AuthWebServices.xsd#PKCS10';
export const BASE64_ENCODING =
  'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd#Base64Binary';
