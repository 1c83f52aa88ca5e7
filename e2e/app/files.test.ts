import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { describe } from 'vitest';
import { unpackBundle } from '../../electron/services/bundle/unpack-bundle.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { accessibilityProblems } from './support/axe.ts';
import { expect, it, keepScreenshot } from './support/app-test.ts';
import type { RunningApp } from './support/launch.ts';
import type { RunPage } from './support/run-page.ts';
import { isStill } from './support/still.ts';
import type { StartPage } from './support/start-page.ts';

/** What is taken along and what others took: through the real window, with real files. */

const LOG = fileURLToPath(
  new URL('../../shared/import/sign-ins/fixtures/uccapi-fail-404-4005.UccApilog', import.meta.url),
);
const EXPIRED = /certificate of .* expired on/;

describe('a bundle', () => {
  it('is saved, opened again, and shows the same', async ({ app, start, run }) => {
    await using folder = await createTemporaryFolder('files');
    const file = path.join(folder.path, 'mine.rungs');
    await finishedRun(start, run, 'cert-expired');
    const sentence = await run.verdict.innerText();

    await openSaveDialog(app.page);
    await expect(app.page.getByText('report.pdf')).toBeVisible();
    await expect(app.page.getByRole('button', { name: 'Save…' })).toBeEnabled();
    await look(app, 'files save');
    expect(await accessibilityProblems(app.page)).toEqual([]);
    await answerSaveDialog(app, file);
    await app.page.getByRole('button', { name: 'Save…' }).click();
    await expect(app.page.getByText(/Saved as mine\.rungs/)).toBeVisible();
    await app.page.getByRole('button', { name: 'Close', exact: true }).click();

    const bundle = await unpackBundle(await readFile(file));
    if (!bundle.ok) throw new Error(bundle.error.sentence);
    expect(bundle.value.notes).toEqual([]);
    expect(bundle.value.manifest?.files.map((one) => one.path)).toContain('report.pdf');

    await run.newCheck.click();
    await answerOpenDialog(app, file);
    await app.page.getByRole('button', { name: 'Open…' }).click();
    await run.isFinished();
    await expect(run.verdict).toContainText(EXPIRED);
    expect((await run.verdict.innerText()).split('\n')[0]).toBe(sentence.split('\n')[0]);
    await expect(app.page.getByText(/read only/i)).toBeVisible();
    await expect(run.again).toHaveCount(0);
    await look(app, 'files opened bundle');
    expect(await accessibilityProblems(app.page)).toEqual([]);
  });

  it('holds nobody when it is for everybody else', async ({ app, start, run }) => {
    await using folder = await createTemporaryFolder('files');
    const file = path.join(folder.path, 'strict.rungs');
    await finishedRun(start, run, 'bad-password');

    await openSaveDialog(app.page);
    await app.page.getByRole('radio', { name: /everybody else/ }).click();
    await expect(app.page.getByText(/user\d@domain1\.example/).first()).toBeVisible();
    await look(app, 'files save strict');
    await answerSaveDialog(app, file);
    await app.page.getByRole('button', { name: 'Save…' }).click();
    await expect(app.page.getByText(/Saved as strict\.rungs/)).toBeVisible();

    const bundle = await unpackBundle(await readFile(file));
    if (!bundle.ok) throw new Error(bundle.error.sentence);
    expect(JSON.stringify(bundle.value)).not.toMatch(/contoso|dave/i);
  });

  it('that is damaged is refused where it was opened', async ({ app }) => {
    await using folder = await createTemporaryFolder('files');
    const file = await folder.write('cut.rungs', 'PK\u0003\u0004 and nothing more');
    await answerOpenDialog(app, file);

    await app.page.getByRole('button', { name: 'Open…' }).click();

    await expect(app.page.getByRole('alert')).toContainText('cut.rungs cannot be opened.');
    await look(app, 'files refused');
  });
});

describe('a log of a client', () => {
  it('opens with its sign-in, judged like a live one', async ({ app, run }) => {
    await using folder = await createTemporaryFolder('files');
    const file = path.join(folder.path, 'Lync-UccApi-0.UccApilog');
    await copyFile(LOG, file);
    await answerOpenDialog(app, file);

    await app.page.getByRole('button', { name: 'Open…' }).click();
    await run.isFinished();

    await expect(run.verdict).toContainText('is not enabled for Skype for Business');
    await expect(run.finding('authentication.not-sip-enabled')).toBeVisible();
    await expect(app.page.getByText(/From the log/)).toBeVisible();
    await look(app, 'files opened log');
    expect(await accessibilityProblems(app.page)).toEqual([]);
  });

  it('opens when it is dropped on the window', async ({ app, run }) => {
    await drop(app.page, [LOG]);
    await run.isFinished();

    await expect(run.verdict).toContainText('is not enabled for Skype for Business');
  });

  it('that holds several sign-ins lets a person choose', async ({ app, run }) => {
    await using folder = await createTemporaryFolder('files');
    const once = await readFile(LOG, 'utf8');
    const again = once.replaceAll('03/10/2026|', '03/11/2026|').replaceAll(/Call-ID: /g, 'Call-ID: second');
    const file = await folder.write('two.UccApilog', once + again);
    await answerOpenDialog(app, file);

    await app.page.getByRole('button', { name: 'Open…' }).click();
    const rows = app.page.getByRole('dialog').getByRole('row');
    await expect(rows).toHaveCount(3);
    await look(app, 'files sign-ins');
    expect(await accessibilityProblems(app.page)).toEqual([]);
    await rows.nth(1).click();
    await run.isFinished();

    await expect(run.finding('authentication.not-sip-enabled')).toBeVisible();
  });
});

