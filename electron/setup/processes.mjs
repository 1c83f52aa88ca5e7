import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

/**
 * @typedef {object} Finished
 * @property {number | null} code null when a signal ended the process or it could not be started
 * @property {string} output stdout and stderr as they came; empty unless captured
 */

/**
 * @typedef {object} RunOptions
 * @property {'inherit' | 'capture' | 'stderr'} [output] `stderr` sends the child's stdout to our stderr
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [timeoutMs] the child is killed after this
 */

/**
 * Runs a program to its end. Fails never: a program that can't be started has code null and the reason as output.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Finished>}
 */
export function run(command, args, { output = 'inherit', cwd = root, env = process.env, timeoutMs } = {}) {
  /** @type {import('node:child_process').StdioOptions} */
  const stdio = {
    inherit: /** @type {const} */ ('inherit'),
    capture: [/** @type {const} */ ('ignore'), /** @type {const} */ ('pipe'), /** @type {const} */ ('pipe')],
    stderr: [/** @type {const} */ ('ignore'), 2, 2],
  }[output];
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio,
      ...(timeoutMs && { timeout: timeoutMs, killSignal: 'SIGKILL' }),
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (part) => (text += part));
    child.once('error', (error) => resolve({ code: null, output: error.message }));
    child.once('close', (code) => resolve({ code, output: text }));
  });
}

/**
 * Runs a Node script with this Node.
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Finished>}
 */
export function runNode(args, options) {
  return run(process.execPath, args, options);
}

/**
 * Runs npm: the one that runs us, so that it is the same version and needs no shell on Windows.
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Finished>}
 */
export function runNpm(args, options) {
  const script = process.env['npm_execpath'] ?? besideNode();
  return script?.endsWith('.js') ? runNode([script, ...args], options) : run('npm', args, options);
}

/** @returns {string | undefined} npm's script where Node's own distribution puts it */
function besideNode() {
  const bin = path.dirname(process.execPath);
  const script = path.join('node_modules', 'npm', 'bin', 'npm-cli.js');
  return [path.join(bin, script), path.join(bin, '..', 'lib', script)].find((file) => isReadable(file));
}

/**
 * The full path of a program, as a shell would find it; system folders are searched too, since a user's PATH
 * on Debian has no /usr/sbin.
 * @param {string} name
 * @returns {string | undefined}
 */
export function findProgram(name) {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return [...folders, '/usr/sbin', '/usr/local/sbin', '/sbin']
    .filter(Boolean)
    .map((folder) => path.join(folder, name))
    .find((file) => isReadable(file, constants.X_OK));
}

/**
 * @param {string} file
 * @param {number} [mode]
 * @returns {boolean}
 */
function isReadable(file, mode = constants.R_OK) {
  try {
    accessSync(file, mode);
    return true;
  } catch {
    // accessSync has no other way to say no.
    return false;
  }
}
