import { CollectedText } from './collected-text.ts';
import { placeInFile, startOfLine, trimmedEnd, type LineConsumer, type LineWindow } from './line-window.ts';
import { missingBytes } from './message-text.ts';
import type { RecordSink } from './record-sink.ts';
import { PrefixClock } from './prefix-clock.ts';
import { needlesWith, remarkNeedles } from './remark-needles.ts';
import {
  barOf,
  isClosing,
  mayBeAnnouncement,
  mayBeHeader,
  mayBeStartLine,
  nextPrefix,
  readAnnouncement,
  textOf,
  threadOf,
  type Announcement,
} from './uccapi-line.ts';

/** A packet that is not closed is given up when so many others have begun. */
const MAX_OPEN = 16;
const MAX_ANNOUNCEMENTS = 256;
/** Lines between packets that hold none of these tell nothing but the time. */
const TELLING = needlesWith(['sending packet', 'data received']);
/** Of a line that announces a packet. */
const MAX_ANNOUNCEMENT = 800;

interface Packet {
  readonly announcement: Announcement;
  readonly thread: number;
  readonly atMs: number | null;
  readonly offset: number;
  readonly line: number;
  readonly text: CollectedText;
  end: number;
  hasBegun: boolean;
  /** null: not looked for yet. */
  isInBody: boolean | null;
  /** How much of the body is still to come; null: not counted yet. */
  missing: number | null;
}

/**
 * The log of a Windows client: an announcement, the message with a prefix on its first line only, and a closing line, all of the
 * same thread; other threads may write in between. The announced number of bytes is not believed.
 */
export class UccapiLines implements LineConsumer {
  private readonly sink: RecordSink;
  private open: readonly Packet[] = [];
  /** Whose lines come now. */
  private target: Packet | null = null;
  /** A line of something else came last, so that not every line is the target's. */
  private isLoose = false;
  private hasPrefix: boolean;
  private hasAnnounced: boolean;
  private readonly clock: PrefixClock;
  private readonly announcements = new Map<string, Announcement>();

  /** Takes whether the reading starts in the middle of a file. */
  constructor(sink: RecordSink, isMiddle: boolean) {
    this.sink = sink;
    this.clock = new PrefixClock(sink.clock);
    this.hasPrefix = isMiddle;
    this.hasAnnounced = isMiddle;
  }

  pass(window: LineWindow, from: number, end: number): number {
    const { target } = this;
    if (target !== null) return this.isLoose ? from : this.passMessage(target, window, from, end);
    if (!this.hasPrefix || this.open.some(({ hasBegun }) => !hasBegun)) return from;
    const hit = TELLING.find(window, from, end);
    const at = hit === -1 ? end : startOfLine(window, hit, from);
    if (at > from) this.clock.hasPassed(window, from, at);
    return at;
  }

  readLine(window: LineWindow, from: number, to: number, next: number, line: number, isLong: boolean): void {
    const { units } = window;
    const bar = barOf(units, from, to);
    const text = bar === -1 ? -1 : textOf(units, bar, to);
    if (text === -1) {
      this.readPlain(window, from, to, next, line, isLong);
      return;
    }
    this.hasPrefix = true;
    this.clock.saw(units, from);
    if (isClosing(units, text, to)) {
      this.closeThread(threadOf(units, bar, text), window, next);
      return;
    }
    if (mayBeAnnouncement(units, text, to)) {
      const announcement = this.announcementIn(
        this.sink.lineText(window, text, Math.min(to, text + MAX_ANNOUNCEMENT)),
      );
      if (announcement !== null) {
        this.announce(announcement, threadOf(units, bar, text), window, from, next, line);
        return;
      }
    }
    if (this.open.length > 0 && mayBeStartLine(units, text, to)) {
      const thread = threadOf(units, bar, text);
      const packet = this.open.find((one) => one.thread === thread && !one.hasBegun);
      if (packet !== undefined) {
        this.begin(packet);
        this.add(packet, window, text, to, next, isLong);
        return;
      }
    }
    this.isLoose = true;
    if (remarkNeedles.find(window, text, to) !== -1) this.remark(window, from, text, to, next, line);
  }

  keep(): void {
    for (const packet of this.open) packet.text.keep();
    this.clock.keep();
  }

  finish(): void {
    for (const packet of this.open) {
      if (!this.close(packet, false) || !packet.hasBegun) this.sink.isTailCut = true;
    }
    this.open = [];
    this.target = null;
    this.isLoose = false;
  }

