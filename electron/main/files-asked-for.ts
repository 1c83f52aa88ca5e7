import { resolve } from 'node:path';

/** What the window opens by itself when the operating system hands it over: what Rungs writes, and what the clients write. */
const OURS = /\.(rungs|uccapilog)$/i;

/** The first file among the arguments of a process; switches and the program's own paths are none. */
export function fileAskedFor(argv: readonly string[]): string | null {
  return argv.slice(1).find((argument) => !argument.startsWith('-') && OURS.test(argument)) ?? null;
}

/** Files that the operating system asks for, also before there is anybody who could open them. */
export interface FilesAskedFor {
  ask(path: string): void;
  /** Gets those of before at once, then every further one. */
  handOver(open: (path: string) => void): void;
}

/** Begins with the file that the program was started with. */
export function createFilesAskedFor(argv: readonly string[]): FilesAskedFor {
  const first = fileAskedFor(argv);
  const early = first === null ? [] : [resolve(first)];
  let open: ((path: string) => void) | null = null;
  return {
    ask(path) {
      if (open === null) early.push(path);
      else open(path);
    },
    handOver(to) {
      open = to;
      for (const path of early.splice(0)) to(path);
    },
  };
}
