import { readdirSync } from 'node:fs';
import path from 'node:path';
import { runNpm } from './processes.mjs';
import { SetupError } from './report.mjs';
import { integrityOf } from './tarball.mjs';

/**
 * A package whose content was looked at once; another content is not used.
 * @typedef {object} PinnedPackage
 * @property {string} package name@version
 * @property {string} integrity as lockfiles write it
 */

/**
 * Fetches the tarball of a package from npm.
 * Fails with a SetupError when it can't be fetched or is not what was pinned.
 * @param {PinnedPackage} pinned
 * @param {string} folder an empty one
 * @returns {Promise<string>} the tarball in that folder
 */
export async function fetchNpmPackage({ package: name, integrity }, folder) {
  const args = ['pack', name, '--pack-destination', folder, '--loglevel=error', '--json'];
  const { code, output } = await runNpm(args, { output: 'capture', cwd: folder });
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (code !== 0 || tarball === undefined) throw new SetupError(`${output}\nnpm could not fetch ${name}.`);
  const file = path.join(folder, tarball);
  if ((await integrityOf(file)) !== integrity) {
    throw new SetupError(`${name} is not the file that was reviewed (its SHA-512 differs): it is not used.`);
  }
  return file;
}
