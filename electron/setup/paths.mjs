import { realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = path.resolve(import.meta.dirname, '..', '..');
export const nodeModules = path.join(root, 'node_modules');
/** What a build writes; git ignores it. */
export const out = path.join(root, 'out');
/** Locks and stamps of these scripts. Not in node_modules, because `npm ci` empties that. */
export const state = path.join(out, '.setup');
/** Runtimes that npm carries, one folder per Electron version. */
export const runtimeCache = path.join(nodeModules, '.cache', 'rungs-electron');

/**
 * Whether this module is the one that Node was told to run.
 * @param {ImportMeta} meta
 * @returns {boolean}
 */
export function isEntryPoint(meta) {
  const script = process.argv[1];
  return script !== undefined && realpathSync(script) === fileURLToPath(meta.url);
}
