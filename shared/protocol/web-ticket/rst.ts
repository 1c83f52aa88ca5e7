import { base64OfBytes } from './base64.ts';
import { CLAIM_DIALECT, NS, SAML_TOKEN_TYPE, URI_CLAIM } from './names.ts';
import { escapeXml } from '../xml/xml.ts';

export interface TicketRequest {
  /** Any id; the answer repeats it. */
  readonly context: string;
  /** The port that the ticket is for. */
  readonly audience: string;
  /** user@domain, without scheme. */
  readonly address: string;
  /** 32 random bytes: our half of the proof key. */
  readonly entropy: Uint8Array;
}

/**
 * Writes the RequestSecurityToken (WS-Trust 1.3 section 4.1 with the claims of [MS-OCAUTHWS] 3.2.4.1).
 * The claim has the scheme sip: in front; the certificate service wants the same address without.
 */
export function ticketRequest({ context, audience, address, entropy }: TicketRequest): string {
  return (
    `<?xml version="1.0" encoding="utf-8"?>` +
    `<s:Envelope xmlns:s="${NS.soap11}" xmlns:wst="${NS.trust}" xmlns:wsp="${NS.policy}"` +
    ` xmlns:wsa="${NS.addressing}" xmlns:auth="${NS.authorization}"><s:Body>` +
    `<wst:RequestSecurityToken Context="${escapeXml(context)}">` +
    `<wst:TokenType>${SAML_TOKEN_TYPE}</wst:TokenType>` +
    `<wst:RequestType>${NS.trust}/Issue</wst:RequestType>` +
    `<wsp:AppliesTo><wsa:EndpointReference><wsa:Address>${escapeXml(audience)}</wsa:Address>` +
    `</wsa:EndpointReference></wsp:AppliesTo>` +
    `<wst:Claims Dialect="${CLAIM_DIALECT}"><auth:ClaimType Uri="${URI_CLAIM}" Optional="false">` +
    `<auth:Value>sip:${escapeXml(address)}</auth:Value></auth:ClaimType></wst:Claims>` +
    `<wst:Entropy><wst:BinarySecret>${base64OfBytes(entropy)}</wst:BinarySecret></wst:Entropy>` +
    `<wst:KeyType>${NS.trust}/SymmetricKey</wst:KeyType>` +
    `</wst:RequestSecurityToken></s:Body></s:Envelope>`
  );
}
