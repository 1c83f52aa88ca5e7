import { spawn } from 'node:child_process';
import { ensureBuilt } from './build.mjs';
import { hasDisplay } from './display.mjs';
import { ensureDependencies } from './install.mjs';
import { electronLaunchOptions, sandboxArguments } from './launch-options.mjs';
import { root } from './paths.mjs';
import { runMain, say, SetupError } from './report.mjs';
import { ensureElectron } from './runtime.mjs';
import { ensureSystemPackages, sandboxObstacle } from './system-libraries.mjs';

await runMain(async () => {
  if (!hasDisplay()) {
    throw new SetupError(
      'There is no display here, so the window cannot open. The command line does the same work:\n' +
        '  npm run -s rungs -- check you@example.com',
    );
  }
  await ensureDependencies();
  await ensureBuilt();
  const runtime = await ensureElectron();
  const isComplete = await ensureSystemPackages({ executablePath: runtime.executablePath });
  const obstacle = sandboxObstacle(runtime.dist);
  if (obstacle !== undefined) throw new SetupError(obstacle);
  if (!isComplete) return 1;
  if (sandboxArguments().length > 0)
    say('Running as root: Chromium has no sandbox for root, so it starts without one.');
  const { executablePath, args, env } = await electronLaunchOptions(runtime);
  return runApp(executablePath, [...args, ...waylandArguments(), ...process.argv.slice(2)], env);
});

/** @returns {string[]} on a screen without X11, Electrons before 38 must be told */
function waylandArguments() {
  return process.platform === 'linux' && !process.env['DISPLAY'] ? ['--ozone-platform-hint=auto'] : [];
}

/**
 * Runs the app until it ends; signals that would end us end it.
 * @param {string} executable
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} its exit code
 */
function runApp(executable, args, env) {
  return new Promise((resolve, reject) => {
    const app = spawn(executable, args, { cwd: root, env, stdio: 'inherit' });
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
      process.on(signal, () => app.kill(signal));
    app.once('error', reject);
    app.once('close', (code) => resolve(code ?? 1));
  });
}
