import { withholdBody } from './withhold-body.ts';
import { withheldText, withheldToken } from './withheld.ts';

export interface SipBodyHeaders {
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
}

/**
 * Takes the secrets out of a body of SIP: the user name and password for the media relay ([MS-AVEDGEA]), by whose means anybody may
 * use it, and whatever would be one in a body of HTTP. In a document of that service everything is taken for a secret that is not
 * known for none; one that is not plain XML, or is wrapped in something, is withheld as a whole. Never fails; linear in the length.
 */
export function withholdSipBody(text: string, { contentType, contentEncoding }: SipBodyHeaders): string {
  const type = (contentType ?? '').toLowerCase();
  if (!type.includes('media-relay-auth') && !MARKS.test(plainText(text))) return withholdBody(text);
  if (!isIdentity(contentEncoding) || type.startsWith('multipart/')) return withheldText(text);
  return withholdUnknown(text) ?? withheldText(text);
}

/** What tells a document of the media relay service, whatever its Content-Type says. */
const MARKS =
  /media-relay-auth|\/sip\/mrasp|credentialsresponse|(?:<|&lt;)\/?(?:[\w.-]{1,64}:)?credentials[\s>/&]/i;

function isIdentity(encoding: string | null): boolean {
  return encoding === null || encoding.trim() === '' || encoding.trim().toLowerCase() === 'identity';
}

/** Without the zero bytes of UTF-16, numeric references as what they stand for: the marks would not be found otherwise. */
function plainText(text: string): string {
  return text
    .replaceAll('\u0000', '')
    .replace(/&#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));?/gi, (whole: string, hex?: string, decimal?: string) => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code < 0x7f ? String.fromCharCode(code) : whole;
    });
}

const NUMBER = /^\d{1,10}$/;
const WORD = /^[A-Za-z]{1,16}$/;
/** A host name has no place for a secret of the length that these have. */
const HOST = /^(?=.{1,253}$)[A-Za-z0-9-]{1,40}(?:[.:][A-Za-z0-9-]{1,40})*$/;
const SIP_ADDRESS = /^sips?:[^\s"'<>]{1,512}$/i;

/** Elements whose text may stay, by their local name, and how it must look. */
const OPEN_ELEMENTS: ReadonlyMap<string, RegExp> = new Map([
  ['identity', SIP_ADDRESS],
  ['location', WORD],
  ['duration', NUMBER],
  ['hostname', HOST],
  ['directipaddress', HOST],
  ['udpport', NUMBER],
  ['tcpport', NUMBER],
]);
const OPEN_ATTRIBUTES: ReadonlyMap<string, RegExp> = new Map([
  ['requestid', NUMBER],
  ['credentialsrequestid', NUMBER],
  ['version', /^[\d.]{1,8}$/],
  ['serverversion', /^[\d.]{1,8}$/],
  ['from', SIP_ADDRESS],
  ['to', SIP_ADDRESS],
  ['reasonphrase', /^[A-Za-z ]{1,40}$/],
  ['xmlns', /^(?:https?:\/\/|urn:)[\w./:-]{1,128}$/],
]);

/** A tag, or what stands between two. */
const PIECE = /<[^<>]*>|[^<]+|</g;
const TAG =
  /^<(\/?)(?:[\w.-]{1,64}:)?([\w.-]{1,64})((?:\s+[\w.:-]{1,128}\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*)\s*(\/?)>$/;
const ATTRIBUTE = /([\w.:-]+)(\s*=\s*)("[^"]*"|'[^']*')/g;

/** null: not XML of the plainest kind, so that nobody can be sure of what it holds. */
function withholdUnknown(text: string): string | null {
  const [declaration = ''] = /^\ufeff?\s*<\?xml [\w.\s="'-]{0,128}\?>/i.exec(text) ?? [];
  const open: string[] = [];
  const pieces: string[] = [declaration];
  for (const [piece] of text.slice(declaration.length).matchAll(PIECE)) {
    if (!piece.startsWith('<')) {
      pieces.push(mayStay(piece.trim(), OPEN_ELEMENTS.get(open.at(-1) ?? '')) ? piece : withheldToken(piece));
      continue;
    }
    const [, slash, name, attributes = '', end] = TAG.exec(piece) ?? [];
    if (name === undefined) return null;
    const key = name.toLowerCase();
    if (slash === '/') {
      if (end === '/' || attributes !== '' || open.pop() !== key) return null;
    } else if (end !== '/') {
      open.push(key);
    }
    pieces.push(piece.replace(ATTRIBUTE, withholdAttribute));
  }
  return open.length === 0 ? pieces.join('') : null;
}

function withholdAttribute(whole: string, name: string, equals: string, quoted: string): string {
  const isNamespace = /^xmlns(?::|$)/i.test(name);
  const key = isNamespace ? 'xmlns' : name.toLowerCase().replace(/^.*:/, '');
  const value = quoted.slice(1, -1);
  return mayStay(value, OPEN_ATTRIBUTES.get(key)) ? whole : `${name}${equals}"${withheldToken(value)}"`;
}

function mayStay(value: string, form: RegExp | undefined): boolean {
  return value === '' || form?.test(value) === true;
}
