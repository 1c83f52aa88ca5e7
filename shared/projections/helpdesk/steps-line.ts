import type { ChecklistStep, StepState } from '../checklist-model.ts';
import type { SignInFacts } from '../sign-in-facts.ts';

const STATE_WORDS: Readonly<Record<Exclude<StepState, 'skipped'>, string>> = {
  pending: 'not begun',
  running: 'running',
  passed: 'passed',
  warned: 'passed with a warning',
  failed: 'FAILED',
  cancelled: 'cancelled',
  crashed: 'failed by a fault of Rungs',
};

const NOT_REACHED = 'not reached';

/** "Steps: discovery passed, connectivity FAILED, rest not reached". */
export function stepsLine(steps: readonly ChecklistStep[], facts: SignInFacts): string {
  const end = steps.findIndex(({ state }) => ['failed', 'cancelled', 'crashed'].includes(state));
  const words = steps.map((step, index) => wordsOf(step, end !== -1 && index > end, facts));
  const reached = words.findLastIndex((one) => one !== NOT_REACHED) + 1;
  const told = steps.slice(0, reached).map(({ id }, index) => `${id} ${words[index] ?? ''}`);
  const rest = steps.slice(reached);
  const [only] = rest;
  if (only !== undefined) told.push(`${rest.length === 1 ? only.id : 'rest'} ${NOT_REACHED}`);
  return `Steps: ${told.join(', ')}`;
}

function wordsOf({ id, state }: ChecklistStep, isBehindEnd: boolean, facts: SignInFacts): string {
  // The checklist is content with an offer to sign in where nobody meant to; a ticket must not read as if somebody had.
  if (id === 'authentication' && state === 'passed' && facts.isReachable) return 'ready';
  if (state !== 'skipped') return STATE_WORDS[state];
  if (isBehindEnd) return NOT_REACHED;
  if (id === 'redirection' && facts.authentication.isSignedIn) return 'not needed';
  return facts.isImported ? 'not shown in the log' : 'not tried';
}
