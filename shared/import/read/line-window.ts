import type { FindByte } from './find-byte.ts';
import { searchable, type TextEncoding } from './text-encoding.ts';

/** How the lines of a file are written, and how bytes are found in them. */
export interface LineForm {
  readonly encoding: TextEncoding;
  /** The byte that ends a line: 10, or 13 in a file that has no other. */
  readonly lineEnd: number;
  readonly findByte: FindByte;
}

/** A piece of a file that is looked at line by line. It is only valid until the next piece comes. */
export interface LineWindow extends LineForm {
  /** One byte for each character unit. */
  readonly units: Uint8Array;
  /** Of the same bytes as units. */
  readonly view: DataView;
  readonly raw: Uint8Array;
  /** Bytes of a unit. */
  readonly width: 1 | 2;
  /** Where in the file the piece begins. */
  readonly offset: number;
}

/** Reads the lines of one layout. */
export interface LineConsumer {
  /**
   * Deals with as many whole lines at once as tell nothing by themselves: returns where the first line begins that must be read, or
   * `end`. Both places are beginnings of lines; none of the lines between them is longer than MAX_LINE or holds a NUL. Whether lines
   * are passed or read makes no difference to the records.
   */
  pass(window: LineWindow, from: number, end: number): number;
  /**
   * Takes a line from its first unit to behind its last one; next is behind its line end, line its number from 1.
   * isLong: the rest of the line is left out.
   */
  readLine(window: LineWindow, from: number, to: number, next: number, line: number, isLong: boolean): void;
  /** The window goes away: whoever still needs something of it must copy it now. */
  keep(): void;
  /** The file has ended. */
  finish(): void;
}

/** spare: where the units may be put if they are not the bytes themselves. */
export function windowOf(
  raw: Uint8Array,
  { encoding, lineEnd, findByte }: LineForm,
  offset: number,
  spare?: Uint8Array,
): LineWindow {
  const width = encoding === 'utf-8' ? 1 : 2;
  const units = searchable(raw, encoding, spare);
  const view = new DataView(units.buffer, units.byteOffset, units.length);
  return { units, view, raw, width, encoding, lineEnd, findByte, offset };
}

export function bytesOf(window: LineWindow, from: number, to: number): Uint8Array {
  return window.raw.subarray(from * window.width, to * window.width);
}

export function placeInFile(window: LineWindow, unit: number): number {
  return window.offset + unit * window.width;
}

/** Where the line begins that holds a unit, not before `from`. */
export function startOfLine({ units, lineEnd }: LineWindow, unit: number, from: number): number {
  let start = unit;
  while (start > from && units[start - 1] !== lineEnd) start -= 1;
  return start;
}

/** Behind the last unit of a line that is not a blank, a carriage return or a NUL. */
export function trimmedEnd(units: Uint8Array, from: number, to: number): number {
  let end = to;
  while (end > from && (units[end - 1] ?? 0) <= 0x20) end -= 1;
  return end;
}

/** Whether the units from a place on are these ASCII characters. */
export function isAt(units: Uint8Array, at: number, to: number, text: string): boolean {
  if (at + text.length > to) return false;
  for (let index = 0; index < text.length; index += 1) {
    if (units[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}
