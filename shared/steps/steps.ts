import type { StepId } from '../run/ids.ts';

/** One of the five things that a sign-in does, as people read it. */
export interface Step {
  readonly id: StepId;
  /** Position in the checklist, from 1. */
  readonly number: number;
  readonly title: string;
  /** What is known when this step has passed, in one plain sentence. */
  readonly proves: string;
  /** What is going on while it runs, for a progress line. */
  readonly activity: string;
}

export const STEPS: readonly Step[] = [
  {
    id: 'discovery',
    number: 1,
    title: 'Find the server',
    proves: 'The name service or the autodiscover service names a server for this sign-in address.',
    activity: 'Looking for the server',
  },
  {
    id: 'connectivity',
    number: 2,
    title: 'Reach the server',
    proves: 'The server accepts an encrypted connection and shows a certificate that this computer trusts.',
    activity: 'Reaching the server',
  },
  {
    id: 'authentication',
    number: 3,
    title: 'Prove who you are',
    proves: 'The server knows the sign-in address and accepts the proof of who you are.',
    activity: 'Asking how to sign in',
  },
  {
    id: 'redirection',
    number: 4,
    title: 'Go to the home server',
    proves: 'The account is at home on a server that can be reached, and the sign-in arrived there.',
    activity: 'Going to the home server',
  },
  {
    id: 'settings',
    number: 5,
    title: 'Load settings',
    proves: 'The server hands out the policies, contacts and service addresses that the client needs.',
    activity: 'Loading settings',
  },
];

const BY_ID: ReadonlyMap<StepId, Step> = new Map(STEPS.map((step) => [step.id, step]));

export function stepOf(id: StepId): Step {
  const step = BY_ID.get(id);
  if (step === undefined) throw new Error(`step ${id} is not in the catalogue`);
  return step;
}
