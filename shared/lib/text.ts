/**
 * Text that came from outside, made safe to show: on a terminal it cannot move the cursor, in a window it cannot turn
 * the reading order round, nowhere can it hide a character.
 */

const DEFAULT_MAX = 300;
/** Unicode Standard Annex 9, 2.4. */
export const FIRST_STRONG_ISOLATE = '\u2068';
export const POP_ISOLATE = '\u2069';

/** C0, DEL, C1, line and paragraph separators, format characters (bidi controls, zero widths, tags), lone surrogates. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;
const UNSAFE_IN_BLOCK = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;
/** Letters that are written from right to left. */
export const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * One line: every control and invisible character as an escape such as \n, \x1b or \u202e; right-to-left text in an isolate.
 * Longer text is cut and ends with an ellipsis.
 */
export function visible(text: string, max: number = DEFAULT_MAX): string {
  return isolate(cut(text, max).replace(UNSAFE, escapeCharacter));
}

/** As visible, but line ends and tabs stay; each line is isolated by itself. CR LF becomes LF. */
export function visibleBlock(text: string, max: number = 65_536): string {
  const escaped = cut(text.replaceAll('\r\n', '\n'), max).replace(UNSAFE_IN_BLOCK, escapeCharacter);
  return RIGHT_TO_LEFT.test(escaped) ? escaped.split('\n').map(isolate).join('\n') : escaped;
}

function isolate(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `${FIRST_STRONG_ISOLATE}${text}${POP_ISOLATE}` : text;
}

/** Cuts before the given number of UTF-16 units, never inside a pair. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 2);
  const end = last >= 0xd800 && last <= 0xdbff ? max - 2 : max - 1;
  return `${text.slice(0, Math.max(0, end))}…`;
}

/** \n, \r and \t by their names, \x1b for what fits into one byte, \u202e or \u{e0001} for the rest. */
export function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}
