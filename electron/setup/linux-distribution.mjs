import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { run } from './processes.mjs';
import { say, SetupError } from './report.mjs';

/** @typedef {import('./linux-packages.mjs').PackageNames} PackageNames */
/** @typedef {'debian' | 'fedora' | 'arch' | 'other'} Family */

const installCommands = {
  debian: 'apt-get install -y',
  fedora: 'dnf install -y',
  arch: 'pacman -S --needed',
};

/**
 * @param {string} [osRelease] the content of /etc/os-release
 * @returns {Family}
 */
export function distributionFamily(osRelease = readOsRelease()) {
  const value = (/** @type {string} */ key) =>
    new RegExp(`^${key}="?([^"\\n]*)`, 'm').exec(osRelease)?.[1] ?? '';
  const words = `${value('ID')} ${value('ID_LIKE')}`.split(' ');
  if (words.some((word) => word === 'debian' || word === 'ubuntu')) return 'debian';
  if (words.some((word) => word === 'fedora' || word === 'rhel')) return 'fedora';
  return words.includes('arch') ? 'arch' : 'other';
}

/** @returns {boolean} whether we may and can install packages ourselves */
export function canInstallPackages() {
  return process.platform === 'linux' && process.getuid?.() === 0 && distributionFamily() === 'debian';
}

/**
 * The command that installs the packages here, for a person to type.
 * @param {readonly PackageNames[]} packages
 * @returns {Promise<string>}
 */
export async function installCommand(packages) {
  const family = distributionFamily();
  // No package manager that we know: Debian's names are those that people can best translate.
  if (family === 'other')
    return `install the packages that Debian calls ${(await debianNames(packages)).join(' ')}`;
  const list =
    family === 'debian' ? await debianNames(packages) : unique(packages.map((names) => names[family]));
  return `sudo ${installCommands[family]} ${list.join(' ')}`;
}

/**
 * Installs packages with apt-get; only where `canInstallPackages`. Services that come with them are not started.
 * Fails with a SetupError when apt-get fails.
 * @param {readonly PackageNames[]} packages
 */
export async function installDebianPackages(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = async (/** @type {string[]} */ ...args) => {
    const waiting = ['-q', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];
    const { code, output } = await run('apt-get', [...waiting, ...args], { output: 'capture', env });
    if (code !== 0) throw new SetupError(`${output}\napt-get ${args[0]} failed (see above).`);
  };
  await apt('update');
  const list = await debianNames(packages);
  say(`Installing system packages: ${list.join(' ')} …`);
  await withoutServices(() => apt('install', '-y', '--no-install-recommends', ...list));
}

/**
 * Debian starts a daemon as soon as it is installed, unless this policy says no (101: forbidden). The tests start their
 * own on high ports; the machine's DNS must stay as it is.
 * @param {() => Promise<void>} work
 */
async function withoutServices(work) {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return work();
  const remove = () => rmSync(policy, { force: true });
  const stop = () => process.exit(1);
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  process.once('exit', remove);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop);
  try {
    await work();
  } finally {
    remove();
    process.off('exit', remove);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, stop);
  }
}

/**
 * @param {readonly PackageNames[]} packages
 * @returns {Promise<string[]>} of each package's names the one that exists on this Debian; the last where none does
 */
async function debianNames(packages) {
  const names = await Promise.all(
    packages.map(async ({ debian }) => {
      for (const name of debian) if (debian.length === 1 || (await existsInDebian(name))) return name;
      return debian.at(-1) ?? '';
    }),
  );
  return unique(names);
}

/**
 * @param {string} name
 * @returns {Promise<boolean>} false for a name that is only an alias of others
 */
async function existsInDebian(name) {
  const { code, output } = await run('apt-cache', ['show', '--no-all-versions', name], { output: 'capture' });
  return code === 0 && output.includes(`Package: ${name}\n`);
}

/** @returns {string} */
function readOsRelease() {
  return existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
}

/**
 * @param {readonly string[]} list
 * @returns {string[]}
 */
function unique(list) {
  return [...new Set(list)].sort();
}
