/** What of a text RECOGNISED took for an identity; label goes before labelled, home before path. */
export interface Recognised {
  readonly uri?: string;
  readonly label?: string;
  readonly labelled?: string;
  readonly shown?: string;
  readonly home?: string;
  readonly path?: string;
  readonly sid?: string;
  readonly guid?: string;
  readonly mac?: string;
  readonly mailbox?: string;
  readonly account?: string;
  readonly v6?: string;
  readonly v4?: string;
  readonly host?: string;
  readonly phone?: string;
  readonly token?: string;
}

/** Whatever its capitals. */
function anyCase(word: string): string {
  return word.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

const PARAMETERS = [
  'targetname',
  'epid',
  'username',
  'user-name',
  'source',
  'domain',
  'displayname',
  'display-name',
];
const MEMBERS = [
  'displayname',
  'display',
  'organization',
  'organisation',
  'company',
  'givenname',
  'surname',
  'fullname',
  'username',
];
const PARAMETER = String.raw`\b(?:${PARAMETERS.map(anyCase).join('|')})\s{0,2}[=:]\s{0,2}"?`;
/** What a server has for its services in a GRUU stays the same as long as the server does ([MS-SIPRE] 2.2.3). */
const SERVER = String.raw`\b${anyCase('opaque')}=${anyCase('srvr')}:[\w.]{1,64}:`;
const ELEMENT = String.raw`<(?:[\w.-]{1,32}:)?(?:${MEMBERS.map(anyCase).join('|')})>`;
const MEMBER = String.raw`"(?:${MEMBERS.map(anyCase).join('|')})"\s{0,4}:\s{0,4}"`;

/** Letters and digits, those beyond ASCII roughly: exact classes make the search many times slower. */
const WORD = String.raw`A-Za-z0-9\u00aa-\u1fff\u2c00-\udfff\uf900-\uffef`;

/** Each bounded in length, so that no text makes them slow. In their order: the first that fits at a place has it. */
const PATTERNS = [
  String.raw`(?<uri>(?:\b(?:[A-Za-z][A-Za-z0-9+.-]{1,20}:\/\/|sips?:(?=[^\s"'<>;,]))|(?<![${WORD}:+])(?:tel|mailto|im|xmpp|callto):(?=[^\s"'<>;,]))[^\s"'<>\\^\x60{|},\u0000]+)`,
  String.raw`"(?<shown>[^"<>\r\n]{1,200})"(?=\s{0,8}<(?:sips?|tel|mailto):)`,
  String.raw`(?<label>${ELEMENT}|${MEMBER}|${SERVER}|${PARAMETER})(?<labelled>(?<=")[^"\r\n]{1,256}(?=")|(?<=>)[^<]{1,256}(?=<)|[^\s",;<>&]{1,256})`,
  String.raw`(?<home>\b[A-Za-z]:\\+(?:Users|Documents and Settings)\\+|\/(?:home|Users)\/)(?<path>[^\s\\/"'<>:;,]{1,64})`,
  String.raw`(?<sid>\bS-1-\d{1,2}(?:-\d{1,10}){2,15}\b)`,
  String.raw`(?<guid>(?<![\da-fA-F-])[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12}(?![\da-fA-F-]))`,
  String.raw`(?<mac>(?<![\da-fA-F:-])[\da-fA-F]{2}(?:(?:-[\da-fA-F]{2}){5}|(?::[\da-fA-F]{2}){5})(?![\da-fA-F:-]))`,
  String.raw`(?<mailbox>(?<![${WORD}._%+'-])[${WORD}._%+'$!#~-]{1,64}@(?:\[[\da-fA-F:.]{2,45}\]|[${WORD}_-]{1,63}(?:\.[${WORD}_-]{1,63}){0,20}))`,
  String.raw`(?<account>(?<![${WORD}.\\:-])[A-Z][A-Z0-9._-]{1,39}\\{1,2}[${WORD}._$-]{1,64})`,
  String.raw`(?<v6>(?<![${WORD}:.])(?:[\da-fA-F]{0,4}:){2,7}(?:[\da-fA-F]{1,4}|\d{1,3}(?:\.\d{1,3}){3})?(?![${WORD}:]))`,
  String.raw`(?<v4>(?<![\d.])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?!\.?\d))`,
  String.raw`(?<host>(?<![${WORD}_+-])(?:\*\.)?[${WORD}_](?:[${WORD}_-]{0,62})(?:\.[${WORD}_-]{1,63}){1,20}\.?(?![${WORD}_]))`,
  String.raw`(?<phone>(?<![${WORD}+])\+\d(?:[ ().\/-]{0,2}\d){5,16}(?!\d))`,
  String.raw`(?<token>[A-Za-z0-9+/_-]{40,}(?:\r?\n[A-Za-z0-9+/_-]+(?=[\s=]|$))*={0,2})`,
];

/** Everything in free text that looks like an identity. */
export const RECOGNISED = new RegExp(PATTERNS.join('|'), 'g');

/** Ends of names of files, programs and methods, which hosts do not have. */
const NO_TOP_LEVEL =
  /^(?:svc|asmx|aspx?|ashx|html?|xml|xsd|wsdl|json|js|mjs|cjs|ts|tsx|dll|exe|pem|crt|cer|crl|key|log|txt|csv|upx|cab|zip|png|jpe?g|gif|css|php|cfg|conf|ini|etl|uccapilog|rungs|emit|call|apply|bind|then|next|wpending|winfo)$/i;
const NAMESPACE = /^(?:Microsoft|System|Windows|Object|Promise|Array|vnd|com\.microsoft)\./;

/** A dotted name in free text that can be a host's: not a file, a class, a version or the end of a sentence. */
export function isHostInText(name: string): boolean {
  const bare = name.endsWith('.') ? name.slice(0, -1) : name;
  const top = bare.slice(bare.lastIndexOf('.') + 1);
  if (!/^(?:\p{L}{2,24}|xn--[\da-z-]{1,59})$/u.test(top) || NO_TOP_LEVEL.test(top) || NAMESPACE.test(bare))
    return false;
  // failed.The server, Socket.readFile: hosts are written in one case at their end.
  return top === top.toLowerCase() || top === top.toUpperCase();
}
