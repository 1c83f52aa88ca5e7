import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { cancelledLog, expiredLog, healthyLog } from '../../../shared/projections/testing/sample-logs.ts';
import { SettingsLog } from '../../../shared/projections/settings/testing/settings-log.ts';
import { installFakeHost } from '../../testing/fake-host.ts';

installFakeHost();
const { Checklist } = await import('./Checklist.tsx');
const { runViewOf } = await import('../../store/run-view.ts');

afterEach(cleanup);

const headings = (): (string | null)[] =>
  screen.getAllByRole('heading', { level: 3 }).map((heading) => heading.textContent);

describe('the checklist', () => {
  it('says the state of each step in words, not only with a sign', () => {
    render(<Checklist view={runViewOf(expiredLog())} />);

    expect(headings().map((text) => text?.replace(/^(\d)\. .*: /, '$1 '))).toEqual([
      '1 passed',
      '2 failed',
      '3 skipped',
      '4 skipped',
      '5 skipped',
    ]);
  });

  it('shows a finding below its step, with who mends it', () => {
    render(<Checklist view={runViewOf(expiredLog())} />);
    const step = screen.getAllByRole('listitem').find((item) => item.dataset['step'] === 'connectivity');

    expect(step?.querySelector('[data-finding="connectivity.certificate-expired"]')?.textContent).toMatch(
      /certificate .* expired.*For the server administrators: .*Renew/,
    );
  });

  it('has no finding when all is well, and tells what was cancelled', () => {
    const { container, rerender } = render(<Checklist view={runViewOf(healthyLog())} />);
    expect(container.querySelector('[data-finding]')).toBeNull();

    rerender(<Checklist view={runViewOf(cancelledLog())} />);
    expect(headings().some((text) => text?.endsWith(': cancelled') === true)).toBe(true);
  });

  it('lists what was asked for in step 5, and opens the settings as soon as something came', () => {
    const builder = new SettingsLog().signedIn();
    builder.subscribe('vnd-microsoft-roaming-contacts');
    const { rerender } = render(<Checklist view={runViewOf(builder.log)} />);
    const requests = (): (string | null)[] =>
      within(screen.getByRole('list', { name: 'Settings that were asked for' }))
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent);
    expect(requests().slice(0, 2)).toEqual([
      'Policies and server addresses: not asked for yet',
      'Contact list: asked for',
    ]);
    expect(screen.queryByRole('button', { name: 'Open settings' })).toBeNull();

    const events = builder.through('contacts').log.slice();
    rerender(<Checklist view={runViewOf(events)} />);
    expect(requests()[1]).toBe('Contact list: received');
    expect(screen.getByRole('button', { name: 'Open settings' })).toBeTruthy();
  });

  it('stands empty before the first event', () => {
    render(<Checklist view={null} />);

    expect(screen.queryAllByRole('listitem')).toEqual([]);
  });
});
