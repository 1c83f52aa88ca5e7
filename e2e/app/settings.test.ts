import type { Locator } from 'playwright';
import { describe } from 'vitest';
import { expect, it, keepScreenshot } from './support/app-test.ts';
import { setContentSize, type RunningApp } from './support/launch.ts';

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

  it('shows what a server sends as text, whatever it is', async ({ app, start, run }) => {
    const planted = '<img src="x:" onerror="globalThis.injected = true">';
    await plantInFeed(app, ['HQ-Berlin', 'Office staff', 'Hamburg'], planted);
    await start.scenario('settings-healthy').click();
    await run.isFinished();
    await run.openSettings.click();

    for (const text of [`Dial plan ${planted}`, `Tag:${planted}`, planted]) {
      await expect(run.settings.getByText(text, { exact: true }).first()).toBeAttached();
    }
    await run.settings.getByRole('textbox', { name: 'Try a number' }).fill(planted);
    await run.settings.getByRole('searchbox').fill(planted);
    await expect(run.settings.getByText(`Tag:${planted}`).first()).toBeVisible();
    await expect(app.page.locator('img')).toHaveCount(0);
    expect(await app.page.evaluate(() => 'injected' in globalThis)).toBe(false);
    expect(app.consoleLines).toEqual([]);
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

/** Puts other words in place of these, wherever they stand in what the page is told of a run from now on. */
async function plantInFeed(app: RunningApp, words: readonly string[], planted: string): Promise<void> {
  await app.electron.evaluate(
    ({ BrowserWindow }, { words, planted }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (contents === undefined) throw new Error('there is no window');
      const altered = (value: unknown): unknown => {
        // Batches of a log cross as JSON.
        if (typeof value === 'string' && value.startsWith('{'))
          return JSON.stringify(altered(JSON.parse(value)));
        if (typeof value === 'string')
          return words.reduce((text, word) => text.replaceAll(word, planted), value);
        if (Array.isArray(value)) return value.map(altered);
        if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
        return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, altered(one)]));
      };
      const send = contents.send.bind(contents);
      contents.send = (channel, ...messages) => send(channel, ...messages.map(altered));
    },
    { words, planted },
  );
}

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
    expect(await fits(run.ladder)).toEqual({ height: true, width: true });
    await keepScreenshot(app, 'sign-in folded 1080p');

    const all = await run.rowTexts();
    for (const text of [/301/, /SUBSCRIBE .*contacts/i, /SERVICE .*dial/i, /REGISTER, Expires: 0/]) {
      expect(all.filter((row) => text.test(row)).length, `a row with ${String(text)}`).toBeGreaterThan(0);
    }
  });

  it('needs no scrolling on a small screen either, with all the servers of a chain', async ({
    start,
    run,
  }) => {
    await start.scenario('redirect-chain').click();
    await run.isFinished();
    await run.foldAll.click();
    expect(await fits(run.ladder)).toEqual({ height: true, width: true });
    await run.unfoldAll.click();
    expect(await fits(run.ladder)).toEqual({ height: false, width: true });
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

/** Whether an element shows all that it holds without scrolling. */
async function fits(element: Locator): Promise<{ height: boolean; width: boolean }> {
  return element.evaluate(({ scrollHeight, clientHeight, scrollWidth, clientWidth }) => ({
    height: scrollHeight <= clientHeight,
    width: scrollWidth <= clientWidth,
  }));
}
