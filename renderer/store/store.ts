import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import type { AppDescription, SignInAbilities } from '../../shared/ipc/contract.ts';
import { EMPTY_DRAFT, type Draft, type RunChoice } from './draft.ts';
import { NO_FOLDING, type Folding } from './folding.ts';

/** A run as the page knows it: what was asked for and the log so far. Everything shown is computed from the log. */
export interface RunState {
  readonly runId: string;
  readonly address: string;
  readonly note: string | null;
  readonly request: RunChoice;
  readonly events: readonly LoggedEvent[];
  readonly isEnded: boolean;
  /** A sentence when the log could not be followed to its end. */
  readonly problem: string | null;
}

/** Why the last start was refused, as the person shall read it, and at which field. */
export interface StartProblem {
  readonly place: 'address' | 'user' | 'password' | 'practice';
  readonly sentence: string;
}

export interface PageState {
  readonly description: AppDescription | null;
  /** null: not asked for yet. */
  readonly abilities: SignInAbilities | null;
  readonly draft: Draft;
  readonly run: RunState | null;
  readonly isStarting: boolean;
  readonly startProblem: StartProblem | null;
  /** The account was rejected a short while ago: the person is asked before its password is used again. */
  readonly rejection: { readonly user: string; readonly secondsAgo: number } | null;
  /** Id of the chosen row of the ladder. */
  readonly selectedRow: string | null;
  readonly folding: Folding;
  /** Id of the run whose settings are shown in place of its call flow. */
  readonly settingsOf: string | null;
}

export const pageStore = createStore<PageState>(() => ({
  description: null,
  abilities: null,
  draft: EMPTY_DRAFT,
  run: null,
  isStarting: false,
  startProblem: null,
  rejection: null,
  selectedRow: null,
  folding: NO_FOLDING,
  settingsOf: null,
}));

export function usePage<T>(select: (state: PageState) => T): T {
  return useStore(pageStore, select);
}

export function changeDraft(change: Partial<Draft>): void {
  pageStore.setState(({ draft }) => ({ draft: { ...draft, ...change } }));
}
