import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGssAcceptor, type GssAcceptor } from '../native/gss-acceptor.ts';
import type { Deployment } from './deployment.ts';
import type { Directory } from './directory.ts';
import { DOMAIN, HOSTS } from './machines.ts';
import { LabNeeds } from './needs.ts';
import { clientConfiguration } from './nodes/kdc-files.ts';
import type { KdcDecision } from './nodes/kdc-log.ts';
import { startKdc } from './nodes/kdc.ts';
import type { Node, TcpListener } from './nodes/tcp-listener.ts';

/** The company's Kerberos, as far as the scenario has one. */
export interface Realm extends Node {
  readonly name: string;
  /** krb5.conf for the host's own library. */
  readonly configPath: string;
  readonly kdcPort: number;
  /** Signs a user in to a workstation of the company: returns the path of his ticket cache. Rejects when there is no KDC. */
  readonly ticketCacheOf: (user: string, password: string) => Promise<string>;
  /** With the keytab of the servers; null where there is no KDC that made one. */
  readonly gss: GssAcceptor | null;
}

const NAMES = { realm: DOMAIN.toUpperCase(), domain: DOMAIN } as const;

const WEB_SERVICES = [`HTTP/${HOSTS.webInternal}`, `HTTP/${HOSTS.webExternal}`];
const REGISTRAR = `sip/${HOSTS.frontEnd}`;

/**
 * refusing: a port that nobody listens on, for a KDC that is down. Rejects with LabNeeds when this machine has no Kerberos,
 * and leaves nothing behind then.
 */
export async function startRealm(
  kind: Deployment['kdc'],
  directory: Directory,
  refusing: Promise<TcpListener>,
): Promise<Realm | null> {
  switch (kind) {
    case null:
      return null;
    case 'unreachable':
      return silentRealm((await refusing).port);
    case 'running':
      return livingRealm(directory, [REGISTRAR, ...WEB_SERVICES]);
    case 'without-spn':
      return livingRealm(directory, WEB_SERVICES);
  }
}

async function livingRealm(directory: Directory, services: readonly string[]): Promise<Realm> {
  const kdc = await startKdc({
    ...NAMES,
    users: directory.accounts.map(({ name, password, fate }) => ({
      name,
      password,
      isLocked: fate === 'locked',
    })),
    services,
    onDecision: (decision) => recordDecision(decision, directory),
  });
  const { configPath, keytabPath } = kdc;
  const opening = await createGssAcceptor({ keytabPath, krb5ConfigPath: configPath, mechanism: 'kerberos' });
  if (!opening.ok) {
    await kdc.close();
    throw new LabNeeds(opening.reason);
  }
  const { acceptor } = opening;
  return {
    name: kdc.realm,
    configPath,
    kdcPort: kdc.port,
    ticketCacheOf: (user, password) => kdc.makeTicketCache(user, password),
    gss: acceptor,
    async close() {
      acceptor.close();
      await kdc.close();
    },
  };
}

/** A password counts where it is proven: with the ticket for tickets, not with those that come of it. */
function recordDecision({ request, status, client }: KdcDecision, directory: Directory): void {
  if (request !== 'AS') return;
  const account = directory.findLogon({ user: client, domain: '' });
  directory.recordLogon(account ?? client, status === 'ISSUE', 'kerberos');
}

/** A realm that is written down and does not answer. */
async function silentRealm(kdcPort: number): Promise<Realm> {
  const folder = await mkdtemp(join(tmpdir(), 'rungs-realm-'));
  const forget = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', forget);
  const configPath = join(folder, 'krb5.conf');
  await writeFile(configPath, clientConfiguration(NAMES, kdcPort));
  return {
    name: NAMES.realm,
    configPath,
    kdcPort,
    ticketCacheOf: () => Promise.reject(new LabNeeds('The KDC of this scenario does not answer.')),
    gss: null,
    async close() {
      process.off('exit', forget);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
