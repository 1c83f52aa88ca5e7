import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LoggedEvent } from '../../../shared/events/catalogue.ts';
import type { SettingsModel } from '../../../shared/projections/settings-model.ts';
import {
  LOCATION_PROFILE,
  PROVISIONING,
  rule,
  SettingsLog,
} from '../../../shared/projections/settings/testing/settings-log.ts';
import { choiceOf, EMPTY_DRAFT } from '../../store/draft.ts';
import { pageStore } from '../../store/store.ts';
import { installFakeHost, quietHandlers } from '../../testing/fake-host.ts';
import { sampleRun } from '../../testing/sample-run.ts';

const host = installFakeHost();
const { SettingsPage } = await import('./SettingsPage.tsx');
const { openSettings } = await import('../../store/settings-view.ts');
const { runViewOf } = await import('../../store/run-view.ts');

beforeEach(() => pageStore.setState(pageStore.getInitialState(), true));
afterEach(cleanup);

/** Puts a run on the page, its settings open. */
function open(events: readonly LoggedEvent[]): SettingsModel {
  const { settings } = runViewOf(events);
  if (settings === null) throw new Error('the run did not come to its settings');
  const request = choiceOf({ ...EMPTY_DRAFT, address: 'alice@contoso.test' });
  pageStore.setState({ run: sampleRun({ request, events }) });
  openSettings();
  render(<SettingsPage model={settings} />);
  return settings;
}

const healthy = (): SettingsModel => open(new SettingsLog().signedIn().allReceived().finished().log);

function type(label: string, text: string): HTMLElement {
  const field = screen.getByLabelText(label);
  fireEvent.change(field, { target: { value: text } });
  return field;
}

const settingsOf = (): string | null => pageStore.getState().settingsOf;

describe('the settings page', () => {
  it('takes the focus, has a heading for each part, and goes away on Escape', () => {
    healthy();

    expect(document.activeElement).toBe(screen.getByRole('heading', { level: 2 }));
    expect(screen.getAllByRole('heading', { level: 3 }).map(({ textContent }) => textContent)).toEqual([
      'Overview',
      'Missing or odd',
      'What was asked for',
      'Dial plan HQ',
      'Server addresses',
      'Media relay',
      'Meetings',
      'Audio, video and ports',
      'The client',
      'Policies',
    ]);
    expect(settingsOf()).toBe('run-1');

    fireEvent.keyDown(screen.getByRole('heading', { level: 2 }), { key: 'Escape' });
    expect(settingsOf()).toBeNull();
  });

  it('leads from a request to its rung', () => {
    healthy();

    fireEvent.click(screen.getByRole('button', { name: /^Show in the ladder: Policies/ }));

    const { selectedRow, run } = pageStore.getState();
    const row = runViewOf(run?.events ?? []).ladder.rows.find(({ id }) => id === selectedRow);
    expect(row).toMatchObject({ kind: 'rung', label: expect.stringContaining('SUBSCRIBE') as unknown });
    expect(settingsOf()).toBeNull();
  });

  it('copies what is asked for', async () => {
    const copied: string[] = [];
    host.handlers = { ...quietHandlers(), 'clipboard.write': ({ text }) => (copied.push(text), {}) };
    healthy();

    type('Search in the policies', 'voice');
    await vi.waitFor(() => expect(screen.getByText('1 of 17 settings')).toBeTruthy());
    fireEvent.click(screen.getByRole('button', { name: 'Copy policies' }));

    await screen.findByRole('button', { name: 'Copied' });
    expect(copied).toEqual(['Calls (ucPolicy)\nEnterprise Voice [EnableUC]: yes\n']);
  });

  it('shows what a server sends as text, never as a page', () => {
    const planted = '<img src=x onerror=alert(1)>';
    const builder = new SettingsLog().signedIn();
    builder.add('settings.provisioning.read', {
      ...PROVISIONING,
      groups: PROVISIONING.groups.map((group) => ({
        ...group,
        settings: [...group.settings, { name: planted, value: planted }],
      })),
    });
    builder.add('settings.location-profile.read', {
      ...LOCATION_PROFILE,
      name: planted,
      rules: [rule(planted, planted)],
    });
    open(builder.through('self', { outcome: 'invalid', detail: planted }).log);

    expect(document.querySelector('img')).toBeNull();
    expect(screen.getAllByText(new RegExp('<img src=x')).length).toBeGreaterThan(5);
  });
});

describe('trying a number', () => {
  it('says which rule matches and what comes of it, and marks the rule', async () => {
    healthy();

    type('Try a number', '0 30 555200');

    expect(await screen.findByText('+4930555200')).toBeTruthy();
    expect(screen.getByText(/^Rule 2 matches: /)).toBeTruthy();
    expect(screen.getByRole('rowheader', { name: '2 decides' })).toBeTruthy();
  });

  it('says so where no rule matches; Escape empties the field before it leaves', async () => {
    healthy();

    const field = type('Try a number', '12');
    expect(await screen.findByText(/^No rule matches\./)).toBeTruthy();
    fireEvent.keyDown(field, { key: 'Escape' });
    await vi.waitFor(() => expect(screen.queryByText(/^No rule matches\./)).toBeNull());
    expect(settingsOf()).toBe('run-1');

    fireEvent.keyDown(field, { key: 'Escape' });
    expect(settingsOf()).toBeNull();
  });
});

describe('searching the policies', () => {
  it('shows those that are meant, with their words for yes and no', async () => {
    healthy();

    type('Search in the policies', 'saving');

    await screen.findByText('1 of 17 settings');
    const table = screen.getByRole('table', { name: 'Client' });
    expect(within(table).getByRole('row').textContent).toBe('Saving of messages is offDisableSavingIMyes');
    expect(screen.queryByRole('table', { name: 'Calls' })).toBeNull();
  });

  it('draws a few of many, and more when asked', () => {
    const [group] = PROVISIONING.groups;
    const settings = Array.from({ length: 450 }, (_, n) => ({ name: `Setting${n}`, value: '1' }));
    const builder = new SettingsLog().signedIn();
    builder.add('settings.provisioning.read', {
      groups: [{ ...group!, name: 'ucPolicy', known: 'ucPolicy', settings }],
      omittedGroups: 0,
    });
    open(builder.log);
    const drawn = (): number =>
      within(screen.getByRole('table', { name: 'Calls' })).getAllByRole('row').length;

    expect(drawn()).toBe(200);
    fireEvent.click(screen.getByRole('button', { name: 'Show 200 more settings' }));
    fireEvent.click(screen.getByRole('button', { name: 'Show 50 more settings' }));
    expect(drawn()).toBe(450);
  });
});
