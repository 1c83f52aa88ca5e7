import { layoutOf, type LogLayout } from './layout.ts';
import type { LinePlace } from './line-feed.ts';
import { encodingOf, searchable, type EncodingOfFile } from './text-encoding.ts';

/** What is looked at at once to find the layout. */
const HEAD_BYTES = 65_536;

/** Collects the beginning of a file until its layout shows; what comes before that is passed over. */
export class LayoutSearch {
  /** Something has been passed over. */
  hasPassed = false;
  private readonly head = new Uint8Array(HEAD_BYTES);
  private size = 0;
  private place: LinePlace = { offset: 0, line: 1 };
  private encoding: EncodingOfFile | null = null;

  get isFull(): boolean {
    return this.size === HEAD_BYTES;
  }

  get hasGuessed(): boolean {
    return this.encoding?.isGuessed === true;
  }

  /** Returns what does not fit. */
  add(chunk: Uint8Array): Uint8Array {
    const taken = chunk.subarray(0, HEAD_BYTES - this.size);
    this.head.set(taken, this.size);
    this.size += taken.length;
    return chunk.subarray(taken.length);
  }

  /** Gives the layout and the bytes that were collected, which are valid until reset; null: it does not show in them. */
  conclude(): { readonly layout: LogLayout; readonly head: Uint8Array; readonly place: LinePlace } | null {
    let from = 0;
    if (this.encoding === null) {
      this.encoding = encodingOf(this.head.subarray(0, this.size));
      from = this.encoding.markSize;
    }
    const head = this.head.subarray(from, this.size);
    const place = { offset: this.place.offset + from, line: this.place.line };
    const layout = layoutOf(head, this.encoding);
    if (layout !== null) return { layout, head, place };
    this.passOver(head, place, this.encoding);
    return null;
  }

  reset(): void {
    this.size = 0;
    this.place = { offset: 0, line: 1 };
    this.encoding = null;
    this.hasPassed = false;
  }

  /** Keeps a line that is not complete yet, unless there is nothing else. */
  private passOver(head: Uint8Array, { offset, line }: LinePlace, { encoding }: EncodingOfFile): void {
    const width = encoding === 'utf-8' ? 1 : 2;
    const units = searchable(head, encoding);
    const passed = (units.lastIndexOf(10) + 1 || units.length) * width;
    const lines = units.reduce((count, unit) => count + (unit === 10 ? 1 : 0), 0);
    const rest = head.slice(passed);
    this.head.set(rest);
    this.size = rest.length;
    this.place = { offset: offset + passed, line: line + lines };
    this.hasPassed = true;
  }
}