describe('work on files', () => {
  it('takes nothing down when its process ends in the middle of it', async ({ app, run }) => {
    await using folder = await createTemporaryFolder('files');
    const once = await readFile(LOG, 'utf8');
    const again = once.replaceAll('03/10/2026|', '03/11/2026|').replaceAll(/Call-ID: /g, 'Call-ID: second');
    await answerOpenDialog(app, await folder.write('two.UccApilog', once + again));
    const open = app.page.getByRole('button', { name: 'Open…' });
    const second = app.page.getByRole('dialog').getByRole('row').nth(1);

    await open.click();
    await second.waitFor();
    for (const pid of await fileWorkers(app)) process.kill(pid, 'SIGKILL');
    await second.click();
    await expect(app.page.getByRole('alert')).toContainText(
      'two.UccApilog could not be read: reading it ended unexpectedly.',
    );

    await app.page.keyboard.press('Escape');
    await open.click();
    await second.click();
    await run.isFinished();
    await expect(run.finding('authentication.not-sip-enabled')).toBeVisible();
    expect(await fileWorkers(app)).toHaveLength(1);
  });
});

describe('earlier checks', () => {
  it('are kept, opened, compared and deleted', async ({ app, start, run }) => {
    await finishedRun(start, run, 'cert-expired');
    await run.newCheck.click();
    await finishedRun(start, run, 'healthy');
    await run.newCheck.click();

    await app.page.getByRole('button', { name: /Earlier checks/ }).click();
    const list = app.page.getByRole('list', { name: 'Earlier checks' });
    await expect(list.getByRole('listitem')).toHaveCount(2);
    await look(app, 'files history');
    expect(await accessibilityProblems(app.page)).toEqual([]);
    await list
      .getByRole('listitem')
      .filter({ hasText: 'expired' })
      .getByRole('button', { name: /^Open/ })
      .click();
    await run.isFinished();
    await expect(run.verdict).toContainText(EXPIRED);

    await app.page.getByRole('button', { name: /Compare with/ }).click();
    await look(app, 'files compare choice');
    await app.page.getByRole('button', { name: 'The one that was open before' }).click();
    await expect(app.page.getByText(/The first .* fails|second/i).first()).toBeVisible();
    await look(app, 'files compared');
    expect(await accessibilityProblems(app.page)).toEqual([]);
  });
});

describe('replay', () => {
  it('lets the run happen once more', async ({ app, start, run }) => {
    await finishedRun(start, run, 'redirect-other-pool');
    await app.page.getByRole('button', { name: 'Replay' }).click();
    const bar = app.page.getByRole('region', { name: 'Replay' });
    await expect(bar).toBeVisible();
    await bar.getByRole('button', { name: 'Pause' }).click();
    await bar.getByRole('button', { name: 'Step forward' }).click();
    await look(app, 'files replay');
    expect(await accessibilityProblems(app.page)).toEqual([]);
    await bar.getByRole('button', { name: 'Play', exact: true }).click();

    await run.isFinished();
    await expect(run.verdict).toContainText('Signed in');
  });
});

async function finishedRun(start: StartPage, run: RunPage, scenario: string): Promise<void> {
  await start.isShown();
  await start.scenario(scenario).click();
  await run.isFinished();
}

async function look(app: RunningApp, name: string): Promise<void> {
  await isStill(app.page);
  await keepScreenshot(app, name);
}

async function openSaveDialog(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save bundle' }).click();
  await page.getByRole('dialog', { name: 'Save bundle' }).waitFor();
}

/** The operating system's own dialogs are no part of the window: what a person would answer is put in their place. */
async function answerSaveDialog(app: RunningApp, filePath: string): Promise<void> {
  await app.electron.evaluate(({ dialog }, answer) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: answer });
  }, filePath);
}

async function answerOpenDialog(app: RunningApp, filePath: string): Promise<void> {
  await app.electron.evaluate(({ dialog }, answer) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [answer] });
  }, filePath);
}

/** Process ids. */
function fileWorkers(app: RunningApp): Promise<number[]> {
  return app.electron.evaluate(({ app: shell }) =>
    shell.getAppMetrics().flatMap(({ name, pid }) => (name === 'Rungs files' ? [pid] : [])),
  );
}

/** A drop as Chromium gets it from the operating system. */
async function drop(page: Page, files: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  const send = async (type: 'dragEnter' | 'dragOver' | 'drop'): Promise<void> => {
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
  };
  // What takes drops is loaded when the page has nothing else to do.
  await page.getByText('or drop a file anywhere').waitFor();
  await send('dragEnter');
  await page.locator('[data-drop-overlay]').waitFor();
  await send('dragOver');
  await send('drop');
}
