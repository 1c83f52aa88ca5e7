import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../shared/run/limits.ts';
import { examplePlan } from '../../shared/run/testing/example-plan.ts';
import { startRun } from './run.ts';
import { createVirtualClock } from './testing/virtual-clock.ts';
import { testPorts } from './transport/testing/test-run.ts';

const tool = { name: 'rungs', version: 'test' };

describe('a run', () => {
  it('begins with its plan and ends with the reason, whatever happens between', async () => {
    const plan = examplePlan();
    const run = startRun(
      plan,
      testPorts({ clock: createVirtualClock() }),
      tool,
      new AbortController().signal,
    );
    await run.done;

    expect(run.log.events[0]).toMatchObject({ kind: 'run.started', data: { plan, tool, runId: run.id } });
    expect(run.log.events.at(-1)).toMatchObject({ kind: 'run.finished', data: { reason: 'completed' } });
    expect(run.log.isClosed).toBe(true);
  });

  it('records a defect of ours as such instead of throwing it', async () => {
    const ports = testPorts({
      clock: createVirtualClock(),
      trustStore: () => Promise.reject(new Error('our defect')),
    });
    const run = startRun(examplePlan(), ports, tool, new AbortController().signal);
    await run.done;

    expect(run.log.events.slice(1).map((event) => event.kind)).toEqual(['probe.crashed', 'run.finished']);
    expect(run.log.events[1]).toMatchObject({ data: { message: 'our defect' } });
    expect(run.log.events.at(-1)).toMatchObject({ data: { reason: 'crashed' } });
  });

  it('stops when the time for a whole run is over', async () => {
    const clock = createVirtualClock();
    const ports = testPorts({ clock, trustStore: () => new Promise(() => undefined) });
    const plan = examplePlan({ limits: { ...DEFAULT_LIMITS, runMs: 1_000 } });
    const run = startRun(plan, ports, tool, new AbortController().signal);

    await clock.advance(1_000);
    // what hangs gets a moment to close what it opened
    await clock.advance(2_000);
    await run.done;

    expect(run.log.events.slice(1).map((event) => event.kind)).toEqual(['run.timedOut', 'run.finished']);
  });

  it('ends at once when it is cancelled before it could do anything', async () => {
    const run = startRun(
      examplePlan(),
      testPorts({ clock: createVirtualClock() }),
      tool,
      AbortSignal.abort(),
    );
    await run.done;

    expect(run.log.events.map((event) => event.kind)).toEqual([
      'run.started',
      'run.cancelled',
      'run.finished',
    ]);
  });

  describe('with a password', () => {
    const credentials = { kind: 'password', user: 'alice@contoso.test' } as const;
    const bytes = (): Uint8Array => new TextEncoder().encode('Canary-1!');

    it.each([
      ['it has come to its end', {}, false],
      ['a defect of ours ended it', { trustStore: () => Promise.reject(new Error('our defect')) }, false],
      ['it was cancelled', {}, true],
    ] as const)('wipes it when %s', async (_, ports, isCancelled) => {
      for (const plan of [examplePlan({ credentials }), examplePlan()]) {
        const password = bytes();
        const signal = isCancelled ? AbortSignal.abort() : new AbortController().signal;
        const run = startRun(
          plan,
          testPorts({ clock: createVirtualClock(), ...ports }),
          tool,
          signal,
          password,
        );
        await run.done;

        expect(password.every((byte) => byte === 0)).toBe(true);
        expect(JSON.stringify(run.log.events)).not.toContain('Canary');
      }
    });

    it('wipes it when the time is over, whatever still hangs', async () => {
      const clock = createVirtualClock();
      const ports = testPorts({ clock, trustStore: () => new Promise(() => undefined) });
      const plan = examplePlan({ credentials, limits: { ...DEFAULT_LIMITS, runMs: 1_000 } });
      const password = bytes();
      const run = startRun(plan, ports, tool, new AbortController().signal, password);

      await clock.advance(1_000);
      await clock.advance(2_000);
      await run.done;

      expect(password.every((byte) => byte === 0)).toBe(true);
    });

    it('tells a defect in looking for a KDC as such, and closes what is open', async () => {
      const ports = testPorts({
        clock: createVirtualClock(),
        systemSecurity: () => {
          throw new Error('our defect');
        },
      });
      const plan = examplePlan({ auth: 'auto', credentials: { kind: 'current-user' } });
      const run = startRun(plan, ports, tool, new AbortController().signal);
      await run.done;

      expect(run.log.events.at(-1)).toMatchObject({ data: { reason: 'crashed' } });
    });
  });
});
