import type { StepId } from '../../run/ids.ts';

/**
 * To which part of a run something belongs. The same server can be met in several of them, and a fault in one is none of the others'.
 * entry: the way to the first server, and the logon there. home: where that one sends the sign-in. settings: what comes after it.
 */
export type Area = 'entry' | 'home' | 'settings';

export function areaOf(step: StepId | null): Area {
  if (step === 'redirection') return 'home';
  return step === 'settings' ? 'settings' : 'entry';
}
