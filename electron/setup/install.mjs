import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { isEntryPoint, nodeModules, root } from './paths.mjs';
import { runNpm } from './processes.mjs';
import { runMain, say, SetupError } from './report.mjs';

const lockfile = path.join(root, 'package-lock.json');
/** Holds the hash of the lockfile that node_modules was made from; goes when node_modules goes. */
const stamp = path.join(nodeModules, '.rungs-lockfile');

/**
 * Makes node_modules what package-lock.json says, by `npm ci`; does nothing when it is so already.
 * Fails with a SetupError when npm fails.
 */
export async function ensureDependencies() {
  if (isCurrent()) return;
  await withLock('dependencies', async () => {
    if (isCurrent()) return;
    if (!agreesWithLockfile()) await install();
    writeFileSync(stamp, lockfileHash());
  });
}

async function install() {
  say('Installing dependencies (npm ci) …');
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code } = await runNpm(args, { output: 'stderr' });
  if (code !== 0) throw new SetupError('The dependencies could not be installed: npm ci failed (see above).');
}

/** @returns {boolean} */
function isCurrent() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfileHash();
}

/** @returns {string} */
function lockfileHash() {
  return createHash('sha256').update(readFileSync(lockfile)).digest('hex');
}

/**
 * Whether a plain `npm install` or `npm ci` has already put exactly the locked packages in place: npm notes what it
 * installed in node_modules/.package-lock.json. Optional packages for other platforms may be missing.
 * @returns {boolean}
 */
function agreesWithLockfile() {
  const note = path.join(nodeModules, '.package-lock.json');
  if (!existsSync(note)) return false;
  const installed = packagesOf(note);
  return Object.entries(packagesOf(lockfile)).every(([where, wanted]) => {
    const found = installed[where];
    if (where === '' || (found === undefined && wanted.optional === true)) return true;
    return (
      found?.version === wanted.version &&
      found?.integrity === wanted.integrity &&
      existsSync(path.join(root, where))
    );
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }>}
 */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

if (isEntryPoint(import.meta)) {
  await runMain(async () => {
    await ensureDependencies();
    return 0;
  });
}
