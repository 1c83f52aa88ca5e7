import { basename } from 'node:path';
import type { BundlePreview } from '../../shared/ipc/export-commands.ts';
import type { CommandReply } from '../../shared/ipc/contract.ts';
import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import { failure, success, type Result } from '../../shared/lib/result.ts';
import { visible } from '../../shared/lib/text.ts';
import type { RunOrigin } from '../../shared/run/origin.ts';
import type { PrintPdf } from '../services/bundle/make-bundle.ts';
import type { LogImport } from '../services/import/log-import.ts';
import type { OpenedFile } from '../services/import/open-file.ts';
import { followImport } from './followed-import.ts';
import { LineLost } from './line.ts';
import { receiveLog, sendLog } from './log-pieces.ts';
import type { MakeBundle } from './protocol.ts';
import { createWorkerPool, type Worker, type WorkerProcess } from './worker-pool.ts';

/** A run to be worked on. */
export interface WorkedRun {
  readonly events: readonly LoggedEvent[];
  readonly origin: RunOrigin;
}

export interface BundleOrder {
  readonly level: MakeBundle['level'];
  readonly savedAt: number;
  readonly own: WorkedRun;
  readonly comparedWith: WorkedRun | null;
}

export interface PackedFile {
  readonly packed: Uint8Array;
  readonly notes: readonly string[];
}

/**
 * Reads files and makes bundles in processes of their own: a long log takes seconds, and what is in a file may be made to
 * take a program down. Every failure is a sentence; a signal that aborts ends the process that does the work.
 */
export interface FileWork {
  openFile(path: string, signal: AbortSignal): Promise<Result<OpenedFile, string>>;
  openText(text: string): LogImport;
  previewBundle(
    order: BundleOrder,
    signal: AbortSignal,
  ): Promise<Result<Omit<BundlePreview, 'fileName'>, string>>;
  packBundle(order: BundleOrder, print: PrintPdf | null): Promise<Result<PackedFile, string>>;
  drawLadder(log: readonly LoggedEvent[]): Promise<Result<CommandReply<'ladder.draw'>, string>>;
  /** Nothing is worked on any more. */
  close(): void;
}

const BUNDLE_LOST = 'The bundle could not be made: the work on it ended unexpectedly.';
const DRAWING_LOST = 'The call flow could not be drawn: the work on it ended unexpectedly.';

export function createFileWork(start: () => WorkerProcess, tool: MakeBundle['tool']): FileWork {
  const pool = createWorkerPool(start);

  /** act gives the worker back, or leaves it to who goes on with it. */
  async function withWorker<T>(
    act: (worker: Worker) => Promise<Result<T, string>>,
    lost: string,
    signal?: AbortSignal,
  ): Promise<Result<T, string>> {
    const worker = pool.take();
    const kill = (): void => worker.kill();
    if (signal?.aborted === true) kill();
    signal?.addEventListener('abort', kill, { once: true });
    try {
      return await act(worker);
    } catch (error) {
      kill();
      if (!(error instanceof LineLost)) throw error;
      return failure(signal?.aborted === true ? 'It was cancelled.' : lost);
    } finally {
      signal?.removeEventListener('abort', kill);
    }
  }

  async function orderBundle(
    worker: Worker,
    { level, savedAt, own, comparedWith }: BundleOrder,
    how: Pick<MakeBundle, 'as' | 'isPrinted'>,
  ): Promise<void> {
    worker.post({
      kind: 'make-bundle',
      ...how,
      level,
      savedAt,
      tool,
      own: { events: own.events.length, origin: own.origin },
      comparedWith:
        comparedWith === null ? null : { events: comparedWith.events.length, origin: comparedWith.origin },
    });
    await sendLog(worker, own.events);
    if (comparedWith !== null) await sendLog(worker, comparedWith.events);
  }

  return {
    openFile: (path, signal) =>
      withWorker<OpenedFile>(
        async (worker) => {
          worker.post({ kind: 'open-file', path, tool });
          const answer = await worker.next();
          switch (answer.kind) {
            case 'reading':
              return success({
                kind: 'log',
                reading: followImport(worker, answer.fileName, answer.totalBytes),
              });
            case 'opened': {
              const { events, origin } = answer.run;
              const log = await receiveLog(worker, events);
              pool.giveBack(worker);
              return success({ kind: 'run', events: log, origin });
            }
            case 'refused':
              pool.giveBack(worker);
              return failure(answer.sentence);
            default:
              throw new LineLost(`${answer.kind} in place of a file`);
          }
        },
        `${visible(basename(path), 255)} could not be read: reading it ended unexpectedly.`,
        signal,
      ),

    openText(text) {
      const worker = pool.take();
      worker.post({ kind: 'open-text', text, tool });
      return followImport(worker, 'pasted text', new TextEncoder().encode(text).length);
    },

    previewBundle: (order, signal) =>
      withWorker(
        async (worker) => {
          await orderBundle(worker, order, { as: 'preview', isPrinted: false });
          const answer = await worker.next();
          if (answer.kind !== 'previewed') throw new LineLost(`${answer.kind} in place of a preview`);
          pool.giveBack(worker);
          return success(answer.preview);
        },
        BUNDLE_LOST,
        signal,
      ),

    packBundle: (order, print) =>
      withWorker(async (worker) => {
        await orderBundle(worker, order, { as: 'file', isPrinted: print !== null });
        for (;;) {
          const answer = await worker.next();
          if (answer.kind === 'packed') {
            pool.giveBack(worker);
            return success({ packed: answer.packed, notes: answer.notes });
          }
          if (answer.kind !== 'print' || print === null)
            throw new LineLost(`${answer.kind} in place of a bundle`);
          const printed = await print(answer.html);
          worker.post(
            printed.ok
              ? { kind: 'printed', pdf: printed.value }
              : { kind: 'not-printed', sentence: printed.error },
          );
        }
      }, BUNDLE_LOST),

    drawLadder: (log) =>
      withWorker(async (worker) => {
        worker.post({ kind: 'draw-ladder', events: log.length });
        await sendLog(worker, log);
        const answer = await worker.next();
        if (answer.kind !== 'drawn') throw new LineLost(`${answer.kind} in place of a drawing`);
        pool.giveBack(worker);
        const { svg, width, height } = answer;
        return success({ svg, width, height });
      }, DRAWING_LOST),

    close: () => pool.close(),
  };
}
