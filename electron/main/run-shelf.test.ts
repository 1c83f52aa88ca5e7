import { describe, expect, it } from 'vitest';
import { expiredLog } from '../../shared/projections/testing/sample-logs.ts';
import { fakeRun } from './testing/fake-run.ts';
import { createRunShelf } from './run-shelf.ts';

describe('the run shelf', () => {
  it('finds a run by its id and nothing else', () => {
    const shelf = createRunShelf();
    const run = fakeRun('run-1');
    shelf.add(run);

    expect(shelf.find('run-1')).toMatchObject({ id: 'run-1', origin: { kind: 'live' } });
    expect(shelf.find('run-1')?.log).toBe(run.log);
    expect(shelf.find('run-2')).toBeNull();
  });

  it('gives an opened log to be followed like any other, and to its end', async () => {
    const shelf = createRunShelf();
    const events = expiredLog();
    const origin = { kind: 'history', keptAt: '2026-11-23T15:42:00.000Z' } as const;

    const first = shelf.open(events, origin);
    const second = shelf.open(events, origin);

    expect(first).not.toBe(second);
    expect(shelf.find(first)).toMatchObject({ origin, log: { isClosed: true } });
    const read: number[] = [];
    for await (const { seq } of shelf.find(first)?.log.read({ from: 2, follow: true }) ?? []) read.push(seq);
    expect(read).toEqual(events.slice(2).map(({ seq }) => seq));
    expect(shelf.isIdle()).toBe(true);
  });

  it('keeps the last five finished runs', () => {
    const shelf = createRunShelf();
    for (let index = 1; index <= 7; index++) shelf.add(fakeRun(`run-${String(index)}`, { isClosed: true }));

    const kept = [1, 2, 3, 4, 5, 6, 7].filter((index) => shelf.find(`run-${String(index)}`) !== null);
    expect(kept).toEqual([3, 4, 5, 6, 7]);
  });

  it('never forgets a run in progress', () => {
    const shelf = createRunShelf();
    shelf.add(fakeRun('live'));
    for (let index = 1; index <= 7; index++) shelf.add(fakeRun(`run-${String(index)}`, { isClosed: true }));

    expect(shelf.find('live')).not.toBeNull();
    expect(shelf.find('run-1')).toBeNull();
  });

  it('cancels every run and waits until the last of them is gone', async () => {
    const shelf = createRunShelf();
    const [first, second] = [fakeRun('run-1'), fakeRun('run-2')];
    shelf.add(first);
    shelf.add(second);
    let isDone = false;

    const done = shelf.cancelAll().then(() => {
      isDone = true;
    });
    expect([first.cancellations, second.cancellations]).toEqual([1, 1]);
    first.finish();
    await first.done;
    expect(isDone).toBe(false);
    second.finish();
    await done;

    expect(isDone).toBe(true);
  });

  it('is idle when nothing of any run is left', async () => {
    const shelf = createRunShelf();
    const run = fakeRun('run-1');
    const before = shelf.isIdle();
    shelf.add(run);
    const during = shelf.isIdle();
    run.finish();
    await run.done;

    expect([before, during, shelf.isIdle()]).toEqual([true, false, true]);
  });
});
