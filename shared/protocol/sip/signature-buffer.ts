import { trimBlanks } from './characters.ts';
import { firstHeader, headerValues, type SipMessage } from './message.ts';
import { parseNameAddr, type NameAddr } from './name-addr.ts';
import { parameterValue } from './parameters.ts';
import { splitList } from './split-list.ts';

export interface SignatureInput {
  /** As the header spells it: NTLM, Kerberos, TLS-DSK. */
  readonly scheme: string;
  /** crand or srand, and cnum or snum, as text. */
  readonly rand: string;
  readonly num: string;
  readonly realm: string;
  /** For Kerberos with sip/ in front. */
  readonly targetname: string;
  readonly version: 2 | 3 | 4;
}

/**
 * Builds what a signature of SIP is computed over: each value between < and >, as it stands in the message, nothing in between;
 * a missing or unreadable value is empty, not left out. Returns UTF-8.
 * Versions 3 and 4: scheme, rand, num, realm, targetname, Call-ID, CSeq number and method, From URI and tag, To URI and tag,
 * sip and tel URI of the asserted (else preferred) identity, Expires header, status of a response.
 * Version 2 has neither To URI nor identities.
 * Source: [MS-SIPAE] 3.2.5.2, [MS-SIP] 3.1.4.2; vectors of real exchanges.
 */
export function signatureBuffer(message: SipMessage, input: SignatureInput): Uint8Array {
  const [cseq = '', method = ''] = headerOf(message, 'CSeq').split(/[ \t]+/);
  const from = nameAddrOf(message, 'From');
  const to = nameAddrOf(message, 'To');
  const isLater = input.version > 2;
  const identity = isLater ? assertedIdentity(message) : null;
  const values = [
    input.scheme,
    input.rand,
    input.num,
    input.realm,
    input.targetname,
    headerOf(message, 'Call-ID'),
    cseq,
    method,
    uriOf(from),
    tagOf(from),
    ...(isLater ? [uriOf(to)] : []),
    tagOf(to),
    ...(identity === null ? [] : [identity.sip, identity.tel]),
    headerOf(message, 'Expires'),
    ...(message.kind === 'response' ? [String(message.status)] : []),
  ];
  return new TextEncoder().encode(values.map((value) => `<${value}>`).join(''));
}

function headerOf(message: SipMessage, name: string): string {
  return trimBlanks(firstHeader(message, name) ?? '');
}

function nameAddrOf(message: SipMessage, name: string): NameAddr | null {
  const value = headerOf(message, name);
  // A display name that breaks the grammar must not make a right signature look wrong.
  return parseNameAddr(value) ?? parseNameAddr(value.slice(Math.max(0, value.lastIndexOf('<'))));
}

function uriOf(nameAddr: NameAddr | null): string {
  return nameAddr?.uri ?? '';
}

function tagOf(nameAddr: NameAddr | null): string {
  return nameAddr === null ? '' : (parameterValue(nameAddr.parameters, 'tag') ?? '');
}

/** Several lines of one header are one list (RFC 3325 9.1, RFC 3261 7.3.1). */
function assertedIdentity(message: SipMessage): { readonly sip: string; readonly tel: string } {
  const asserted = headerValues(message, 'P-Asserted-Identity');
  const values = asserted.length > 0 ? asserted : headerValues(message, 'P-Preferred-Identity');
  const uris = values
    .flatMap((value) => splitList(value) ?? [])
    .map((element) => uriOf(parseNameAddr(element)));
  const firstOf = (scheme: string): string =>
    uris.find((uri) => uri.slice(0, scheme.length).toLowerCase() === scheme) ?? '';
  return { sip: firstOf('sip:'), tel: firstOf('tel:') };
}
