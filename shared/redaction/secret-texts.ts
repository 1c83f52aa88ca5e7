import { readingsOf } from './decoded-runs.ts';
import { withholdBody } from '../protocol/withhold/withhold-body.ts';
import { withholdHttpHeader, withholdSipHeader } from '../protocol/withhold/withhold-header.ts';
import { isOpenToken, isWithheld, withheldText, withheldToken } from '../protocol/withhold/withheld.ts';

/**
 * Takes the secrets out of any text, wherever it came from: what is one in a message, lines of headers that carry credentials, tokens
 * and tickets by their form, keys of media, private keys, passwords with their label. What is withheld already stays as it is.
 * Never fails; linear in the length.
 */
export function withholdSecrets(text: string): string {
  return isWithheld(text) ? text : untilSettled(text, (rest) => withSmallSteps(withholdBody(rest)));
}

/** The same without the forms and documents of the web: parameters of ms-diagnostics look like theirs. */
export function withholdByForm(text: string): string {
  return untilSettled(text, withSmallSteps);
}

/** A secret that goes can uncover another one. Most texts have none and are through at once. */
function untilSettled(text: string, step: (text: string) => string): string {
  if (text.length < SHORTEST) return text;
  let before = text;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const after = step(before);
    if (after === before) break;
    before = after;
  }
  return before;
}

function withSmallSteps(text: string): string {
  return SMALL_STEPS.reduce((rest, step) => step(rest), text);
}

const MOST_ROUNDS = 8;
const SHORTEST = 4;
const NOT_WITHHELD = String.raw`(?!"?\[withheld, \d)`;

const SMALL_STEPS: readonly ((text: string) => string)[] = [
  (text) =>
    text.replace(PRIVATE_KEY, (_, head: string, key: string, end: string) => head + withheldToken(key) + end),
  (text) =>
    text.replace(
      HEADER_LINE,
      (_, name: string, gap: string, value: string) => name + gap + credentialHeader(name, value),
    ),
  (text) => text.replace(GSSAPI_DATA, labelledToken),
  (text) => text.replace(JWT, withheldText),
  (text) => text.replace(SCHEME_TOKEN, labelledToken),
  (text) => text.replace(LABELLED, labelledText),
  (text) => text.replace(USER_INFO, (_, head: string, secret: string) => `${head}${withheldText(secret)}@`),
  (text) => text.replace(MEDIA_KEY, labelledText),
  (text) => text.replace(OLD_CANDIDATE, labelledText),
  (text) => text.replace(MEETING, labelledText),
  withholdTokens,
  (text) => text.replace(RAW_NTLM, withheldText),
];

