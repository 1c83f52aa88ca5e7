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
  /** The time of day, epoch ms. */
  wall(): number;
  readFile(path: string): FileContent;
  /** The password of the environment, UTF-8, or null. Only the first call gets it; `environment` does not hold it. */
  takeEnvironmentPassword(): Uint8Array | null;
  /** The first line of standard input without its end, or maxBytes of it. */
  readInputLine(maxBytes: number): Promise<LineRead>;
  /** Asks a person at the terminal, without echo. */
  askPassword(prompt: string, maxBytes: number): Promise<LineRead>;
  /** Writes a file into a new directory of its own that only this user can read; release removes both. */
  holdTemporaryFile(name: string, content: string): { readonly path: string; release(): void };
}

/** Bytes that may be secret: whoever gets them wipes them. */
export type LineRead =
  | { readonly kind: 'line'; readonly bytes: Uint8Array }
  /** The person gave up, or the program is to end. */
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'unavailable'; readonly reason: string };

export type FileContent =
  | { readonly ok: true; readonly bytes: Uint8Array }
  /** reason: as the operating system says it, such as "no such file or directory". */
  | { readonly ok: false; readonly reason: string };
