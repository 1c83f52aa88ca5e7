import { beforeEach, describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../shared/ipc/history-commands.ts';
import { IpcRefusal } from '../../shared/ipc/server.ts';
import { ntlmLog, rejectedLog } from '../../shared/projections/testing/authentication-logs.ts';
import { expiredLog } from '../../shared/projections/testing/sample-logs.ts';
import type { RunOrigin } from '../../shared/run/origin.ts';
import { installFakeHost, quietHandlers } from '../testing/fake-host.ts';
import { pageStore } from './store.ts';

const host = installFakeHost();
const { copyTicket } = await import('./copy-ticket.ts');

const GOOD = { outcome: 'signed-in', step: null, finding: null, summary: 'Signed in.' } as const;
const READY = { ...GOOD, outcome: 'reachable' } as const;
const BAD = { ...GOOD, outcome: 'failed' } as const;

function entry(startedAt: string, changes: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    id: startedAt,
    address: 'alice@contoso.test',
    startedAt,
    durationMs: 900,
    verdict: GOOD,
    server: null,
    scenario: null,
    bytes: 1_000,
    ...changes,
  };
}

let copied: string[];
let entries: readonly HistoryEntry[];
beforeEach(() => {
  copied = [];
  entries = [];
  host.calls.splice(0);
  host.handlers = {
    ...quietHandlers(),
    'clipboard.write': ({ text }) => {
      copied.push(text);
      return {};
    },
    'history.list': () => ({ isKept: true, entries: [...entries], notice: null }),
  };
});

function open(events: ReturnType<typeof expiredLog>, origin: RunOrigin = { kind: 'live' }): void {
  pageStore.setState(
    {
      ...pageStore.getInitialState(),
      run: {
        runId: 'run-1',
        address: 'alice@contoso.test',
        note: null,
        origin,
        request: null,
        chosenFrom: null,
        events,
        isEnded: true,
        problem: null,
      },
    },
    true,
  );
}

/** What the ticket says of the last check that went well. */
async function lastGood(): Promise<string | undefined> {
  expect(await copyTicket()).toBe(true);
  return /^Last good check on this computer: (.*)$/m.exec(copied.at(-1) ?? '')?.[1];
}

describe('the ticket', () => {
  it('names the last check of the same sign-in that went well before', async () => {
    open(rejectedLog());
    entries = [
      entry('2026-12-02T09:00:00.000Z'),
      entry('2026-11-30T09:00:00.000Z', { verdict: BAD }),
      entry('2026-11-29T09:00:00.000Z', { verdict: READY }),
      entry('2026-11-28T09:00:00.000Z', { address: 'bob@contoso.test' }),
      entry('2026-11-27T09:00:00.000Z', { scenario: 'healthy' }),
      entry('2026-11-26T09:00:00.000Z'),
      entry('2026-11-25T09:00:00.000Z'),
    ];

    expect(await lastGood()).toBe('26 November 2026, 09:00:00 UTC');
  });

  it('takes a server that was ready for good where nobody meant to sign in', async () => {
    open(expiredLog());
    entries = [entry('2026-11-29T09:00:00.000Z', { verdict: READY }), entry('2026-11-26T09:00:00.000Z')];

    expect(await lastGood()).toBe('29 November 2026, 09:00:00 UTC');
  });

  it('says nothing of it where there was none, and where all went well', async () => {
    open(expiredLog());
    expect(await lastGood()).toBeUndefined();

    entries = [entry('2026-11-26T09:00:00.000Z')];
    open(ntlmLog());
    expect(await lastGood()).toBeUndefined();
    expect(copied.at(-1)).toContain(' works\n');
  });

  it('does not ask the checks of this computer about a run of another one', async () => {
    entries = [entry('2026-11-26T09:00:00.000Z')];
    open(expiredLog(), { kind: 'log', fileName: 'a.log', format: 'uccapi', notes: [] });

    expect(await lastGood()).toBeUndefined();
    expect(host.calls).not.toContain('history.list');
  });

  it('is copied all the same when the earlier checks cannot be read', async () => {
    open(expiredLog());
    host.handlers = {
      ...host.handlers,
      'history.list': () => {
        throw new IpcRefusal('internal', 'No.');
      },
    };

    expect(await lastGood()).toBeUndefined();
    expect(copied).toHaveLength(1);
  });

  it('is none without a run', async () => {
    pageStore.setState(pageStore.getInitialState(), true);

    expect(await copyTicket()).toBe(false);
    expect(copied).toEqual([]);
  });
});
