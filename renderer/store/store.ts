import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import type { AppDescription, SignInAbilities } from '../../shared/ipc/contract.ts';
import type { RunOrigin } from '../../shared/run/origin.ts';
import { EMPTY_DRAFT, type Draft, type RunChoice } from './draft.ts';
import type { PageDialog, Opening, SignInList } from './file-state.ts';
import { NO_FOLDING, type Folding } from './folding.ts';
import type { Replay } from './replay-state.ts';

/** A run as the page knows it: what was asked for and the log so far. Everything shown is computed from the log. */
export interface RunState {
  readonly runId: string;
  readonly address: string;
  readonly note: string | null;
  readonly origin: RunOrigin;
  /** null: the run was opened for reading. */
  readonly request: RunChoice | null;
  /** The log of which it is one of several sign-ins. */
  readonly chosenFrom: SignInList | null;
  /** So far; during a replay up to the moment that it shows. */
  readonly events: readonly LoggedEvent[];
  readonly isEnded: boolean;
  /** A sentence when the log could not be followed to its end. */
  readonly problem: string | null;
}

/** A run that is no longer shown, which the main process still has. */
export interface PreviousRun {
  readonly runId: string;
  readonly origin: RunOrigin;
  readonly label: string;
}

/** The run that stands beside the one that is open. */
export interface ComparedRun {
  readonly runId: string;
  readonly origin: RunOrigin;
  readonly events: readonly LoggedEvent[];
  readonly isEnded: boolean;
  /** Whether both are shown side by side now. */
  readonly isOpen: boolean;
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
  readonly dialog: PageDialog | null;
  /** What is being opened and needs time or an answer. */
  readonly opening: Opening | null;
  /** Why a file or a run could not be opened, saved or compared. */
  readonly fileProblem: string | null;
  /** The run that was open before. */
  readonly previousRun: PreviousRun | null;
  readonly compared: ComparedRun | null;
  readonly replay: Replay | null;
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
  dialog: null,
  opening: null,
  fileProblem: null,
  previousRun: null,
  compared: null,
  replay: null,
}));

export function usePage<T>(select: (state: PageState) => T): T {
  return useStore(pageStore, select);
}

export function changeDraft(change: Partial<Draft>): void {
  pageStore.setState(({ draft }) => ({ draft: { ...draft, ...change } }));
}
