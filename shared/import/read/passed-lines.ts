import { startOfLine, type LineWindow } from './line-window.ts';

/** Lines that were passed without being read: what they tell is only looked for when something needs it. */
export class PassedLines {
  private window: LineWindow | null = null;
  private from = 0;
  private to = 0;

  /** Lines are to be added in their order; what lies between them and those before belongs to them. */
  add(window: LineWindow, from: number, to: number): void {
    if (this.window !== window) this.from = from;
    this.window = window;
    this.to = to;
  }

  clear(): void {
    this.window = null;
  }

  /** The last line of a kind, null: there is none. Afterwards there are no lines any more. */
  takeLast(
    isOfKind: (units: Uint8Array, from: number, to: number) => boolean,
  ): { readonly window: LineWindow; readonly from: number; readonly to: number } | null {
    const { window } = this;
    this.window = null;
    if (window === null) return null;
    for (let next = this.to; next > this.from;) {
      const from = startOfLine(window, next - 1, this.from);
      if (isOfKind(window.units, from, next - 1)) return { window, from, to: next - 1 };
      next = from;
    }
    return null;
  }
}
