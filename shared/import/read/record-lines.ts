import { CollectedText } from './collected-text.ts';
import {
  bytesOf,
  isAt,
  placeInFile,
  trimmedEnd,
  windowOf,
  type LineConsumer,
  type LineWindow,
} from './line-window.ts';
import type { RecordSink } from './record-sink.ts';
import { remarkNeedles } from './remark-needles.ts';
import { messageOfRecord, readRecordHead, type RecordHead } from './server-record.ts';

const BEGIN = '$$begin_record';
const END = '$$end_record';
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
  private isStart: boolean;

  /** Takes whether the reading starts in the middle of a file. */
  constructor(sink: RecordSink, isMiddle: boolean) {
    this.sink = sink;
    this.isStart = !isMiddle;
  }

  readLine(window: LineWindow, from: number, to: number, next: number, line: number, isLong: boolean): void {
    const { units } = window;
    const isHead = isAt(units, from, to, 'TL_');
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
    } else if (remarkNeedles.find(units, from, to) !== -1) {
      this.remark(window, from, next, line, this.sink.lineText(window, from, to));
    }
  }

  keep(): void {
    this.open?.text.keep();
    if (this.lastHead === null) return;
    const head = bytesOf(this.lastHead, this.headFrom, this.headTo).slice();
    this.headTo -= this.headFrom;
    this.headFrom = 0;
    this.lastHead = windowOf(head, this.lastHead.encoding, 0);
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
      this.lastHead = window;
      this.headFrom = from;
      this.headTo = Math.min(to, from + MAX_HEAD);
    }
    if (remarkNeedles.find(window.units, from, to) !== -1 && !isRecord) {
      this.remark(window, from, next, line, this.head().said);
    }
    if (!isRecord) return;
    const place = { offset: placeInFile(window, from), line, end: placeInFile(window, next) };
    this.open = { ...place, head: this.head(), text: new CollectedText() };
  }

  /** The last one; read when something needs it, which is seldom. */
  private head(): RecordHead {
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

function endsWith(units: Uint8Array, from: number, to: number, text: string): boolean {
  const end = trimmedEnd(units, from, to);
  return end - from >= text.length && isAt(units, end - text.length, end, text);
}
