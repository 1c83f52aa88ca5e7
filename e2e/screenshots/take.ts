import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { launchApp } from '../app/support/launch.ts';

/**
 * Takes the README's picture (docs/screenshot.png) from a real run, or with a folder as argument a set of pictures of every
 * page: healthy and failing, light and dark, small window and large text.
 */
const folder = process.argv[2];

interface Shot {
  readonly name: string;
  readonly scenario: string | null;
  readonly width?: number;
  readonly height?: number;
  readonly zoom?: number;
  readonly theme?: 'light' | 'dark';
  readonly contrast?: boolean;
}

const README: readonly Shot[] = [{ name: 'screenshot', scenario: 'cert-expired' }];
const ALL: readonly Shot[] = [
  { name: 'start-light', scenario: null },
  { name: 'start-dark', scenario: null, theme: 'dark' },
  { name: 'start-large-text', scenario: null, width: 683, height: 384 },
  { name: 'healthy-light', scenario: 'healthy' },
  { name: 'healthy-large-text', scenario: 'healthy', width: 683, height: 384 },
  { name: 'healthy-dark', scenario: 'healthy', theme: 'dark' },
  { name: 'failed-light', scenario: 'cert-expired' },
  { name: 'failed-dark', scenario: 'cert-expired', theme: 'dark' },
  { name: 'failed-contrast', scenario: 'cert-expired', contrast: true },
  { name: 'failed-large-text', scenario: 'cert-expired', width: 683, height: 384 },
  { name: 'warned-light', scenario: 'lyncdiscover-404' },
  { name: 'no-records-light', scenario: 'no-records' },
];

async function take(app: ElectronApplication, page: Page, shot: Shot, target: string): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, { width, height, zoom }) => {
      const window = BrowserWindow.getAllWindows()[0];
      window?.setContentSize(width, height);
      window?.webContents.setZoomFactor(zoom);
    },
    { width: shot.width ?? 1366, height: shot.height ?? 768, zoom: shot.zoom ?? 1 },
  );
  await page.emulateMedia({
    colorScheme: shot.theme ?? 'light',
    forcedColors: shot.contrast === true ? 'active' : 'none',
  });
  if (shot.scenario !== null) {
    await page.locator(`[data-scenario="${shot.scenario}"]`).click();
    await page.locator('[data-verdict]:not([data-verdict="running"])').waitFor({ timeout: 60_000 });
    await page.locator('[role="row"][aria-selected="true"]').waitFor();
  }
  await page.screenshot({ path: join(target, `${shot.name}.png`) });
  if (shot.scenario !== null) await page.getByRole('button', { name: 'New check' }).click();
}

const profile = await mkdtemp(join(tmpdir(), 'rungs-screenshots-'));
const { electron, page, close } = await launchApp(profile);
try {
  await page.locator('[data-scenario]').first().waitFor();
  for (const shot of folder === undefined ? README : ALL) await take(electron, page, shot, folder ?? 'docs');
} finally {
  await close();
  await rm(profile, { recursive: true, force: true });
}
