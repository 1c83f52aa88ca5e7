import { describe, expect, it } from 'vitest';
import { failure, success, type Result } from '../../shared/lib/result.ts';
import { expiredLog, healthyLog } from '../../shared/projections/testing/sample-logs.ts';
import type { BundleOrder, PackedFile } from '../file-worker/file-work.ts';
import type { PrintPdf } from '../services/bundle/make-bundle.ts';
import { createExportHandlers, type ExportDependencies } from './export-handlers.ts';
import { createRunShelf } from './run-shelf.ts';
import { fakeRun } from './testing/fake-run.ts';

const LIVE = { kind: 'live' } as const;
const print: PrintPdf = () => Promise.resolve(failure('no printer'));
const PACKED: PackedFile = { packed: new Uint8Array(7), notes: ['Look at it.'] };

interface Asked {
  readonly order: BundleOrder;
  readonly signal?: AbortSignal;
  readonly print?: PrintPdf | null;
}

function setUp(
  packed: Result<PackedFile, string> = success(PACKED),
  target: string | null = '/home/a/b.rungs',
) {
  const shelf = createRunShelf();
  const own = shelf.open(expiredLog(), LIVE);
  const other = shelf.open(healthyLog(), LIVE);
  const asked: Asked[] = [];
  const written: unknown[] = [];
  const dependencies: ExportDependencies = {
    shelf,
    work: {
      previewBundle: (order, signal) => {
        asked.push({ order, signal });
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(failure('It was cancelled.')));
          if (order.level === 'strict') resolve(success({ packedBytes: 5, files: [], replaced: [] }));
        });
      },
      packBundle: (order, printer) => {
        asked.push({ order, print: printer });
        return Promise.resolve(packed);
      },
      drawLadder: (log) => Promise.resolve(success({ svg: String(log.length), width: 1, height: 2 })),
    },
    wall: () => 42,
    print,
    chooseTarget: () => Promise.resolve(target),
    writeFile: (path, { length }) => {
      written.push([path, length]);
      return Promise.resolve(success(null));
    },
    drag: (fileName, { length }) => {
      written.push([fileName, length]);
      return Promise.resolve();
    },
    writePicture: () => undefined,
  };
  return { handlers: createExportHandlers(dependencies), shelf, own, other, asked, written };
}

describe('taking a run along', () => {
  it('previews it, with the run it is compared with', async () => {
    const { handlers, own, other, asked } = setUp();

    const preview = await handlers['bundle.preview']({ runId: own, level: 'strict', comparedWith: other });

    expect(preview).toMatchObject({
      fileName: expect.stringMatching(/^rungs-.*\.rungs$/) as unknown,
      packedBytes: 5,
    });
    expect(asked[0]?.order).toEqual({
      level: 'strict',
      savedAt: 42,
      own: { events: expiredLog(), origin: LIVE },
      comparedWith: { events: healthyLog(), origin: LIVE },
    });
  });

  it('gives up a preview that another one follows', async () => {
    const { handlers, own } = setUp();
    const request = { runId: own, comparedWith: null };

    const first = handlers['bundle.preview']({ ...request, level: 'standard' });
    const second = handlers['bundle.preview']({ ...request, level: 'strict' });

    await expect(first).rejects.toThrow('It was cancelled.');
    expect(await second).toMatchObject({ packedBytes: 5 });
  });

  it('saves it with its PDF, and says where and what to look at', async () => {
    const { handlers, own, asked, written } = setUp();

    const reply = await handlers['bundle.save']({ runId: own, level: 'standard', comparedWith: null });

    expect(reply).toEqual({
      kind: 'saved',
      fileName: 'b.rungs',
      folder: '/home/a',
      bytes: 7,
      notes: ['Look at it.'],
    });
    expect(written).toEqual([['/home/a/b.rungs', 7]]);
    expect(asked[0]?.print).toBe(print);
  });

  it('writes nothing when it could not be made, or nobody chose where to', async () => {
    const lost = setUp(failure('The work on it ended unexpectedly.'));
    const unchosen = setUp(success(PACKED), null);
    const save = ({ handlers, own }: ReturnType<typeof setUp>) =>
      handlers['bundle.save']({ runId: own, level: 'standard', comparedWith: null });

    expect(await save(lost)).toEqual({ kind: 'failed', sentence: 'The work on it ended unexpectedly.' });
    expect(await save(unchosen)).toEqual({ kind: 'cancelled' });
    expect([lost.written, unchosen.written, unchosen.asked]).toEqual([[], [], []]);
  });

  it('drags it without the PDF', async () => {
    const { handlers, own, asked, written } = setUp();

    await handlers['bundle.drag']({ runId: own, level: 'strict', comparedWith: null });

    expect(asked[0]?.print).toBeNull();
    expect(written).toEqual([[expect.stringMatching(/\.rungs$/), 7]]);
  });

  it('draws its call flow', async () => {
    const { handlers, own } = setUp();

    expect(await handlers['ladder.draw']({ runId: own })).toMatchObject({ svg: String(expiredLog().length) });
  });

  it('refuses a run that is no longer open, or has not begun', async () => {
    const { handlers, shelf } = setUp();
    shelf.add(fakeRun('run-1'));

    await expect(handlers['ladder.draw']({ runId: 'opened-9' })).rejects.toThrow('no longer open');
    await expect(handlers['ladder.draw']({ runId: 'run-1' })).rejects.toThrow('has not begun yet');
  });
});
