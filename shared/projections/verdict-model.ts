import type { Verdict } from '../run/document.ts';
import type { StepId } from '../run/ids.ts';

/** What the verdict bar says at any moment. */
export type LiveVerdict =
  | { readonly state: 'running'; readonly step: StepId; readonly headline: string }
  | { readonly state: 'finished'; readonly verdict: Verdict };
