import type { Page } from 'playwright';
import { describe } from 'vitest';
import { expect, it, keepScreenshot } from './support/app-test.ts';
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

    await isStill(app.page);
    await keepScreenshot(app, `start ${room.name}`);
    expect(await sidewaysScrolling(app.page)).toEqual([]);
    expect(await unreachableControls(app.page)).toEqual([]);
  });

  it('a failed run fits, and everything on it can be reached', async ({ app, start, run }) => {
    await makeRoom(app, room);
    await start.scenario('cert-expired').click();
    await run.isFinished();
    await run.finding('connectivity.certificate-expired').getByRole('button', { name: 'Why' }).click();

    await isStill(app.page);
    await keepScreenshot(app, `run ${room.name}`);
    expect(await sidewaysScrolling(app.page)).toEqual([]);
    expect(await unreachableControls(app.page)).toEqual([]);
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
    await isStill(app.page);
    await keepScreenshot(app, `sign-in ${room.name}`);
    expect(await sidewaysScrolling(app.page)).toEqual([]);
    expect(await unreachableControls(app.page)).toEqual([]);

    await run.openSettings.click();
    const heading = run.settings.getByRole('heading', { name: 'Settings and policies' });
    await expect(heading).toBeFocused();
    // Also where the settings stand below the steps, they begin at the top.
    const { y = Infinity } = (await heading.boundingBox()) ?? {};
    expect(y).toBeLessThan(200);
    await isStill(app.page);
    await keepScreenshot(app, `settings ${room.name}`);
    expect(await sidewaysScrolling(app.page)).toEqual([]);
    expect(await unreachableControls(app.page)).toEqual([]);
  });
});

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

/** What is wider than its place, other than the two things that may scroll by themselves: the call flow and wide tables. */
async function sidewaysScrolling(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('html, body, body *')]
      .filter((element) => {
        if (
          element.closest('[role=treegrid], table') !== null ||
          element.querySelector(':scope > table') !== null
        )
          return false;
        if (element.scrollWidth <= element.clientWidth + 1 || element.clientWidth === 0) return false;
        const { overflowX, clipPath, display } = getComputedStyle(element);
        return overflowX !== 'visible' && clipPath === 'none' && display !== 'inline';
      })
      .map((element) => `${element.tagName} ${element.className}: ${String(element.scrollWidth)}`),
  );
}

/** Controls that, scrolled to, are not in the window with their middle, or lie under something else. */
async function unreachableControls(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('button, input, summary, [role=treegrid], [role=combobox], [tabindex="0"]')]
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
      .map((element) => `${element.tagName} ${element.textContent.slice(0, 40)}`),
  );
}
