import type { ImportProgress } from '../../shared/ipc/open-commands.ts';
import { failure, success, type Result } from '../../shared/lib/result.ts';
import type { LogImport, OpenedLog } from '../services/import/log-import.ts';
import { LineLost } from './line.ts';
import { receiveLog } from './log-pieces.ts';
import type { Worker } from './worker-pool.ts';

/** A log that a worker has begun to read, which keeps that worker until it is cancelled. */
export function followImport(worker: Worker, fileName: string, totalBytes: number): LogImport {
  const lost = `${fileName} could not be read: reading it ended unexpectedly.`;
  let isCancelled = false;
  let state: ImportProgress = { kind: 'reading', readBytes: 0, totalBytes, signIns: 0 };

  async function follow(): Promise<void> {
    while (state.kind === 'reading') {
      const answer = await worker.next();
      if (answer.kind !== 'progress') throw new LineLost(`${answer.kind} while a log is read`);
      state = answer.progress;
    }
    if (state.kind === 'refused') worker.kill();
  }

  async function choose(signIn: number): Promise<Result<OpenedLog, string>> {
    if (state.kind !== 'read') {
      return failure(state.kind === 'refused' ? state.sentence : 'It has not been read.');
    }
    worker.post({ kind: 'choose-sign-in', signIn });
    const answer = await worker.next();
    if (answer.kind === 'refused') return failure(answer.sentence);
    if (answer.kind !== 'opened') throw new LineLost(`${answer.kind} in place of a sign-in`);
    return success({
      events: await receiveLog(worker, answer.run.events),
      origin: answer.run.origin,
    });
  }

  /** Nothing more can come of it. */
  function giveUp(error: unknown): string {
    worker.kill();
    if (!(error instanceof LineLost)) throw error;
    const sentence = isCancelled ? 'It was cancelled.' : lost;
    state = { kind: 'refused', sentence };
    return sentence;
  }

  const done = follow().catch((error: unknown) => {
    giveUp(error);
  });
  let last: Promise<unknown> = done;
  return {
    fileName,
    totalBytes,
    progress: () => state,
    done,
    cancel() {
      isCancelled = true;
      worker.kill();
    },
    open(signIn) {
      const turn = last
        .then(() => choose(signIn))
        .catch((error: unknown): Result<OpenedLog, string> => failure(giveUp(error)));
      last = turn;
      return turn;
    },
  };
}
