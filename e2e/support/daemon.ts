import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A server program in a process group of its own; disposing of it stops it. */
export interface Daemon extends AsyncDisposable {
  readonly name: string;
  /** Everything that it has written so far. */
  output(): string;
  /** Asks it to end, ends it if it doesn't, and waits until it is gone. */
  stop(): Promise<void>;
}

export interface DaemonCommand {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it serves now. Asked again and again until it says so; must settle soon by itself. */
  isUp(): Promise<boolean>;
}

const START_TRIES = 1_200;
const BETWEEN_TRIES_MS = 25;
const STOP_MS = 5_000;
/** The end of what a talkative program says; enough to see why it failed. */
const KEPT_OUTPUT = 200_000;

/** Starts a server and returns once it really answers. Throws with all that it wrote when it ends or stays deaf. */
export async function startDaemon(command: DaemonCommand): Promise<Daemon> {
  const { name, program, args, cwd, env = {} } = command;
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    // Programs that serve a console, such as openssl, end or spin when there is none: theirs stays open and silent.
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const failures: Error[] = [];
  child.on('error', (error) => failures.push(error));
  const { pid } = child;
  if (pid !== undefined) running.add(pid);
  let output = '';
  const keep = (part: string): void => {
    output = (output + part).slice(-KEPT_OUTPUT);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const closed = once(child, 'close');
  const hasEnded = (): boolean => failures.length > 0 || child.exitCode !== null || child.signalCode !== null;

  const daemon: Daemon = {
    name,
    output: () => output,
    async stop() {
      if (pid === undefined) return;
      if (!hasEnded()) signalGroup(pid, 'SIGTERM');
      const patience = new AbortController();
      await Promise.race([closed, pause(STOP_MS, undefined, { signal: patience.signal }).catch(() => null)]);
      patience.abort();
      // The children of one that ended badly, too.
      signalGroup(pid, 'SIGKILL');
      await closed;
      running.delete(pid);
    },
    [Symbol.asyncDispose]: () => daemon.stop(),
  };

  for (let attempt = 0; attempt < START_TRIES; attempt += 1) {
    if (hasEnded()) break;
    if (await command.isUp()) return daemon;
    await pause(BETWEEN_TRIES_MS);
  }
  const state = hasEnded()
    ? `ended at once (${failures[0]?.message ?? String(child.exitCode)})`
    : 'does not answer';
  await daemon.stop();
  throw new Error(`${name} ${state}. It wrote:\n${output}`);
}

/** Whether somebody accepts TCP connections there. */
export async function acceptsTcp(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Groups that must not outlive this process, however it ends. */
const running = new Set<number>();

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}

function endAll(): void {
  for (const pid of running) signalGroup(pid, 'SIGKILL');
  running.clear();
}

process.once('exit', endAll);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    endAll();
    process.kill(process.pid, signal);
  });
}
