import { describe } from 'vitest';
import { expect, it, keepScreenshot } from './support/app-test.ts';
import { setContentSize } from './support/launch.ts';

describe('the settings page', () => {
  it('shows what came, tries a number, and leads back with the keyboard', async ({ app, start, run }) => {
    await start.scenario('settings-healthy').click();
    await run.isFinished();
    await expect(run.step('settings')).toHaveAttribute('data-state', 'passed');

    await run.openSettings.click();
    await expect(run.settings.getByRole('heading', { name: 'Settings and policies' })).toBeFocused();
    await expect(run.settings).toContainText(/Home pool\s*pool01\.contoso\.test/);
    await expect(run.settings).toContainText('12 contacts in 3 groups, kept on the server');
    await keepScreenshot(app, 'settings');

    const number = run.settings.getByRole('textbox', { name: 'Try a number' });
    await number.fill('5123');
    await expect(run.settings.getByRole('status').first()).toContainText('+493023125123');
    await number.fill('abc');
    await expect(run.settings.getByRole('status').first()).not.toContainText('+4930');

    const search = run.settings.getByRole('searchbox');
    await search.fill('video');
    await expect(run.settings.getByText(/AllowIPVideo/i).first()).toBeVisible();
    await search.fill('no such policy');
    await expect(run.settings.getByText(/AllowIPVideo/i)).toHaveCount(0);

    await app.page.keyboard.press('Escape');
    await app.page.keyboard.press('Escape');
    await expect(run.settings).toHaveCount(0);
    await expect(run.openSettings).toBeFocused();
  });

  it('says which address cannot be used, and shows the message behind a request', async ({ start, run }) => {
    await start.scenario('policy-url-unreachable').click();
    await run.isFinished();
    await expect(run.verdict).toHaveAttribute('data-verdict', 'warned');
    await expect(run.step('settings')).toHaveAttribute('data-state', 'warned');
    await expect(run.finding('settings.service-url-unreachable')).toBeVisible();

    await run.openSettings.click();
    const address = run.settings.getByRole('row').filter({ hasText: 'oldabs.contoso.test' }).first();
    await expect(address).toContainText(/not found/i);

    await run.settings.getByRole('button', { name: /^Show/ }).first().click();
    await expect(run.settings).toHaveCount(0);
    await expect(run.ladder).toBeFocused();
    await expect(run.selectedRow).toContainText(/SUBSCRIBE/);
  });

  it('tells what did not come', async ({ start, run }) => {
    await start.scenario('provisioning-403').click();
    await run.isFinished();

    await expect(run.verdict).toHaveAttribute('data-verdict', 'failed');
    await expect(run.step('authentication')).toHaveAttribute('data-state', 'passed');
    await expect(run.step('settings')).toHaveAttribute('data-state', 'failed');
    await run.openSettings.click();
    await expect(run.settings.getByRole('listitem').filter({ hasText: '403' }).first()).toBeVisible();
  });
});

describe('the call flow of a whole sign-in', () => {
  it('is one line a step on one screen, and unfolds to every message', async ({ app, start, run }) => {
    await setContentSize(app.electron, { width: 1920, height: 1080 });
    await start.scenario('redirect-other-pool').click();
    await run.isFinished();
    await expect(run.verdict).toContainText(/home server pool02\.contoso\.test/);

    await run.foldAll.click();
    const folded = await run.shownTexts();
    expect(folded).toHaveLength(5);
    expect(folded.map((text) => /Find|Reach|Prove|Go to|Load/.exec(text)?.[0])).toEqual([
      'Find',
      'Reach',
      'Prove',
      'Go to',
      'Load',
    ]);
    const room = await run.ladder.evaluate(({ scrollHeight, clientHeight }) => scrollHeight <= clientHeight);
    expect(room).toBe(true);

    const all = await run.rowTexts();
    for (const text of [/301/, /SUBSCRIBE .*contacts/i, /SERVICE .*dial/i, /REGISTER, Expires: 0/]) {
      expect(all.filter((row) => text.test(row)).length, `a row with ${String(text)}`).toBeGreaterThan(0);
    }
  });

  it('folds and unfolds with the arrow keys', async ({ app, start, run }) => {
    await start.scenario('redirect-other-pool').click();
    await run.isFinished();
    await run.foldAll.click();
    await run.ladder.focus();
    await app.page.keyboard.press('Home');

    await expect(run.selectedRow).toHaveAttribute('aria-expanded', 'false');
    await expect(run.details).toContainText(/Find the server.*Unfold this line/s);
    await app.page.keyboard.press('ArrowRight');
    await expect(run.selectedRow).toHaveAttribute('aria-expanded', 'true');
    await app.page.keyboard.press('ArrowDown');
    await expect(run.selectedRow).toHaveAttribute('aria-level', '2');
    await app.page.keyboard.press('ArrowLeft');
    await app.page.keyboard.press('ArrowLeft');
    await expect(run.selectedRow).toHaveAttribute('aria-level', '1');
  });
});
