import { concatBytes } from '../../lib/concat-bytes.ts';
import { bytesOf, trimmedEnd, windowOf, type LineForm, type LineWindow } from './line-window.ts';
import { decodeText } from './text-encoding.ts';

/** Of a longer message, the rest is left out; in bytes of the file. */
export const MAX_MESSAGE_BYTES = 2_097_152;

const NOTHING = new Uint8Array(0);

/** The lines of one record, as bytes until it is complete. */
export class CollectedText {
  private size = 0;
  private isOver = false;
  private hasLongLine = false;
  private form: LineForm | null = null;
  private window: LineWindow | null = null;
  private from = 0;
  private to = 0;
  private kept: Uint8Array = NOTHING;
  private keptSize = 0;

  /** Lines are to be added in their order. */
  add(window: LineWindow, from: number, next: number, isLong: boolean): void {
    this.hasLongLine ||= isLong;
    const size = (next - from) * window.width;
    this.isOver ||= this.size + size > MAX_MESSAGE_BYTES;
    if (this.isOver) return;
    this.size += size;
    this.form = window;
    if (this.window === window && this.to === from) {
      this.to = next;
      return;
    }
    this.keep();
    this.window = window;
    this.from = from;
    this.to = next;
  }

  /** Whether lines of so many bytes can be added all at once: nothing of them, or of what is there, would be left out. */
  hasRoomFor(size: number): boolean {
    return !this.isShortened && this.size + size <= MAX_MESSAGE_BYTES;
  }

  /** Copies what is still in a window. */
  keep(): void {
    if (this.window === null) return;
    const bytes = bytesOf(this.window, this.from, this.to);
    const size = this.keptSize + bytes.length;
    if (size > this.kept.length) {
      const grown = new Uint8Array(this.keptSize === 0 ? size : 2 * size);
      grown.set(this.kept.subarray(0, this.keptSize));
      this.kept = grown;
    }
    this.kept.set(bytes, this.keptSize);
    this.keptSize = size;
    this.window = null;
  }

  /** Part of it is left out. */
  get isShortened(): boolean {
    return this.isOver || this.hasLongLine;
  }

  /** Whether one of its lines is empty, as the one behind the headers is. Not to be asked when it is shortened. */
  hasEmptyLine(): boolean {
    const { form } = this;
    if (form === null) return false;
    const { units, lineEnd } = windowOf(this.bytes(), form, 0);
    for (
      let from = 0, to = units.indexOf(lineEnd);
      to !== -1;
      from = to + 1, to = units.indexOf(lineEnd, from)
    ) {
      if (trimmedEnd(units, from, to) === from) return true;
    }
    return false;
  }

  text(): { readonly text: string; readonly isAnsi: boolean } {
    return decodeText(this.bytes(), this.form?.encoding ?? 'utf-8');
  }

  private bytes(): Uint8Array {
    const live = this.window === null ? null : bytesOf(this.window, this.from, this.to);
    const kept = this.kept.subarray(0, this.keptSize);
    return live === null ? kept : this.keptSize === 0 ? live : concatBytes(kept, live);
  }
}
