import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { judgeRun } from '../../shared/findings/judge.ts';
import { failure, success } from '../../shared/lib/result.ts';
import { runDocument } from '../../shared/projections/run-document.ts';
import { expiredLog, healthyLog } from '../../shared/projections/testing/sample-logs.ts';
import { ladderSvg } from '../../shared/report/ladder-svg.ts';
import { unpackBundle } from '../services/bundle/unpack-bundle.ts';
import { openFile, openText } from '../services/import/open-file.ts';
import { createFileWork, type BundleOrder, type FileWork } from './file-work.ts';
import { silentWorker, workingWorker, type TestWorker } from './testing/paired-workers.ts';

const TOOL = { name: 'rungs', version: '0.1.0' };
const LOG = fileURLToPath(
  new URL('../../shared/import/sign-ins/fixtures/uccapi-fail-404-4005.UccApilog', import.meta.url),
);
const LIVE = { kind: 'live' } as const;
const ORDER: BundleOrder = {
  level: 'standard',
  savedAt: Date.UTC(2026, 10, 23),
  own: { events: expiredLog(), origin: LIVE },
  comparedWith: null,
};
const lasting = (): AbortSignal => new AbortController().signal;

let folder: string;
let started: TestWorker[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rungs-file-work-'));
  started = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function workWith(make: () => TestWorker): FileWork {
  return createFileWork(() => {
    const worker = make();
    started.push(worker);
    return worker;
  }, TOOL);
}

async function saved(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

describe('opening', () => {
  it('gives a saved check as the file holds it', async () => {
    const file = await saved('a.json', JSON.stringify(runDocument(expiredLog(), judgeRun)));

    const opened = await workWith(workingWorker).openFile(file, lasting());

    expect(opened).toEqual(await openFile(file, TOOL));
    expect(opened).toMatchObject({ ok: true, value: { kind: 'run' } });
  });

  it('says why a file is refused, and keeps the worker for the next one', async () => {
    const work = workWith(workingWorker);
    const broken = await saved('cut.rungs', 'PK\u0003\u0004 and nothing more');

    const first = await work.openFile(broken, lasting());
    const second = await work.openFile(join(folder, 'gone.rungs'), lasting());

    expect(first).toEqual(await openFile(broken, TOOL));
    expect(second).toMatchObject({ ok: false, error: expect.stringContaining('gone.rungs') as unknown });
    expect(started).toHaveLength(1);
  });

  it('reads a log and gives its sign-ins one after the other', async () => {
    const opened = await workWith(workingWorker).openFile(LOG, lasting());
    if (!opened.ok || opened.value.kind !== 'log') throw new Error('not a log');
    const { reading } = opened.value;
    await reading.done;

    expect(reading.fileName).toBe('uccapi-fail-404-4005.UccApilog');
    expect(reading.progress()).toMatchObject({ kind: 'read', format: 'uccapi', signIns: [{ id: 0 }] });
    const [one, none, again] = await Promise.all([reading.open(0), reading.open(7), reading.open(0)]);
    if (!one.ok || !again.ok) throw new Error('not opened');
    expect(one.value.events.length).toBeGreaterThan(20);
    expect(again.value.events).toHaveLength(one.value.events.length);
    expect(none).toEqual(failure('There is no such sign-in in this log.'));
  });

  it('reads pasted text, or says that it is no log', async () => {
    const reading = workWith(workingWorker).openText('hello');
    await reading.done;

    expect(reading).toMatchObject({ fileName: 'pasted text', totalBytes: 5 });
    const here = openText('hello', TOOL);
    await here.done;
    expect(reading.progress()).toEqual(here.progress());
    expect(await reading.open(0)).toEqual(await here.open(0));
    expect(here.progress()).toMatchObject({ kind: 'refused' });
  });
});

describe('making a bundle', () => {
  it('previews and packs the run with the one that it is compared with', async () => {
    const work = workWith(workingWorker);
    const order = { ...ORDER, comparedWith: { events: healthyLog(), origin: LIVE } };

    const preview = await work.previewBundle(order, lasting());
    const made = await work.packBundle(order, (html) =>
      Promise.resolve(success(new TextEncoder().encode(`PDF of ${String(html.includes('<h1'))}`))),
    );

    if (!preview.ok || !made.ok) throw new Error('not made');
    const bundle = await unpackBundle(made.value.packed);
    if (!bundle.ok) throw new Error(bundle.error.sentence);
    expect(bundle.value.events).toHaveLength(expiredLog().length);
    expect(made.value.notes).toEqual([]);
    const listed = bundle.value.manifest?.files.map(({ path }) => path);
    expect(listed).toContain('report.pdf');
    expect(preview.value.files.map(({ path }) => path)).toEqual([...(listed ?? []), 'manifest.json']);
    expect(preview.value.files.find(({ path }) => path === 'report.html')?.beginning).toContain('<!');
    expect(started).toHaveLength(1);
  });

  it('says which pseudonyms strict puts in, and notes a report that could not be printed', async () => {
    const work = workWith(workingWorker);
    const strict = { ...ORDER, level: 'strict' } as const;

    const preview = await work.previewBundle(strict, lasting());
    const made = await work.packBundle(strict, () => Promise.resolve(failure('no printer.')));

    expect(preview.ok && preview.value.replaced.length).toBeGreaterThan(0);
    expect(made.ok && made.value.notes).toEqual(['report.pdf could not be made: no printer.']);
  });

  it('draws the call flow', async () => {
    expect(await workWith(workingWorker).drawLadder(expiredLog())).toEqual(success(ladderSvg(expiredLog())));
  });
});

describe('a worker that fails', () => {
  it('while it reads a file: a sentence, and another worker for the next one', async () => {
    const next = [silentWorker(), workingWorker()];
    const work = workWith(() => next.shift() ?? silentWorker());
    const file = await saved('a.json', JSON.stringify(runDocument(expiredLog(), judgeRun)));
    const reading = work.openFile(file, lasting());
    started[0]?.crash();

    expect(await reading).toEqual(failure('a.json could not be read: reading it ended unexpectedly.'));
    expect(await work.openFile(file, lasting())).toMatchObject({ ok: true });
  });

  it('while it reads a log, or gives one of its sign-ins', async () => {
    const lost = failure('pasted text could not be read: reading it ended unexpectedly.');
    const work = workWith(silentWorker);
    const [first, second] = [work.openText('1'), work.openText('2')];
    started[0]?.crash();
    await first.done;
    started[1]?.say({ kind: 'progress', progress: { kind: 'read', format: 'sipe', signIns: [], notes: [] } });
    await second.done;
    const choosing = second.open(0);
    await vi.waitFor(() => expect(started[1]?.heard).toContain('choose-sign-in'));
    started[1]?.crash();

    expect(first.progress()).toEqual({ kind: 'refused', sentence: lost.error });
    expect(await choosing).toEqual(lost);
    expect(await second.open(0)).toEqual(lost);
  });

  it('while it makes a bundle, or draws', async () => {
    const work = workWith(silentWorker);
    const all = [
      work.packBundle(ORDER, null),
      work.previewBundle(ORDER, lasting()),
      work.drawLadder(expiredLog()),
    ];
    for (const worker of started) worker.crash();

    const [packed, preview, drawn] = await Promise.all(all);
    const bundleLost = failure('The bundle could not be made: the work on it ended unexpectedly.');
    expect([packed, preview]).toEqual([bundleLost, bundleLost]);
    expect(drawn).toEqual(failure('The call flow could not be drawn: the work on it ended unexpectedly.'));
  });

  it.each<[string, unknown]>([
    ['outside the protocol', { kind: 'opened', run: { events: -1, origin: LIVE } }],
    ['in the wrong place', { kind: 'more' }],
  ])('in that it says something %s: it is ended', async (_what, answer) => {
    const work = workWith(silentWorker);
    const opening = work.openFile('/a.rungs', lasting());
    started[0]?.say(answer);

    expect(await opening).toMatchObject({ ok: false });
    expect(started[0]?.isKilled).toBe(true);
  });

  it.each(['no list', '{}', '[1]', '[{"kind":"unheard.of"}]'])(
    'in that it gives %s as a piece of a log',
    async (events) => {
      const work = workWith(silentWorker);
      const opening = work.openFile('/a.rungs', lasting());
      started[0]?.say({ kind: 'opened', run: { events: 1, origin: LIVE } });
      started[0]?.say({ kind: 'piece', events });

      expect(await opening).toEqual(failure('a.rungs could not be read: reading it ended unexpectedly.'));
      expect(started[0]?.isKilled).toBe(true);
    },
  );
});

describe('what is given up', () => {
  it('ends the process that did it, and no other', async () => {
    const work = workWith(silentWorker);
    const [unwanted, wanted] = [new AbortController(), new AbortController()];
    const first = work.openFile('/a.rungs', unwanted.signal);
    const second = work.previewBundle(ORDER, wanted.signal);
    unwanted.abort();

    expect(await first).toEqual(failure('It was cancelled.'));
    expect(started.map(({ isKilled }) => isKilled)).toEqual([true, false]);
    wanted.abort();
    expect(await second).toEqual(failure('It was cancelled.'));
  });

  it('is a log that is cancelled while it is read', async () => {
    const reading = workWith(silentWorker).openText('1');
    reading.cancel();
    await reading.done;

    expect(started[0]?.isKilled).toBe(true);
    expect(reading.progress()).toEqual({ kind: 'refused', sentence: 'It was cancelled.' });
  });

  it('is everything when the program ends', async () => {
    const work = workWith(silentWorker);
    const all = [work.openFile('/a.rungs', lasting()), work.packBundle(ORDER, null)];
    work.close();

    expect(await Promise.all(all)).toMatchObject([{ ok: false }, { ok: false }]);
    expect(started.map(({ isKilled }) => isKilled)).toEqual([true, true]);
  });
});

it('keeps one worker that has nothing to do, for a minute', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const work = workWith(workingWorker);
    const missing = join(folder, 'gone');
    await Promise.all([work.openFile(missing, lasting()), work.openFile(missing, lasting())]);
    expect(started.map(({ isKilled }) => isKilled).sort()).toEqual([false, true]);

    vi.advanceTimersByTime(60_000);
    expect(started.map(({ isKilled }) => isKilled)).toEqual([true, true]);
    await work.openFile(missing, lasting());
    expect(started).toHaveLength(3);
  } finally {
    vi.useRealTimers();
  }
});
