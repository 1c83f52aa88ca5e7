import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import type { AppDescription, StartRunRequest } from '../../shared/ipc/contract.ts';

/** A run as the page knows it: what was asked for and the log so far. Everything shown is computed from the log. */
export interface RunState {
  readonly runId: string;
  readonly address: string;
  readonly note: string | null;
  readonly request: StartRunRequest;
  readonly events: readonly LoggedEvent[];
  readonly isEnded: boolean;
  /** A sentence when the log could not be followed to its end. */
  readonly problem: string | null;
}

export interface PageState {
  readonly description: AppDescription | null;
  readonly run: RunState | null;
  readonly isStarting: boolean;
  /** Why the last start was refused, as the person shall read it. */
  readonly startProblem: string | null;
  /** Id of the chosen row of the ladder. */
  readonly selectedRow: string | null;
}

export const pageStore = createStore<PageState>(() => ({
  description: null,
  run: null,
  isStarting: false,
  startProblem: null,
  selectedRow: null,
}));

export function usePage<T>(select: (state: PageState) => T): T {
  return useStore(pageStore, select);
}
