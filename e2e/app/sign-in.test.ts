import type { Page } from 'playwright';
import { afterAll, beforeAll, describe } from 'vitest';
import { startLab, type Lab } from '../../electron/lab/lab.ts';
import { PRACTICE_PASSWORD } from '../../shared/lab/practice-address.ts';
import { expect, it, keepScreenshot } from './support/app-test.ts';
import { accessibilityProblems } from './support/axe.ts';
import type { RunningApp } from './support/launch.ts';
import type { RunPage } from './support/run-page.ts';
import type { StartPage } from './support/start-page.ts';
import { isStill } from './support/still.ts';

const CANARY = 'canary-7Qx!-0451';
/** As two people can compare it: in groups of four. */
const FINGERPRINT = /(?:[0-9A-F]{4} ){15}[0-9A-F]{4}/;

describe('a practice sign-in', () => {
  for (const [scenario, method, registers] of [
    ['ntlm', 'NTLM', 3],
    ['tls-dsk', 'TLS-DSK', 4],
    // The operating system's library, called out of the real Electron.
    ['kerberos', 'Kerberos', 2],
  ] as const) {
    it(`says that it is signed in with ${method}`, async ({ start, run }) => {
      await start.scenario(scenario).click();
      await run.isFinished();

      await expect(run.verdict).toHaveAttribute('data-verdict', 'passed');
      await expect(run.verdict).toContainText(
        new RegExp(`^Signed in as alice@contoso\\.test on .* with ${method}\\.`),
      );
      await expect(run.step('authentication')).toContainText(`${String(registers)} REGISTERs as expected`);
      await expect(run.step('authentication')).toHaveAttribute('data-state', 'passed');
    });
  }

  it('says that the password is wrong, and never asks about a simulated account twice', async ({
    start,
    run,
  }) => {
    await start.scenario('bad-password').click();
    await run.isFinished();
    await expect(run.verdict).toHaveAttribute('data-verdict', 'failed');
    await expect(run.finding('authentication.credentials-rejected')).toBeVisible();

    await run.again.click();
    await run.isFinished();
    await expect(run.finding('authentication.credentials-rejected')).toBeVisible();
  });
});

