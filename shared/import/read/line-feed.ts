import { countByte } from './find-byte.ts';
import { windowOf, type LineConsumer, type LineForm, type LineWindow } from './line-window.ts';

/** Of longer lines, the rest is left out; counted in characters of ASCII. */
export const MAX_LINE = 1_048_576;

export interface LinePlace {
  readonly offset: number;
  readonly line: number;
}

/**
 * Cuts what comes of a file into lines. Nothing is copied but a line that is not complete yet, and that no further than MAX_LINE.
 * However the bytes are cut, the lines are the same.
 */
export class LineFeed {
  longLines = 0;
  private readonly consumer: LineConsumer;
  private readonly form: LineForm;
  private readonly width: number;
  private offset: number;
  private line: number;
  private carry = new Uint8Array(0);
  private carried = 0;
  private carriedAt = 0;
  private isSkipping = false;
  /** Half of a unit of UTF-16. */
  private half: number | null = null;
  /** For the units of UTF-16. */
  private spare: Uint8Array | undefined;

  constructor(consumer: LineConsumer, form: LineForm, place: LinePlace) {
    this.consumer = consumer;
    this.form = form;
    this.width = form.encoding === 'utf-8' ? 1 : 2;
    this.offset = place.offset;
    this.line = place.line;
  }

  feed(chunk: Uint8Array): void {
    const raw = this.width === 1 ? chunk : this.wholeUnits(chunk);
    // A line that is too long is never all in one window.
    for (let from = 0; from < raw.length; from += MAX_LINE) {
      this.feedWindow(raw.subarray(from, from + MAX_LINE));
    }
  }

  end(): void {
    if (this.carried > 0) this.readCarried(0);
    this.consumer.finish();
  }

  private feedWindow(raw: Uint8Array): void {
    if (this.width === 2) this.spare ??= new Uint8Array(MAX_LINE / 2);
    const window = windowOf(raw, this.form, this.offset, this.spare);
    let from = 0;
    if (this.isSkipping || this.carried > 0) from = this.endCarried(window);
    if (from < window.units.length) this.readLines(window, from);
    this.offset += raw.length;
  }

  private readLines(window: LineWindow, start: number): void {
    const { units, lineEnd, findByte } = window;
    const end = units.lastIndexOf(lineEnd) + 1;
    const mayPass = findByte(units, 0, start) === -1;
    let from = start;
    while (from < end) {
      const at = mayPass ? this.consumer.pass(window, from, end) : from;
      if (at > from) this.line += countByte(findByte, units, lineEnd, from, at);
      from = at;
      if (from === end) break;
      const to = findByte(units, lineEnd, from);
      this.emit(window, from, to, to + 1);
      this.line += 1;
      from = to + 1;
    }
    this.consumer.keep();
    if (from === units.length) return;
    this.carriedAt = window.offset + from * this.width;
    this.append(window.raw.subarray(from * this.width));
  }

  /** Returns where the line after the carried one begins. */
  private endCarried(window: LineWindow): number {
    const to = window.findByte(window.units, window.lineEnd, 0);
    const next = to === -1 ? window.units.length : to + 1;
    if (!this.isSkipping) this.append(window.raw.subarray(0, next * this.width), to !== -1);
    if (to === -1) return next;
    if (this.carried > 0) this.readCarried(1);
    this.isSkipping = false;
    this.line += 1;
    return next;
  }

  /** isEnded: the last unit is the line end. Of a line that is too long only one unit more than it may have is held. */
  private append(raw: Uint8Array, isEnded = false): void {
    const length = (this.carried + raw.length) / this.width - (isEnded ? 1 : 0);
    const isLong = length > MAX_LINE;
    const taken = isLong ? raw.subarray(0, (MAX_LINE + 1) * this.width - this.carried) : raw;
    const size = this.carried + taken.length;
    if (size > this.carry.length) {
      const grown = new Uint8Array(Math.max(size, 2 * this.carry.length, 1_024));
      grown.set(this.carry.subarray(0, this.carried));
      this.carry = grown;
    }
    this.carry.set(taken, this.carried);
    this.carried = size;
    if (!isLong) return;
    this.readCarried(0);
    this.isSkipping = true;
  }

  private readCarried(lineEndUnits: number): void {
    const window = windowOf(this.carry.subarray(0, this.carried), this.form, this.carriedAt);
    const { length } = window.units;
    this.carried = 0;
    this.emit(window, 0, length - lineEndUnits, length);
    this.consumer.keep();
    if (this.carry.length > 65_536) this.carry = new Uint8Array(0);
  }

  private emit(window: LineWindow, start: number, to: number, next: number): void {
    const { units } = window;
    let from = start;
    // What a computer that went down left unwritten.
    while (from < to && units[from] === 0) from += 1;
    if (to - start <= MAX_LINE) {
      this.consumer.readLine(window, from, to, next, this.line, false);
      return;
    }
    this.longLines += 1;
    const end = Math.max(from, start + MAX_LINE);
    this.consumer.readLine(window, from, end, end, this.line, true);
  }

  private wholeUnits(chunk: Uint8Array): Uint8Array {
    let raw = chunk;
    if (this.half !== null && chunk.length > 0) {
      raw = new Uint8Array(chunk.length + 1);
      raw[0] = this.half;
      raw.set(chunk, 1);
      this.half = null;
    }
    if (raw.length % 2 === 0) return raw;
    this.half = raw[raw.length - 1] ?? 0;
    return raw.subarray(0, -1);
  }
}
