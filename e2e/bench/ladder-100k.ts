import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { hasDisplay } from '../../electron/setup/display.mjs';
import { judgeRun } from '../../shared/findings/judge.ts';
import { ladder } from '../../shared/projections/ladder.ts';
import { ladderSections } from '../../shared/projections/ladder/sections.ts';
import { runDocument } from '../../shared/projections/run-document.ts';
import { launchApp } from '../app/support/launch.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { longLog } from './long-log.ts';
import {
  beginReading,
  endReading,
  NAME_HELPER,
  scrollFrames,
  timeClick,
  timeKey,
  type Frames,
} from './page-timing.ts';

/** What a window needs for a long call flow. All times in ms. */
export interface LongLadder {
  readonly fileBytes: number;
  readonly events: number;
  readonly rows: number;
  /** From asking for the file until it is read and judged to be a log. */
  readonly openedMs: number;
  /** From then until the first rows are painted, until the last batch is on its way, and from there until all is painted. */
  readonly firstPaintMs: number;
  readonly deliveredMs: number;
  readonly lastPaintMs: number;
  /** The longest time until then in which the page could not draw or answer. */
  readonly busiestMs: number;
  /** By what is done: until a frame shows it. */
  readonly acts: Readonly<Record<string, number>>;
  readonly wheel: Frames;
  readonly fromTopToBottom: Frames;
  readonly heapBytes: number;
  readonly processBytes: Readonly<Record<string, number>>;
}

/** When what crossed to the page, in epoch ms; 0: it has not. */
interface Crossing {
  openedAt: number;
  deliveredAt: number;
}

/** Opens a saved check with so many SIP messages in the real app, unfolds all of it and scrolls. null where there is no display. */
export async function measureLongLadder(messages: number): Promise<LongLadder | null> {
  if (!hasDisplay()) return null;
  await using folder = await createTemporaryFolder('ladder');
  const log = longLog(messages, 'everyday');
  const file = join(folder.path, 'long.rungs');
  const text = JSON.stringify(runDocument(log, judgeRun));
  await writeFile(file, text);
  const drawn = ladder(log);
  const last = ladderSections(drawn.rows, log).steps.at(-1);
  const app = await launchApp(join(folder.path, 'profile'));
  try {
    const { page, electron } = app;
    await page.locator('input[name="address"]').waitFor();
    await watchCrossing(electron);
    await beginReading(page, `${String(last?.messages ?? 0)} messages`);
    const askedAt = Date.now();
    await electron.evaluate(
      ({ app: shell }, path) => shell.emit('open-file', { preventDefault: () => undefined }, path),
      file,
    );
    const shown = await endReading(page);
    const crossing = await crossingOf(electron);
    const acts = await timeActs(page);
    return {
      fileBytes: Buffer.byteLength(text),
      events: log.length,
      rows: drawn.rows.length,
      openedMs: crossing.openedAt - askedAt,
      firstPaintMs: shown.firstAt - crossing.openedAt,
      deliveredMs: crossing.deliveredAt - crossing.openedAt,
      lastPaintMs: shown.lastAt - crossing.deliveredAt,
      busiestMs: Math.max(0, ...shown.busyMs),
      acts,
      wheel: await scrollFrames(page, 'wheel'),
      fromTopToBottom: await scrollFrames(page, 'whole'),
      ...(await memoryOf(electron, page)),
    };
  } finally {
    await app.close();
  }
}

/** What people do with a long call flow; leaves all of it unfolded. */
async function timeActs(page: Page): Promise<Readonly<Record<string, number>>> {
  const acts: Record<string, number> = {};
  acts['unfold all'] = await timeClick(page, 'button', 'Unfold all');
  for (const key of ['Home', 'ArrowDown', 'PageDown', 'End', 'ArrowUp']) acts[key] = await timeKey(page, key);
  acts['only the path taken'] = await timeClick(page, 'switch', 'Only the path taken');
  acts['all again'] = await timeClick(page, 'switch', 'Only the path taken');
  acts['fold all'] = await timeClick(page, 'button', 'Fold all');
  acts['unfold all again'] = await timeClick(page, 'button', 'Unfold all');
  return acts;
}

/** Notes in the main process when the page is told of the file, and when the end of the log is sent. */
async function watchCrossing(electron: ElectronApplication): Promise<void> {
  await electron.evaluate(NAME_HELPER);
  await electron.evaluate(({ BrowserWindow }) => {
    const crossing: Crossing = { openedAt: 0, deliveredAt: 0 };
    Object.assign(globalThis, { crossing });
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined) throw new Error('there is no window');
    const send = contents.send.bind(contents);
    contents.send = (channel: string, ...parts: unknown[]) => {
      const [message] = parts;
      // Batches cross as text, everything else as it is.
      if (typeof message === 'string' && message.endsWith('"isEnd":true}}'))
        crossing.deliveredAt = Date.now();
      else if (JSON.stringify(message).includes('"kind":"opened"')) crossing.openedAt = Date.now();
      send(channel, ...parts);
    };
  });
}

function crossingOf(electron: ElectronApplication): Promise<Crossing> {
  return electron.evaluate(() => (globalThis as unknown as { crossing: Crossing }).crossing);
}

async function memoryOf(
  electron: ElectronApplication,
  page: Page,
): Promise<Pick<LongLadder, 'heapBytes' | 'processBytes'>> {
  const heapBytes = await page.evaluate(
    () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
  );
  const processBytes = await electron.evaluate(({ app }) =>
    Object.fromEntries(app.getAppMetrics().map(({ type, memory }) => [type, memory.workingSetSize * 1_024])),
  );
  return { heapBytes, processBytes };
}
