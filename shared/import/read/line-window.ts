import { searchable, type TextEncoding } from './text-encoding.ts';

/** A piece of a file that is looked at line by line. It is only valid until the next piece comes. */
export interface LineWindow {
  /** One byte for each character unit. */
  readonly units: Uint8Array;
  readonly raw: Uint8Array;
  /** Bytes of a unit. */
  readonly width: 1 | 2;
  readonly encoding: TextEncoding;
  /** Where in the file the piece begins. */
  readonly offset: number;
}

/** Reads the lines of one layout. */
export interface LineConsumer {
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

export function windowOf(raw: Uint8Array, encoding: TextEncoding, offset: number): LineWindow {
  const width = encoding === 'utf-8' ? 1 : 2;
  return { units: searchable(raw, encoding), raw, width, encoding, offset };
}

export function bytesOf(window: LineWindow, from: number, to: number): Uint8Array {
  return window.raw.subarray(from * window.width, to * window.width);
}

export function placeInFile(window: LineWindow, unit: number): number {
  return window.offset + unit * window.width;
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
