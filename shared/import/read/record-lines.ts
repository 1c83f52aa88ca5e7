import { CollectedText } from './collected-text.ts';
import {
  bytesOf,
  isAt,
  placeInFile,
  startOfLine,
  trimmedEnd,
  windowOf,
  type LineConsumer,
  type LineWindow,
} from './line-window.ts';
import type { RecordSink } from './record-sink.ts';
import { PassedLines } from './passed-lines.ts';
import { needlesWith, remarkNeedles } from './remark-needles.ts';
import { messageOfRecord, readRecordHead, type RecordHead } from './server-record.ts';

const BEGIN = '$$begin_record';
const END = '$$end_record';
const HEAD = 'TL_';
/** Lines between records that hold none of these tell nothing but the time. */
const TELLING = needlesWith([BEGIN, END]);
/** Of a line that is no record; in characters of ASCII. */
const MAX_HEAD = 2_000;

interface OpenRecord {
  readonly head: RecordHead;
  readonly offset: number;
  readonly line: number;
  readonly text: CollectedText;
  end: number;
}

/** Traces of a server: SIPStack records between $$begin_record and $$end_record, from one computer or from many. */
export class RecordLines implements LineConsumer {
  private readonly sink: RecordSink;
  private open: OpenRecord | null = null;
  private known: RecordHead = { type: null, atMs: null, computer: null, said: '' };
  private lastHead: LineWindow | null = null;
  private headFrom = 0;
  private headTo = 0;
  private readonly passed = new PassedLines();
  private isStart: boolean;

  /** Takes whether the reading starts in the middle of a file. */
  constructor(sink: RecordSink, isMiddle: boolean) {
    this.sink = sink;
    this.isStart = !isMiddle;
  }

  pass(window: LineWindow, from: number, end: number): number {
    const { open } = this;
    if (open === null) {
      if (this.isStart) return from;
      const hit = TELLING.find(window, from, end);
      const at = hit === -1 ? end : startOfLine(window, hit, from);
      if (at > from) this.passed.add(window, from, at);
      return at;
    }
    if (!open.text.hasRoomFor((end - from) * window.width)) return from;
    const at = endOfRecord(window, from, end);
    if (at === from) return from;
    open.text.add(window, from, at, false);
    open.end = placeInFile(window, at);
    return at;
  }

  readLine(window: LineWindow, from: number, to: number, next: number, line: number, isLong: boolean): void {
    const { units } = window;
    const isHead = isAt(units, from, to, HEAD);
    if (isHead || endsWith(units, from, to, BEGIN)) {
      this.closeOpen(false);
      this.isStart = false;
      this.readHead(window, from, to, next, line, isHead);
    } else if (isAt(units, from, to, END)) {
      if (this.open !== null) this.open.end = placeInFile(window, next);
      else if (this.isStart) this.sink.isHeadCut = true;
      this.closeOpen(true);
    } else if (this.open !== null) {
      this.open.text.add(window, from, next, isLong);
      this.open.end = placeInFile(window, next);
    } else if (remarkNeedles.find(window, from, to) !== -1) {
      this.remark(window, from, next, line, this.sink.lineText(window, from, to));
    }
  }

  keep(): void {
    this.open?.text.keep();
    this.takePassed();
    if (this.lastHead === null) return;
    const head = bytesOf(this.lastHead, this.headFrom, this.headTo).slice();
    this.headTo -= this.headFrom;
    this.headFrom = 0;
    this.lastHead = windowOf(head, this.lastHead, 0);
  }

  finish(): void {
    if (!this.closeOpen(false)) this.sink.isTailCut = true;
  }

  private readHead(
    window: LineWindow,
    from: number,
    to: number,
    next: number,
    line: number,
    isHead: boolean,
  ): void {
    const end = trimmedEnd(window.units, from, to);
    const isRecord = endsWith(window.units, from, end, BEGIN);
    // A record may begin in a line of its own behind its head.
    if (isHead || end - from > BEGIN.length) {
      this.passed.clear();
      this.setHead(window, from, to);
    }
    if (remarkNeedles.find(window, from, to) !== -1 && !isRecord) {
      this.remark(window, from, next, line, this.head().said);
    }
    if (!isRecord) return;
    const place = { offset: placeInFile(window, from), line, end: placeInFile(window, next) };
    this.open = { ...place, head: this.head(), text: new CollectedText() };
  }

  private setHead(window: LineWindow, from: number, to: number): void {
    this.lastHead = window;
    this.headFrom = from;
    this.headTo = Math.min(to, from + MAX_HEAD);
  }

  private takePassed(): void {
    const last = this.passed.takeLast((units, from, to) => isAt(units, from, to, HEAD));
    if (last !== null) this.setHead(last.window, last.from, last.to);
  }

  /** The last one; read when something needs it, which is seldom. */
  private head(): RecordHead {
    this.takePassed();
    if (this.lastHead !== null) {
      const text = this.sink.lineText(this.lastHead, this.headFrom, this.headTo);
      this.known = readRecordHead(text, this.sink.clock);
    }
    this.lastHead = null;
    return this.known;
  }

  /** Returns whether all of it was there. */
  private closeOpen(isClosed: boolean): boolean {
    const { open } = this;
    this.open = null;
    if (open === null) return true;
    const { head, offset, line, end, text } = open;
    const { atMs, computer } = head;
    const record = this.sink.textOf(text);
    const message = messageOfRecord(record);
    if (message === null) {
      if (head.type === 'TF_DIAG' || (head.type === null && record.startsWith('Severity:'))) {
        this.sink.addRemark({ offset, line, end }, atMs, record);
      }
      return isClosed || head.type !== 'TF_PROTOCOL';
    }
    const { direction, peer } = message;
    const frame = { offset, line, end, atMs, direction, peer, local: null, computer };
    return this.sink.addMessage(frame, message.text, {
      isClosed,
      isShortened: text.isShortened || (!isClosed && !message.hasBody),
    });
  }

  private remark(window: LineWindow, from: number, next: number, line: number, text: string): void {
    const place = { offset: placeInFile(window, from), end: placeInFile(window, next), line };
    this.sink.addRemark(place, this.head().atMs, text);
  }
}

/** Where the line begins that ends a record, or the next record. */
function endOfRecord({ units, lineEnd, findByte }: LineWindow, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const to = findByte(units, lineEnd, at);
    if (isAt(units, at, to, HEAD) || isAt(units, at, to, END) || endsWith(units, at, to, BEGIN)) return at;
    at = to + 1;
  }
  return end;
}

function endsWith(units: Uint8Array, from: number, to: number, text: string): boolean {
  const end = trimmedEnd(units, from, to);
  return end - from >= text.length && isAt(units, end - text.length, end, text);
}
