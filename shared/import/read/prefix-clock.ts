import type { LineWindow } from './line-window.ts';
import { MAX_TIME, type LogClock } from './log-time.ts';
import { PassedLines } from './passed-lines.ts';
import { hasPrefix } from './uccapi-line.ts';

/** The time of the last line of a client's log that has one; read when something needs it, which is seldom. */
export class PrefixClock {
  private readonly clock: LogClock;
  private readonly passed = new PassedLines();
  private prefix: Uint8Array | null = null;
  private prefixFrom = 0;
  private atMs: number | null = null;

  constructor(clock: LogClock) {
    this.clock = clock;
  }

  /** A line that begins with a prefix. */
  saw(units: Uint8Array, from: number): void {
    this.passed.clear();
    this.prefix = units;
    this.prefixFrom = from;
  }

  /** Whole lines that nobody has looked at. */
  hasPassed(window: LineWindow, from: number, to: number): void {
    this.passed.add(window, from, to);
  }

  /** The window goes away. Not read yet: what is read must not depend on where the windows end. */
  keep(): void {
    this.takePassed();
    this.prefix = this.prefix?.slice(this.prefixFrom, this.prefixFrom + MAX_TIME) ?? null;
    this.prefixFrom = 0;
  }

  time(): number | null {
    this.takePassed();
    if (this.prefix !== null) {
      this.atMs = this.clock.readUnits(this.prefix, this.prefixFrom);
      this.prefix = null;
    }
    return this.atMs;
  }

  private takePassed(): void {
    const last = this.passed.takeLast(hasPrefix);
    if (last === null) return;
    this.prefix = last.window.units;
    this.prefixFrom = last.from;
  }
}
