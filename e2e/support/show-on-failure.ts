import { beforeEach, onTestFailed } from 'vitest';
import { describeRun, type FinishedRun } from './engine-run.ts';

/** Prints what a foreign program has written since the test began when a test of this suite fails. */
export function showOnFailure(name: string, output: () => string): void {
  beforeEach(() => {
    const earlier = output().length;
    onTestFailed(() => print(name, output().slice(earlier)));
  });
}

/** The same for a run, within a test: everything that was observed, one line an event. */
export function showRunOnFailure(run: FinishedRun): FinishedRun {
  onTestFailed(() => print('run', describeRun(run)));
  return run;
}

function print(name: string, text: string): void {
  process.stderr.write(`--- ${name}:\n${text}\n---\n`);
}
