import { once } from 'node:events';
import type Electron from 'electron';
import type { Page } from 'playwright';
import { afterEach, beforeEach, describe } from 'vitest';
import { startLab, type Lab } from '../../electron/lab/lab.ts';
import { PRACTICE_PASSWORD } from '../../shared/lab/practice-address.ts';
import { leftBehind } from '../support/left-behind.ts';
import { expect, it } from './support/app-test.ts';
import type { RunningApp } from './support/launch.ts';
import type { RunPage } from './support/run-page.ts';
import type { StartPage } from './support/start-page.ts';
import { isStill } from './support/still.ts';

/**
 * The program ends in the middle of a sign-in. The practice network is this process's, and goes on: what it has of the user then is
 * what the program has left there.
 */

/** Well before the run gives the settings up by itself, and would sign out then (10 s). */
const SOON_MS = 5_000;

let lab: Lab;
beforeEach(async () => {
  // Who is signed in waits here for settings that never come.
  lab = await startLab('provisioning-timeout');
});
afterEach(() => lab.close());

describe('signed in, with the settings under way', () => {
  it('closing the window signs out', async ({ app, start, run }) => {
    await signIn(app, start, run);
    const code = await exitCodeAfter(app, ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

    expect(code).toBe(0);
    expectSignedOut();
  });

  it('quitting the program signs out', async ({ app, start, run }) => {
    await signIn(app, start, run);
    const code = await exitCodeAfter(app, ({ app: program }) => program.quit());

    expect(code).toBe(0);
    expectSignedOut();
  });

  it('a crash of the page signs out, and the program goes on', async ({ app, start, run }) => {
    await signIn(app, start, run);
    await app.electron.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const loaded = new Promise<void>((resolve) => contents?.once('did-finish-load', () => resolve()));
      contents?.forcefullyCrashRenderer();
      await loaded;
    });

    await expect.poll(() => leftBehind(lab), { timeout: SOON_MS }).toEqual([]);
    expectSignedOut();
    expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
    expect(app.reports).toEqual(["rungs: the page's process is gone: crashed"]);
  });
});

/** By hand and with a certificate that was confirmed, since nothing on this PC knows the practice company. */
async function signIn({ page }: RunningApp, start: StartPage, run: RunPage): Promise<void> {
  const frontEnd = lab.endpoints.find(({ role }) => role === 'front-end');
  if (frontEnd === undefined) throw new Error('the practice network has no Front End');
  await start.moreOptions.click();
  await start.server.fill(frontEnd.listen);
  await start.address.fill('bob@contoso.test');
  await start.signInOptions.click();
  // What is being unfolded moves under the mouse.
  await isStill(page);
  await start.way('With a password').check();
  await start.user.fill('CONTOSO\\bob');
  await submit(start, page);
  await run.isFinished();
  await page.getByRole('button', { name: /^Sign in anyway/ }).click();
  await page.getByRole('button', { name: 'Trust it for this run' }).click();
  await expect(start.password).toBeFocused();
  await submit(start, page);

  await expect
    .poll(() => leftBehind(lab))
    .toContainEqual(expect.stringMatching(/^registered: bob@contoso\.test as /));
  await expect(run.step('settings')).toHaveAttribute('data-state', 'running');
}

/** How the program ends after this was done to it. */
async function exitCodeAfter(
  { electron }: RunningApp,
  ending: (electron: typeof Electron) => void,
): Promise<number | null> {
  const ended = once(electron.process(), 'exit');
  // The connection to the main process goes down with it.
  const asked = electron.evaluate(ending).catch(() => undefined);
  const [code] = (await ended) as [number | null];
  await asked;
  return code;
}

async function submit(start: StartPage, page: Page): Promise<void> {
  await start.password.fill(PRACTICE_PASSWORD);
  await page.keyboard.press('Enter');
}

/** By a request that says so: the registrar would have kept the user for minutes. */
function expectSignedOut(): void {
  expect(leftBehind(lab)).toEqual([]);
  const signedOut = lab.ledger.entries.filter(({ what, ok }) => ok && /REGISTER .*signed out/.test(what));
  expect(signedOut).toHaveLength(1);
}
