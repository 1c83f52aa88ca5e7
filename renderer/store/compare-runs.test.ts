import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createGrowingLog } from '../../shared/ipc/testing/growing-log.ts';
import { expiredLog, healthyLog } from '../../shared/projections/testing/sample-logs.ts';
import { installFakeHost } from '../testing/fake-host.ts';
import { sampleRun } from '../testing/sample-run.ts';
import { pageStore } from './store.ts';

const host = installFakeHost();
const { closeComparison, compareWith } = await import('./compare-runs.ts');
const { closeRun } = await import('./show-run.ts');
const OTHER = { runId: 'opened-1', origin: { kind: 'history', keptAt: '2026-03-03T10:00:00Z' } } as const;
const state = () => pageStore.getState();

beforeEach(() => {
  host.logs.clear();
  pageStore.setState(
    { ...pageStore.getInitialState(), run: sampleRun({ events: healthyLog() }), dialog: { kind: 'compare' } },
    true,
  );
});

describe('comparing', () => {
  it('reads the other log to its end, and leaves the run that is shown as it is', async () => {
    const log = createGrowingLog(expiredLog());
    log.close();
    host.logs.set('opened-1', log);

    compareWith(OTHER);
    await vi.waitFor(() => expect(state().compared?.isEnded).toBe(true));

    expect(state().compared?.events).toHaveLength(expiredLog().length);
    expect(state()).toMatchObject({ dialog: null, run: { runId: 'run-1' } });
    closeComparison();
    expect(state().compared).toMatchObject({ isOpen: false, isEnded: true });
    await closeRun();
    expect(state()).toMatchObject({ compared: null, previousRun: { runId: 'run-1' } });
  });

  it('says so when the other run is no longer there', async () => {
    compareWith(OTHER);

    await vi.waitFor(() => expect(state().fileProblem).toBe('there is no such run'));
    expect(state().compared).toBeNull();
  });

  it('forgets a run that was not read to its end when it is closed', () => {
    host.logs.set('opened-1', createGrowingLog(expiredLog()));

    compareWith(OTHER);
    closeComparison();

    expect(state().compared).toBeNull();
  });
});
