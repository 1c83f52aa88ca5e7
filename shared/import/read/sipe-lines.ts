import { createNeedles } from './byte-needles.ts';
import { CollectedText } from './collected-text.ts';
import { placeInFile, startOfLine, type LineConsumer, type LineWindow } from './line-window.ts';
import type { MessageFrame, RecordSink } from './record-sink.ts';
import { needlesWith, remarkNeedles } from './remark-needles.ts';

/*
 * (09:02:11) sipe:
 * MESSAGE START >>>>>>>>>> SIP(0x5581) - 2026-03-09T09:02:11.120000Z
 * REGISTER sip:contoso.com SIP/2.0
 * …
 * MESSAGE END >>>>>>>>>> SIP(0x5581) - 2026-03-09T09:02:11.120000Z
 */
const MARKER = /MESSAGE (START|END) (>{6,20}|<{6,20}) [A-Z]{2,8}/;
const MARKERS = ['message start ', 'message end '];
const MARKER_WORDS = createNeedles(MARKERS);
/** Lines between messages that hold none of these tell nothing. */
const TELLING = needlesWith(MARKERS);
/** A marker stands behind a time and a name at the most. */
const MAX_MARKER = 200;

interface OpenMessage extends MessageFrame {
  readonly text: CollectedText;
  readonly end: number;
}

/** The debug log of SIPE, the plug-in of Pidgin: messages of SIP and HTTP between markers, lines of its own around them. */
export class SipeLines implements LineConsumer {
  private readonly sink: RecordSink;
  private open: OpenMessage | null = null;
  private end = 0;
  private hasMarker: boolean;

  /** Takes whether the reading starts in the middle of a file. */
  constructor(sink: RecordSink, isMiddle: boolean) {
    this.sink = sink;
    this.hasMarker = isMiddle;
  }

  pass(window: LineWindow, from: number, end: number): number {
    const { open } = this;
    if (open?.text.hasRoomFor((end - from) * window.width) === false) return from;
    const hit = (open === null ? TELLING : MARKER_WORDS).find(window, from, end);
    const at = hit === -1 ? end : startOfLine(window, hit, from);
    if (open === null || at === from) return at;
    open.text.add(window, from, at, false);
    this.end = placeInFile(window, at);
    return at;
  }

  readLine(window: LineWindow, from: number, to: number, next: number, line: number, isLong: boolean): void {
    if (MARKER_WORDS.find(window, from, Math.min(to, from + MAX_MARKER)) !== -1) {
      const text = this.sink.lineText(window, from, to);
      const [, kind, arrows = ''] = MARKER.exec(text) ?? [];
      if (kind !== undefined) {
        this.readMarker(kind === 'START', arrows, text, window, from, next, line);
        return;
      }
    }
    if (this.open !== null) {
      this.open.text.add(window, from, next, isLong);
      this.end = placeInFile(window, next);
    } else if (remarkNeedles.find(window, from, to) !== -1) {
      const place = { offset: placeInFile(window, from), end: placeInFile(window, next), line };
      const text = this.sink.lineText(window, from, to).replace(/^\([\d: APM]{5,14}\) /, '');
      this.sink.addRemark(place, null, text);
    }
  }

  keep(): void {
    this.open?.text.keep();
  }

  finish(): void {
    if (!this.close(false)) this.sink.isTailCut = true;
  }

  private readMarker(
    isStart: boolean,
    arrows: string,
    text: string,
    window: LineWindow,
    from: number,
    next: number,
    line: number,
  ): void {
    const offset = placeInFile(window, from);
    const end = placeInFile(window, next);
    if (!isStart) {
      if (this.open === null && !this.hasMarker) this.sink.isHeadCut = true;
      this.end = end;
    }
    this.hasMarker = true;
    this.close(!isStart);
    if (!isStart) return;
    const direction = arrows.startsWith('>') ? 'sent' : 'received';
    const atMs = this.sink.clock.read(text);
    this.end = end;
    this.open = {
      ...{ offset, end, line, atMs, direction, local: null, peer: null, computer: null },
      text: new CollectedText(),
    };
  }

  private close(isClosed: boolean): boolean {
    const { open, end } = this;
    this.open = null;
    if (open === null) return true;
    const { text, ...frame } = open;
    const { isShortened } = text;
    return this.sink.addMessage({ ...frame, end }, this.sink.textOf(text), { isClosed, isShortened });
  }
}
