import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureDependencies } from './install.mjs';
import { withLock } from './lock.mjs';
import { isEntryPoint, nodeModules, out, root, state } from './paths.mjs';
import { runNode } from './processes.mjs';
import { runMain, say, SetupError } from './report.mjs';

/** The built command line and the built shell. */
export const cliScript = path.join(out, 'cli', 'rungs.js');
export const mainScript = path.join(out, 'main', 'index.js');

const stamp = path.join(state, 'built-from');
const sourceFolders = ['shared', 'renderer', 'electron', 'assets'];
const sourceFiles = ['package.json', 'package-lock.json', 'electron.vite.config.ts', 'tsconfig.base.json'];
/** What lies in the source folders and yet is in no build. */
const notSource = /(^electron\/setup|\/\.tsbuild|\.test\.tsx?)$/;

/**
 * Builds the app and the command line when the sources have changed since the last build. Says nothing on stdout.
 * Fails with a SetupError when the build fails.
 * @param {{ force?: boolean }} [options] force: build in any case
 */
export async function ensureBuilt({ force = false } = {}) {
  if (!force && isCurrent()) return;
  await withLock('build', async () => {
    if (force || !isCurrent()) await build();
  });
}

async function build() {
  say('Building Rungs …');
  // Taken before the build: what changes meanwhile counts as not built.
  const built = fingerprint();
  rmSync(stamp, { force: true });
  for (const folder of ['main', 'cli', 'chunks', 'file-worker'])
    rmSync(path.join(out, folder), { recursive: true, force: true });
  const script = path.join(nodeModules, 'electron-vite', 'bin', 'electron-vite.js');
  const { code, output } = await runNode([script, 'build'], { output: 'capture' });
  if (code !== 0) throw new SetupError(`${output}\nThe build failed (see above).`);
  mkdirSync(state, { recursive: true });
  writeFileSync(stamp, built);
}

/** @returns {boolean} */
function isCurrent() {
  if (![stamp, cliScript, mainScript].every((file) => existsSync(file))) return false;
  return readFileSync(stamp, 'utf8') === fingerprint();
}

/** @returns {string} changes whenever a file that goes into the build changes, comes or goes */
function fingerprint() {
  const hash = createHash('sha256');
  const note = (/** @type {string} */ file) => {
    const { size, mtimeMs } = statSync(path.join(root, file));
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  };
  sourceFiles.forEach(note);
  for (const folder of sourceFolders) [...filesIn(folder)].sort().forEach(note);
  return hash.digest('hex');
}

/**
 * @param {string} folder relative to the checkout
 * @returns {Generator<string>}
 */
function* filesIn(folder) {
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const file = `${folder}/${entry.name}`;
    if (notSource.test(file)) continue;
    if (entry.isDirectory()) yield* filesIn(file);
    else if (entry.isFile()) yield file;
  }
}

if (isEntryPoint(import.meta)) {
  await runMain(async () => {
    await ensureDependencies();
    await ensureBuilt({ force: true });
    return 0;
  });
}
