import { attributeOf, elementAt, textOf, type XmlElement } from './soap-xml.ts';

/** What a client wants a ticket for. */
export interface TicketRequest {
  /** Its own id of the request, sent back. */
  readonly context: string;
  /** The URL that the ticket is for. */
  readonly audience: string;
  /** The SIP address that it claims, without `sip:`; null where it claims none. */
  readonly address: string | null;
  /** Its half of the proof key. */
  readonly clientEntropy: Uint8Array;
}

export const TOKEN_TYPE = 'http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV1.1';

/** The second is of an older WS-Trust; a client in the field sends it inside the newer one, and servers take it. */
const REQUEST_TYPES = [
  'http://docs.oasis-open.org/ws-sx/ws-trust/200512/Issue',
  'http://schemas.xmlsoap.org/ws/2005/02/trust/Issue',
];

const ADDRESS_CLAIM = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/uri';
const LONGEST_TEXT = 2_048;

/** Reads a RequestSecurityToken by local names. Returns null for what is none. Source: [MS-OCAUTHWS] 3.2.4.1. */
export function readTicketRequest(envelope: XmlElement): TicketRequest | null {
  const request = elementAt(envelope, 'Body', 'RequestSecurityToken');
  const audience = textOf(elementAt(request, 'AppliesTo', 'EndpointReference', 'Address'));
  const claim = elementAt(request, 'Claims', 'ClaimType');
  const claimed = attributeOf(claim, 'Uri') === ADDRESS_CLAIM ? textOf(elementAt(claim, 'Value')) : '';
  const clientEntropy = Buffer.from(textOf(elementAt(request, 'Entropy', 'BinarySecret')), 'base64');
  const context = attributeOf(request, 'Context') ?? '';
  const isGood =
    textOf(elementAt(request, 'TokenType')) === TOKEN_TYPE &&
    REQUEST_TYPES.includes(textOf(elementAt(request, 'RequestType'))) &&
    URL.canParse(audience) &&
    [audience, claimed, context].every(({ length }) => length <= LONGEST_TEXT) &&
    // 256 bits are usual; less than 128 would be no secret.
    clientEntropy.length >= 16 &&
    clientEntropy.length <= 64;
  if (!isGood) return null;
  return {
    context,
    audience,
    address: claimed === '' ? null : claimed.replace(/^sip:/i, ''),
    clientEntropy,
  };
}
