import type { ComparisonSection, Relation } from '../run/diff-document.ts';
import type { Rung } from './ladder-model.ts';

/** What each run is called: address, time, and where it comes from. */
export interface RunLabels {
  readonly a: string;
  readonly b: string;
}

/** One thing that both runs, or one of them, can be asked about. Every text is safe to show. */
export interface ComparisonRow {
  readonly section: ComparisonSection;
  readonly label: string;
  /** null: this run has no such thing. */
  readonly a: string | null;
  readonly b: string | null;
  readonly relation: Relation;
  /** telling: it can be the reason why the outcomes differ. */
  readonly weight: 'telling' | 'ordinary';
}

/** Two runs side by side. */
export interface Comparison {
  /** One or two sentences for anybody: how both ended, and the most telling difference. */
  readonly summary: string;
  /** The outcome, the step where it stopped, or the root cause is another one. */
  readonly outcomeDiffers: boolean;
  /** By section, in the order of ComparisonSection. */
  readonly rows: readonly ComparisonRow[];
}

/** Two rungs that mean the same, or one that the other run does not have. */
export interface AlignedRow {
  readonly a: Rung | null;
  readonly b: Rung | null;
  readonly relation: Relation;
}

export interface AlignedLadder {
  readonly rows: readonly AlignedRow[];
  /** Rungs behind the limit, which were not aligned. */
  readonly leftOut: { readonly a: number; readonly b: number };
}
