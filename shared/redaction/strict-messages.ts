import type { Header } from '../events/header.ts';
import { headerKey } from '../protocol/sip/header-names.ts';
import { isWithheld, withheldText } from '../protocol/withhold/withheld.ts';
import type { Identities } from './identities.ts';
import type { TextPseudonym } from './place-pseudonyms.ts';
import { valueOf, type MessageProtocol } from './secret-messages.ts';

/** Headers whose value is a name with an address, several of them joined by commas. */
const NAME_ADDRESSES: ReadonlySet<string> = new Set([
  'from',
  'to',
  'contact',
  'reply-to',
  'referred-by',
  'refer-to',
  'p-asserted-identity',
  'p-preferred-identity',
  'remote-party-id',
  'history-info',
  'diversion',
]);
/** What a product calls itself has numbers that look like addresses. */
const PRODUCTS: ReadonlySet<string> = new Set(['server', 'user-agent', 'x-powered-by']);

/** A header with pseudonyms. Its name stays, unless somebody is in it. */
export function pseudonymHeader([name, value]: Header, identities: Identities, text: TextPseudonym): Header {
  return [text(name), headerValue(headerKey(name), value, identities, text)];
}

function headerValue(name: string, value: string, identities: Identities, text: TextPseudonym): string {
  if (PRODUCTS.has(name)) {
    return value.replace(/[^\s/;()]+(?:\/[\d.]+)?/g, (word) => (isProduct(word) ? word : text(word)));
  }
  if (isOpenTokenHeader(name)) return text(withoutTokens(value));
  if (!NAME_ADDRESSES.has(name)) return text(value);
  return text(
    value.replace(
      /(^|,)(\s*)([^"<>,;:@]{1,200}?)(\s*<)/g,
      (_, comma: string, gap: string, shown: string, end: string) => {
        return comma + gap + (shown.trim() === '' ? shown : identities.person(shown)) + end;
      },
    ),
  );
}

/** RTC/7.0, UCCAPI/16.0.5266.1000, Microsoft-IIS/10.0. */
function isProduct(word: string): boolean {
  return /^(?:RTC|UCCAPI|OC|CWA|UCWA|Microsoft-[A-Za-z]{2,10}|ASP\.NET|Rungs)(?:\/[\d.]{1,24})?$/i.test(word);
}

function isOpenTokenHeader(name: string): boolean {
  return /^(?:(?:www|proxy)-authenticate|(?:proxy-)?authentication-info|(?:proxy-)?authorization)$/.test(
    name,
  );
}

/** A challenge of NTLM names domain and server, and the server's TLS flight has its certificate: both are taken apart in the log. */
function withoutTokens(value: string): string {
  return value
    .replace(/(\bgssapi-data\s*=\s*")([^"]+)(")/gi, (_, label: string, token: string, end: string) => {
      return label + (isWithheld(token) ? token : withheldText(token)) + end;
    })
    .replace(
      /\b(NTLM|Negotiate|Kerberos|Nego2)(\s+)([A-Za-z0-9+/]{16,}={0,2})(?=[\s,]|$)/gi,
      (_, scheme: string, gap: string, token: string) => {
        return scheme + gap + withheldText(token);
      },
    );
}

/** Documents that hold settings, not people. Whatever else comes in a body is dropped, with its size. */
const KEPT_TYPES =
  /^(?:application\/(?:vnd-microsoft-roaming-provisioning-v2\+xml|ms-location-profile-definition\+xml|msrtc-media-relay-auth\+xml|cccp\+xml|sdp|soap\+xml|vnd\.microsoft\.[\w.]{0,40}autodiscover[\w.]{0,20}\+(?:xml|json))|text\/registration-event)$/;
/** Of the web services that a client asks, which have plain types; of pages nobody knows what is in them. */
const KEPT_WEB_TYPES = /^(?:application\/(?:xml|json)|text\/xml)$/;

/** A body with pseudonyms: what may be about people (contacts, presence, messages, web pages) is dropped, and its size and type stay. */
export function pseudonymBody(
  body: string,
  headers: readonly Header[],
  protocol: MessageProtocol,
  text: TextPseudonym,
): string {
  if (body.trim() === '' || isWithheld(body)) return body;
  const type = (valueOf(headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const isKept = KEPT_TYPES.test(type) || (protocol === 'http' && KEPT_WEB_TYPES.test(type));
  return isKept && !PEOPLE.test(body) ? text(body) : withheldText(body);
}

/** Elements about people, whatever the type says. */
const PEOPLE =
  /<(?:[\w.-]{1,32}:)?(?:contactList|contact|subscriber|note|presence|tuple|rlmi|categor(?:y|ies)|calendarData|roamingData|userInfo|html)[\s/>]/i;
