import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BundlePreview, SaveReply } from '../../../shared/ipc/export-commands.ts';
import { IpcRefusal } from '../../../shared/ipc/server.ts';
import { pageStore } from '../../store/store.ts';
import { installFakeHost, quietHandlers } from '../../testing/fake-host.ts';
import { sampleRun } from '../../testing/sample-run.ts';
import { withoutMotion } from '../../testing/without-motion.ts';

withoutMotion();
const host = installFakeHost();
const { SaveDialog } = await import('./SaveDialog.tsx');

const files: BundlePreview['files'] = [
  { path: 'run.json', about: 'Everything', bytes: 14_000, beginning: '{ "who": "alice" }', isWhole: false },
  { path: 'report.pdf', about: 'For printing', bytes: null, beginning: null, isWhole: false },
  { path: 'ladder.svg', about: 'All messages', bytes: 20, beginning: '<b>REGISTER</b>', isWhole: true },
];
const strict: BundlePreview = {
  fileName: 'check.rungs',
  packedBytes: 5_000,
  files: files.map((file) => ({ ...file, beginning: file.beginning?.replace('alice', 'person-1') ?? null })),
  replaced: [
    { what: 'host names', count: 3 },
    { what: 'people', count: 2 },
  ],
};
const standard: BundlePreview = { ...strict, files, replaced: [] };

beforeEach(() => {
  host.calls.splice(0);
  host.handlers = {
    ...quietHandlers(),
    'bundle.preview': ({ level }) => (level === 'strict' ? strict : standard),
  };
  const opener = document.createElement('button');
  opener.id = 'opener';
  document.body.append(opener);
  opener.focus();
  pageStore.setState({ ...pageStore.getInitialState(), run: sampleRun(), dialog: { kind: 'save' } }, true);
});
afterEach(() => {
  cleanup();
  document.body.replaceChildren();
});

const preview = (name: string): Promise<HTMLElement> =>
  screen.findByRole('region', { name: `What the receiver will see of ${name}` });

async function save(reply: SaveReply): Promise<void> {
  host.handlers = { ...host.handlers, 'bundle.save': () => reply };
  render(<SaveDialog />);
  await preview('run.json');
  fireEvent.click(screen.getByRole('button', { name: 'Save…' }));
}

describe('saving a bundle', () => {
  it('shows size, contents and how each file begins, as text', async () => {
    render(<SaveDialog />);

    expect((await preview('run.json')).textContent).toContain('"alice"');
    expect(screen.getByText(/About 5 kB in 3 files\./)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: /^ladder\.svg/ }));
    const messages = await preview('ladder.svg');
    expect(messages.querySelector('pre')?.textContent).toBe('<b>REGISTER</b>');
    expect(messages.textContent).not.toContain('goes on');
    fireEvent.click(screen.getByRole('button', { name: /^report\.pdf/ }));
    expect(screen.getByText('report.pdf is made when the bundle is saved.')).toBeTruthy();
  });

  it('begins with the messages, which people can read', async () => {
    const messages = { path: 'messages.txt', about: 'All', bytes: 3, beginning: 'SIP', isWhole: true };
    host.handlers = {
      ...host.handlers,
      'bundle.preview': () => ({ ...standard, files: [...files, messages] }),
    };
    render(<SaveDialog />);

    expect((await preview('messages.txt')).textContent).toBe('SIP');
  });

  it('shows with the other level what the receiver sees then, and stays with the chosen file', async () => {
    render(<SaveDialog />);
    await preview('run.json');
    fireEvent.click(screen.getByRole('button', { name: /^run\.json/ }));

    fireEvent.click(screen.getByRole('radio', { name: /^For everybody else/ }));

    await waitFor(async () => expect((await preview('run.json')).textContent).toContain('"person-1"'));
    expect(screen.getByText(/Stand-ins for 3 host names and 2 people\./)).toBeTruthy();
  });

  it('says where it was saved, and what of it could not be made', async () => {
    const notes = ['The PDF was left out.'];
    await save({ kind: 'saved', fileName: 'check.rungs', folder: 'C:\\Mail', bytes: 6_000, notes });

    expect(await screen.findByText(/^Saved as check\.rungs \(6 kB\) in C:\\Mail$/)).toBeTruthy();
    expect(screen.getByText('The PDF was left out.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Close' })).toBeTruthy();
  });

  it('says why it could not be saved, and can be tried again', async () => {
    await save({ kind: 'failed', sentence: 'The disk is full.' });

    expect(await screen.findByText('The disk is full.')).toBeTruthy();
    const button = screen.getByRole('button', { name: 'Save…' });
    await waitFor(() => expect(button.getAttribute('aria-disabled')).not.toBe('true'));
    fireEvent.click(button);
    await waitFor(() => expect(host.calls.filter((name) => name === 'bundle.save')).toHaveLength(2));
  });

  it('takes the comparison along, unless it is left out', async () => {
    const asked: (string | null)[] = [];
    host.handlers = {
      ...host.handlers,
      'bundle.preview': ({ comparedWith }) => {
        asked.push(comparedWith);
        return standard;
      },
    };
    pageStore.setState({
      compared: { runId: 'run-2', origin: { kind: 'live' }, events: [], isEnded: true, isOpen: false },
    });
    render(<SaveDialog />);
    await preview('run.json');

    fireEvent.click(screen.getByRole('checkbox', { name: 'With the comparison, as a part of the report' }));

    await waitFor(() => expect(asked).toEqual(['run-2', null]));
  });

  it('can be dragged out: the operating system gets the real file', async () => {
    render(<SaveDialog />);
    await preview('run.json');

    const isLeftToThePage = fireEvent.dragStart(screen.getByText('Drag this into a mail or chat'));

    expect(isLeftToThePage).toBe(false);
    await waitFor(() => expect(host.calls).toContain('bundle.drag'));
  });

  it('says so when there is nothing to save any more', async () => {
    host.handlers = {
      ...host.handlers,
      'bundle.preview': () => {
        throw new IpcRefusal('not-found', 'This check is no longer open.');
      },
    };
    render(<SaveDialog />);

    expect((await screen.findByRole('alert')).textContent).toBe('This check is no longer open.');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Save…' }).disabled).toBe(true);
  });

  it('gives the focus back when it closes', async () => {
    const { unmount } = render(<SaveDialog />);
    await preview('run.json');
    screen.getByRole('button', { name: 'Cancel' }).focus();

    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(pageStore.getState().dialog).toBeNull();
    unmount();

    expect(document.activeElement?.id).toBe('opener');
  });
});
