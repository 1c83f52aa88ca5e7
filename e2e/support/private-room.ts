import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { findProgram } from '../../electron/lab/find-program.ts';

const unshare = findProgram('unshare');

/** Namespaces of network, files and processes; who is not root becomes it inside, by a further one of users. */
const NAMESPACES = [
  ...(process.getuid?.() === 0 ? [] : ['--map-root-user']),
  '--net',
  '--mount',
  '--pid',
  '--fork',
  '--kill-child=SIGKILL',
];

/** Longer than the patience of anything inside. */
const KILL_AFTER_MS = 240_000;

/** What is missing for a private room, by package; empty where one can be had. */
export function privateRoomNeeds(): readonly string[] {
  if (unshare === null) return ['util-linux'];
  if (findProgram('ip') === null) return ['iproute2'];
  const trial = 'ip link set lo up && mount --bind /etc/hosts /etc/hosts';
  const isPossible = spawnSync(unshare, [...NAMESPACES, 'sh', '-c', trial]).status === 0;
  return isPossible ? [] : ['private namespaces (those of root)'];
}

/**
 * Runs a script of this folder with a network that nobody else is in and files that it may cover with others. What it starts
 * ends with it, and it ends with us. Takes what it reads on standard input, as JSON; returns what it prints, from JSON.
 * Rejects with what it complained about when it prints nothing.
 */
export async function inPrivateRoom(script: string, folder: string, task: unknown): Promise<unknown> {
  if (unshare === null) throw new Error('unshare is not installed');
  const file = path.join(import.meta.dirname, script);
  const child = spawn(unshare, [...NAMESPACES, process.execPath, '--import', 'tsx', file, folder], {
    // Where tsx is found.
    cwd: path.join(import.meta.dirname, '..', '..'),
    // Whatever is put down for a while goes with the folder, even after a violent end.
    env: { ...process.env, TMPDIR: folder },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: KILL_AFTER_MS,
    killSignal: 'SIGKILL',
  });
  let [output, complaints] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (part: string) => (output += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (complaints += part));
  child.stdin.on('error', () => undefined);
  // Left open: that it closes is how the script learns that we are gone.
  child.stdin.write(`${JSON.stringify(task)}\n`);
  await once(child, 'close');
  if (output === '') throw new Error(`${script} came to no result. It wrote:\n${complaints}`);
  return JSON.parse(output);
}
