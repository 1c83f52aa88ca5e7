import { basename, dirname } from 'node:path';
import { bundleName } from '../../shared/bundle/bundle-name.ts';
import type { CommandInput } from '../../shared/ipc/contract.ts';
import type { exportCommands } from '../../shared/ipc/export-commands.ts';
import { IpcRefusal, type IpcHandlers } from '../../shared/ipc/server.ts';
import type { Result } from '../../shared/lib/result.ts';
import type { BundleOrder, FileWork, WorkedRun } from '../file-worker/file-work.ts';
import type { PrintPdf } from '../services/bundle/make-bundle.ts';
import type { RunShelf } from './run-shelf.ts';

export interface ExportDependencies {
  readonly shelf: RunShelf;
  readonly work: Pick<FileWork, 'previewBundle' | 'packBundle' | 'drawLadder'>;
  readonly wall: () => number;
  readonly print: PrintPdf;
  /** Asks the person where to; the path, or null. */
  readonly chooseTarget: (fileName: string) => Promise<string | null>;
  readonly writeFile: (
    path: string,
    bytes: Uint8Array,
  ) => Promise<Result<unknown, { readonly sentence: string }>>;
  /** Hands a file to the operating system while the mouse drags. */
  readonly drag: (fileName: string, bytes: Uint8Array) => Promise<void>;
  readonly writePicture: (png: Uint8Array) => Promise<void> | void;
}

type ExportHandlers = Pick<IpcHandlers, keyof typeof exportCommands>;
type Request = CommandInput<'bundle.preview'>;

/** What the page can ask for to take a run along. */
export function createExportHandlers(dependencies: ExportDependencies): ExportHandlers {
  const { shelf, work, wall } = dependencies;
  let previewing = new AbortController();

  function runOf(runId: string): WorkedRun {
    const run = shelf.find(runId);
    if (run === null) throw new IpcRefusal('not-found', 'This check is no longer open.');
    // A check in progress goes on: what is taken along is what it has come to.
    const events = run.log.isClosed ? run.log.events : run.log.events.slice();
    if (events.length === 0) throw new IpcRefusal('refused', 'This check has not begun yet.');
    return { events, origin: run.origin };
  }

  function orderOf({ runId, level, comparedWith }: Request): BundleOrder {
    return {
      level,
      savedAt: wall(),
      own: runOf(runId),
      comparedWith: comparedWith === null ? null : runOf(comparedWith),
    };
  }

  const nameOf = ({ runId, level }: Request): string => bundleName(runOf(runId).events, level);

  return {
    'bundle.preview': async (request) => {
      // Nobody looks at the one before any more.
      previewing.abort();
      previewing = new AbortController();
      const fileName = nameOf(request);
      const preview = granted(await work.previewBundle(orderOf(request), previewing.signal));
      return { fileName, ...preview };
    },
    'bundle.save': async (request) => {
      const path = await dependencies.chooseTarget(nameOf(request));
      if (path === null) return { kind: 'cancelled' };
      const made = await work.packBundle(orderOf(request), dependencies.print);
      if (!made.ok) return { kind: 'failed', sentence: made.error };
      const { packed, notes } = made.value;
      const written = await dependencies.writeFile(path, packed);
      if (!written.ok) return { kind: 'failed', sentence: written.error.sentence };
      return {
        kind: 'saved',
        fileName: basename(path),
        folder: dirname(path),
        bytes: packed.length,
        notes: [...notes],
      };
    },
    'bundle.drag': async (request) => {
      const fileName = nameOf(request);
      const { packed } = granted(await work.packBundle(orderOf(request), null));
      await dependencies.drag(fileName, packed);
      return {};
    },
    'ladder.draw': async ({ runId }) => granted(await work.drawLadder(runOf(runId).events)),
    'clipboard.write-picture': async ({ png }) => {
      await dependencies.writePicture(png);
      return {};
    },
  };
}

function granted<T>(result: Result<T, string>): T {
  if (!result.ok) throw new IpcRefusal('refused', result.error);
  return result.value;
}