/** Without an end, the key is the rest. */
const PRIVATE_KEY =
  /(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)([^-]*(?:-(?!----END)[^-]*)*)((?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?)/g;
const HEADER_LINE =
  /^([ \t]*(?:Proxy-)?(?:Authorization|Authenticate|Authentication-Info)|[ \t]*(?:WWW-Authenticate|Set-Cookie2?|Cookie2?|X-MS-WebTicket))([ \t]*:[ \t]*)([^\r\n]+)/gim;
const GSSAPI_DATA = new RegExp(
  String.raw`(\bgssapi-data\s{0,4}=\s{0,4}["']?)${NOT_WITHHELD}([A-Za-z0-9+/_-]{2,}={0,2})`,
  'gi',
);
const JWT = /\beyJ[\w-]{8,}\.[\w-]{2,}(?:\.[\w-]*){0,3}/g;
const SCHEME_TOKEN = new RegExp(
  String.raw`(\b(?:Bearer|Basic|Negotiate|Nego2|NTLM|Kerberos)[ \t]{1,4}|\bcwt=)${NOT_WITHHELD}(?=[^\s]{0,200}[\d=+/])([A-Za-z0-9+/._~-]{8,}={0,2})(?=[\s,;'<&]|(?<!=)"|$)`,
  'gi',
);
const LABELLED = new RegExp(
  String.raw`((?:\b|%3F|%26|%23)(?:password|passwd|passphrase|pwd|client[_-]?secret|(?:access|refresh|id|security|session)[_-]?token|api[_-]?key|webticket|conference[_ -]?key|pin)["']?(?:\s{0,4}[=:]\s{0,4}|%3D))${NOT_WITHHELD}("[^"\r\n]*"|'[^'\r\n]*'|[^\s,;&"'<>)\]]+)`,
  'gi',
);
const USER_INFO =
  /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/@:"'<>]{0,256}:)(?!\[withheld, \d)([^\s/@"'<>]{1,256})@/gi;
/** RFC 4568 6.1, RFC 4566 5.12, RFC 8839 5.4. */
const MEDIA_KEY = new RegExp(
  String.raw`(\binline:|\ba=ice-pwd:|\ba=ice-ufrag:|^k=[a-z0-9]{1,10}:)${NOT_WITHHELD}([^\s|]+)`,
  'gim',
);
/** The older ICE of Microsoft has the password in each candidate ([MS-ICE2BWN]); a candidate of RFC 8839 has UDP or TCP there. */
const OLD_CANDIDATE = new RegExp(
  String.raw`(^a=candidate:\S{1,64} \d{1,3} )(?!(?:udp|tcp)\b)${NOT_WITHHELD}(\S{8,})`,
  'gim',
);
/** Whoever knows it can join: the id of a meeting, and the last part of the address to join by. */
const MEETING = new RegExp(
  String.raw`((?:\bconf|%3Aconf):focus:id:|\bfocus:id:|:\/\/meet\.[^\s/"'<>]{1,253}\/[^\s/"'<>]{1,128}\/)${NOT_WITHHELD}([^\s/;?&"'<>]+)`,
  'gi',
);
/** Not in base64 but in bytes; nobody can tell where it ends. */
const RAW_NTLM = /NTLMSSP\0[\u0001\u0003][^]*/g; // eslint-disable-line no-control-regex -- they are what is looked for

function credentialHeader(name: string, value: string): string {
  const lower = name.trim().toLowerCase();
  if (/cookie|webticket/.test(lower)) return withholdHttpHeader(lower, value);
  // Bare tokens of HTTP, parameters of SIP: each leaves to the other what is not its own.
  if (lower.endsWith('authorization')) return withholdSipHeader(lower, value);
  return withholdHttpHeader(lower, withholdSipHeader(lower, value));
}

function labelledToken(whole: string, label: string, token: string): string {
  return isOpenToken(token) ? whole : label + withheldToken(token);
}

function labelledText(_: string, label: string, secret: string): string {
  const [quote = ''] = /^["']/.exec(secret) ?? [];
  const inner = quote === '' ? secret : secret.slice(1, -1);
  return label + quote + (inner.includes('[withheld,') ? inner : withheldText(inner)) + quote;
}

const TOKEN = /[A-Za-z0-9+/_-]{16,}(?:\r?\n[A-Za-z0-9+/_-]+(?=[\s=]|$))*={0,2}/g;
const PLAIN_WORD = /^[A-Z]?[a-z]+$|^[A-Z]+$|^\d+$/;

/** What is wrapped up in base64 or hex, and is a logon, a ticket or a text with a secret when it is unwrapped. */
function withholdTokens(text: string): string {
  return text.replace(TOKEN, (token) => (hidesSecret(token, 1) ? withheldToken(token) : token));
}

/** Wrapped up once more is looked into as well. */
function hidesSecret(token: string, depth: number): boolean {
  if (PLAIN_WORD.test(token)) return false;
  return readingsOf(token).some((reading) => {
    if (SECRET_BYTES.test(reading) || SECRET_WORDS.test(reading)) return true;
    return depth < DEEPEST && (reading.match(TOKEN) ?? []).some((inner) => hidesSecret(inner, depth + 1));
  });
}

const DEEPEST = 3;

/** NEGOTIATE and AUTHENTICATE of NTLM; AP-REQ and AP-REP with the OID of Kerberos. A challenge is open ([MS-NLMP] 2.2.1.2). */
const SECRET_BYTES =
  // eslint-disable-next-line no-control-regex -- bytes, each as a character
  /NTLMSSP\0[\u0001\u0003]|\u002a\u0086\u0048[\u0082\u0086]\u00f7\u0012\u0001\u0002\u0002|^[\u006e\u006f][\u0081\u0082][^]{1,2}\u0030/;
const SECRET_WORDS =
  /password|passwd|client_secret|access_token|refresh_token|id_token|"alg"\s*:|saml:?assertion|<(?:\w{1,32}:)?(?:Encrypted)?Assertion|binarysecret|gssapi-data|BEGIN [A-Z ]{0,30}PRIVATE KEY|\bBearer |a=ice-pwd|inline:/i;