// The simulated company as a real network: its server by hand, its authority unknown to this PC.
describe('the form', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab('ntlm');
  });
  afterAll(() => lab.close());

  async function fillIn(start: StartPage, page: Page): Promise<void> {
    const frontEnd = lab.endpoints.find(({ role }) => role === 'front-end');
    if (frontEnd === undefined) throw new Error('the practice network has no Front End');
    await start.moreOptions.click();
    await start.server.fill(frontEnd.listen);
    await start.address.fill('alice@contoso.test');
    await start.signInOptions.click();
    // What is being unfolded moves under the mouse.
    await isStill(page);
    await start.way('With a password').check();
    await expect(start.user).toHaveValue('alice@contoso.test');
    await start.user.fill('CONTOSO\\alice');
    await start.method.selectOption('ntlm');
  }

  /** As far as the form in which the server's certificate is confirmed and only the password is missing. */
  async function confirmCertificate({ page }: RunningApp, start: StartPage, run: RunPage): Promise<void> {
    await fillIn(start, page);
    await start.password.fill(CANARY);
    await start.password.press('Enter');
    await run.isFinished();
    await page.getByRole('button', { name: /^Sign in anyway/ }).click();
    await page.getByRole('button', { name: 'Trust it for this run' }).click();
    await expect(start.password).toBeFocused();
  }

  it('signs in with what was typed, once the server’s certificate is confirmed', async ({
    app,
    start,
    run,
  }) => {
    const { page } = app;
    await fillIn(start, page);
    await start.password.fill(CANARY);
    await start.password.press('Enter');
    await run.isFinished();
    await expect(run.verdict).toHaveAttribute('data-verdict', 'failed');
    await expect(page.locator('[data-finding^="connectivity.certificate-"]').first()).toBeVisible();
    expect(lab.directory.attempts).toEqual([]);

    await page.getByRole('button', { name: /^Sign in anyway/ }).click();
    const dialog = page.getByRole('alertdialog', { name: /^Trust this certificate/ });
    await expect(dialog).toContainText(FINGERPRINT);
    await isStill(page);
    await keepScreenshot(app, 'trust-dialog');
    expect(await accessibilityProblems(page)).toEqual([]);
    const [fingerprint = ''] = FINGERPRINT.exec(await dialog.innerText()) ?? [];
    await dialog.getByRole('button', { name: 'Trust it for this run' }).click();

    await expect(page.getByText(fingerprint)).toBeVisible();
    await expect(page.getByText('Rungs did not keep the password.')).toBeVisible();
    await expect(start.password).toBeFocused();
    await expect(start.password).toHaveValue('');
    await expect(start.address).toHaveValue('alice@contoso.test');
    await expect(start.user).toHaveValue('CONTOSO\\alice');
    await isStill(page);
    await keepScreenshot(app, 'confirmed-form');
    expect(await accessibilityProblems(page)).toEqual([]);
    await start.password.fill(PRACTICE_PASSWORD);
    await start.signIn.click();
    await run.isFinished();

    await expect(run.verdict).toContainText(/Signed in as alice@contoso\.test on .* with NTLM/);
    expect(lab.directory.attempts).toHaveLength(1);
    // It was for that run: the form is as before, without the confirmation, the password and the name.
    await run.newCheck.click();
    await expect(start.password).toHaveValue('');
    await expect(start.user).toHaveValue('');
    await expect(page.getByText(fingerprint)).toHaveCount(0);
  });

  it('asks before a rejected password is tried again, and keeps nothing of it', async ({
    app,
    start,
    run,
  }) => {
    const { page } = app;
    await confirmCertificate(app, start, run);
    await start.password.fill(CANARY);
    await start.signIn.click();
    await run.isFinished();
    await expect(run.finding('authentication.credentials-rejected')).toBeVisible();
    const rejected = lab.directory.attempts.length;

    await page.getByRole('button', { name: /^Run again/ }).click();
    await start.password.fill(CANARY);
    await start.signIn.click();
    const dialog = page.getByRole('alertdialog', { name: 'Try this password?' });
    await expect(dialog).toContainText(/CONTOSO\\alice was rejected less than a minute ago/);
    await isStill(page);
    await keepScreenshot(app, 'rejected-dialog');
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await expect(dialog).toHaveCount(0);
    await expect(start.password).toHaveValue('');
    expect(lab.directory.attempts).toHaveLength(rejected);
    expect(await page.content()).not.toContain(CANARY);
    expect([...app.consoleLines, ...app.reports].join('\n')).not.toContain(CANARY);
    // Everything that scripts of the page hold, its store too.
    expect((await heapOf(page)).includes(CANARY)).toBe(false);
  });

  it('shows that the heap would tell: a password in the field is found there', async ({ app, start }) => {
    await start.address.fill(CANARY);

    expect((await heapOf(app.page)).includes(CANARY)).toBe(true);
  });

  it('says at the fields what is missing', async ({ app, start, run }) => {
    const { page } = app;
    await fillIn(start, page);
    await start.user.fill('');
    await start.signIn.click();
    await expect(start.user).toBeFocused();
    await expect(start.user).toHaveAccessibleDescription(/^Type the user name/);

    await start.user.fill('CONTOSO\\alice');
    await start.signInOptions.click();
    await expect(start.password).toHaveCount(0);
    await start.signIn.click();
    await expect(start.password).toBeFocused();
    await expect(start.password).toHaveAccessibleDescription('Type the password.');
    await expect(run.verdict).toHaveCount(0);
    await isStill(page);
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});

/** Every string that the page's scripts still reach, after what nobody reaches was thrown away. */
async function heapOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const parts: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => parts.push(chunk));
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  return parts.join('');
}
