import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { findProgram } from '../find-program.ts';
import {
  adminScript,
  clientConfiguration,
  kdcConfiguration,
  type KdcUser,
  type RealmNames,
} from './kdc-files.ts';
import { readKdcLog, type KdcDecision } from './kdc-log.ts';
import { listenTcp, type TcpListener } from './tcp-listener.ts';

export interface KdcPlan extends RealmNames {
  readonly users: readonly KdcUser[];
  /** Whose keys go into the keytab: sip/fe01.contoso.test, HTTP/webint.contoso.test. */
  readonly services: readonly string[];
  /** Told of each request that was decided; a client that was asked for its password first has not been decided. */
  readonly onDecision?: (decision: KdcDecision) => void;
}

/** A key distribution centre of our own: MIT's, on a free port, without root, known to nobody but who is told of it. */
export interface Kdc extends TcpListener {
  readonly realm: string;
  /** KRB5_CONFIG for clients and acceptors. */
  readonly configPath: string;
  /** KRB5_KTNAME for acceptors. */
  readonly keytabPath: string;
  /** Has `kinit` fetch a ticket, as a signed-in user has one. Returns KRB5CCNAME. Rejects with what kinit says. */
  makeTicketCache(user: string, password: string): Promise<string>;
}

const PROGRAMS = ['krb5kdc', 'kadmin.local', 'kdb5_util', 'kinit'] as const;
type Program = (typeof PROGRAMS)[number];

const START_TRIES = 3;
const PROGRAM_MS = 20_000;
/** The end of what it says; enough to see why it failed. */
const KEPT_OUTPUT = 4_096;

/** Returns a sentence for people that names what to install, or null when nothing is missing. */
export function kdcNeeds(): string | null {
  const missing = PROGRAMS.filter((program) => findProgram(program) === null);
  if (missing.length === 0) return null;
  return (
    `A key distribution centre of MIT Kerberos is needed (${missing.join(', ')}). ` +
    'On Debian and Ubuntu: apt install krb5-kdc krb5-admin-server krb5-user. ' +
    'On Fedora: dnf install krb5-server krb5-workstation. On macOS: brew install krb5.'
  );
}

/** Rejects when a program is missing or fails; leaves nothing behind then either. */
export async function startKdc(plan: KdcPlan): Promise<Kdc> {
  const need = kdcNeeds();
  if (need !== null) throw new Error(need);
  const folder = await mkdtemp(path.join(tmpdir(), 'rungs-kdc-'));
  const forget = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', forget);
  const remove = async (): Promise<void> => {
    process.off('exit', forget);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return await startIn(folder, plan, remove);
  } catch (error) {
    await remove();
    throw error;
  }
}

async function startIn(folder: string, plan: KdcPlan, remove: () => Promise<void>): Promise<Kdc> {
  const { realm } = plan;
  const file = (name: string): string => path.join(folder, name);
  const [configPath, kdcConfigPath, keytabPath] = [file('krb5.conf'), file('kdc.conf'), file('keytab')];
  const env = { ...process.env, KRB5_CONFIG: configPath, KRB5_KDC_PROFILE: kdcConfigPath };
  const configure = async (port: number): Promise<void> => {
    await writeFile(configPath, clientConfiguration(plan, port));
    await writeFile(kdcConfigPath, kdcConfiguration(plan, port, folder));
  };

  let port = await freePort();
  await configure(port);
  // The master password protects the database file, which nobody else can read and which is gone in the end.
  await runProgram('kdb5_util', ['-r', realm, 'create', '-s', '-P', 'practice'], env, '');
  const script = adminScript(plan.users, plan.services, keytabPath);
  await runProgram('kadmin.local', ['-r', realm], env, script);

  let running = await startDaemon(env, plan.onDecision);
  // Between finding a free port and using it somebody else may have taken it.
  for (let attempt = 1; running === null && attempt < START_TRIES; attempt += 1) {
    port = await freePort();
    await configure(port);
    running = await startDaemon(env, plan.onDecision);
  }
  if (running === null) throw new Error('startKdc: krb5kdc does not start');
  const daemon = running;
  let caches = 0;
  return {
    port,
    realm,
    configPath,
    keytabPath,
    async makeTicketCache(user, password) {
      caches += 1;
      const cache = `FILE:${file(`cache-${caches}`)}`;
      await runProgram('kinit', ['-c', cache, `${user}@${realm}`], env, `${password}\n`);
      return cache;
    },
    async close() {
      await daemon.close();
      await remove();
    },
  };
}

interface RunningDaemon {
  close(): Promise<void>;
}

/** Returns null when it ends before it serves. */
async function startDaemon(
  env: NodeJS.ProcessEnv,
  onDecision: KdcPlan['onDecision'],
): Promise<RunningDaemon | null> {
  const child = spawn(programPath('krb5kdc'), ['-n'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = whenEnded(child);
  const serving = new Promise<boolean>((resolve) => {
    void ended.then(() => resolve(false));
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.includes('commencing operation')) resolve(true);
      const decision = onDecision === undefined ? null : readKdcLog(line);
      if (decision !== null && decision.status !== 'NEEDED_PREAUTH') onDecision?.(decision);
    });
  });
  const close = async (): Promise<void> => {
    process.off('exit', kill);
    kill();
    await ended;
  };
  if (await serving) return { close };
  await close();
  return null;
}

/** Runs a program to its end. Rejects with its words when it fails; kadmin.local tells of a failed line there only. */
async function runProgram(
  program: Program,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  input: string,
): Promise<void> {
  const child = spawn(programPath(program), args, { env, stdio: 'pipe', timeout: PROGRAM_MS });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    said = (said + part).slice(-KEPT_OUTPUT);
  });
  child.stdout.resume();
  // One that ends before it has read all is told of by its exit.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await whenEnded(child);
  const failed = /^(?:add_principal|modify_principal|kadmin\.local|ktadd): .*$/m.exec(said)?.[0];
  if (code !== 0 || failed !== undefined) {
    throw new Error(`${program} failed (${code ?? 'ended'}): ${(failed ?? said).trim()}`);
  }
}

/** Resolves with the exit code; null when it was killed or never began. */
async function whenEnded(child: ChildProcess): Promise<number | null> {
  try {
    await once(child, 'close');
  } catch {
    // 'error': it could not be started. There is nothing to wait for.
  }
  return child.exitCode;
}

function programPath(program: Program): string {
  const found = findProgram(program);
  if (found === null) throw new Error(`startKdc: ${program} is gone`);
  return found;
}

async function freePort(): Promise<number> {
  const probe = await listenTcp(({ stream }) => stream.destroy(), { latencyMs: 0 });
  await probe.close();
  return probe.port;
}
