import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGrowingLog } from '../../shared/ipc/testing/growing-log.ts';
import { expiredLog, healthyLog } from '../../shared/projections/testing/sample-logs.ts';
import type { RunOrigin } from '../../shared/run/origin.ts';
import { choiceOf, EMPTY_DRAFT } from '../store/draft.ts';
import { pageStore } from '../store/store.ts';
import { installFakeHost, quietHandlers } from '../testing/fake-host.ts';
import { sampleRun } from '../testing/sample-run.ts';
import { withoutMotion } from '../testing/without-motion.ts';

withoutMotion();
const host = installFakeHost();
const { RunPage } = await import('./RunPage.tsx');
const { Desk } = await import('./Desk.tsx');

const LOG: RunOrigin = { kind: 'log', fileName: 'a.log', format: 'uccapi', notes: [] };
const BUNDLE = {
  kind: 'bundle',
  fileName: 'a.rungs',
  savedAt: null,
  savedBy: null,
  tool: { name: 'Rungs', version: '0.1.0' },
  redaction: 'strict',
  notes: [],
} as const satisfies RunOrigin;

beforeEach(() => {
  host.calls.splice(0);
  host.logs.clear();
  host.handlers = quietHandlers();
  pageStore.setState(
    { ...pageStore.getInitialState(), run: sampleRun({ events: healthyLog(), origin: LOG }) },
    true,
  );
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function show(): void {
  render(
    <>
      <RunPage />
      <Desk />
    </>,
  );
}
const button = (name: string): HTMLElement => screen.getByRole('button', { name });
const state = () => pageStore.getState();

describe('a run that was opened', () => {
  it('is not repeated; its address can be checked', async () => {
    show();
    expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1 }));
    expect(screen.queryByRole('button', { name: 'Run again' })).toBeNull();
    expect(screen.getByText(/^From the log a\.log/)).toBeTruthy();

    fireEvent.click(button('Check this address now'));

    await waitFor(() => expect(state().run).toBeNull());
    expect(state().draft).toMatchObject({ address: 'alice@contoso.test', isRepeat: false });
    expect(host.calls).not.toContain('run.start');
  });

  it('has no address to check where stand-ins took its place', () => {
    pageStore.setState({ run: sampleRun({ events: healthyLog(), origin: BUNDLE }) });
    show();

    expect(screen.queryByRole('button', { name: 'Check this address now' })).toBeNull();
  });
});

describe('a finished run', () => {
  it('is saved from the verdict bar, and the focus is there again afterwards', async () => {
    show();
    button('Save bundle').focus();

    fireEvent.click(button('Save bundle'));
    await screen.findByRole('dialog', { name: 'Save bundle' });
    fireEvent.click(button('Cancel'));

    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(document.activeElement).toBe(button('Save bundle'));
  });

  it('is compared with the one that was open before', async () => {
    const log = createGrowingLog(expiredLog());
    log.close();
    host.logs.set('run-0', log);
    pageStore.setState({
      previousRun: { runId: 'run-0', origin: { kind: 'live' }, label: 'bob@contoso.test, yesterday' },
    });
    show();

    fireEvent.click(button('Compare with…'));
    await screen.findByText('bob@contoso.test, yesterday');
    fireEvent.click(button('The one that was open before'));

    expect(await screen.findByRole('region', { name: 'Comparison' })).toBeTruthy();
    expect(screen.queryByRole('region', { name: 'Verdict' })).toBeNull();
    fireEvent.click(button('Close the comparison'));
    expect(await screen.findByRole('region', { name: 'Verdict' })).toBeTruthy();
    expect(document.activeElement).toBe(button('Compare with…'));
  });

  it('is replayed: the page shows it as it was then, and whole again afterwards', async () => {
    // It does not play by itself then, and stays where the test puts it.
    vi.spyOn(window, 'matchMedia').mockReturnValue({ matches: true } as MediaQueryList);
    show();
    fireEvent.click(button('Replay'));
    const slider = await screen.findByRole('slider', { name: 'Moment of the check' });

    fireEvent.keyDown(slider, { key: 'ArrowRight' });
    await waitFor(() =>
      expect(screen.getByRole('region', { name: 'Verdict' }).dataset['verdict']).toBe('running'),
    );
    fireEvent.click(button('Leave replay'));

    expect(screen.getByRole('region', { name: 'Verdict' }).dataset['verdict']).toBe('passed');
    expect(document.activeElement).toBe(button('Replay'));
  });
});

describe('a run in progress', () => {
  it('is neither saved nor compared nor replayed, but cancelled', async () => {
    const request = choiceOf({ ...EMPTY_DRAFT, address: 'alice@contoso.test' });
    pageStore.setState({
      run: sampleRun({ events: healthyLog().slice(0, 8), isEnded: false, origin: { kind: 'live' }, request }),
    });
    show();
    for (const name of ['Save bundle', 'Compare with…', 'Replay']) {
      expect(screen.queryByRole('button', { name })).toBeNull();
    }

    fireEvent.click(button('Cancel'));

    await waitFor(() => expect(host.calls).toEqual(['run.cancel']));
  });
});
