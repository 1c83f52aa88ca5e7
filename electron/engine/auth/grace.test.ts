import { describe, expect, it } from 'vitest';
import { LEAVE_MS } from '../run.ts';
import { createVirtualClock } from '../testing/virtual-clock.ts';
import { createTestRun } from '../transport/testing/test-run.ts';
import { CONFIRMATION_MS, LAST_ANSWER_MS, withGrace } from './grace.ts';

describe('withGrace', () => {
  function begin(graceMs: number, isCancelledBefore = false) {
    const clock = createVirtualClock();
    const run = createTestRun({ ports: { clock } });
    if (isCancelledBefore) run.cancel();
    const seen: { signal: AbortSignal | null } = { signal: null };
    let finish: (value: string) => void = () => undefined;
    const result = withGrace(run.ctx, graceMs, (ctx) => {
      seen.signal = ctx.signal;
      return new Promise<string>((resolve) => (finish = resolve));
    });
    return {
      clock,
      run,
      result,
      finish: (value: string) => finish(value),
      isAborted: () => seen.signal?.aborted,
    };
  }

  it.each([false, true])(
    'outlives a run that is cancelled (before: %s) by so much',
    async (isCancelledBefore) => {
      const { clock, run, isAborted, finish, result } = begin(800, isCancelledBefore);
      run.cancel();

      await clock.advance(799);
      const before = isAborted();
      await clock.advance(1);
      const after = isAborted();
      finish('done');

      expect([before, after, await result]).toEqual([false, true, 'done']);
    },
  );

  it('has no limit of its own while the run goes on', async () => {
    const { clock, isAborted, finish, result } = begin(800);

    await clock.advance(60_000);
    finish('done');
    await result;

    expect(isAborted()).toBe(false);
  });

  it('leaves nothing behind that a later cancellation would wake', async () => {
    const { clock, run, isAborted, finish, result } = begin(800);
    finish('done');
    await result;

    run.cancel();
    await clock.advance(800);

    expect(isAborted()).toBe(false);
  });

  it('passes on what the operation throws', async () => {
    const { ctx } = createTestRun({ ports: { clock: createVirtualClock() } });

    await expect(withGrace(ctx, 800, () => Promise.reject(new Error('our defect')))).rejects.toThrow(
      'our defect',
    );
  });
});

it('what a cancelled run waits for fits into its end', () => {
  expect(LAST_ANSWER_MS + CONFIRMATION_MS).toBeLessThan(LEAVE_MS);
});
