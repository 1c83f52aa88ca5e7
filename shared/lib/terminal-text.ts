import { escapeCharacter, FIRST_STRONG_ISOLATE, POP_ISOLATE, RIGHT_TO_LEFT } from './text.ts';

/**
 * The last guard before a terminal. Texts of findings and projections are made safe where foreign parts enter them (text.ts);
 * what the command line prints passes here whatever its origin, and text that is already safe passes unchanged.
 */

/** Controls but tab and newline, format characters (bidi controls, zero widths), line separators, lone surrogates, private use. */
const UNSAFE = /(?![\n\t\u2066-\u2069])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;
/** LRI, RLI, FSI and PDI: harmless while every isolate that a line opens is closed on it (UAX #9 2.4). */
const ISOLATES = /[\u2066-\u2069]/gu;
const BREAKS = /[\n\t]/g;
/** What JSON.stringify leaves raw and somebody obeys: DEL, C1, bidi controls, line separators. */
const RAW_IN_JSON = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff]/gu;

/**
 * What a terminal would obey instead of showing becomes a visible escape; right-to-left text is isolated, so that it cannot
 * reorder what stands beside it. Newline and tab stay.
 */
export function terminalText(text: string): string {
  return text.split('\n').map(guardLine).join('\n');
}

/** The same for text that must stay on its line: newline and tab become escapes too, so that nothing poses as a line of ours. */
export function terminalLine(text: string): string {
  return guardLine(text.replace(BREAKS, escapeCharacter));
}

/** JSON that is plain to every terminal and log viewer. Such characters occur in strings only, so the value stays the same. */
export function terminalJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    RAW_IN_JSON,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function guardLine(line: string): string {
  const escaped = line.replace(UNSAFE, escapeCharacter);
  const closed = isBalanced(escaped) ? escaped : escaped.replace(ISOLATES, escapeCharacter);
  return RIGHT_TO_LEFT.test(outsideOfIsolates(closed))
    ? `${FIRST_STRONG_ISOLATE}${closed}${POP_ISOLATE}`
    : closed;
}

function isBalanced(line: string): boolean {
  let depth = 0;
  for (const [isolate] of line.matchAll(ISOLATES)) {
    depth += isolate === POP_ISOLATE ? -1 : 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** The part of a balanced line that can reorder its neighbours. */
function outsideOfIsolates(line: string): string {
  let depth = 0;
  let outside = '';
  for (const character of line) {
    if (character === POP_ISOLATE) depth -= 1;
    else if (character >= '\u2066' && character <= FIRST_STRONG_ISOLATE) depth += 1;
    else if (depth === 0) outside += character;
  }
  return outside;
}
