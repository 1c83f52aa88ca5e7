import path from 'node:path';
import type { Page } from 'playwright';
import { describe } from 'vitest';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { expect, it } from './support/app-test.ts';
import { answerFileDialogs, CLIENT_LOG } from './support/files.ts';
import { isStill } from './support/still.ts';

describe('with the keyboard alone', () => {
  it('a person gets from the start to a chosen rung, reads its details and gets back', async ({
    app,
    start,
    run,
  }) => {
    const { page } = app;
    await expect(start.address).toBeFocused();
    expect(await focusIsVisible(page)).toBe(true);

    await tabTo(page, '[data-scenario="healthy"]');
    await page.keyboard.press('Enter');
    await run.isFinished();
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();

    await run.unfoldAll.click();
    await tabTo(page, '[role=treegrid]');
    await page.keyboard.press('Home');
    await expect(run.selectedRow).toHaveAttribute('aria-rowindex', '2');
    await page.keyboard.press('ArrowDown');
    await expect(run.selectedRow).toHaveAttribute('aria-rowindex', '3');
    await page.keyboard.press('j');
    await expect(run.selectedRow).toHaveAttribute('aria-rowindex', '4');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('k');
    await expect(run.selectedRow).toHaveAttribute('aria-rowindex', '2');
    await page.keyboard.press('PageDown');
    await expect(run.selectedRow).toHaveAttribute('aria-rowindex', '10');
    await page.keyboard.press('End');
    await expect(run.selectedRow).toContainText(/root\/user|REGISTER/);
    await expect(run.selectedRow).toBeInViewport();
    // What is read out is the chosen row.
    const active = await run.ladder.getAttribute('aria-activedescendant');
    await expect(run.selectedRow).toHaveAttribute('id', active ?? '');

    await page.keyboard.press('Enter');
    await expect(run.details).toBeFocused();
    expect(await focusIsVisible(page)).toBe(true);
    await page.keyboard.press('Tab');
    await expect(run.details.locator(':focus')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(run.ladder).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(run.selectedRow).toHaveCount(0);
    await expect(run.details).toContainText('Choose a line of the call flow');

    await tabTo(page, 'button:has-text("New check")', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(start.address).toBeFocused();
  });

  it('a run can be stopped, begun again, narrowed and copied', async ({ app, run }) => {
    const { page } = app;
    await tabTo(page, '[data-scenario="tcp-blackhole"]');
    await page.keyboard.press('Space');
    await run.isWaiting();

    await tabTo(page, 'button:has-text("Cancel")');
    await page.keyboard.press('Enter');
    await run.isFinished();
    await tabTo(page, 'button:has-text("Copy for helpdesk")');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Copied' })).toBeFocused();
    await tabTo(page, '[role=switch]');
    await page.keyboard.press('Space');
    await expect(page.getByRole('switch')).toBeChecked();

    await tabTo(page, 'button:has-text("Run again")', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await run.isWaiting();
  });

  it('a finding can be opened and followed to its proof', async ({ app, run }) => {
    const { page } = app;
    await tabTo(page, '[data-scenario="cert-expired"]');
    await page.keyboard.press('Enter');
    await run.isFinished();

    await tabTo(page, '[data-finding] button:has-text("Why")');
    await page.keyboard.press('Enter');
    await expect(run.finding('connectivity.certificate-expired').getByText('Check by hand:')).toBeVisible();
    await tabTo(page, 'button:has-text("Show in the ladder")');
    await page.keyboard.press('Enter');

    await expect(run.ladder).toBeFocused();
    await expect(run.selectedRow).toContainText('certificate expired');
  });

  it('somebody can sign in: the way, the name and the password, and Enter starts', async ({
    app,
    start,
    run,
  }) => {
    const { page } = app;
    // A place where nobody listens, so that the run needs nothing from outside.
    await start.moreOptions.click();
    await start.server.fill('127.0.0.1:9');
    await start.address.focus();
    await page.keyboard.type('alice@contoso.test');
    await tabTo(page, 'button:has-text("Sign-in options")');
    await page.keyboard.press('Enter');
    await isStill(page);
    await page.keyboard.press('Tab');
    await expect(start.way('Without signing in')).toBeFocused();
    expect(await focusIsVisible(page)).toBe(true);

    await page.keyboard.press('ArrowDown');
    await expect(start.way('With a password')).toBeChecked();
    await page.keyboard.press('Tab');
    await expect(start.user).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(start.password).toBeFocused();
    expect(await focusIsVisible(page)).toBe(true);
    await page.keyboard.type('not a real one');
    await page.keyboard.press('Enter');

    await run.isFinished();
    await expect(run.finding('connectivity.tcp-refused')).toBeVisible();
  });

  it('every option of the start page can be set', async ({ app, start }) => {
    const { page } = app;
    await tabTo(page, 'button:has-text("More options")');
    await page.keyboard.press('Enter');
    await isStill(page);
    await page.keyboard.press('Tab');
    await expect(start.profile).toBeFocused();
    expect(await focusIsVisible(page)).toBe(true);

    await page.keyboard.press('ArrowDown');

    await expect(start.profile).toHaveValue('lync2010');
    await page.keyboard.press('Tab');
    await expect(start.network).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(start.server).toBeFocused();
  });

  it('a file can be opened, replayed and saved, and the focus is always where it came from', async ({
    app,
    run,
  }) => {
    await using folder = await createTemporaryFolder('keyboard');
    const { page } = app;
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    await answerFileDialogs(app, CLIENT_LOG);
    await tabTo(page, 'button:has-text("Open…")');
    await page.keyboard.press('Enter');
    await run.isFinished();
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();

    await tabTo(page, 'button:has-text("Replay")');
    await page.keyboard.press('Enter');
    const slider = page.getByRole('slider', { name: 'Moment of the check' });
    await expect(slider).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await expect(button('Play')).toBeVisible();
    await page.keyboard.press('Home');
    const beginning = await slider.getAttribute('aria-valuetext');
    await page.keyboard.press('ArrowRight');
    await expect(slider).not.toHaveAttribute('aria-valuetext', beginning ?? '');
    await expect(page.locator('[data-verdict="running"]')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(button('Replay')).toBeFocused();
    await run.isFinished();

    await tabTo(page, 'button:has-text("Save bundle")');
    await page.keyboard.press('Enter');
    const level = page.getByRole('radio', { name: /^For people/ });
    await expect(level).toBeFocused();
    expect(await focusIsVisible(page)).toBe(true);
    await page.keyboard.press('ArrowDown');
    await expect(page.getByText(/Stand-ins for/)).toBeVisible();
    await answerFileDialogs(app, path.join(folder.path, 'mine.rungs'));
    await tabTo(page, 'button:has-text("Save…")');
    await page.keyboard.press('Enter');
    await expect(page.getByText(/^Saved as mine\.rungs/)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(button('Save bundle')).toBeFocused();
  });
});

/** Tabs until the element has the focus; every stop on the way must be in sight and show that it has it. */
async function tabTo(page: Page, selector: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const wanted = page.locator(selector).first();
  for (let stops = 0; stops < 45; stops++) {
    await isStill(page);
    await page.keyboard.press(key);
    const place = await page.locator(':focus').evaluate((element) => element.outerHTML.slice(0, 200));
    expect(await focusIsVisible(page), `the focus shows on ${place}`).toBe(true);
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${selector} is not reached with ${key}`);
}

/** Whether the element that has the focus is in sight and looks different from when it hasn't. */
async function focusIsVisible(page: Page): Promise<boolean> {
  const focused = page.locator(':focus');
  const box = await focused.boundingBox();
  const view = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  if (box === null) return false;
  const left = Math.max(0, box.x - 4);
  const top = Math.max(0, box.y - 4);
  const clip = {
    x: left,
    y: top,
    width: Math.min(view.width, box.x + box.width + 4) - left,
    height: Math.min(view.height, box.y + box.height + 4) - top,
  };
  if (clip.width <= 0 || clip.height <= 0) return false;
  const picture = (): Promise<Buffer> => page.screenshot({ clip, animations: 'disabled' });
  const having = await picture();
  const handle = await focused.elementHandle();
  await handle.evaluate((element) => {
    if (element instanceof HTMLElement) element.blur();
  });
  const lacking = await picture();
  await handle.evaluate((element) => {
    if (element instanceof HTMLElement) element.focus();
  });
  return !having.equals(lacking);
}
