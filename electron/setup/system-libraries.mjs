import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { needsVirtualScreen } from './display.mjs';
import { canInstallPackages, installCommand, installDebianPackages } from './linux-distribution.mjs';
import { interopTools, missingLibraries, packagesOfLibrary, virtualScreen } from './linux-packages.mjs';
import { findProgram, run } from './processes.mjs';
import { say } from './report.mjs';

/** @typedef {import('./linux-packages.mjs').PackageNames} PackageNames */

/**
 * @typedef {object} Missing
 * @property {string} what for a person
 * @property {PackageNames | undefined} packages undefined for a library that we have no package for
 */

/**
 * @typedef {object} Needs
 * @property {string} [executablePath] an Electron that shall run
 * @property {boolean} [virtualScreen] it shall run where there is no screen
 * @property {boolean} [interopTools] the interop tests shall run
 */

/**
 * Sees to it that Linux has what the given parts need from it. As root on Debian or Ubuntu installs what is missing;
 * elsewhere names it, with the exact command. Other systems bring everything along.
 * @param {Needs} needs
 * @returns {Promise<boolean>} whether nothing is missing (any more)
 */
export async function ensureSystemPackages(needs) {
  if (process.platform !== 'linux') return true;
  let missing = await findMissing(needs);
  // A second round: what a missing library needs in turn is only seen once it is there.
  for (let round = 0; round < 2 && missing.length > 0 && canInstallPackages(); round++) {
    await installDebianPackages(packagesOf(missing));
    missing = await findMissing(needs);
  }
  if (missing.length === 0) return true;
  say(`Missing on this system: ${missing.map(({ what }) => what).join(', ')}.`);
  const packages = packagesOf(missing);
  if (packages.length > 0) say(`To install: ${await installCommand(packages)}`);
  return false;
}

/**
 * @param {Needs} needs
 * @returns {Promise<Missing[]>}
 */
async function findMissing({ executablePath, virtualScreen: screen = false, interopTools: tools = false }) {
  /** @type {Missing[]} */
  const missing = [];
  if (executablePath !== undefined) {
    const { output } = await run('ldd', [executablePath], { output: 'capture' });
    missing.push(...missingLibraries(output).map((what) => ({ what, packages: packagesOfLibrary(what) })));
  }
  if (screen && needsVirtualScreen() && !(findProgram('xvfb-run') && findProgram('xauth'))) {
    missing.push(...virtualScreen.map((packages) => ({ what: packages.debian[0] ?? '', packages })));
  }
  for (const { name, packages, proof } of tools ? interopTools : []) {
    const isThere =
      'program' in proof
        ? findProgram(proof.program) !== undefined
        : proof.oneOf.some((file) => existsSync(file));
    if (!isThere) missing.push({ what: name, packages });
  }
  return missing;
}

/**
 * @param {readonly Missing[]} missing
 * @returns {PackageNames[]}
 */
function packagesOf(missing) {
  return missing.flatMap(({ packages }) => packages ?? []);
}

/**
 * Chromium's sandbox wants user namespaces for everyone, or else a helper that belongs to root. Where a distribution
 * forbids the former (Ubuntu since 23.10), an Electron that lies in node_modules stops at once.
 * @param {string} dist
 * @returns {string | undefined} what to tell the person; undefined where the sandbox can work
 */
export function sandboxObstacle(dist) {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return undefined;
  const isForbidden =
    readSetting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    readSetting('/proc/sys/kernel/unprivileged_userns_clone') === '0' ||
    readSetting('/proc/sys/user/max_user_namespaces') === '0';
  const helper = path.join(dist, 'chrome-sandbox');
  if (!isForbidden || !existsSync(helper)) return undefined;
  const { uid, mode } = statSync(helper);
  if (uid === 0 && (mode & 0o4755) === 0o4755) return undefined;
  return (
    'This system forbids the user namespaces that the app confines its window with, so a helper needs root rights. Once:\n' +
    `  sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`
  );
}

/**
 * @param {string} file
 * @returns {string | undefined}
 */
function readSetting(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}
