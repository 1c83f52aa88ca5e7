import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { acceptsTcp, startDaemon, type Daemon } from './daemon.ts';
import { freePort } from './free-port.ts';
import { findProgram, type ForeignProgram } from './programs.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

const programs = {
  server: findProgram('krb5kdc'),
  database: findProgram('kdb5_util'),
  administration: findProgram('kadmin.local'),
  kinit: findProgram('kinit'),
};
export const krb5Kdc: ForeignProgram = {
  packageName: 'krb5-kdc',
  isInstalled: programs.server !== null && programs.database !== null,
};
export const krb5Admin: ForeignProgram = {
  packageName: 'krb5-admin-server',
  isInstalled: programs.administration !== null,
};
export const krb5User: ForeignProgram = {
  packageName: 'krb5-user',
  isInstalled: programs.kinit !== null,
};

export interface Realm extends AsyncDisposable {
  readonly name: string;
  readonly configPath: string;
  readonly keytabPath: string;
  readonly daemon: Daemon;
  /** One command of kadmin.local. */
  administer(command: string): Promise<void>;
  /** A ticket cache of its own for a user, as KRB5CCNAME names it. */
  logOn(user: string, password: string, ...options: readonly string[]): Promise<string>;
  /** A file in the realm's folder that goes away with it. */
  write(name: string, text: string): Promise<string>;
  readonly folder: string;
  readonly port: number;
}

export interface RealmSettings {
  readonly users: Readonly<Record<string, string>>;
  /** Names of services whose keys go into the keytab, such as sip/fe01.contoso.test. */
  readonly services: readonly string[];
}

const NAME = 'CONTOSO.TEST';

/** Starts a private MIT KDC on a high port of 127.0.0.1, with nothing of the system's own configuration. */
export async function startRealm(settings: RealmSettings): Promise<Realm> {
  const { server, database, administration, kinit } = programs;
  if (server === null || database === null || administration === null || kinit === null) {
    throw new Error('MIT krb5 is not installed');
  }
  const folder = await createTemporaryFolder('krb5');
  try {
    const port = await freePort();
    const configPath = await folder.write('krb5.conf', clientConfiguration(port));
    const profile = await folder.write('kdc.conf', serverConfiguration(folder.path, port));
    const keytabPath = path.join(folder.path, 'services.keytab');
    const env = { KRB5_CONFIG: configPath, KRB5_KDC_PROFILE: profile };
    const call = async (
      program: string,
      args: readonly string[],
      more: NodeJS.ProcessEnv = {},
      input = '',
    ) => {
      const running = promisify(execFile)(program, [...args], {
        env: { ...process.env, ...env, ...more },
        timeout: 60_000,
      });
      // A program that reads nothing may be over before; what came of it is its exit code.
      running.child.stdin?.on('error', () => undefined);
      running.child.stdin?.end(input);
      await running;
    };
    const administer = (command: string): Promise<void> => call(administration, ['-q', command]);

    await call(database, ['create', '-s', '-r', NAME, '-P', 'master-of-this-test']);
    // One process for all: each start of kadmin.local costs a tenth of a second.
    const commands = [
      ...Object.entries(settings.users).map(
        ([user, password]) => `addprinc +requires_preauth -pw ${password} ${user}`,
      ),
      ...settings.services.map((service) => `addprinc -randkey ${service}`),
      ...settings.services.map((service) => `ktadd -k ${keytabPath} ${service}`),
    ];
    await call(administration, [], {}, `${commands.join('\n')}\nquit\n`);
    const daemon = await startDaemon({
      name: 'krb5kdc',
      program: server,
      args: ['-n', '-r', NAME],
      cwd: folder.path,
      env,
      isUp: () => acceptsTcp(port),
    });
    let caches = 0;
    return {
      name: NAME,
      configPath,
      keytabPath,
      daemon,
      administer,
      folder: folder.path,
      port,
      write: (name, text) => folder.write(name, text),
      async logOn(user, password, ...options) {
        caches += 1;
        const cache = `FILE:${path.join(folder.path, `cache-${caches}`)}`;
        await call(kinit, [...options, user], { KRB5CCNAME: cache }, `${password}\n`);
        return cache;
      },
      async [Symbol.asyncDispose]() {
        await daemon.stop();
        await folder[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

/** Over several lines: libkrb5 passes over a block that is written in one. */
export function clientConfiguration(port: number, more = ''): string {
  return `
[libdefaults]
  default_realm = ${NAME}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = true
  rdns = true
  udp_preference_limit = 1
  ${more}
[realms]
  ${NAME} = {
    kdc = 127.0.0.1:${port}
  }
`;
}

function serverConfiguration(folder: string, port: number): string {
  return `
[logging]
  kdc = STDERR
[kdcdefaults]
  kdc_ports = ""
  kdc_listen = ""
  kdc_tcp_ports = ${port}
  kdc_tcp_listen = 127.0.0.1:${port}
[realms]
  ${NAME} = {
    database_name = ${folder}/principal
    key_stash_file = ${folder}/stash
    acl_file = ${folder}/kadm5.acl
    max_life = 10h
    supported_enctypes = aes256-cts-hmac-sha1-96:normal aes128-cts-hmac-sha1-96:normal
  }
`;
}
