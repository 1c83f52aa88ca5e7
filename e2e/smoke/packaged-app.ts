import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, errors, type Browser, type Page } from 'playwright';
import { appEnvironment, sandboxArguments } from '../../electron/setup/launch-options.mjs';

/** Where electron-builder puts the unpacked app on Linux. */
export const packagedFolder = path.resolve(import.meta.dirname, '..', '..', 'dist', 'linux-unpacked');
export const packagedExecutable = path.join(packagedFolder, 'rungs');

/** A start takes a second or two. */
const ATTACH_MS = 10_000;
const START_ATTEMPTS = 3;

export interface PackagedApp {
  /** The app's one window. */
  readonly page: Page;
  /** What the app has written so far to stdout and stderr. */
  readonly output: () => string;
  /** Closes the window as a person does and waits for the app to end. Returns its exit code. */
  readonly close: () => Promise<number | null>;
}

interface StartOptions {
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
}

/**
 * Starts the packaged app with a profile of its own, runs a test on it, and leaves neither behind.
 * The window is driven through Chromium's remote debugging: the packaged app has Node's `--inspect` fused off, by
 * which Playwright would start it otherwise.
 */
export async function withPackagedApp(
  test: (app: PackagedApp) => Promise<void>,
  options: StartOptions = {},
): Promise<void> {
  const { browser, output, exited, end } = await startAttached(options);
  try {
    const context = browser.contexts()[0];
    if (context === undefined) throw new Error('the app has no page context');
    const page = context.pages()[0] ?? (await context.waitForEvent('page'));
    const close = async (): Promise<number | null> => {
      await page.close();
      return exited;
    };
    await test({ page, output, close });
  } finally {
    await end();
  }
}

interface StartedApp {
  readonly output: () => string;
  /** Where its remote debugging listens. */
  readonly address: Promise<string>;
  readonly exited: Promise<number | null>;
  /** Ends it, by force if it has not ended, and takes its profile away. */
  readonly end: () => Promise<void>;
}

/**
 * Playwright attaches to a program that is already on its way. A start in a hundred slips through: the debugger is
 * connected and never hears of the window. Then the app is begun again, which is no retry of a test.
 */
async function startAttached(
  options: StartOptions,
  attempt = 1,
): Promise<StartedApp & { readonly browser: Browser }> {
  const app = await start(options);
  try {
    return { ...app, browser: await chromium.connectOverCDP(await app.address, { timeout: ATTACH_MS }) };
  } catch (error) {
    await app.end();
    if (!(error instanceof errors.TimeoutError) || attempt === START_ATTEMPTS) throw error;
    return startAttached(options, attempt + 1);
  }
}

async function start({ args = [], env = {} }: StartOptions): Promise<StartedApp> {
  const profile = await mkdtemp(path.join(tmpdir(), 'rungs-smoke-'));
  const child = spawn(
    packagedExecutable,
    [...sandboxArguments(), '--remote-debugging-port=0', `--user-data-dir=${profile}`, ...args],
    { env: { ...appEnvironment(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const exited = once(child, 'exit').then(() => child.exitCode);
  let output = '';
  const address = new Promise<string>((resolve, reject) => {
    const listen = (part: string): void => {
      output += part;
      const found = /^DevTools listening on (ws:\S+)/m.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.setEncoding('utf8').on('data', listen);
    child.stderr.setEncoding('utf8').on('data', listen);
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`the app ended at once (code ${String(code)}):\n${output}`)),
    );
  });
  return {
    output: () => output,
    address,
    exited,
    end: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
