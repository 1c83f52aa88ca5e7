import type { Services } from '../services/services.ts';

/** One of the two streams that a command writes to. */
export interface TextSink {
  write(text: string): void;
  /** true: a person reads it as it comes. */
  readonly isTerminal: boolean;
  /** Width of the terminal; 100 where there is none. */
  readonly columns: number;
}

/** Everything that a command can reach; tests supply their own. */
export interface CliHost {
  readonly out: TextSink;
  readonly err: TextSink;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly tool: { readonly name: string; readonly version: string };
  /** Created on first use: help and error messages do without the engine. */
  readonly services: () => Services;
  /** Aborts on Ctrl+C, on a request to end, and when nobody reads the output any more. */
  readonly interruption: AbortSignal;
  readFile(path: string): FileContent;
  /** Writes a file into a new directory of its own that only this user can read; release removes both. */
  holdTemporaryFile(name: string, content: string): { readonly path: string; release(): void };
}

export type FileContent =
  | { readonly ok: true; readonly bytes: Uint8Array }
  /** reason: as the operating system says it, such as "no such file or directory". */
  | { readonly ok: false; readonly reason: string };
