import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HistoryEntry, HistoryList } from '../../../shared/ipc/history-commands.ts';
import { createGrowingLog } from '../../../shared/ipc/testing/growing-log.ts';
import { pageStore } from '../../store/store.ts';
import { installFakeHost, quietHandlers } from '../../testing/fake-host.ts';
import { withoutMotion } from '../../testing/without-motion.ts';

withoutMotion();
const host = installFakeHost();
const { HistoryDialog } = await import('./HistoryDialog.tsx');

function entry(id: string, address: string, isGood: boolean): HistoryEntry {
  return {
    id,
    address,
    startedAt: '2026-03-03T14:05:09.000Z',
    durationMs: 2_300,
    verdict: isGood
      ? { outcome: 'signed-in', step: null, finding: null, summary: 'Signed in at pool01.' }
      : {
          outcome: 'failed',
          step: 'discovery',
          finding: 'discovery.no-records',
          summary: 'No server was found.',
        },
    server: isGood ? 'pool01.contoso.test' : null,
    scenario: null,
    bytes: 40_000,
  };
}

let list: HistoryList;
beforeEach(() => {
  list = {
    isKept: true,
    entries: [entry('1', 'alice@contoso.test', true), entry('2', 'bob@contoso.test', false)],
    notice: null,
  };
  const change = (changed: Partial<HistoryList>): HistoryList => {
    list = { ...list, ...changed };
    return list;
  };
  host.calls.splice(0);
  host.handlers = {
    ...quietHandlers(),
    'history.list': () => list,
    'history.delete': ({ id }) => change({ entries: list.entries.filter((one) => one.id !== id) }),
    'history.empty': () => change({ entries: [] }),
    'history.keep': ({ isKept }) => change({ isKept }),
  };
  pageStore.setState({ ...pageStore.getInitialState(), dialog: { kind: 'history', purpose: 'show' } }, true);
});
afterEach(cleanup);

const rows = (): HTMLElement[] => screen.queryAllByRole('listitem');
async function shown(purpose: 'show' | 'compare' = 'show'): Promise<void> {
  render(<HistoryDialog purpose={purpose} />);
  await waitFor(() => expect(rows()).toHaveLength(2));
}

describe('the earlier checks', () => {
  it('are listed with what came out, and found again by searching', async () => {
    await shown();

    expect(rows()[1]?.textContent).toMatch(
      /bob@contoso\.test 3 March 2026, 14:05:09 UTC, 2\.3 s.*No server was found\./,
    );
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'POOL01' } });
    expect(rows().map(({ dataset }) => dataset['entry'])).toEqual(['1']);
    expect(screen.getByRole('status').textContent).toBe('1 check of 2');
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'nobody' } });
    expect(screen.getByRole('status').textContent).toBe('No check matches the search.');
  });

  it('can be opened', async () => {
    host.logs.set('opened-1', createGrowingLog());
    host.handlers = {
      ...host.handlers,
      'history.open': ({ id }) => ({
        kind: 'opened',
        runId: `opened-${id}`,
        address: 'alice@contoso.test',
        origin: { kind: 'history', keptAt: '2026-03-03T14:05:11.000Z' },
      }),
    };
    await shown();

    fireEvent.click(within(rows()[0]!).getByRole('button', { name: /^Open the check of alice/ }));

    await waitFor(() =>
      expect(pageStore.getState()).toMatchObject({ dialog: null, run: { runId: 'opened-1' } }),
    );
  });

  it('say here why one cannot be opened', async () => {
    host.handlers = {
      ...host.handlers,
      'history.open': () => ({ kind: 'refused', sentence: 'It is damaged.' }),
    };
    await shown();

    fireEvent.click(screen.getByRole('button', { name: /^Open the check of bob/ }));

    expect((await screen.findByRole('alert')).textContent).toContain('It is damaged.');
    expect(pageStore.getState().dialog).not.toBeNull();
  });

  it('can be deleted one by one, after a question; the focus goes to the next', async () => {
    await shown();
    expect(document.activeElement).toBe(screen.getByRole('searchbox'));

    fireEvent.click(screen.getByRole('button', { name: /^Delete the check of alice/ }));
    expect(screen.getByRole('alertdialog').textContent).toContain('alice@contoso.test, 3 March 2026');
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(host.calls).not.toContain('history.delete');
    fireEvent.click(screen.getByRole('button', { name: /^Delete the check of alice/ }));
    fireEvent.click(screen.getByRole('button', { name: 'Delete' }));

    await waitFor(() => expect(rows()).toHaveLength(1));
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByRole('button', { name: /^Delete the check of bob/ })),
    );
  });

  it('are all deleted only after a question', async () => {
    await shown();

    fireEvent.click(screen.getByRole('button', { name: 'Delete all…' }));
    const question = screen.getByRole('alertdialog');
    fireEvent.click(within(question).getByRole('button', { name: 'Cancel' }));
    expect(host.calls).not.toContain('history.empty');
    fireEvent.click(screen.getByRole('button', { name: 'Delete all…' }));
    fireEvent.click(screen.getByRole('button', { name: 'Delete all' }));

    await waitFor(() => expect(rows()).toHaveLength(0));
    expect(pageStore.getState().dialog).not.toBeNull();
    expect(screen.getByText('No check has been kept yet.')).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Close' })));
  });

  it('need not be kept, and say what is wrong with their store', async () => {
    list = { ...list, notice: 'The store was damaged. It has been moved aside.' };
    await shown();
    expect(screen.getByRole('alert').textContent).toBe('The store was damaged. It has been moved aside.');

    fireEvent.click(screen.getByRole('switch', { name: /^Keep checks on this computer/ }));

    await vi.waitFor(() => expect(list.isKept).toBe(false));
    await waitFor(() => expect(screen.getByRole<HTMLInputElement>('switch').checked).toBe(false));
    expect(screen.getByText(/^2 checks, kept before\. From now on none is kept/)).toBeTruthy();
  });

  it('are only for choosing where one shall be compared', async () => {
    await shown('compare');

    expect(screen.queryByRole('button', { name: /^Delete/ })).toBeNull();
    expect(screen.queryByRole('switch')).toBeNull();
    expect(screen.getByRole('button', { name: /^Compare with the check of alice/ })).toBeTruthy();
  });
});
