import type { ExchangeOutcome } from '../run/document.ts';
import type { StepId } from '../run/ids.ts';
import type { LadderRow } from './ladder-model.ts';

/** A step of the sign-in, or what belongs together within one: one line while it is folded, its rows while it is not. */
export interface LadderSection {
  readonly kind: 'section';
  /** Stable while the log grows. */
  readonly id: string;
  readonly step: StepId;
  /** 1: a step. 2: a group within one. */
  readonly level: 1 | 2;
  readonly title: string;
  /** What it came to; pending while one of its requests waits for an answer. */
  readonly outcome: ExchangeOutcome;
  /** How many rungs it holds; notes and gaps do not count. */
  readonly messages: number;
  /** What was said in it, in a few words. */
  readonly gist: string;
  readonly atMs: number;
  /** Up to its last answer; null while it waits for one. */
  readonly durationMs: number | null;
  /** Ids of the lanes that its rungs touch, this PC's left out; by first appearance. */
  readonly lanes: readonly string[];
  /** Holds a part of the path that the sign-in took. */
  readonly isUsed: boolean;
  /** In order of time; a group stands where its first row is. */
  readonly items: readonly (LadderSection | LadderRow)[];
}

export interface LadderSections {
  /** In the order of the steps. */
  readonly steps: readonly LadderSection[];
  /** The section that a row or a group lies in. */
  readonly parentOf: ReadonlyMap<string, string>;
}
