import type { RunState } from '../store/store.ts';

/** A finished run as the store holds it, its log empty unless given. */
export function sampleRun(given: Partial<RunState> = {}): RunState {
  return {
    runId: 'run-1',
    address: 'alice@contoso.test',
    note: null,
    origin: { kind: 'live' },
    request: null,
    chosenFrom: null,
    events: [],
    isEnded: true,
    problem: null,
    ...given,
  };
}
