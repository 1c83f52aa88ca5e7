import { withholdFormFields } from './withhold-header.ts';
import { isWithheld, withheldText, withheldToken } from './withheld.ts';

/**
 * Takes the secrets out of a body of HTTP: keys, assertions, signature values and passwords in SOAP, tokens and passwords in JSON
 * and in forms. Certificates and requests for one (PKCS#10, X.509) stay. Reads no grammar, so that it holds for broken text as
 * well: what is opened and not closed is withheld to the end. Never fails; linear in the length but for nested assertions.
 */
export function withholdBody(text: string): string {
  // With two bytes to a character nothing below would be found; no service of ours writes so.
  if (text.includes('\u0000')) {
    return SENSITIVE.test(text.replaceAll('\u0000', '')) ? withheldText(text) : text;
  }
  return withholdFormFields(withholdJson(withholdElements(text)));
}

/** Elements whose content is a secret, and whether the whole of them goes, attributes included. */
const WHOLE = 'assertion|encryptedassertion|encryptedkey|encrypteddata';
const CONTENT = 'binarysecret|signaturevalue|ciphervalue|password|binarysecuritytoken|securitycontexttoken';
/** Of JSON (RFC 6749 5.1 and what comes with it). */
const FIELDS = 'access_token|refresh_token|id_token|client_secret|client_assertion|password|passwd';
const SENSITIVE = new RegExp(`${WHOLE}|${CONTENT}|${FIELDS}`, 'i');

/** The opening of an element, also where the markup itself is escaped, as a fault may quote a request. */
const OPENING = new RegExp(`(<|&lt;)((?:[\\w.-]+:)?(${WHOLE}|${CONTENT}))(?=[\\s/>&]|$)`, 'gi');

function withholdElements(text: string): string {
  const pieces: string[] = [];
  let done = 0;
  OPENING.lastIndex = 0;
  for (let match = OPENING.exec(text); match !== null; match = OPENING.exec(text)) {
    const [opening = '', bracket = '<', qualified = '', local = ''] = match;
    const tagEnd = endOfTag(text, match.index + opening.length, bracket);
    if (tagEnd.isEmptyElement && !WHOLE.split('|').includes(local.toLowerCase())) {
      OPENING.lastIndex = tagEnd.at;
      continue;
    }
    const close = tagEnd.isEmptyElement
      ? { start: tagEnd.at, end: tagEnd.at }
      : findClosing(text, tagEnd.at, local, bracket);
    const replaced = withhold(text, match.index, tagEnd, close, { bracket, qualified, local });
    if (replaced !== null) {
      pieces.push(text.slice(done, match.index), replaced);
      done = close.end;
    }
    OPENING.lastIndex = Math.max(close.end, OPENING.lastIndex);
  }
  pieces.push(text.slice(done));
  return pieces.join('');
}

interface TagEnd {
  /** Behind the >. */
  readonly at: number;
  readonly isEmptyElement: boolean;
}

interface Closing {
  /** Of the closing tag; both are the end of the text when there is none. */
  readonly start: number;
  readonly end: number;
}

/** Returns what takes the element's place, or null when it may stay. */
function withhold(
  text: string,
  start: number,
  tagEnd: TagEnd,
  close: Closing,
  { bracket, qualified, local }: { bracket: string; qualified: string; local: string },
): string | null {
  const content = text.slice(tagEnd.at, close.start);
  const closing = text.slice(close.start, close.end);
  if (WHOLE.split('|').includes(local.toLowerCase())) {
    const end = bracket === '<' ? '>' : '&gt;';
    if (isWithheld(content) && text.slice(start, tagEnd.at) === `${bracket}${qualified}${end}`) return null;
    const tail = closing === '' && tagEnd.isEmptyElement ? '' : closing;
    return `${bracket}${qualified}${end}${withheldText(text.slice(start, close.end))}${tail}`;
  }
  const tag = text.slice(start, tagEnd.at);
  if (content.trim() === '' || isWithheld(content)) return null;
  if (local.toLowerCase() === 'binarysecuritytoken' && PUBLIC_TOKEN.test(tag)) return null;
  const count = local.toLowerCase() === 'password' ? withheldText : withheldToken;
  return `${tag}${count(content)}${closing}`;
}

