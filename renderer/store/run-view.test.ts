import { describe, expect, it } from 'vitest';
import { ladderInParts } from '../../shared/projections/ladder.ts';
import { wholeLog } from '../../shared/projections/testing/home-logs.ts';
import { prepareRunView, runViewOf } from './run-view.ts';

describe('prepareRunView', () => {
  it('has ready what is shown, the same as when it is computed at once', async () => {
    const log = wholeLog();

    await prepareRunView(log);

    const prepared = runViewOf(log);
    expect(runViewOf(log)).toBe(prepared);
    expect(runViewOf([...log])).toEqual(prepared);
  });

  it('lets other work go first while a long log is read', () => {
    const [start, ...rest] = wholeLog();
    if (start === undefined) throw new Error('the log is empty');
    const long = [start, ...Array.from({ length: 100 }, () => rest).flat()].map((event, seq) => ({
      ...event,
      seq,
      cause: null,
    }));

    const chances = (log: typeof long): number => [...ladderInParts(log)].length;

    expect(chances(long) - chances(long.slice(0, 100))).toBeGreaterThanOrEqual(
      Math.floor(long.length / 2_000),
    );
  });
});
