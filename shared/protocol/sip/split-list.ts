import { trimBlanks } from './characters.ts';

/**
 * Splits a header value at its commas, but not at those in a quoted string or between < and >.
 * Returns null when a quotation or a < is not closed. Source: RFC 3261 7.3.1, 25.1.
 */
export function splitList(value: string): readonly string[] | null {
  const elements: string[] = [];
  let start = 0;
  let isQuoted = false;
  let isBracketed = false;
  for (let index = 0; index < value.length; index += 1) {
    const character = value.charAt(index);
    if (isQuoted) {
      if (character === '\\') index += 1;
      else if (character === '"') isQuoted = false;
    } else if (isBracketed) {
      if (character === '>') isBracketed = false;
    } else if (character === '"') {
      isQuoted = true;
    } else if (character === '<') {
      isBracketed = true;
    } else if (character === ',') {
      elements.push(trimBlanks(value.slice(start, index)));
      start = index + 1;
    }
  }
  if (isQuoted || isBracketed) return null;
  elements.push(trimBlanks(value.slice(start)));
  return elements;
}
