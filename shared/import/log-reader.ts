import type { LogFormat } from '../run/origin.ts';
import type { LogRecord } from './log-record.ts';
import { findByte, type FindByte } from './read/find-byte.ts';
import { LayoutSearch } from './read/layout-search.ts';
import type { LogLayout } from './read/layout.ts';
import { LineFeed, type LinePlace } from './read/line-feed.ts';
import type { LineConsumer } from './read/line-window.ts';
import { LogClock } from './read/log-time.ts';
import { notesOn } from './read/reader-notes.ts';
import { RecordLines } from './read/record-lines.ts';
import { RecordSink } from './read/record-sink.ts';
import { SipTextLines } from './read/sip-text-lines.ts';
import { SipeLines } from './read/sipe-lines.ts';
import { UccapiLines } from './read/uccapi-lines.ts';

export type { FindByte } from './read/find-byte.ts';
export { joinRotated } from './read/join-rotated.ts';
export type { LogLayout } from './read/layout.ts';
export { recogniseFile } from './read/recognise-file.ts';

/** Reads one log, which may be cut into several files. */
export interface LogReader {
  /**
   * Takes the next bytes of a file; they are not needed any more when it returns. Gives the records that they complete, in the
   * order in which the records end. However the bytes are cut, the records are the same. Never fails.
   */
  push(chunk: Uint8Array): readonly LogRecord[];
  /** The file has ended, and another one of the same log follows. Gives what was left of the first one. */
  nextFile(): readonly LogRecord[];
  /** The log has ended. */
  end(): readonly LogRecord[];
  /** null: not found yet, which takes the first 64 KiB; behind the end: none that is known. */
  readonly format: LogFormat | null;
  /** Of each file so far; null: none is known. With it and a place, a part of the file can be read again. */
  readonly layouts: readonly (LogLayout | null)[];
  /** What people should know of this log, a sentence each. Complete behind the end. */
  readonly notes: readonly string[];
}

/** Takes how to find a byte, where the runtime has a faster way than every runtime has. */
export function createLogReader(find: FindByte = findByte): LogReader {
  return new Reader(find);
}

/** Reads a part of a file again: the bytes between two places that its reader has given, the first of which is offset. */
export function readRecords(bytes: Uint8Array, layout: LogLayout, offset: number): readonly LogRecord[] {
  const sink = new RecordSink(new LogClock(layout.dateOrder));
  const feed = feedOf(layout, findByte, sink, { offset, line: 1 }, true);
  feed.feed(plainBytes(bytes));
  feed.end();
  return sink.take();
}

class Reader implements LogReader {
  private readonly sink = new RecordSink(new LogClock('month-first'));
  private readonly found: (LogLayout | null)[] = [];
  private readonly search = new LayoutSearch();
  private feed: LineFeed | null = null;
  private readonly find: FindByte;
  private longLines = 0;
  private hasGuessedEncoding = false;
  private hasEnded = false;

  constructor(find: FindByte) {
    this.find = find;
  }

  push(chunk: Uint8Array): readonly LogRecord[] {
    let rest = plainBytes(chunk);
    while (this.feed === null && rest.length > 0) {
      rest = this.search.add(rest);
      if (this.search.isFull) this.startFeed();
    }
    this.feed?.feed(rest);
    return this.sink.take();
  }

  nextFile(): readonly LogRecord[] {
    this.endFile();
    this.sink.isTailCut = false;
    return this.sink.take();
  }

  end(): readonly LogRecord[] {
    if (!this.hasEnded) this.endFile();
    this.hasEnded = true;
    return this.sink.take();
  }

  get format(): LogFormat | null {
    return this.found.find((layout) => layout !== null)?.format ?? null;
  }

  get layouts(): readonly (LogLayout | null)[] {
    const { order } = this.sink.clock;
    return this.found.map((layout) => (layout === null ? null : { ...layout, dateOrder: order }));
  }

  get notes(): readonly string[] {
    const { format, hasEnded, hasGuessedEncoding } = this;
    const longLines = this.longLines + (this.feed?.longLines ?? 0);
    return notesOn(this.sink, { format, hasEnded, hasGuessedEncoding, longLines });
  }

  private startFeed(): void {
    const result = this.search.conclude();
    if (result === null) return;
    const { layout, head, place } = result;
    if (this.format === null) this.sink.clock.order = layout.dateOrder;
    // A later file goes on where the one before has ended.
    const isMiddle = this.found.length > 0 || this.search.hasPassed;
    this.found.push(layout);
    this.hasGuessedEncoding ||= this.search.hasGuessed;
    this.feed = feedOf(layout, this.find, this.sink, place, isMiddle);
    this.feed.feed(head);
  }

  private endFile(): void {
    if (this.feed === null) this.startFeed();
    if (this.feed === null) this.found.push(null);
    this.feed?.end();
    this.longLines += this.feed?.longLines ?? 0;
    this.feed = null;
    this.search.reset();
  }
}

/** The same bytes without a subclass such as Node's, whose methods are slower and whose slice is no copy. */
function plainBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

function feedOf(
  { format, encoding, lineEnd }: LogLayout,
  find: FindByte,
  sink: RecordSink,
  place: LinePlace,
  isMiddle: boolean,
): LineFeed {
  return new LineFeed(linesOf(format, sink, isMiddle), { encoding, lineEnd, findByte: find }, place);
}

function linesOf(format: LogFormat, sink: RecordSink, isMiddle: boolean): LineConsumer {
  switch (format) {
    case 'uccapi':
      return new UccapiLines(sink, isMiddle);
    case 'sipstack':
    case 'cls':
      return new RecordLines(sink, isMiddle);
    case 'sipe':
      return new SipeLines(sink, isMiddle);
    case 'sip-text':
      return new SipTextLines(sink);
  }
}
