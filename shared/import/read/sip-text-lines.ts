import { createNeedles } from './byte-needles.ts';
import { MAX_MESSAGE_BYTES } from './collected-text.ts';
import { decorationOf, type Decoration } from './line-decoration.ts';
import { bytesOf, placeInFile, type LineConsumer, type LineWindow } from './line-window.ts';
import { announcedLength } from './message-text.ts';
import { readHints } from './pasted-hints.ts';
import type { RecordSink } from './record-sink.ts';
import { remarkNeedles } from './remark-needles.ts';
import { decodeText } from './text-encoding.ts';

const SIP_WORD = createNeedles(['sip/2.0']);
const HEADER = /^[!-9;-~]{1,64}[ \t]*:/;
const SEPARATOR = /^[-=*_~#<>+]{3,}/;
/** A line of SIP that every message has; what has none of these is only talked about. */
const KNOWN_HEADER = /^(?:call-id|i|cseq|via|v|from|f|to|t)[ \t]*:/im;
/** Lines in front of a message that may say when and where it went. */
const MAX_HINTS = 2;
const MAX_HINT = 400;
/** Behind this nothing is looked for in a line. */
const MAX_START_LINE = 9_000;

interface Hint {
  readonly text: string;
  readonly offset: number;
  readonly line: number;
}

interface Pasted {
  readonly decoration: Decoration;
  readonly hints: readonly Hint[];
  readonly offset: number;
  readonly line: number;
  readonly lines: string[];
  end: number;
  size: number;
  isQuoted: boolean;
  isShortened: boolean;
  /** Bytes of the body that are to come if its lines end with one; null: in the headers. */
  missing: number | null;
  /** The same if they end with two. */
  missingWide: number;
}

/** SIP messages in any surroundings: with times, arrows, indentation or quotation marks before their lines, with text in between. */
export class SipTextLines implements LineConsumer {
  private readonly sink: RecordSink;
  private open: Pasted | null = null;
  private hints: readonly Hint[] = [];

  constructor(sink: RecordSink) {
    this.sink = sink;
  }

  pass(_window: LineWindow, from: number): number {
    return from;
  }

  readLine(window: LineWindow, from: number, to: number, next: number, line: number, isLong: boolean): void {
    const { text, isAnsi } = decodeText(bytesOf(window, from, to), window.encoding);
    this.sink.hasAnsi ||= isAnsi;
    const said = text.endsWith('\n') ? text.slice(0, -1) : text;
    const { open } = this;
    const mayStart = open?.missing === undefined || open.missing === null || open.missingWide <= 0;
    const searched = Math.min(to, from + MAX_START_LINE);
    const decoration =
      mayStart && !isLong && SIP_WORD.find(window, from, searched) !== -1
        ? decorationOf(said.slice(0, MAX_START_LINE))
        : null;
    if (decoration !== null) {
      this.close();
      this.begin(decoration, window, from, next, line);
      return;
    }
    if (open !== null && this.goesOn(open, said, isLong)) {
      open.end = placeInFile(window, next);
      return;
    }
    this.readBetween(said, window, from, to, next, line);
  }

  keep(): void {
    // Lines are kept as text.
  }

  finish(): void {
    if (!this.close()) this.sink.isTailCut = true;
  }

  private begin(
    decoration: Decoration,
    window: LineWindow,
    from: number,
    next: number,
    startLine: number,
  ): void {
    const { hints } = this;
    // They belong to the message, so that it can be read again with them.
    const { offset, line } = hints[0] ?? { offset: placeInFile(window, from), line: startLine };
    const end = placeInFile(window, next);
    this.hints = [];
    this.open = {
      ...{ decoration, hints, offset, end, line, lines: [decoration.startLine], size: 0 },
      ...{ isQuoted: false, isShortened: false, missing: null, missingWide: 0 },
    };
  }

  /** Takes a line as part of the message; false: it is not, and the message is over. */
  private goesOn(open: Pasted, said: string, isLong: boolean): boolean {
    const line = open.decoration.strip(said);
    open.isQuoted ||= said.startsWith('>');
    open.isShortened ||= isLong || open.size > MAX_MESSAGE_BYTES;
    open.size += said.length;
    if (open.missing !== null) return this.goesOnInBody(open, line);
    if (line.trim() === '') return this.endHead(open);
    const isHeader = HEADER.test(line) || line.startsWith(' ') || line.startsWith('\t');
    // Without a colon it is a header that a mail program has broken, unless the headers are over.
    if (!isHeader && (SEPARATOR.test(line) || announcedLength(open.lines.at(-1) ?? '') !== null)) {
      this.close();
      return false;
    }
    if (!open.isShortened) open.lines.push(isHeader ? line : ` ${line}`);
    return true;
  }

  private endHead(open: Pasted): boolean {
    if (open.lines.length === 1) return true;
    const announced = announcedLength(open.lines.join('\n'));
    if (announced === 0) {
      this.close();
      return true;
    }
    open.lines.push('');
    open.missing = announced ?? Infinity;
    open.missingWide = announced ?? 0;
    return true;
  }

  private goesOnInBody(open: Pasted, line: string): boolean {
    if (open.missing === null) return false;
    const isOver = open.missingWide <= 0 && line.trim() === '' && open.missing !== Infinity;
    if (isOver) {
      this.close();
      return true;
    }
    if (!open.isShortened) open.lines.push(line);
    const size = new TextEncoder().encode(line).length;
    const isFilled = open.missing <= size;
    open.missing -= size + 1;
    open.missingWide -= size + 2;
    if (isFilled) this.close();
    return true;
  }

  private readBetween(
    said: string,
    window: LineWindow,
    from: number,
    to: number,
    next: number,
    line: number,
  ): void {
    if (said.trim() === '') return;
    if (!/\bend\b/i.test(said.slice(0, MAX_HINT))) {
      const hint = { text: said.slice(0, MAX_HINT), offset: placeInFile(window, from), line };
      this.hints = [...this.hints, hint].slice(-MAX_HINTS);
    }
    if (remarkNeedles.find(window, from, to) === -1) return;
    const place = { offset: placeInFile(window, from), end: placeInFile(window, next), line };
    this.sink.addRemark(place, this.sink.clock.read(said), said);
  }

  /** Returns whether all of it was there. */
  private close(): boolean {
    const { open } = this;
    this.open = null;
    if (open === null) return true;
    const { decoration, offset, end, line, lines, isShortened, isQuoted } = open;
    const lineEnds = open.missing === null ? '\n\n' : open.missingWide <= 0 ? '\n' : '';
    const text = lines.join('\n') + lineEnds;
    if (!KNOWN_HEADER.test(text)) return true;
    const said = isQuoted ? decoration.text.replaceAll('>', '') : decoration.text;
    const { isGuess, ...hints } = readHints(
      [...open.hints.map((hint) => hint.text), said],
      text,
      this.sink.clock,
    );
    this.sink.hasGuessedDirections ||= isGuess;
    const frame = { offset, end, line, ...hints, computer: null };
    return this.sink.addMessage(frame, text, { isClosed: false, isShortened });
  }
}
