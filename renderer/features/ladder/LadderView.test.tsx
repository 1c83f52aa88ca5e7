import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../../../shared/events/catalogue.ts';
import { ntlmLog } from '../../../shared/projections/testing/authentication-logs.ts';
import { expiredLog, healthyLog } from '../../../shared/projections/testing/sample-logs.ts';
import { installFakeHost } from '../../testing/fake-host.ts';

installFakeHost();
const { LadderView } = await import('./LadderView.tsx');
const { runViewOf } = await import('../../store/run-view.ts');
const { pageStore } = await import('../../store/store.ts');
const { selectRow } = await import('../../store/choose-row.ts');
const { choiceOf, EMPTY_DRAFT } = await import('../../store/draft.ts');

// The list draws what there is room for; without a layout there would be none.
for (const side of ['clientWidth', 'clientHeight'] as const) {
  Object.defineProperty(HTMLElement.prototype, side, { configurable: true, get: () => 3_000 });
}

beforeEach(() => pageStore.setState(pageStore.getInitialState(), true));
afterEach(cleanup);

function show(log: readonly LoggedEvent[]): (next: readonly LoggedEvent[]) => void {
  const open = (events: readonly LoggedEvent[]): void =>
    pageStore.setState({
      run: {
        runId: 'run-1',
        address: 'alice@contoso.test',
        note: null,
        origin: { kind: 'live' },
        request: choiceOf(EMPTY_DRAFT),
        chosenFrom: null,
        events,
        isEnded: false,
        problem: null,
      },
    });
  open(log);
  const { rerender } = render(<LadderView view={runViewOf(log)} />);
  return (next) => {
    open(next);
    rerender(<LadderView view={runViewOf(next)} />);
  };
}

const grid = (): HTMLElement => screen.getByRole('treegrid');
/** The rows that can be folded, as they are heard. */
const sections = (): string[] =>
  within(grid())
    .getAllByRole('row')
    .filter((row) => row.hasAttribute('aria-expanded'))
    .map((row) => {
      const isOpen = row.getAttribute('aria-expanded') === 'true';
      return `${row.getAttribute('aria-level') ?? ''}${isOpen ? '-' : '+'} ${row.querySelector('[title]')?.getAttribute('title') ?? ''}`;
    });
const chosen = (): HTMLElement | undefined =>
  within(grid())
    .getAllByRole('row')
    .find((row) => row.getAttribute('aria-selected') === 'true');
const press = (...keys: string[]): void => {
  for (const key of keys) fireEvent.keyDown(grid(), { key });
};
const drawn = (text: RegExp): boolean => within(grid()).queryAllByText(text).length > 0;

describe('the call flow', () => {
  it('is a line for each step after a good run, with what is folded and how it went', () => {
    show(healthyLog());

    expect(sections()).toEqual(['1+ Find the server', '1+ Reach the server', '1+ Prove who you are']);
    const [first] = within(grid())
      .getAllByRole('row')
      .filter((row) => row.hasAttribute('aria-expanded'));
    expect(first?.textContent).toMatch(/passed.*Find the server 6 messages.*Uses pool01\.contoso\.test:5061/);
    expect(drawn(/^TCP connect/)).toBe(false);
    // What was chosen at the end lies in a folded line, which stands for it.
    expect(chosen()?.textContent).toContain('Prove who you are');
  });

  it('unfolds to every message, and folds again', () => {
    show(healthyLog());
    const { rungs } = runViewOf(healthyLog()).ladder;

    fireEvent.click(screen.getByRole('button', { name: 'Unfold all' }));
    for (const { label } of rungs)
      expect(within(grid()).getAllByText(label, { exact: false }).length).toBeGreaterThan(0);
    fireEvent.click(screen.getByRole('button', { name: 'Fold all' }));
    expect(sections()).toHaveLength(3);
  });

  it('folds and unfolds with a click, which chooses nothing', () => {
    show(healthyLog());
    const before = pageStore.getState().selectedRow;
    fireEvent.click(screen.getByTitle('Find the server'));

    expect(sections().slice(0, 2)).toEqual(['1- Find the server', '2- Autodiscover']);
    expect(pageStore.getState().selectedRow).toBe(before);
    fireEvent.click(screen.getByTitle('Find the server'));
    expect(sections()).toHaveLength(3);
  });

  it('folds and unfolds with the keys of a tree', () => {
    show(healthyLog());

    press('Home', 'ArrowRight', 'ArrowRight', 'Enter', 'ArrowRight', 'ArrowDown');
    expect(sections().slice(0, 2)).toEqual(['1- Find the server', '2- Autodiscover']);
    expect(chosen()?.getAttribute('aria-level')).toBe('3');
    expect(grid().getAttribute('aria-activedescendant')).toBe(chosen()?.id);
    press('ArrowLeft');
    expect(chosen()?.textContent).toContain('Autodiscover');
    press('ArrowLeft');
    expect(sections()[1]).toBe('2+ Autodiscover');
    press('ArrowLeft', ' ');
    expect(sections()).toHaveLength(3);
  });

  it('is unfolded down to the row that somebody else chose', () => {
    show(healthyLog());
    const row = runViewOf(healthyLog()).ladder.rungs.find(({ protocol }) => protocol === 'http');

    act(() => selectRow(row?.id ?? null));

    expect(chosen()?.textContent).toContain('GET /?sipuri');
  });

  it('shows why a run failed, and keeps the rest folded', () => {
    show(expiredLog());

    expect(sections()).toEqual(['1+ Find the server', '1- Reach the server', '2- pool01.contoso.test']);
    expect(chosen()?.textContent).toContain('certificate expired');
  });

  it('keeps what the person folded while the log grows', () => {
    const log = ntlmLog();
    const grow = show(log.slice(0, 20));
    expect(sections()[0]).toBe('1- Find the server');

    fireEvent.click(screen.getByTitle('Find the server'));
    grow(log.slice(0, 24));
    expect(sections()[0]).toBe('1+ Find the server');
    fireEvent.click(screen.getByTitle('Find the server'));
    grow(log);
    expect(sections()[0]).toBe('1- Find the server');
  });

  it('leaves only the path taken when asked', () => {
    show(healthyLog());
    fireEvent.click(screen.getByRole('button', { name: 'Unfold all' }));
    expect(drawn(/NXDOMAIN/)).toBe(true);

    fireEvent.click(screen.getByRole('switch'));
    expect(drawn(/NXDOMAIN/)).toBe(false);
    expect(drawn(/GET \//)).toBe(true);
  });
});
