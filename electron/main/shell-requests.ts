import type { ShellRequest } from '../../shared/ipc/open-commands.ts';

/** More than this, and the page is not listening. */
const MOST = 16;

/** What the menu and the operating system ask of the page, in order; the page asks for one after the other. */
export interface ShellRequests {
  put(request: ShellRequest): void;
  /** Whoever asks later, as a page that was loaded anew does, takes the place of whoever waits. */
  next(): Promise<ShellRequest>;
}

export function createShellRequests(): ShellRequests {
  const waiting: ShellRequest[] = [];
  let answer: ((request: ShellRequest) => void) | null = null;
  return {
    put(request) {
      if (answer === null) {
        waiting.push(request);
        if (waiting.length > MOST) waiting.shift();
        return;
      }
      const reply = answer;
      answer = null;
      reply(request);
    },
    next() {
      const [first] = waiting.splice(0, 1);
      if (first !== undefined) return Promise.resolve(first);
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
  };
}
