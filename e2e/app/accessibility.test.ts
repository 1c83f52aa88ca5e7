import { describe } from 'vitest';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { expect, it, keepScreenshot } from './support/app-test.ts';
import { accessibilityProblems } from './support/axe.ts';
import { answerFileDialogs, writeLogOfTwoSignIns } from './support/files.ts';
import type { RunningApp } from './support/launch.ts';
import { isStill } from './support/still.ts';

const LOOKS = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  contrast: { colorScheme: 'dark', forcedColors: 'active' },
} as const;

describe('axe finds nothing', () => {
  it('on the start page', async ({ app }) => {
    await expectNoProblems(app, 'start');
  });

  it('on the start page with options and a refusal', async ({ app, start }) => {
    await start.moreOptions.click();
    await start.address.fill('alice');
    await start.check.click();
    await expect(start.address).toHaveAttribute('aria-invalid', 'true');
    await expectNoProblems(app, 'start-refused');
  });

  it('on the start page with each way of signing in', async ({ app, start }) => {
    await start.signInOptions.click();
    await isStill(app.page);
    await expectNoProblems(app, 'sign-in-none');
    await start.way('With a password').check();
    await expectNoProblems(app, 'sign-in-password');
    await start.signIn.click();
    await expect(start.address).toHaveAttribute('aria-invalid', 'true');
    await expectNoProblems(app, 'sign-in-refused');
  });

  it('on a run that signed in, with a challenge, a signed message and a web ticket', async ({
    app,
    start,
    run,
  }) => {
    await start.scenario('tls-dsk').click();
    await run.isFinished();
    for (const [name, row] of [
      ['challenge', /REGISTER.*401/],
      ['signed', /REGISTER.*200 OK/],
      ['web-ticket', /web ticket until/],
    ] as const) {
      await run.choose(row);
      await expectNoProblems(app, `tls-dsk-${name}`);
    }
  });

  it('on a run in progress', async ({ app, start, run }) => {
    await start.scenario('dns-timeout').click();
    await run.isWaiting();
    await expectNoProblems(app, 'running');
    await expect(run.cancel).toBeVisible();
  });

  it('on a run that failed, with everything unfolded', async ({ app, start, run }) => {
    await start.scenario('cert-expired').click();
    await run.isFinished();
    await run.finding('connectivity.certificate-expired').getByRole('button', { name: 'Why' }).click();
    await expect(run.section('Certificates')).toBeVisible();
    await run.details
      .locator('details')
      .evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
    await expectNoProblems(app, 'cert-expired');
  });

  it('on a run that went well, with a message, a table and a note in the inspector', async ({
    app,
    start,
    run,
  }) => {
    await start.scenario('healthy').click();
    await run.isFinished();
    for (const [name, row] of [
      ['register', /REGISTER.*401/],
      ['dns', /SRV _sipinternaltls/],
      ['http', /webint.*GET .*domain/],
      ['note', /Uses pool01/],
    ] as const) {
      await run.choose(row);
      await expectNoProblems(app, `healthy-${name}`);
    }
  });

  it('on a whole sign-in, folded and unfolded, and on its settings', async ({ app, start, run }) => {
    await start.scenario('redirect-other-pool').click();
    await run.isFinished();
    await run.foldAll.click();
    await expectNoProblems(app, 'sign-in-folded');
    await run.unfoldAll.click();
    await expectNoProblems(app, 'sign-in-unfolded');
    await run.openSettings.click();
    await expectNoProblems(app, 'settings');
  });

  it('on a run with a warning', async ({ app, start, run }) => {
    await start.scenario('lyncdiscover-404').click();
    await run.isFinished();
    await expectNoProblems(app, 'warned');
  });

  it('on a run that was cancelled', async ({ app, start, run }) => {
    await start.scenario('tcp-blackhole').click();
    await run.isWaiting();
    await run.cancel.click();
    await run.isFinished();
    await expectNoProblems(app, 'cancelled');
  });

  it('on saving, on a replay and on a comparison', async ({ app, start, run }) => {
    const { page } = app;
    await start.scenario('healthy').click();
    await run.isFinished();
    await run.newCheck.click();
    await start.scenario('cert-expired').click();
    await run.isFinished();

    await page.getByRole('button', { name: 'Save bundle' }).click();
    await expect(page.getByRole('button', { name: 'Save…' })).toBeEnabled();
    await expectNoProblems(app, 'save');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByRole('button', { name: 'Step back' }).click();
    await expectNoProblems(app, 'replay');
    await page.getByRole('button', { name: 'Leave replay' }).click();

    await page.getByRole('button', { name: 'Compare with…' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectNoProblems(app, 'compare-choice');
    await page.getByRole('button', { name: 'The one that was open before' }).click();
    await page.getByRole('switch', { name: 'Show what is the same' }).click();
    await expectNoProblems(app, 'compared');
  });

  it('on the earlier checks, on pasting, on a refused file and on the sign-ins of a log', async ({
    app,
    start,
    run,
  }) => {
    await using folder = await createTemporaryFolder('accessibility');
    const { page } = app;
    await start.scenario('cert-expired').click();
    await run.isFinished();
    await run.newCheck.click();

    await page.getByRole('button', { name: 'Earlier checks' }).click();
    await expect(page.getByRole('listitem').filter({ hasText: 'alice@contoso.test' })).toBeVisible();
    await expectNoProblems(app, 'history');
    await page.getByRole('button', { name: 'Delete all…' }).click();
    await expectNoProblems(app, 'history-question');
    await page.getByRole('button', { name: 'Delete all', exact: true }).click();
    await expect(page.getByText('No check has been kept yet.')).toBeVisible();
    await expectNoProblems(app, 'history-empty');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Paste SIP text…' }).click();
    await expectNoProblems(app, 'paste');
    await page.keyboard.press('Escape');

    await answerFileDialogs(app, await folder.write('no-log.txt', 'nothing of the kind'));
    await page.getByRole('button', { name: 'Open…' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expectNoProblems(app, 'refused');

    await answerFileDialogs(app, await writeLogOfTwoSignIns(folder));
    await page.getByRole('button', { name: 'Open…' }).click();
    const rows = page.getByRole('dialog').getByRole('row');
    await expect(rows).toHaveCount(3);
    await rows.nth(2).hover();
    await expectNoProblems(app, 'sign-ins');
  });
});

/** In light, dark and high contrast; leaves a picture of each for people to look at. */
async function expectNoProblems(app: RunningApp, state: string): Promise<void> {
  for (const [look, media] of Object.entries(LOOKS)) {
    await app.page.emulateMedia(media);
    await isStill(app.page);
    await keepScreenshot(app, `${state} ${look}`);
    expect(await accessibilityProblems(app.page), `${state}, ${look}`).toEqual([]);
  }
}
