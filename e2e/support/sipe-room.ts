/** Runs in a private room (private-room.ts): a practice network on the usual ports, and finch in a pseudo-terminal. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { startLab, type Lab } from '../../electron/lab/lab.ts';
import { pause, performTask, programPath, roomFolder as folder } from './room-task.ts';
import { writeFinchFolder } from './sipe-account.ts';
import { readLog } from './sipe-log.ts';
import { SIPE_PLUGINS, type SipeReport, type SipeVisit } from './sipe-sign-in.ts';

const SIGN_IN_MS = 60_000;
const SETTLING_MS = 20_000;
const SIGN_OUT_MS = 20_000;
/** The bindings go when the REGISTER that withdraws them has been read, shortly after finch has ended. */
const BETWEEN_LOOKS_MS = 20;

/** Alt-q. */
const QUIT = '\u001bq';
const BEGINS = 'account: Connecting to account';
/** Written right before libpurple is told that the account is connected. A line that goes on is about a redirect. */
const CONNECTED = 'process_register_response: authentication handshake completed successfully\n';
/** It says why, and won't try again by itself for a while. */
const FAILED = 'connection: Connection error on';
/** What it asks for after that has been answered, too. */
const SETTLED = 'SIP transactions count:0 after removal';

// visitWithSipe sends it in this shape.
await performTask((visit) => receive(visit as SipeVisit));

async function receive({
  scenario,
  account,
  latencyMs,
  staysFor = [SETTLED],
}: SipeVisit): Promise<SipeReport> {
  const lab = await startLab(scenario, { latencyMs });
  const network = await publish(lab);
  await trust(lab.caPem);
  const plugin = SIPE_PLUGINS.find((file) => existsSync(file)) ?? SIPE_PLUGINS[0];
  await mendPlugin(plugin);
  const settings = path.join(folder, 'finch');
  await writeFinchFolder(settings, account);

  const startedAt = performance.now();
  const finch = startFinch(settings, lab.kerberos?.configPath);
  const now = (): number => performance.now() - startedAt;
  const log = readLog(finch.log);
  const beganAtMs = (await log.saw([BEGINS], SIGN_IN_MS)) === BEGINS ? now() : null;
  const connectedAtMs = (await log.saw([CONNECTED, FAILED], SIGN_IN_MS)) === CONNECTED ? now() : null;
  if (connectedAtMs !== null) await log.sawAll(staysFor, SETTLING_MS);
  const registered = registrations(lab);
  network.fallSilent();
  finch.quit();
  await Promise.race([finch.ended, pause(SIGN_OUT_MS)]);
  const lastLook = now() + (connectedAtMs === null ? 0 : SIGN_OUT_MS);
  while (registrations(lab).length > 0 && now() < lastLook) await pause(BETWEEN_LOOKS_MS);
  const seen = {
    beganAtMs,
    connectedAtMs,
    isSignedOn: await isInSystemLog(settings),
    buddyList: await readFile(path.join(settings, 'blist.xml'), 'utf8').catch(() => null),
    registered,
    registeredAfterwards: registrations(lab),
    ledger: [...lab.ledger.entries],
    log: log.text(),
  };
  await lab.close();
  return seen;
}

interface Network {
  /** From now on nothing that a server says arrives. */
  fallSilent(): void;
}

