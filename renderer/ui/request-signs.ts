import type { StepState } from '../../shared/projections/checklist-model.ts';
import type { Reach, RequestState } from '../../shared/projections/settings-model.ts';

/** The signs of the checklist, for what was asked for in step 5 and for server addresses. */
export const REQUEST_SIGNS: Readonly<Record<RequestState, StepState>> = {
  pending: 'pending',
  running: 'running',
  received: 'passed',
  failed: 'failed',
  'left-out': 'skipped',
};

export const REQUEST_STATE_NAMES: Readonly<Record<RequestState, string>> = {
  pending: 'not asked for yet',
  running: 'asked for',
  received: 'received',
  failed: 'failed',
  'left-out': 'left out',
};

export const REACH_SIGNS: Readonly<Record<Reach['state'], StepState>> = {
  reached: 'passed',
  failed: 'failed',
  pending: 'pending',
  'not-tried': 'skipped',
};
