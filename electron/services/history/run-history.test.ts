import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../../../shared/events/catalogue.ts';
import { judgeRun } from '../../../shared/findings/judge.ts';
import { expiredLog } from '../../../shared/projections/testing/sample-logs.ts';
import { createRunHistory, type RunHistory } from './run-history.ts';

const NOW = Date.UTC(2026, 10, 23, 12);

let home: string;
let history: RunHistory;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'rungs-history-'));
  history = createRunHistory(join(home, 'history'), () => NOW);
});
afterEach(() => rm(home, { recursive: true }));

function runNamed(runId: string): readonly LoggedEvent[] {
  return expiredLog().map((event) =>
    event.kind === 'run.started' ? { ...event, data: { ...event.data, runId } } : event,
  );
}

const filesOf = async (): Promise<readonly string[]> => (await readdir(join(home, 'history'))).toSorted();

describe('the history', () => {
  it('begins empty, and writes nothing before there is something', async () => {
    expect(await history.list()).toEqual({ isKept: true, entries: [], notice: null });
    expect(await readdir(home)).toEqual([]);
  });

  it('opens what it kept, with the same findings', async () => {
    await history.keep(runNamed('run-1'));

    const { entries } = await history.list();
    const opened = await history.open('run-1');

    expect(entries).toMatchObject([
      { id: 'run-1', verdict: { finding: 'connectivity.certificate-expired' } },
    ]);
    if (!opened.ok) throw new Error(opened.error);
    expect(judgeRun(opened.value.events)).toEqual(judgeRun(runNamed('run-1')));
    expect(opened.value.keptAt).toBe('2026-11-23T12:00:00.000Z');
  });

  it('keeps the last fifty, newest first, each once', async () => {
    for (let index = 1; index <= 52; index++) await history.keep(runNamed(`run-${String(index)}`));
    await history.keep(runNamed('run-40'));

    const { entries } = await history.list();

    expect(entries).toHaveLength(50);
    expect(entries.slice(0, 3).map(({ id }) => id)).toEqual(['run-40', 'run-52', 'run-51']);
    expect(entries.at(-1)?.id).toBe('run-3');
    expect(await filesOf()).toHaveLength(51);
    expect(await history.open('run-1')).toMatchObject({ ok: false });
  });

  it('forgets one, or all', async () => {
    await Promise.all(['run-1', 'run-2', 'run-3'].map((id) => history.keep(runNamed(id))));

    const without = await history.remove('run-2');
    expect(without.entries.map(({ id }) => id)).toEqual(['run-3', 'run-1']);
    expect(await history.empty()).toMatchObject({ entries: [] });
    expect(await filesOf()).toEqual(['index.json']);
  });

  it('keeps nothing while it is turned off, and says so', async () => {
    await history.setKept(false);
    await history.keep(runNamed('run-1'));

    expect(await createRunHistory(join(home, 'history'), () => NOW).list()).toEqual({
      isKept: false,
      entries: [],
      notice: null,
    });
  });

  it.each([
    ['no JSON', '{"format":'],
    ['something else', '{"format":"other"}'],
    ['bytes', Buffer.from([0xff, 0xfe, 0x00, 0x01])],
    ['far too much', 'x'.repeat(1_048_577)],
  ])('moves a store aside whose index is %s, and begins anew', async (_what, index) => {
    await history.keep(runNamed('run-1'));
    await writeFile(join(home, 'history', 'index.json'), index);

    const list = await history.list();

    expect(list).toMatchObject({ isKept: true, entries: [] });
    expect(list.notice).toContain('was damaged');
    const [aside = ''] = await readdir(home);
    expect(aside).toBe('history-damaged-2026-11-23T12-00-00.000Z');
    expect(await readdir(join(home, aside))).toHaveLength(2);
    await history.keep(runNamed('run-2'));
    expect((await history.list()).entries.map(({ id }) => id)).toEqual(['run-2']);
  });

  it('refuses a damaged run and keeps the rest', async () => {
    await history.keep(runNamed('run-1'));
    const [file = ''] = await filesOf();
    await writeFile(join(home, 'history', file), 'no gzip');

    expect(await history.open('run-1')).toEqual({
      ok: false,
      error: 'This earlier check is damaged and cannot be opened.',
    });
    expect((await history.list()).entries).toHaveLength(1);
  });

  it('says what is wrong when it cannot write, and fails nobody', async () => {
    await writeFile(join(home, 'history'), 'a file where the folder should be');

    await history.keep(runNamed('run-1'));

    expect((await history.list()).notice).toMatch(/cannot be read or written/);
  });

  it('holds no secret of a log that was not redacted', async () => {
    const canary = 'Canary-7Qx';
    const log = runNamed('run-1').map((event) =>
      event.kind === 'tls.handshake.completed'
        ? { ...event, data: { ...event.data, cipher: `Authorization: Basic ${canary}` } }
        : event,
    );
    await history.keep(log);

    const opened = await history.open('run-1');

    expect(JSON.stringify(opened)).not.toContain(canary);
    expect(await readFile(join(home, 'history', 'index.json'), 'utf8')).not.toContain(canary);
  });
});
