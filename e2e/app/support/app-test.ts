import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect as playwrightExpect } from 'playwright/test';
import { test } from 'vitest';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';
import { launchApp, resultsFolder, type RunningApp } from './launch.ts';
import { RunPage } from './run-page.ts';
import { StartPage } from './start-page.ts';

/** Playwright's own, because it waits until what it is told about the page has become true; on a slow machine for long. */
export const expect = playwrightExpect.configure({ timeout: 20_000 });

interface AppFixtures {
  readonly profile: string;
  readonly app: RunningApp;
  readonly start: StartPage;
  readonly run: RunPage;
}

/** A test with the app running on a fresh profile; a failed one leaves a picture and the console's text behind. */
export const it = test.extend<AppFixtures>({
  // vitest reads from the pattern what a fixture needs; this one needs nothing
  // eslint-disable-next-line no-empty-pattern -- see above
  profile: async ({}, use) => {
    await using folder = await createTemporaryFolder('app');
    await use(folder.path);
  },
  app: async ({ profile, task }, use) => {
    const app = await launchApp(profile);
    try {
      await new StartPage(app.page).isShown();
      await use(app);
      if (task.result?.state === 'fail') await keepEvidence(app, task.name);
    } finally {
      await app.close();
    }
  },
  start: async ({ app }, use) => {
    await use(new StartPage(app.page));
  },
  run: async ({ app }, use) => {
    await use(new RunPage(app.page));
  },
});

/** Keeps a picture of the window for people to look at; nothing compares it. */
export async function keepScreenshot(app: RunningApp, name: string): Promise<void> {
  await mkdir(resultsFolder, { recursive: true });
  // Electron's own picture: Playwright's shows a quarter of a page at twice the size.
  const picture = await app.electron.evaluate(async ({ BrowserWindow }) => {
    const image = await BrowserWindow.getAllWindows()[0]?.webContents.capturePage();
    return image?.toPNG().toString('base64') ?? '';
  });
  await writeFile(path.join(resultsFolder, `${fileName(name)}.png`), Buffer.from(picture, 'base64'));
}

async function keepEvidence(app: RunningApp, testName: string): Promise<void> {
  const name = `failed ${testName}`;
  await mkdir(resultsFolder, { recursive: true });
  const text = [...app.reports, ...app.consoleLines].join('\n');
  await writeFile(path.join(resultsFolder, `${fileName(name)}.txt`), text);
  // A page that crashed has no picture to give; what failed is told by the test itself.
  await keepScreenshot(app, name).catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
}

function fileName(name: string): string {
  return name.replace(/[^\w-]+/g, '-').slice(0, 100);
}