/** Each host gets an address of its own, on which its ports are the usual ones. */
async function publish(lab: Lab): Promise<Network> {
  const passes: Pass[] = [];
  const hosts = [...new Set(lab.connectTo.map(({ fromHost }) => fromHost))];
  const addressOf = (host: string): string => `127.0.1.${hosts.indexOf(host) + 1}`;
  const names = ['127.0.0.1 localhost', ...hosts.map((host) => `${addressOf(host)} ${host}`)];
  await bindOver('/etc/hosts', 'hosts', `${names.join('\n')}\n`);
  // What is not in there is nowhere.
  await bindOver('/etc/resolv.conf', 'resolv.conf', 'nameserver 127.0.0.1\noptions attempts:1 timeout:1\n');
  for (const { fromHost, fromPort, toHost, toPort } of lab.connectTo) {
    const server = createServer({ allowHalfOpen: true }, (near) => {
      const far = connect({ host: toHost, port: toPort, allowHalfOpen: true });
      pass({ from: near, to: far });
      passes.push(pass({ from: far, to: near }));
    });
    server.listen(fromPort, addressOf(fromHost));
    await once(server, 'listening');
  }
  // finch says good-bye, reads no answer and closes, which resets the connection. Whoever writes to it then loses what it said.
  return {
    fallSilent: () => {
      for (const { from, to } of passes) from.unpipe(to).resume();
    },
  };
}

interface Pass {
  readonly from: Socket;
  readonly to: Socket;
}

/** What was received before a reset still goes through. */
function pass({ from, to }: Pass): Pass {
  from.setNoDelay(true);
  from.pipe(to);
  from.on('error', () => to.end());
  return { from, to };
}

async function trust(caPem: string): Promise<void> {
  const authorities = path.join(folder, 'authorities');
  await mkdir(authorities);
  await writeFile(path.join(authorities, 'practice.pem'), caPem);
  bind(authorities, '/etc/ssl/certs');
}

/**
 * libxml2 2.9.14 (Debian 12) calls no SAX1 callback of a handler that is marked as SAX2, and the plugin marks its handler so: it
 * sees no XML. Where the mark, XML_SAX2_MAGIC, is in the plugin just once, it loads a copy in which it is the plain 1 of SAX1.
 */
async function mendPlugin(plugin: string): Promise<void> {
  const mark = Buffer.from('afbeedde', 'hex');
  const code = await readFile(plugin);
  const at = code.indexOf(mark);
  if (at < 0 || code.includes(mark, at + 1)) return;
  code.writeUInt32LE(1, at);
  const copy = path.join(folder, 'libsipe.so');
  await writeFile(copy, code);
  bind(copy, plugin);
}

async function bindOver(target: string, name: string, text: string): Promise<void> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  bind(file, target);
}

function bind(source: string, target: string): void {
  execFileSync(programPath('mount'), ['--bind', source, target]);
}

interface Finch {
  readonly log: Readable;
  readonly ended: Promise<unknown>;
  quit(): void;
}

function startFinch(settings: string, krb5Config: string | undefined): Finch {
  // `script` gives it a terminal; the debug log goes past that, by a descriptor of its own.
  const command = `stty cols 100 rows 40; exec finch -d -c '${settings}' 2>&3`;
  const child = spawn(programPath('script'), ['-qec', command, '/dev/null'], {
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      TERM: 'xterm',
      LANG: 'C.UTF-8',
      SHELL: '/bin/sh',
      PURPLE_UNSAFE_DEBUG: '1',
      ...(krb5Config !== undefined && { KRB5_CONFIG: krb5Config }),
      KRB5CCNAME: `FILE:${path.join(folder, 'tickets')}`,
    },
  });
  child.stdin?.on('error', () => undefined);
  // A pipe for reading, as asked for above.
  const log = child.stdio[3] as Readable;
  return { log, ended: once(child, 'close'), quit: () => child.stdin?.write(QUIT) };
}

/** libpurple writes one line into the account's log when its state becomes "connected". */
async function isInSystemLog(settings: string): Promise<boolean> {
  const files = await readdir(path.join(settings, 'logs'), { recursive: true }).catch(() => []);
  const logs = files.filter((name) => name.endsWith('.txt'));
  const texts = await Promise.all(logs.map((name) => readFile(path.join(settings, 'logs', name), 'utf8')));
  return texts.some((text) => text.includes('signed on'));
}

function registrations(lab: Lab): readonly string[] {
  return lab.registrar.registrations().map(({ address }) => address);
}
