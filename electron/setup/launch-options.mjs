import { ensureElectron } from './runtime.mjs';

/** @typedef {import('./runtime.mjs').Runtime} Runtime */

/**
 * What Playwright's `_electron.launch` needs to start this checkout's app (build it first). Add to `args` a
 * `--user-data-dir` of the test's own, since the app runs once per profile.
 * @param {Runtime} [runtime]
 * @returns {Promise<{ executablePath: string, args: string[], env: Record<string, string> }>}
 */
export async function electronLaunchOptions(runtime) {
  const { executablePath, appArguments } = runtime ?? (await ensureElectron());
  return { executablePath, args: [...sandboxArguments(), ...appArguments], env: appEnvironment() };
}

/**
 * Chromium refuses to run its sandbox as root. Nobody should work as root; containers and CI machines do.
 * @returns {string[]}
 */
export function sandboxArguments() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/** @returns {Record<string, string>} our environment without what would change how Electron itself starts */
export function appEnvironment() {
  const meddling = new Set(['ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS', 'ELECTRON_OVERRIDE_DIST_PATH']);
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || meddling.has(name) ? [] : [[name, value]],
    ),
  );
}
