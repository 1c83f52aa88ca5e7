const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

interface JsonBounds {
  readonly values: number;
  readonly depth: number;
}

/** A value in a text of JSON that was not built yet. */
export interface JsonSpan extends JsonBounds {
  readonly from: number;
  /** Behind its last character: the comma or bracket that follows, or the end of the text. */
  readonly to: number;
}

/**
 * Where a value ends, and how much JSON.parse would have to build of it, found without building it: at most so many values, so deep.
 * Takes any text; of text that is not JSON the figures mean nothing, and JSON.parse refuses it. Stops at the limits.
 */
export function jsonSpan(text: string, from: number, limits: JsonBounds): JsonSpan {
  let values = 1;
  let open = 0;
  let depth = 0;
  let to = from;
  for (; to < text.length; to += 1) {
    const code = text.charCodeAt(to);
    if (code === QUOTE) to = endOfString(text, to + 1);
    else if (code === COMMA) {
      if (open === 0) break;
      values += 1;
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      values += 1;
      open += 1;
      depth = Math.max(depth, open);
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
      if (open === 0) break;
      open -= 1;
    }
    if (values > limits.values || depth > limits.depth) break;
  }
  return { from, to: Math.min(to, text.length), values, depth };
}

/** Where the closing quote stands, or the end of the text. */
export function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (at - backslashes > from && text.charCodeAt(at - backslashes - 1) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return at;
  }
  return text.length;
}

interface ValueBounds {
  /** Itself included. */
  readonly values: number;
  /** The largest number in it, whatever its sign. */
  readonly largest: number;
}

/** What there is in a value that JSON.parse has made. Stops counting beyond max values. */
export function valueBounds(value: unknown, max: number): ValueBounds {
  const waiting: unknown[] = [value];
  let values = 0;
  let largest = 0;
  while (waiting.length > 0 && values <= max) {
    const one = waiting.pop();
    values += 1;
    if (typeof one === 'number') largest = Math.max(largest, Math.abs(one));
    // One by one: spreading a list of millions into arguments fails.
    else if (typeof one === 'object' && one !== null)
      for (const part of Object.values(one)) waiting.push(part);
  }
  return { values, largest };
}
