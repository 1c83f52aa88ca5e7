import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureDependencies } from './install.mjs';
import { isEntryPoint, nodeModules, state } from './paths.mjs';
import { runNode } from './processes.mjs';
import { runMain, say, SetupError } from './report.mjs';
import { ensureElectron } from './runtime.mjs';

/**
 * Packages the app into dist/, with the Electron that this machine has.
 * Fails with a SetupError when electron-builder fails.
 * @param {readonly string[]} args electron-builder's; none: an unpacked app for this system
 */
export async function packageApp(args) {
  await ensureDependencies();
  await ensureBuilt();
  const electron = await ensureElectron();
  const clean = mkdtempSync(path.join(state, 'electron-'));
  try {
    const app = path.join(electron.dist, 'resources', 'app');
    // Without the link to this checkout by which the development runtime finds its app.
    cpSync(electron.dist, clean, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => source !== app,
    });
    say(`Packaging with Electron ${electron.version} …`);
    const builder = path.join(nodeModules, 'electron-builder', 'cli.js');
    const settings = [`-c.electronDist=${clean}`, `-c.electronVersion=${electron.version}`];
    const target = args.length > 0 ? args : ['--dir'];
    const { code, output } = await runNode([builder, ...target, ...settings, '--publish', 'never'], {
      output: 'capture',
    });
    if (code !== 0) throw new SetupError(`${output}\nelectron-builder failed (see above).`);
  } finally {
    rmSync(clean, { recursive: true, force: true });
  }
}

if (isEntryPoint(import.meta)) {
  await runMain(async () => {
    await packageApp(process.argv.slice(2));
    return 0;
  });
}
