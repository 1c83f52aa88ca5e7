import path from 'node:path';
import type { Page } from 'playwright';
import { describe } from 'vitest';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { expect, it, keepScreenshot } from './support/app-test.ts';
import { answerFileDialogs, writeLogOfTwoSignIns } from './support/files.ts';
import { setContentSize, type RunningApp } from './support/launch.ts';
import { isStill } from './support/still.ts';

const ROOMS = [
  { name: '1366×768', width: 1366, height: 768, zoom: 1 },
  { name: '1366×768 with text of 200 %', width: 1366, height: 768, zoom: 2 },
  { name: '640×480, the smallest window', width: 640, height: 480, zoom: 1 },
] as const;

describe.each(ROOMS)('at $name', (room) => {
  it('the start page fits, and everything on it can be reached', async ({ app, start }) => {
    await makeRoom(app, room);
    await start.moreOptions.click();
    await expect(start.server).toBeVisible();
    await start.signInOptions.click();
    await isStill(app.page);
    await start.way('With a password').check();

    await expectRoom(app, `start ${room.name}`);
  });

  it('a failed run fits, and everything on it can be reached', async ({ app, start, run }) => {
    await makeRoom(app, room);
    await start.scenario('cert-expired').click();
    await run.isFinished();
    await run.finding('connectivity.certificate-expired').getByRole('button', { name: 'Why' }).click();

    await expectRoom(app, `run ${room.name}`);
    // The proof is shown, even where the call flow stands far below the finding.
    await app.page.getByRole('button', { name: 'Show in the ladder' }).click();
    await expect(run.selectedRow).toBeInViewport();
    await expect(run.details).toBeAttached();
  });

  it('a whole sign-in and its settings fit, and everything on them can be reached', async ({
    app,
    start,
    run,
  }) => {
    await makeRoom(app, room);
    await start.scenario('redirect-other-pool').click();
    await run.isFinished();
    await run.foldAll.click();
    await expectRoom(app, `sign-in ${room.name}`);

    await run.openSettings.click();
    const heading = run.settings.getByRole('heading', { name: 'Settings and policies' });
    await expect(heading).toBeFocused();
    // Also where the settings stand below the steps, they begin at the top.
    const { y = Infinity } = (await heading.boundingBox()) ?? {};
    expect(y).toBeLessThan(200);
    await expectRoom(app, `settings ${room.name}`);
  });

  it('saving, replaying and comparing fit, and everything on them can be reached', async ({
    app,
    start,
    run,
  }) => {
    await using folder = await createTemporaryFolder('room');
    const { page } = app;
    const button = (name: string | RegExp) => page.getByRole('button', { name });
    await makeRoom(app, room);
    await start.scenario('healthy').click();
    await run.isFinished();
    await run.newCheck.click();
    await start.scenario('cert-expired').click();
    await run.isFinished();

    await button('Save bundle').click();
    await expect(button('Save…')).toBeEnabled();
    await expectRoom(app, `save ${room.name}`);
    await answerFileDialogs(app, path.join(folder.path, 'mine.rungs'));
    await button('Save…').click();
    // However little room there is, it is said in sight.
    await expect(page.getByText(/^Saved as mine\.rungs/)).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('Escape');

    await button('Replay').click();
    const bar = page.getByRole('region', { name: 'Replay' });
    await bar.getByRole('button', { name: 'Step back' }).click();
    await expect(bar.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
    await expectRoom(app, `replay ${room.name}`);
    await button('Leave replay').click();

    await button('Compare with…').click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectRoom(app, `compare choice ${room.name}`);
    await button('The one that was open before').click();
    await expect(page.getByRole('heading', { name: 'Comparison of two checks' })).toBeFocused();
    await expectRoom(app, `compared ${room.name}`);
  });

  it('earlier checks and the sign-ins of a log fit, and everything on them can be reached', async ({
    app,
    start,
    run,
  }) => {
    await using folder = await createTemporaryFolder('room');
    const { page } = app;
    await makeRoom(app, room);
    await start.scenario('cert-expired').click();
    await run.isFinished();
    await run.newCheck.click();

    await page.getByRole('button', { name: 'Earlier checks' }).click();
    await expect(page.getByRole('listitem').filter({ hasText: 'alice@contoso.test' })).toBeVisible();
    await expectRoom(app, `history ${room.name}`);
    await page.getByRole('button', { name: 'Delete all…' }).click();
    await expectRoom(app, `history question ${room.name}`);
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
    await page.keyboard.press('Escape');

    await answerFileDialogs(app, await writeLogOfTwoSignIns(folder));
    await page.getByRole('button', { name: 'Open…' }).click();
    await expect(page.getByRole('dialog').getByRole('row')).toHaveCount(3);
    await expectRoom(app, `sign-ins ${room.name}`);
  });
});

/** Nothing is wider than its place, and every control can be reached; leaves a picture for people to look at. */
async function expectRoom(app: RunningApp, state: string): Promise<void> {
  await isStill(app.page);
  await keepScreenshot(app, state);
  expect(await sidewaysScrolling(app.page), state).toEqual([]);
  expect(await unreachableControls(app.page), state).toEqual([]);
}

async function makeRoom(
  app: RunningApp,
  room: { readonly width: number; readonly height: number; readonly zoom: number },
): Promise<void> {
  await setContentSize(app.electron, room);
  await app.electron.evaluate(({ BrowserWindow }, zoom) => {
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(zoom);
  }, room.zoom);
  await expect
    .poll(() => app.page.evaluate(() => [innerWidth, innerHeight]))
    .toEqual([room.width / room.zoom, room.height / room.zoom]);
}

/** What is wider than its place, other than what may scroll by itself: the call flow, and wide tables outside of dialogs. */
async function sidewaysScrolling(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('html, body, body *')]
      .filter((element) => {
        if (
          element.closest('dialog') === null &&
          (element.closest('[role=treegrid], table') !== null ||
            element.querySelector(':scope > table') !== null)
        )
          return false;
        if (element.scrollWidth <= element.clientWidth + 1 || element.clientWidth === 0) return false;
        const { overflowX, clipPath, display } = getComputedStyle(element);
        return overflowX !== 'visible' && clipPath === 'none' && display !== 'inline';
      })
      .map((element) => `${element.tagName} ${element.className}: ${String(element.scrollWidth)}`),
  );
}

/** Controls that, scrolled to, are not in the window with their middle, or lie under something else; where a dialog is open, its own. */
async function unreachableControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const place = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
    const controls = place.querySelectorAll(
      'button, input, select, textarea, summary, [role=treegrid], [role=combobox], [tabindex="0"]',
    );
    return [...controls]
      .filter(
        (element) =>
          element.closest('[aria-hidden=true]') === null &&
          element.checkVisibility({ visibilityProperty: true }),
      )
      .filter((element) => !element.hasAttribute('data-tabster-dummy'))
      .filter((element) => {
        element.scrollIntoView({ block: 'center', behavior: 'instant' });
        const box = element.getBoundingClientRect();
        const x = box.left + box.width / 2;
        const y = Math.min(box.top + box.height / 2, innerHeight - 1);
        if (box.left < 0 || box.right > innerWidth + 1 || y < 0) return true;
        const top = document.elementFromPoint(x, y);
        return (
          top === null || !(element.contains(top) || top.contains(element) || top.closest('label') !== null)
        );
      })
      .map((element) => `${element.tagName} ${element.textContent.slice(0, 40)}`);
  });
}