/** ValueType of what is no secret: a request for a certificate, a certificate, a chain of them. */
const PUBLIC_TOKEN = /#(?:PKCS10|X509v3|X509|PKCS7|X509PKIPathv1)["'&]/i;

/** The > that is outside of quotes. Without one, everything up to the end is the tag. */
function endOfTag(text: string, from: number, bracket: string): TagEnd {
  if (bracket !== '<') {
    const at = text.indexOf('&gt;', from);
    if (at === -1) return { at: text.length, isEmptyElement: false };
    return { at: at + 4, isEmptyElement: text.charAt(at - 1) === '/' };
  }
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (character === '>') {
      return { at: at + 1, isEmptyElement: text.charAt(at - 1) === '/' };
    }
  }
  return { at: text.length, isEmptyElement: false };
}

/**
 * The closing tag of the same name and depth. What stands in comments, CDATA sections and quotation marks closes nothing; where
 * those have no end, nothing does.
 */
function findClosing(text: string, from: number, local: string, bracket: string): Closing {
  const [mark, end] = bracket === '<' ? ['<', '>'] : ['&lt;', '&gt;'];
  let depth = 1;
  let at = text.indexOf(mark, from);
  while (at !== -1) {
    const inner = at + mark.length;
    const terminator = text.startsWith('!--', inner)
      ? `--${end}`
      : text.startsWith('![CDATA[', inner)
        ? `]]${end}`
        : null;
    if (terminator !== null) {
      const ends = text.indexOf(terminator, inner);
      if (ends === -1) break;
      at = text.indexOf(mark, ends + terminator.length);
      continue;
    }
    const tag = endOfTag(text, inner, bracket);
    TAG_NAME.lastIndex = inner;
    const [, slash = '', name = ''] = TAG_NAME.exec(text) ?? [];
    if (name.toLowerCase() === local.toLowerCase()) {
      if (slash === '/') depth -= 1;
      else if (!tag.isEmptyElement) depth += 1;
      if (depth === 0) return { start: at, end: tag.at };
    }
    at = text.indexOf(mark, tag.at);
  }
  return { start: text.length, end: text.length };
}

/** The local name of a tag; the longest real ones have about forty characters. */
const TAG_NAME = /(\/?)(?:[\w.-]{1,64}:)?([\w.-]{1,64})/y;

/** "access_token": "…"; a string that does not end, and a value that is none, go to their end, an object or a list to that of the text. */
function withholdJson(text: string): string {
  const pieces: string[] = [];
  let done = 0;
  JSON_FIELD.lastIndex = 0;
  for (let match = JSON_FIELD.exec(text); match !== null; match = JSON_FIELD.exec(text)) {
    const start = JSON_FIELD.lastIndex;
    const end = endOfJsonValue(text, start);
    const isQuoted = text.charAt(start) === '"';
    const secret = isQuoted ? text.slice(start + 1, Math.max(start + 1, end - 1)) : text.slice(start, end);
    JSON_FIELD.lastIndex = end;
    if (
      end === start ||
      text.slice(start, end) === '""' ||
      secret === 'null' ||
      (isQuoted && isWithheld(secret))
    )
      continue;
    pieces.push(text.slice(done, start), `"${withheldText(secret)}"`);
    done = end;
  }
  pieces.push(text.slice(done));
  return pieces.join('');
}

/** Backslashes: JSON may stand inside of a string of JSON. */
const JSON_FIELD = new RegExp(`"(?:${FIELDS})\\\\{0,8}"\\s*:\\s*`, 'gi');

function endOfJsonValue(text: string, start: number): number {
  const first = text.charAt(start);
  if (first === '{' || first === '[') return text.length;
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (first === '"') {
      if (character === '"') return at + 1;
      if (character === '\\') at += 1;
    } else if (/[\s,}\]]/.test(character)) {
      return at;
    }
  }
  return text.length;
}
