import { linkSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { _electron } from 'playwright';
import { electronLaunchOptions } from '../../electron/setup/launch-options.mjs';

type LaunchOptions = Awaited<ReturnType<typeof electronLaunchOptions>>;

const EMPTY_MAIN = `
const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => new BrowserWindow({ width: 1366, height: 768 }).loadURL('data:text/html,<p id=ready>ready</p>'));
`;

/** Launch to first usable page: the app against an empty window in the same Electron. null where there is no display. */
export async function measureAppStart(
  repeats: number,
): Promise<{ readonly appMs: readonly number[]; readonly emptyMs: readonly number[] } | null> {
  if (
    process.platform === 'linux' &&
    process.env.DISPLAY === undefined &&
    process.env.WAYLAND_DISPLAY === undefined
  ) {
    return null;
  }
  const options = await electronLaunchOptions();
  const empty = emptyApp(options);
  const appMs: number[] = [];
  const emptyMs: number[] = [];
  try {
    // Taken in turns, so that a busy moment of the machine meets both.
    for (let index = 0; index <= repeats; index++) {
      const one = await timeLaunch(empty, '#ready');
      const other = await timeLaunch(options, 'input[name="address"]');
      if (index === 0) continue; // the first launch fills the disk cache
      emptyMs.push(one);
      appMs.push(other);
    }
  } finally {
    rmSync(dirname(empty.executablePath), { recursive: true, force: true });
  }
  return { appMs, emptyMs };
}

async function timeLaunch(options: LaunchOptions, ready: string): Promise<number> {
  const profile = await mkdtemp(join(tmpdir(), 'rungs-bench-'));
  const startedAt = performance.now();
  const app = await _electron.launch({ ...options, args: [...options.args, `--user-data-dir=${profile}`] });
  try {
    const page = await app.firstWindow();
    await page.locator(ready).first().waitFor();
    return performance.now() - startedAt;
  } finally {
    await app.close();
    await rm(profile, { recursive: true, force: true });
  }
}

/** The same runtime, hard-linked beside itself, with an app that only opens a window. */
function emptyApp(options: LaunchOptions): LaunchOptions {
  const dist = dirname(options.executablePath);
  const copy = `${dist}-empty`;
  rmSync(copy, { recursive: true, force: true });
  linkTree(dist, copy);
  const app = join(copy, 'resources', 'app');
  rmSync(app, { recursive: true, force: true });
  mkdirSync(app, { recursive: true });
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'empty', main: 'main.cjs' }));
  writeFileSync(join(app, 'main.cjs'), EMPTY_MAIN);
  return { ...options, executablePath: join(copy, options.executablePath.slice(dist.length + 1)) };
}

function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isDirectory()) linkTree(join(from, entry.name), join(to, entry.name));
    else if (entry.isFile()) linkSync(join(from, entry.name), join(to, entry.name));
  }
}
