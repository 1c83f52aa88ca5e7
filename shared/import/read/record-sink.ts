import type { LogEndpoint, LogMessage, LogPlace, LogRecord } from '../log-record.ts';
import type { CollectedText } from './collected-text.ts';
import type { LogClock } from './log-time.ts';
import { decodeText } from './text-encoding.ts';
import { bytesOf, type LineWindow } from './line-window.ts';
import { finishMessage } from './message-text.ts';

/** Of a longer line, the rest tells nothing; in characters of ASCII. */
const MAX_REMARK = 2_000;
const MAX_REMARKS = 200_000;
/** Lines of several threads need not be in order. */
const TOLERATED_MS = 1_000;
const MAX_COMPUTERS = 1_000;

export interface MessageFrame extends LogPlace {
  readonly atMs: number | null;
  readonly direction: LogMessage['direction'];
  readonly local: LogEndpoint | null;
  readonly peer: LogEndpoint | null;
  readonly computer: string | null;
}

export interface MessageEnding {
  /** The log says itself that the message ends here. */
  readonly isClosed: boolean;
  readonly isShortened: boolean;
}

/** Takes the records of all layouts, and what is odd about them. */
export class RecordSink {
  readonly clock: LogClock;
  messages = 0;
  cutMessages = 0;
  /** Times that are earlier than the one before. */
  backwards = 0;
  skippedRemarks = 0;
  hasAnsi = false;
  isHeadCut = false;
  isTailCut = false;
  hasGuessedDirections = false;
  readonly computers = new Set<string>();
  private remarks = 0;
  private records: LogRecord[] = [];
  private readonly latest = new Map<string, number>();

  constructor(clock: LogClock) {
    this.clock = clock;
  }

  /** The records since the last time. */
  take(): readonly LogRecord[] {
    const { records } = this;
    this.records = [];
    return records;
  }

  /** Returns whether the message is complete; text that is none is passed over. */
  addMessage(frame: MessageFrame, collected: string, { isClosed, isShortened }: MessageEnding): boolean {
    const message = finishMessage(collected);
    if (message === null) return true;
    const isCut = isShortened || (!isClosed && !message.isComplete);
    this.messages += 1;
    if (isCut) this.cutMessages += 1;
    this.sawTime(frame.atMs, frame.computer ?? '');
    this.records.push({ kind: 'message', ...frame, text: message.text, isCut });
    return !isCut;
  }

  addRemark(place: LogPlace, atMs: number | null, text: string): void {
    const shown = text.slice(0, MAX_REMARK).trim();
    if (shown === '') return;
    if (this.remarks >= MAX_REMARKS) {
      this.skippedRemarks += 1;
      return;
    }
    this.remarks += 1;
    const { offset, end, line } = place;
    this.records.push({ kind: 'remark', offset, end, line, atMs, text: shown });
  }

  /** A whole line, or as much of it as is worth showing. */
  lineText(window: LineWindow, from: number, to: number): string {
    const { text, isAnsi } = decodeText(
      bytesOf(window, from, endOfCharacter(window, Math.min(to, from + MAX_REMARK), to)),
      window.encoding,
    );
    this.hasAnsi ||= isAnsi;
    return text;
  }

  textOf(collected: CollectedText): string {
    const { text, isAnsi } = collected.text();
    this.hasAnsi ||= isAnsi;
    return text;
  }

  private sawTime(atMs: number | null, computer: string): void {
    if (computer !== '' && this.computers.size < MAX_COMPUTERS) this.computers.add(computer);
    if (atMs === null) return;
    const latest = this.latest.get(computer);
    if (latest !== undefined && atMs < latest - TOLERATED_MS) this.backwards += 1;
    if (latest !== undefined || this.latest.size < MAX_COMPUTERS) this.latest.set(computer, atMs);
  }
}

/** Never between the bytes of one UTF-8 character. */
function endOfCharacter(window: LineWindow, cut: number, to: number): number {
  let end = cut;
  while (window.width === 1 && end < to && end < cut + 3 && ((window.units[end] ?? 0) & 0xc0) === 0x80)
    end += 1;
  return end;
}
