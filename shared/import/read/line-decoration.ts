import { isStartLine } from './message-text.ts';

/** What stands in front of the lines of a message that somebody has pasted. */
export interface Decoration {
  /** In front of the start line. */
  readonly text: string;
  /** The start line itself. */
  readonly startLine: string;
  /** Takes it off another line of the same message. */
  strip(line: string): string;
}

/** Quotation marks of mail, indentation, the bars of a table. */
const QUOTING = /^[ \t>|]*/;
const START = /(?:[A-Z]{2,20} sips?:\S{1,8000} SIP\/2\.0\s*|SIP\/2\.0 [1-6]\d\d(?: [^\n]*)?)$/;

/** Finds a start line of SIP in a line, whatever stands before it. null: there is none. */
export function decorationOf(line: string): Decoration | null {
  const at = startIn(line);
  if (at === -1) return null;
  const text = line.slice(0, at);
  const quoting = QUOTING.exec(text)?.[0] ?? '';
  const shape = shapeOf(text);
  return {
    text,
    startLine: line.slice(at).trimEnd(),
    strip: (other) =>
      // Every line has a time of its own, or only the first one has, or all are quoted.
      text !== quoting && shapeOf(other.slice(0, at)) === shape
        ? other.slice(at)
        : withoutQuoting(other, quoting),
  };
}

function startIn(line: string): number {
  const at = START.exec(line)?.index ?? -1;
  if (at === -1 || !isStartLine(line.slice(at))) return -1;
  // A header that holds a start line, such as one of a sipfrag, begins with a name.
  return at === 0 || /[\s>|\])}:,;-]$/.test(line.slice(0, at)) ? at : -1;
}

function shapeOf(text: string): string {
  return text.replace(/\d/g, '0');
}

/** As much of the quoting as is there; an editor takes blanks off the end of an empty line. */
function withoutQuoting(line: string, quoting: string): string {
  let at = 0;
  while (at < quoting.length && line[at] === quoting[at]) at += 1;
  return line.slice(at);
}
