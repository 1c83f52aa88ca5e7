import { cleanup, createEvent, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SignInOfLog } from '../../../shared/ipc/open-commands.ts';
import type { RunOrigin } from '../../../shared/run/origin.ts';
import type { SignInList } from '../../store/file-state.ts';
import { pageStore } from '../../store/store.ts';
import { installFakeHost, quietHandlers } from '../../testing/fake-host.ts';
import { sampleRun } from '../../testing/sample-run.ts';
import { withoutMotion } from '../../testing/without-motion.ts';

withoutMotion();
const host = installFakeHost();
const { OpenSection } = await import('./OpenSection.tsx');
const { PasteDialog } = await import('./PasteDialog.tsx');
const { ReadingDialog } = await import('./ReadingDialog.tsx');
const { SignInDialog } = await import('./SignInDialog.tsx');
const { DropTarget } = await import('./DropTarget.tsx');
const { OpenedBanner } = await import('./OpenedBanner.tsx');

beforeEach(() => {
  host.calls.splice(0);
  host.handlers = quietHandlers();
  pageStore.setState(pageStore.getInitialState(), true);
});
afterEach(cleanup);
const state = () => pageStore.getState();

describe('on the start page', () => {
  it('a file can be opened, and a refusal stands there', async () => {
    host.handlers = {
      ...host.handlers,
      'file.choose': () => ({ kind: 'refused', sentence: 'This is no bundle.' }),
    };
    render(<OpenSection />);

    fireEvent.click(screen.getByRole('button', { name: 'Open…' }));

    expect((await screen.findByRole('alert')).textContent).toContain('This is no bundle.');
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('the newest log of the installed client is offered, where there is one', async () => {
    const log = {
      fileName: 'Lync-UccApi-0.UccApilog',
      folder: 'C:\\Users\\alice\\Tracing',
      bytes: 34_000_000,
    };
    host.handlers = {
      ...host.handlers,
      'newest-log.find': () => ({ log: { ...log, changedAt: '2026-03-03T14:05:09.000Z' } }),
    };
    render(<OpenSection />);

    const offered = await screen.findByText(/Newest log of Skype for Business/);
    expect(offered.textContent).toContain('Lync-UccApi-0.UccApilog, 3 March 2026, 14:05:09 UTC, 34.0 MB');
    fireEvent.click(screen.getByRole('button', { name: 'Open newest log' }));
    await waitFor(() => expect(host.calls).toContain('newest-log.open'));
  });
});

describe('pasting', () => {
  it('opens the text, and says in the dialog what is wrong with it', async () => {
    const texts: string[] = [];
    host.handlers = {
      ...host.handlers,
      'text.open': ({ text }) => {
        texts.push(text);
        return { kind: 'refused', sentence: 'There is no SIP message in it.' };
      },
    };
    pageStore.setState({ dialog: { kind: 'paste' } });
    render(<PasteDialog />);
    const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'SIP messages' });

    fireEvent.click(screen.getByRole('button', { name: 'Open' }));
    expect(document.activeElement).toBe(field);
    expect(texts).toEqual([]);
    field.value = 'REGISTER sip:contoso.test SIP/2.0';
    fireEvent.click(screen.getByRole('button', { name: 'Open' }));

    expect((await screen.findByRole('alert')).textContent).toContain('There is no SIP message in it.');
    expect(texts).toEqual(['REGISTER sip:contoso.test SIP/2.0']);
    expect(state().dialog).toEqual({ kind: 'paste' });
  });
});

