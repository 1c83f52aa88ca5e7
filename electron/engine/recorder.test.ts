import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import { createRecorder, type RecordScope } from './recorder.ts';
import { createVirtualClock } from './testing/virtual-clock.ts';

const SCOPE: RecordScope = { step: 'discovery', probe: null, flow: 'f-1' };

describe('the recorder', () => {
  it('numbers events densely and stamps them with the time since the start', async () => {
    const clock = createVirtualClock(1_000);
    const recorder = createRecorder(clock, 10_000);

    const first = recorder.record(SCOPE, 'step.started', { step: 'discovery' });
    await clock.advance(12.345);
    recorder.record(SCOPE, 'step.finished', { step: 'discovery' }, first);

    expect(recorder.log.events).toEqual([
      { seq: 0, t: 0, wall: 1_000, ...SCOPE, cause: null, kind: 'step.started', data: { step: 'discovery' } },
      {
        seq: 1,
        t: expect.closeTo(12.345, 1) as number,
        wall: 1_012.345,
        ...SCOPE,
        cause: 0,
        kind: 'step.finished',
        data: { step: 'discovery' },
      },
    ]);
  });

  it('says once that the log is full, drops the rest, and still takes the end of the run', () => {
    const recorder = createRecorder(createVirtualClock(), 500);

    for (let index = 0; index < 10; index++) recorder.record(SCOPE, 'step.started', { step: 'discovery' });
    recorder.record(SCOPE, 'run.finished', { reason: 'completed' });

    expect(recorder.log.events.map((event) => event.kind)).toEqual([
      'step.started',
      'step.started',
      'limit.exceeded',
      'run.finished',
    ]);
  });

  it('takes nothing after its end', () => {
    const recorder = createRecorder(createVirtualClock(), 10_000);
    recorder.record(SCOPE, 'run.finished', { reason: 'completed' });
    recorder.close();

    recorder.record(SCOPE, 'step.started', { step: 'discovery' });

    expect(recorder.log.events).toHaveLength(1);
  });
});

describe('a reader of the log', () => {
  it('gets what was there and what comes, and ends with the log', async () => {
    const recorder = createRecorder(createVirtualClock(), 10_000);
    recorder.record(SCOPE, 'step.started', { step: 'discovery' });
    const reading = collect(recorder.log.read({ from: 0, follow: true }));

    await Promise.resolve();
    recorder.record(SCOPE, 'step.finished', { step: 'discovery' });
    recorder.close();

    expect((await reading).map((event) => event.seq)).toEqual([0, 1]);
  });

  it('starts where it wants to and does not wait unless told to', async () => {
    const recorder = createRecorder(createVirtualClock(), 10_000);
    for (const step of ['discovery', 'connectivity'] as const)
      recorder.record(SCOPE, 'step.started', { step });

    expect((await collect(recorder.log.read({ from: 1, follow: false }))).map((event) => event.seq)).toEqual([
      1,
    ]);
  });

  it('ends when its signal aborts, while the log goes on', async () => {
    const recorder = createRecorder(createVirtualClock(), 10_000);
    const controller = new AbortController();
    const reading = collect(recorder.log.read({ from: 0, follow: true, signal: controller.signal }));

    controller.abort();

    expect(await reading).toEqual([]);
    expect(recorder.log.isClosed).toBe(false);
  });
});

async function collect(events: AsyncIterable<LoggedEvent>): Promise<readonly LoggedEvent[]> {
  const all: LoggedEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}
