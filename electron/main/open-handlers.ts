import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { OpenReply, openCommands, ShellRequest } from '../../shared/ipc/open-commands.ts';
import { IpcRefusal, type IpcHandlers } from '../../shared/ipc/server.ts';
import type { Result } from '../../shared/lib/result.ts';
import type { LogImport } from '../services/import/log-import.ts';
import type { OpenedFile } from '../services/import/open-file.ts';
import type { ClientLog } from '../services/import/newest-log.ts';
import { openedRun } from './opened-run.ts';
import type { RunShelf } from './run-shelf.ts';
import type { ShellRequests } from './shell-requests.ts';

/** As many logs as are kept open for choosing another sign-in of them. */
const IMPORTS_KEPT = 3;
const PROGRESS_MS = 100;

export interface OpenDependencies {
  readonly shelf: RunShelf;
  readonly requests: ShellRequests;
  /** Asks the person which file; the path, or null. */
  readonly chooseFile: () => Promise<string | null>;
  readonly openFile: (path: string, signal: AbortSignal) => Promise<Result<OpenedFile, string>>;
  readonly openText: (text: string) => LogImport;
  readonly findNewestLog: () => Promise<ClientLog | null>;
  readonly sleep: (ms: number) => Promise<void>;
}

export interface Opening {
  readonly handlers: Pick<IpcHandlers, keyof typeof openCommands>;
  /** Opens a file that the operating system asks for, and tells the page. */
  openForPage(path: string): Promise<void>;
}

const cancelled: OpenReply = { kind: 'cancelled' };

/** What the page can ask for to open what others took along. */
export function createOpening(dependencies: OpenDependencies): Opening {
  const { shelf, requests } = dependencies;
  const imports = new Map<string, LogImport>();
  let opening = new AbortController();

  /** The page shows one thing: what was asked for before and is not there yet is given up. */
  function next(): AbortSignal {
    opening.abort();
    opening = new AbortController();
    return opening.signal;
  }

  function importing(reading: LogImport): OpenReply {
    const importId = randomUUID();
    imports.set(importId, reading);
    for (const id of imports.keys()) {
      if (imports.size <= IMPORTS_KEPT) break;
      giveUp(id);
    }
    const { fileName, totalBytes } = reading;
    return { kind: 'reading', importId, fileName, totalBytes };
  }

  async function open(path: string): Promise<OpenReply> {
    const signal = next();
    const opened = await dependencies.openFile(path, signal);
    if (signal.aborted) {
      if (opened.ok && opened.value.kind === 'log') opened.value.reading.cancel();
      return cancelled;
    }
    if (!opened.ok) return { kind: 'refused', sentence: opened.error };
    return opened.value.kind === 'log'
      ? importing(opened.value.reading)
      : openedRun(shelf, opened.value.events, opened.value.origin);
  }

  function giveUp(importId: string): void {
    imports.get(importId)?.cancel();
    imports.delete(importId);
  }

  function importOf(importId: string): LogImport {
    const found = imports.get(importId);
    if (found === undefined) throw new IpcRefusal('not-found', 'This log is no longer open.');
    return found;
  }

  const handlers: Opening['handlers'] = {
    'shell.next': () => requests.next(),
    'file.choose': async () => {
      const path = await dependencies.chooseFile();
      return path === null ? cancelled : open(path);
    },
    'file.open': ({ path }) => open(path),
    'text.open': ({ text }) => {
      next();
      return importing(dependencies.openText(text));
    },
    'newest-log.find': async () => {
      const log = await dependencies.findNewestLog();
      if (log === null) return { log: null };
      const { fileName, folder, changedAtMs, bytes } = log;
      return { log: { fileName, folder, bytes, changedAt: new Date(changedAtMs).toISOString() } };
    },
    'newest-log.open': async () => {
      const log = await dependencies.findNewestLog();
      return log === null
        ? { kind: 'refused', sentence: 'The log of the client is no longer there.' }
        : open(log.path);
    },
    'import.progress': async ({ importId }) => {
      const reading = importOf(importId);
      await Promise.race([reading.done, dependencies.sleep(PROGRESS_MS)]);
      return reading.progress();
    },
    'import.cancel': ({ importId }) => {
      giveUp(importId);
      return {};
    },
    'import.choose': async ({ importId, signIn }) => {
      const reading = importOf(importId);
      const opened = await reading.open(signIn);
      const progress = reading.progress();
      if (progress.kind === 'read' && progress.signIns.length === 1) giveUp(importId);
      return opened.ok
        ? openedRun(shelf, opened.value.events, opened.value.origin)
        : { kind: 'refused', sentence: opened.error };
    },
  };

  return {
    handlers,
    async openForPage(path) {
      const reply = await open(path).catch((error: unknown): OpenReply => {
        const why = error instanceof Error ? error.message : String(error);
        return { kind: 'refused', sentence: `${basename(path)} could not be opened: ${why}` };
      });
      // Something newer is on its way, which the page would take this for the end of.
      if (reply.kind === 'cancelled') return;
      const request: ShellRequest = { kind: 'open', reply };
      requests.put(request);
    },
  };
}