describe('reading a long log', () => {
  it('shows how far it is, says so aloud every tenth, and can be cancelled', () => {
    const reading = {
      kind: 'reading',
      importId: 'i1',
      fileName: 'a.log',
      readBytes: 200_000_000,
      totalBytes: 500_000_000,
      signIns: 12,
    } as const;
    pageStore.setState({ opening: reading });
    const { rerender } = render(<ReadingDialog reading={{ ...reading, readBytes: 5_000_000 }} />);
    expect(screen.getByRole('status').textContent).toBe('');

    rerender(<ReadingDialog reading={reading} />);

    expect(screen.getByRole('status').textContent).toBe('40 % read');
    expect(screen.getByRole<HTMLProgressElement>('progressbar', { name: 'Read' }).value).toBe(200_000_000);
    expect(screen.getByText('200.0 MB of 500.0 MB read, 12 sign-ins found so far')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(state().opening).toBeNull();
  });
});

describe('choosing a sign-in of a log', () => {
  const signIn = (id: number): SignInOfLog => ({
    id,
    atMs: Date.UTC(2026, 2, 3, 10, id, 9),
    address: `user${String(id)}@contoso.test`,
    server: 'pool01.contoso.test',
    method: id % 2 === 0 ? 'kerberos' : null,
    outcome: id === 0 ? 'refused' : 'signed-in',
    outcomeText: id === 0 ? '404 Not Found' : 'signed in',
    registers: 2,
    messages: 9,
  });
  function show(count: number): void {
    const list: SignInList = {
      importId: 'i1',
      fileName: 'a.log',
      format: 'uccapi',
      signIns: Array.from({ length: count }, (_, id) => signIn(id)),
      notes: ['Its beginning is missing.'],
    };
    pageStore.setState({ opening: { kind: 'choosing', list, purpose: 'show', note: null } });
    render(<SignInDialog list={list} note={null} />);
  }
  const buttons = (): HTMLElement[] => screen.getAllByRole('button', { name: /^Open the sign-in of/ });
  const focused = (): string | undefined => (document.activeElement as HTMLElement).dataset['signIn'];

  it('has the newest first, with the remarks on the log above', () => {
    show(3);

    expect(screen.getAllByRole('row').map(({ textContent }) => textContent)).toEqual([
      'TimeAddressServerMethodOutcomeREGISTERs',
      '2026-03-03 10:02:09user2@contoso.testpool01.contoso.testKerberossigned in2',
      '2026-03-03 10:01:09user1@contoso.testpool01.contoso.testnot shownsigned in2',
      '2026-03-03 10:00:09user0@contoso.testpool01.contoso.testKerberos404 Not Found2',
    ]);
    expect(screen.getByText('Its beginning is missing.')).toBeTruthy();
    expect(screen.queryByRole('searchbox')).toBeNull();
  });

  it('is done with the keyboard: the newest has the focus, the arrows lead on', () => {
    show(3);
    expect(focused()).toBe('2');

    const press = (key: string): boolean => fireEvent.keyDown(document.activeElement!, { key });
    press('ArrowDown');
    expect(focused()).toBe('1');
    press('End');
    expect(focused()).toBe('0');
    press('ArrowDown');
    expect(focused()).toBe('0');
    press('Home');
    expect(focused()).toBe('2');
  });

  it('opens the one that is clicked', async () => {
    const chosen: number[] = [];
    host.handlers = {
      ...host.handlers,
      'import.choose': ({ signIn: id }) => {
        chosen.push(id);
        return { kind: 'refused', sentence: 'It cannot be read.' };
      },
    };
    show(3);

    fireEvent.click(buttons()[1]!);

    expect((await screen.findByRole('alert')).textContent).toContain('It cannot be read.');
    expect(chosen).toEqual([1]);
  });

  it('is helped by a search when there are many', () => {
    show(300);
    expect(buttons()).toHaveLength(200);
    expect(screen.getByRole('status').textContent).toMatch(/^300 sign-ins, of which the newest 200/);

    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'NOT found user0' } });

    expect(buttons()).toHaveLength(1);
    expect(screen.getByRole('status').textContent).toBe('1 sign-in');
  });
});

describe('dropping a file on the window', () => {
  const drag = (name: 'dragEnter' | 'dragLeave' | 'drop', types: readonly string[] = ['Files']): Event => {
    const event = createEvent[name](document.body);
    const files = [new File(['x'], 'a.rungs')];
    Object.defineProperty(event, 'dataTransfer', { value: { types, files, dropEffect: 'none' } });
    fireEvent(document.body, event);
    return event;
  };
  const overlay = (): HTMLElement | null => screen.queryByText(/^Drop it to open it/);

  it('is announced by an overlay, and opens it', async () => {
    render(<DropTarget />);

    drag('dragEnter');
    drag('dragEnter');
    drag('dragLeave');
    expect(overlay()).toBeTruthy();
    expect(drag('drop').defaultPrevented).toBe(true);

    expect(overlay()).toBeNull();
    await waitFor(() => expect(host.calls).toEqual(['file.open']));
  });

  it('leaves alone what is no file, and waits while a dialog is open', () => {
    render(<DropTarget />);

    expect(drag('dragEnter', ['text/plain']).defaultPrevented).toBe(false);
    expect(overlay()).toBeNull();
    pageStore.setState({ dialog: { kind: 'save' } });
    drag('dragEnter');
    expect(overlay()).toBeNull();
    drag('drop');

    expect(host.calls).toEqual([]);
  });
});

describe('a run that was opened for reading', () => {
  const bundle: RunOrigin = {
    kind: 'bundle',
    fileName: 'a.rungs',
    savedAt: '2026-03-03T14:05:09.000Z',
    savedBy: 'bob on PC-7',
    tool: { name: 'Rungs', version: '0.1.0' },
    redaction: 'standard',
    notes: ['One file was changed.', 'It was made by a newer version.'],
  };
  const bannerOf = (origin: RunOrigin): string | null => {
    cleanup();
    return render(<OpenedBanner run={sampleRun({ origin })} />).container.textContent;
  };

  it('says where it comes from', () => {
    expect(bannerOf(bundle)).toMatch(
      /^Saved on 3 March 2026 by bob on PC-7 with Rungs 0\.1\.0 — read only2 remarks/,
    );
    expect(bannerOf({ ...bundle, savedAt: null, savedBy: null, redaction: 'strict', notes: [] })).toBe(
      'Saved with Rungs 0.1.0, with stand-ins for names and addresses — read only',
    );
    expect(bannerOf({ kind: 'log', fileName: 'a.log', format: 'uccapi', notes: [] })).toBe(
      'From the log a.log — what a log cannot show is marked unknown',
    );
    expect(bannerOf({ kind: 'live' })).toBe('');
  });

  it('keeps its remarks folded away', () => {
    bannerOf(bundle);

    expect(screen.getByText('2 remarks').closest('details')?.open).toBe(false);
    expect(screen.getAllByRole('listitem', { hidden: true })).toHaveLength(2);
  });
});
