import { describe, expect, it } from 'vitest';
import { systemClock, withDeadline } from './clock.ts';
import { createVirtualClock } from './testing/virtual-clock.ts';

describe('withDeadline', () => {
  it('gives the value of an operation that settles in time', async () => {
    const clock = createVirtualClock();

    const ended = await withDeadline(clock, 100, new AbortController().signal, () => Promise.resolve(7));

    expect(ended).toEqual({ kind: 'done', value: 7 });
  });

  it('aborts the operation at the limit and says so', async () => {
    const clock = createVirtualClock();
    let wasAborted = false;
    const running = withDeadline(clock, 100, new AbortController().signal, (signal) => {
      signal.addEventListener('abort', () => {
        wasAborted = true;
      });
      return new Promise(() => undefined);
    });

    await clock.advance(99);
    expect(wasAborted).toBe(false);
    await clock.advance(1);

    expect(await running).toEqual({ kind: 'timeout' });
    expect(wasAborted).toBe(true);
  });

  it('tells a cancellation from a timeout', async () => {
    const outer = new AbortController();
    const running = withDeadline(createVirtualClock(), 100, outer.signal, () => new Promise(() => undefined));

    outer.abort();

    expect(await running).toEqual({ kind: 'cancelled' });
  });

  it('does not start what is cancelled already', async () => {
    let isStarted = false;

    const ended = await withDeadline(createVirtualClock(), 100, AbortSignal.abort(), () => {
      isStarted = true;
      return Promise.resolve();
    });

    expect({ ended, isStarted }).toEqual({ ended: { kind: 'cancelled' }, isStarted: false });
  });

  it('lets a defect of the operation through', async () => {
    const running = withDeadline(createVirtualClock(), 100, new AbortController().signal, () =>
      Promise.reject(new Error('defect')),
    );

    await expect(running).rejects.toThrow('defect');
  });
});

describe('the system clock', () => {
  it('ends a sleep early when its signal aborts', async () => {
    const controller = new AbortController();
    const sleeping = systemClock.sleep(60_000, controller.signal);

    controller.abort();

    expect(await sleeping).toBe(false);
  });

  it('does not begin a sleep under an aborted signal', async () => {
    expect(await systemClock.sleep(60_000, AbortSignal.abort())).toBe(false);
  });
});
