import { headerValues, type SipResponse } from './message.ts';
import { parseNameAddr } from './name-addr.ts';
import { parameterValue } from './parameters.ts';
import { parseSipUri } from './sip-uri.ts';
import { splitList } from './split-list.ts';

/** One address to which a 3xx sends. */
export interface RedirectContactValue {
  /** The URI as sent, or the whole element where no URI can be found in it. */
  readonly uri: string;
  /** Host in lower case; an IPv6 address without brackets. null: it is no SIP URI. */
  readonly place: { readonly host: string; readonly port: number } | null;
  /** false: it names a transport without TLS. */
  readonly isEncrypted: boolean;
  /** 0 to 1. */
  readonly q: number;
}

const TLS_PORT = 5_061;

/**
 * The addresses of a redirection, the most wanted first, equals in the server's order. One Contact header may hold several.
 * A transport left out keeps the one that the request took, which is TLS here. Source: RFC 3261 8.1.3.4, 20.10.
 */
export function redirectContacts(response: SipResponse): readonly RedirectContactValue[] {
  return headerValues(response, 'Contact')
    .flatMap((value) => splitList(value) ?? [value])
    .map((element) => element.trim())
    .filter((element) => element !== '')
    .map(readContact)
    .sort((a, b) => b.q - a.q);
}

function readContact(element: string): RedirectContactValue {
  const contact = parseNameAddr(element);
  const uri = contact === null ? null : parseSipUri(contact.uri);
  if (contact === null || uri === null) {
    return { uri: contact?.uri ?? element, place: null, isEncrypted: false, q: qualityOf(contact) };
  }
  const transport = parameterValue(uri.parameters, 'transport')?.toLowerCase() ?? 'tls';
  return {
    uri: contact.uri,
    place: { host: uri.host.toLowerCase(), port: uri.port ?? TLS_PORT },
    isEncrypted: transport === 'tls' || uri.scheme === 'sips',
    q: qualityOf(contact),
  };
}

/** What is no q value counts as none, which is the highest. */
function qualityOf(contact: ReturnType<typeof parseNameAddr>): number {
  const text = contact === null ? null : parameterValue(contact.parameters, 'q');
  return text !== null && /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : 1;
}
