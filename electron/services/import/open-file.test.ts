import { copyFile, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judgeRun } from '../../../shared/findings/judge.ts';
import { runDocument } from '../../../shared/projections/run-document.ts';
import { expiredLog } from '../../../shared/projections/testing/sample-logs.ts';
import type { LogImport } from './log-import.ts';
import { openFile, openText } from './open-file.ts';

const TOOL = { name: 'rungs', version: '1.2.3' };
const EXAMPLES = fileURLToPath(new URL('../../../shared/import/sign-ins/fixtures/', import.meta.url));
const exampleOf = (name: string): string => join(EXAMPLES, `${name}.UccApilog`);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rungs-open-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function reading(path: string): Promise<LogImport> {
  const opened = await openFile(path, TOOL);
  if (!opened.ok || opened.value.kind !== 'log') throw new Error(JSON.stringify(opened));
  await opened.value.reading.done;
  return opened.value.reading;
}

async function judged(log: LogImport, signIn: number): Promise<ReturnType<typeof runDocument>> {
  const opened = await log.open(signIn);
  if (!opened.ok) throw new Error(opened.error);
  return runDocument(opened.value.events, judgeRun);
}

describe('a log', () => {
  it.each([
    ['uccapi-ok-ntlm', 'signed-in', null, 'ntlm', 3],
    ['uccapi-ok-tlsdsk-redirect', 'signed-in', null, 'tls-dsk', 4],
    ['uccapi-fail-404-4005', 'failed', 'authentication.not-sip-enabled', 'ntlm', 3],
  ] as const)('%s is read, listed and judged', async (name, outcome, finding, used, registers) => {
    const log = await reading(exampleOf(name));

    expect(log.progress()).toMatchObject({ kind: 'read', format: 'uccapi', signIns: [{ id: 0, registers }] });
    const document = await judged(log, 0);
    expect(document.run.source).toBe('log');
    expect(document.verdict).toMatchObject({ outcome, finding });
    expect(document.authentication).toMatchObject({ used, registers });
  });

  it('goes on in the file that its client had put aside before, and is left as it was', async () => {
    const current = join(folder, 'Lync-UccApi-0.UccApilog');
    await copyFile(exampleOf('uccapi-fail-404-4005'), current);
    await copyFile(exampleOf('uccapi-ok-ntlm'), join(folder, 'Lync-UccApi-1.UccApilog'));
    await writeFile(join(folder, 'Other-UccApi-1.UccApilog'), 'no part of it');
    const before = await Promise.all((await readdir(folder)).map((name) => stat(join(folder, name))));

    const log = await reading(current);

    const progress = log.progress();
    if (progress.kind !== 'read') throw new Error(progress.kind);
    expect(progress.signIns.map(({ address }) => address)).toEqual([
      'alex.wilber@contoso.com',
      'new.joiner@contoso.com',
    ]);
    expect((await judged(log, 0)).verdict.outcome).toBe('signed-in');
    expect((await judged(log, 1)).verdict.finding).toBe('authentication.not-sip-enabled');
    const after = await Promise.all((await readdir(folder)).map((name) => stat(join(folder, name))));
    expect(after.map(({ mtimeMs, size }) => [mtimeMs, size])).toEqual(
      before.map(({ mtimeMs, size }) => [mtimeMs, size]),
    );
  });

  it('can be given up, and says why nothing of it opens', async () => {
    const opened = await openFile(exampleOf('uccapi-ok-ntlm'), TOOL);
    if (!opened.ok || opened.value.kind !== 'log') throw new Error('no log');
    const { reading: log } = opened.value;

    log.cancel();
    await log.done;

    expect(log.progress()).toEqual({ kind: 'refused', sentence: 'It was cancelled.' });
    expect(await log.open(0)).toEqual({ ok: false, error: 'It was cancelled.' });
  });

  it('that goes away says so when one of its sign-ins is opened', async () => {
    const path = join(folder, basename(exampleOf('uccapi-ok-ntlm')));
    await copyFile(exampleOf('uccapi-ok-ntlm'), path);
    const log = await reading(path);
    await rm(path);

    expect(await log.open(0)).toEqual({
      ok: false,
      error: 'uccapi-ok-ntlm.UccApilog cannot be read again: there is no such file.',
    });
    expect(await log.open(7)).toEqual({ ok: false, error: 'There is no such sign-in in this log.' });
  });

  it('may be pasted', async () => {
    const log = openText('REGISTER sip:contoso.com SIP/2.0\nCall-ID: 1\nCSeq: 1 REGISTER\n\n', TOOL);
    await log.done;

    expect(log.progress()).toMatchObject({ kind: 'read', format: 'sip-text', signIns: [{ registers: 1 }] });
  });

  it('is none of a text without any message', async () => {
    const log = openText('Dear helpdesk, it does not work.', TOOL);
    await log.done;

    expect(log.progress()).toEqual({
      kind: 'refused',
      sentence: 'No SIP message and no log of a client or server was found in pasted text.',
    });
  });
});

describe('other files', () => {
  it('a saved document opens as the run that it is', async () => {
    const path = join(folder, 'run.json');
    await writeFile(path, JSON.stringify(runDocument(expiredLog(), judgeRun)));

    const opened = await openFile(path, TOOL);

    if (!opened.ok || opened.value.kind !== 'run') throw new Error(JSON.stringify(opened));
    expect(judgeRun(opened.value.events)).toEqual(judgeRun(expiredLog()));
  });

  it.each([
    ['trace.etl', Buffer.from('00010203', 'hex'), /binary trace/],
    ['capture.pcapng', Buffer.from('0a0d0d0a1c000000', 'hex'), /network capture/],
    ['empty.UccApilog', Buffer.alloc(0), /empty/],
    ['cut.rungs', Buffer.from('PK\u0003\u0004'), /incomplete/],
  ])('%s is refused with a sentence', async (name, bytes, sentence) => {
    const path = join(folder, name);
    await writeFile(path, bytes);

    const opened = await openFile(path, TOOL);

    if (opened.ok) throw new Error('it was opened');
    expect(opened.error).toMatch(sentence);
    expect(opened.error.startsWith(`${name} cannot be opened.`)).toBe(true);
  });

  it('says what is wrong with a name', async () => {
    await mkdir(join(folder, 'sub'));

    expect(await openFile(join(folder, 'gone.rungs'), TOOL)).toEqual({
      ok: false,
      error: 'gone.rungs cannot be read: there is no such file.',
    });
    expect(await openFile(join(folder, 'sub'), TOOL)).toEqual({ ok: false, error: 'sub is not a file.' });
  });
});