  private announce(
    announcement: Announcement,
    thread: number,
    window: LineWindow,
    from: number,
    next: number,
    line: number,
  ): void {
    this.hasAnnounced = true;
    this.closeThread(thread, null, 0);
    if (this.open.length >= MAX_OPEN) {
      const [oldest, ...others] = this.open;
      if (oldest !== undefined) this.close(oldest, false);
      this.open = others;
    }
    const packet: Packet = {
      announcement,
      thread,
      atMs: this.clock.time(),
      offset: placeInFile(window, from),
      line,
      text: new CollectedText(),
      end: placeInFile(window, next),
      hasBegun: false,
      isInBody: false,
      missing: null,
    };
    this.open = [...this.open, packet];
    this.isLoose = this.target !== null;
  }

  private readPlain(
    window: LineWindow,
    from: number,
    to: number,
    next: number,
    line: number,
    isLong: boolean,
  ): void {
    const { target } = this;
    if (target !== null && (!this.isLoose || this.continues(target, window, from, to, next))) {
      this.add(target, window, from, to, next, isLong);
      return;
    }
    const waiting = this.open.at(-1);
    if (waiting?.hasBegun === false && mayBeStartLine(window.units, from, to)) {
      this.begin(waiting);
      this.add(waiting, window, from, to, next, isLong);
      return;
    }
    if (!this.hasPrefix) this.sink.isHeadCut ||= trimmedEnd(window.units, from, to) > from;
    if (remarkNeedles.find(window, from, to) !== -1) {
      this.remark(window, from, from, to, next, line);
    }
  }

  /** All of a message up to the next line with a prefix. */
  private passMessage(packet: Packet, window: LineWindow, from: number, end: number): number {
    if (!packet.text.hasRoomFor((end - from) * window.width)) return from;
    const at = nextPrefix(window, from, end);
    if (at === from) return from;
    packet.text.add(window, from, at, false);
    packet.end = placeInFile(window, at);
    packet.isInBody ||= null;
    return at;
  }

  /** After a line of something else, only what looks like more of the message is taken for it. */
  private continues(packet: Packet, window: LineWindow, from: number, to: number, next: number): boolean {
    packet.isInBody ??= packet.text.hasEmptyLine();
    if (!packet.isInBody) {
      return mayBeHeader(window.units, from, to) || trimmedEnd(window.units, from, to) === from;
    }
    packet.missing ??= missingBytes(this.sink.textOf(packet.text)) ?? 0;
    const isMore = packet.missing > 0;
    packet.missing -= next - from;
    return isMore;
  }

  private begin(packet: Packet): void {
    packet.hasBegun = true;
    this.target = packet;
    this.isLoose = false;
  }

  private add(
    packet: Packet,
    window: LineWindow,
    from: number,
    to: number,
    next: number,
    isLong: boolean,
  ): void {
    packet.text.add(window, from, next, isLong);
    packet.end = placeInFile(window, next);
    if (packet.isInBody !== true && trimmedEnd(window.units, from, to) === from) packet.isInBody = true;
  }

  /** window: where it is closed by a line of its own; null: by another announcement. */
  private closeThread(thread: number, window: LineWindow | null, next: number): void {
    const packet = this.open.find((one) => one.thread === thread);
    if (packet === undefined) {
      if (window !== null && !this.hasAnnounced) this.sink.isHeadCut = true;
      return;
    }
    if (window !== null) packet.end = placeInFile(window, next);
    this.open = this.open.filter((one) => one !== packet);
    this.close(packet, window !== null);
  }

  private close(packet: Packet, isClosed: boolean): boolean {
    if (this.target === packet) this.target = null;
    this.isLoose = this.target !== null;
    if (!packet.hasBegun) return true;
    const { announcement, atMs, offset, end, line, text } = packet;
    const { direction, local, peer } = announcement;
    const frame = { offset, end, line, atMs, direction, local, peer, computer: null };
    return this.sink.addMessage(frame, this.sink.textOf(text), { isClosed, isShortened: text.isShortened });
  }

  private remark(
    window: LineWindow,
    from: number,
    text: number,
    to: number,
    next: number,
    line: number,
  ): void {
    const place = { offset: placeInFile(window, from), end: placeInFile(window, next), line };
    this.sink.addRemark(place, this.clock.time(), this.sink.lineText(window, text, to));
  }

  /** The same ones come again and again; what differs is behind the addresses. */
  private announcementIn(text: string): Announcement | null {
    const addresses = text.slice(0, text.indexOf(')') + 1);
    const known = this.announcements.get(addresses);
    if (known !== undefined) return known;
    const announcement = readAnnouncement(text);
    if (this.announcements.size >= MAX_ANNOUNCEMENTS) this.announcements.clear();
    if (announcement !== null) this.announcements.set(addresses, announcement);
    return announcement;
  }
}
