import { basename, dirname } from 'node:path';
import { aboutFile } from '../../shared/bundle/about-file.ts';
import type { BundleFile } from '../../shared/bundle/bundle-file.ts';
import type { BundleRequest } from '../../shared/bundle/bundle-files.ts';
import { bundleName } from '../../shared/bundle/bundle-name.ts';
import type { CommandInput } from '../../shared/ipc/contract.ts';
import type { BundlePreview, exportCommands } from '../../shared/ipc/export-commands.ts';
import { IpcRefusal, type IpcHandlers } from '../../shared/ipc/server.ts';
import type { Result } from '../../shared/lib/result.ts';
import { runLabel } from '../../shared/projections/run-label.ts';
import { replacedIn } from '../../shared/redaction/replaced.ts';
import { ladderSvg } from '../../shared/report/ladder-svg.ts';
import {
  makeBundle,
  thisComputer,
  whoSaves,
  type MadeBundle,
  type PrintPdf,
} from '../services/bundle/make-bundle.ts';
import type { RunShelf, ShelvedRun } from './run-shelf.ts';

/** How much of a text the page gets to see, in characters. */
const BEGINNING = 20_000;
/** As many files as a preview lists. */
const MOST_LISTED = 200;

export interface ExportDependencies {
  readonly shelf: RunShelf;
  readonly tool: { readonly name: string; readonly version: string };
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
  const { shelf, tool, wall } = dependencies;

  function runOf(runId: string): ShelvedRun {
    const run = shelf.find(runId);
    if (run === null) throw new IpcRefusal('not-found', 'This check is no longer open.');
    if (run.log.events.length === 0) throw new IpcRefusal('refused', 'This check has not begun yet.');
    return run;
  }

  function requestOf({ runId, level, comparedWith }: Request): BundleRequest {
    const { log, origin } = runOf(runId);
    const other = comparedWith === null ? null : runOf(comparedWith);
    return {
      log: log.events,
      origin,
      level,
      savedAt: wall(),
      savedBy: whoSaves(),
      tool,
      known: thisComputer(),
      comparedWith: other === null ? null : comparedWithOf(runOf(runId), other),
    };
  }

  const make = (request: Request, print: PrintPdf | null): Promise<MadeBundle> =>
    makeBundle(requestOf(request), print);
  const nameOf = ({ runId, level }: Request): string => bundleName(runOf(runId).log.events, level);

  return {
    'bundle.preview': async (request) => previewOf(await make(request, null), nameOf(request)),
    'bundle.save': async (request) => {
      const path = await dependencies.chooseTarget(nameOf(request));
      if (path === null) return { kind: 'cancelled' };
      const { packed, notes } = await make(request, dependencies.print);
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
      const { packed } = await make(request, null);
      await dependencies.drag(nameOf(request), packed);
      return {};
    },
    'ladder.draw': ({ runId }) => ladderSvg(runOf(runId).log.events),
    'clipboard.write-picture': async ({ png }) => {
      await dependencies.writePicture(png);
      return {};
    },
  };
}

function comparedWithOf(own: ShelvedRun, other: ShelvedRun): NonNullable<BundleRequest['comparedWith']> {
  return {
    log: other.log.events,
    label: runLabel(other.log.events, other.origin),
    ownLabel: runLabel(own.log.events, own.origin),
  };
}

function previewOf({ packed, files, counts }: MadeBundle, fileName: string): BundlePreview {
  const described = files.map(describe);
  // The PDF is printed when it is saved.
  const pdf = {
    path: 'report.pdf',
    about: aboutFile('report.pdf'),
    bytes: null,
    beginning: null,
    isWhole: false,
  };
  return {
    fileName,
    packedBytes: packed.length,
    files: [...described.slice(0, 2), pdf, ...described.slice(2)].slice(0, MOST_LISTED),
    replaced: [...replacedIn(counts)],
  };
}

function describe({ path, content }: BundleFile): BundlePreview['files'][number] {
  const about = aboutFile(path);
  if (typeof content !== 'string')
    return { path, about, bytes: content.length, beginning: null, isWhole: false };
  return {
    path,
    about,
    bytes: new TextEncoder().encode(content).length,
    beginning: content.slice(0, BEGINNING),
    isWhole: content.length <= BEGINNING,
  };
}
