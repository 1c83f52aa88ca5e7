import type { ImportProgress, SignInOfLog } from '../../shared/ipc/open-commands.ts';

/** For what a run is opened: to be shown, or to stand beside the one that is shown. */
export type OpenPurpose = 'show' | 'compare';

/** What stands above the page and waits for an answer. */
export type PageDialog =
  | { readonly kind: 'save' }
  | { readonly kind: 'paste' }
  | { readonly kind: 'compare' }
  | { readonly kind: 'history'; readonly purpose: OpenPurpose };

/** The sign-ins of a client log, of which one can be opened after the other. */
export interface SignInList {
  readonly importId: string;
  readonly fileName: string;
  readonly format: Extract<ImportProgress, { kind: 'read' }>['format'];
  /** In the order of the log. */
  readonly signIns: readonly SignInOfLog[];
  readonly notes: readonly string[];
}

/** A client log on its way to being shown. note: what the person shall be told with it. */
export type Opening =
  | {
      readonly kind: 'reading';
      readonly importId: string;
      readonly fileName: string;
      readonly readBytes: number;
      readonly totalBytes: number;
      readonly signIns: number;
    }
  | {
      readonly kind: 'choosing';
      readonly list: SignInList;
      readonly purpose: OpenPurpose;
      readonly note: string | null;
    };
