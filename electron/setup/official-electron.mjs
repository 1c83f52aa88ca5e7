import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { nodeModules, runtimeCache } from './paths.mjs';
import { runNode } from './processes.mjs';
import { say } from './report.mjs';

const packageFolder = path.join(nodeModules, 'electron');
/** Exists since the last failed download, so that not every start waits for the next failure. */
const failureNote = path.join(runtimeCache, 'download-failed');
const retryAfterMs = 24 * 60 * 60 * 1000;
const defaultMirror = 'https://github.com/electron/electron/releases/download/';

/** @returns {string} the version that package.json pins */
export function officialVersion() {
  return JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8')).version;
}

/**
 * Where the official binary is, if it is already there.
 * @returns {string | undefined} the folder with the executable in it
 */
export function installedOfficialElectron() {
  const dist = path.join(packageFolder, 'dist');
  const [version, executable] = [path.join(dist, 'version'), path.join(packageFolder, 'path.txt')];
  if (!existsSync(version) || !existsSync(executable)) return undefined;
  if (readFileSync(version, 'utf8').replace(/^v/, '') !== officialVersion()) return undefined;
  return existsSync(path.join(dist, readFileSync(executable, 'utf8'))) ? dist : undefined;
}

/**
 * Downloads the official binary with the electron package's own installer (it checks the pinned SHA-256).
 * Where the download's host does not answer, gives up within 20 seconds, and for the next 24 hours at once.
 * @returns {Promise<string | undefined>} the folder with the executable in it
 */
export async function downloadOfficialElectron() {
  if (existsSync(failureNote) && Date.now() - statSync(failureNote).mtimeMs < retryAfterMs) return undefined;
  const isReachable = await canDownload(14_000);
  if (isReachable) say(`Downloading Electron ${officialVersion()} …`);
  // Even unreachable it is worth a moment: the binary may lie in this user's download cache.
  const timeoutMs = isReachable ? 15 * 60_000 : 5_000;
  await runNode([path.join(packageFolder, 'install.js')], { output: 'capture', timeoutMs });
  const dist = installedOfficialElectron();
  mkdirSync(runtimeCache, { recursive: true });
  if (dist === undefined) writeFileSync(failureNote, '');
  else rmSync(failureNote, { force: true });
  return dist;
}

/**
 * Asks for the very file, following redirects, as the release page and the file are on different hosts.
 * @param {number} timeoutMs
 * @returns {Promise<boolean>}
 */
async function canDownload(timeoutMs) {
  // Behind a proxy or a mirror with its own file names we can't ask as the installer does: let it try.
  if (process.env['ELECTRON_GET_USE_PROXY'] !== undefined || process.env['ELECTRON_CUSTOM_DIR'] !== undefined)
    return true;
  const mirror = process.env['npm_config_electron_mirror'] ?? process.env['ELECTRON_MIRROR'] ?? defaultMirror;
  const version = officialVersion();
  const url = `${mirror}v${version}/electron-v${version}-${process.platform}-${process.arch}.zip`;
  try {
    const { ok } = await globalThis.fetch(url, {
      method: 'HEAD',
      signal: globalThis.AbortSignal.timeout(timeoutMs),
    });
    return ok;
  } catch {
    // No route, no name, no answer in time: whatever it is, there is no download.
    return false;
  }
}
