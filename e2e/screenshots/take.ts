import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { launchApp, setContentSize } from '../app/support/launch.ts';
import { isStill } from '../app/support/still.ts';
import { ALL, README, type Shot } from './shots.ts';

/**
 * Takes the README's picture (docs/screenshot.png) from a real run, or with a folder as argument a set of pictures of every
 * page: the form, healthy and failing runs, light and dark, small window and large text. A second argument takes only those
 * whose name begins with it.
 */
const [, , folder, only = ''] = process.argv;

async function take(app: ElectronApplication, page: Page, shot: Shot, target: string): Promise<void> {
  await setContentSize(app, { width: shot.width ?? 1366, height: shot.height ?? 768 });
  await page.emulateMedia({
    colorScheme: shot.theme ?? 'light',
    forcedColors: shot.contrast === true ? 'active' : 'none',
  });
  if (shot.scenario !== null) {
    await page.locator(`[data-scenario="${shot.scenario}"]`).click();
    await page.locator('[data-verdict]:not([data-verdict="running"])').waitFor({ timeout: 60_000 });
    await page.locator('[role="row"][aria-selected="true"]').waitFor();
  }
  await shot.prepare?.(page);
  await isStill(page);
  // A control that has just been clicked would look as if the mouse were on it.
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(target, `${shot.name}.png`) });
  if (shot.scenario === null) {
    await page.reload();
    await page.locator('[data-scenario]').first().waitFor();
  } else await page.getByRole('button', { name: 'New check' }).click();
}

const profile = await mkdtemp(join(tmpdir(), 'rungs-screenshots-'));
const { electron, page, close } = await launchApp(profile);
try {
  const target = folder ?? 'docs';
  await mkdir(target, { recursive: true });
  await page.locator('[data-scenario]').first().waitFor();
  const shots = (folder === undefined ? README : ALL).filter(({ name }) => name.startsWith(only));
  for (const shot of shots) await take(electron, page, shot, target);
} finally {
  await close();
  await rm(profile, { recursive: true, force: true });
}
