import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { _electron, errors, type ElectronApplication, type Page } from 'playwright';
import { electronLaunchOptions } from '../../../electron/setup/launch-options.mjs';
import { ensureElectron } from '../../../electron/setup/runtime.mjs';

/** A start takes one to three seconds. */
const LAUNCH_MS = 15_000;
const LAUNCH_ATTEMPTS = 3;

/** The app gives its runs three seconds to end. */
const CLOSE_MS = 15_000;

const VIEWPORT = { width: 1366, height: 768 } as const;

/** The built app in a real Electron, started with a profile of its own. */
export interface RunningApp {
  readonly electron: ElectronApplication;
  /** The app's one window. */
  readonly page: Page;
  /** What the page has said on its console so far, each as `type: text`; errors of the page too. */
  readonly consoleLines: readonly string[];
  /** What the main process has reported so far: the lines on stderr that are the app's own. */
  readonly reports: readonly string[];
  readonly close: () => Promise<void>;
}

/** Starts the app as `npm start` would. profile: the folder of its user data. */
export async function launchApp(profile: string): Promise<RunningApp> {
  const electron = await launchElectron(profile);
  // Playwright forgets it when the program ends by itself.
  const child = electron.process();
  const reports = collectReports(child);
  const consoleLines: string[] = [];
  const page = await electron.firstWindow();
  page.on('console', (message) => consoleLines.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => consoleLines.push(`uncaught: ${error.message}`));
  await setContentSize(electron, VIEWPORT);
  return { electron, page, consoleLines, reports, close: () => closeApp(electron, child) };
}

/**
 * Playwright attaches to a program that is already on its way. About one start in a hundred slips through: the window is there,
 * Playwright never hears of it and ends that program when the time is up. Then it is begun again, which is no retry of a test.
 */
async function launchElectron(profile: string, attempt = 1): Promise<ElectronApplication> {
  const options = await launchOptions();
  try {
    return await _electron.launch({
      ...options,
      args: [...options.args, `--user-data-dir=${profile}`],
      chromiumSandbox: !options.args.includes('--no-sandbox'),
      timeout: LAUNCH_MS,
    });
  } catch (error) {
    if (!(error instanceof errors.TimeoutError) || attempt === LAUNCH_ATTEMPTS) throw error;
    return launchElectron(profile, attempt + 1);
  }
}

/** As the person closes the window, if the app has not ended already. Fails when it does not end by itself. */
async function closeApp(electron: ElectronApplication, child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const patience = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS);
  await electron.close();
  clearTimeout(patience);
  if (child.signalCode === 'SIGKILL') throw new Error(`the app did not end within ${String(CLOSE_MS)} ms`);
}

/** What a second start of the same app on the same profile would be: the program and its arguments. */
export async function commandLine(
  profile: string,
): Promise<{ readonly file: string; readonly args: string[]; readonly env: Record<string, string> }> {
  const { executablePath, args, env } = await launchOptions();
  return { file: executablePath, args: [...args, `--user-data-dir=${profile}`], env };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Gives the page this much room, whatever the window's frame takes. */
export async function setContentSize(
  electron: ElectronApplication,
  size: { readonly width: number; readonly height: number },
): Promise<void> {
  await electron.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
  }, size);
}

/** Where screenshots and what is left of failed tests go; git ignores it. */
export const resultsFolder = path.resolve(import.meta.dirname, '..', '..', '..', 'test-results', 'app');

let runtime: ReturnType<typeof ensureElectron> | undefined;

/** Electron is looked for once for all tests of a file. */
async function launchOptions(): ReturnType<typeof electronLaunchOptions> {
  runtime ??= ensureElectron();
  return electronLaunchOptions(await runtime);
}

function collectReports(child: ChildProcess): string[] {
  const reports: string[] = [];
  let rest = '';
  child.stderr?.on('data', (part: Buffer) => {
    const lines = (rest + part.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    reports.push(...lines.filter((line) => line.startsWith('rungs: ')));
  });
  return reports;
}
