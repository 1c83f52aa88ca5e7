import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { startDaemon, type Daemon } from './daemon.ts';
import { freePort } from './free-port.ts';
import { findProgram, type ForeignProgram } from './programs.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

const program = findProgram('named');
export const bind9: ForeignProgram = { packageName: 'bind9', isInstalled: program !== null };

export interface NameServer extends AsyncDisposable {
  readonly resolver: { readonly address: string; readonly port: number };
  /** As the engine names it in its observations. */
  readonly label: string;
  readonly daemon: Daemon;
}

export interface ServedZone {
  readonly name: string;
  /** The zone's records, without SOA and NS. null: the zone is configured, but its file does not exist. */
  readonly records: string | null;
  /** Further statements of the zone block. */
  readonly options?: string;
}

export interface NameServerSettings {
  readonly zones: readonly ServedZone[];
  /** Zones to be copied from a server that does not answer. */
  readonly orphanedZones?: readonly string[];
  /** Names, as a response policy zone spells them, whose queries are dropped without an answer. */
  readonly dropped?: readonly string[];
}

/** Answered by every name server that is started here; the sign of life. */
const MARKER = 'up.invalid';
const POLICY = 'policy.invalid';

/** Starts a private, authoritative named on a free port of 127.0.0.1. */
export async function startBind9(settings: NameServerSettings): Promise<NameServer> {
  if (program === null) throw new Error('named is not installed');
  const folder = await createTemporaryFolder('bind9');
  try {
    const [port, deadPort] = [await freePort(), await freePort()];
    const blocks: string[] = [];
    const zones: readonly ServedZone[] = [...settings.zones, { name: MARKER, records: '@ A 127.0.0.1' }];
    for (const { name, records, options = '' } of zones) {
      const file = `${name}.zone`;
      if (records !== null) await folder.write(file, zoneFile(name, records));
      blocks.push(`zone "${name}" { type primary; file "${file}"; ${options} };`);
    }
    for (const name of settings.orphanedZones ?? []) {
      blocks.push(
        `zone "${name}" { type secondary; file "${name}.copy"; primaries port ${deadPort} { 127.0.0.1; }; };`,
      );
    }
    const dropped = settings.dropped ?? [];
    await folder.write(
      `${POLICY}.zone`,
      zoneFile(POLICY, dropped.map((name) => `${name} CNAME rpz-drop.`).join('\n')),
    );
    blocks.push(`zone "${POLICY}" { type primary; file "${POLICY}.zone"; allow-query { none; }; };`);
    const config = await folder.write('named.conf', configuration(folder.path, port, blocks.join('\n')));

    const daemon = await startDaemon({
      name: 'named',
      program,
      args: ['-4', '-g', '-n', '1', '-c', config],
      cwd: folder.path,
      isUp: () => answersQuestions(port),
    });
    return {
      resolver: { address: '127.0.0.1', port },
      label: `127.0.0.1:${port}`,
      daemon,
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

/** Only on loopback, without recursion, control channel or anything of the system's own configuration. */
function configuration(folder: string, port: number, zones: string): string {
  return `
options {
  directory "${folder}";
  pid-file none;
  session-keyfile "${folder}/session.key";
  managed-keys-directory "${folder}";
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  recursion no;
  allow-query { 127.0.0.1; };
  allow-transfer { none; };
  notify no;
  dnssec-validation no;
  empty-zones-enable no;
  minimal-responses yes;
  rrset-order { order random; };
  response-policy { zone "${POLICY}"; } recursive-only no qname-wait-recurse no;
};
controls { };
${zones}
`;
}

function zoneFile(name: string, records: string): string {
  return `$ORIGIN ${name}.
$TTL 300
@ SOA ns.invalid. hostmaster.invalid. 1 3600 600 86400 60
@ NS ns.invalid.
${records}
`;
}

/** One question for the marker's address, written by hand so that the engine's own client is not its own witness. */
async function answersQuestions(port: number): Promise<boolean> {
  const labels = MARKER.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]);
  const query = Buffer.from([0x13, 0x37, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, 1, 0, 1]);
  const socket = createSocket('udp4');
  try {
    socket.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.send(query);
    const answer: unknown = (await once(socket, 'message', { signal: AbortSignal.timeout(500) }))[0];
    // An answer to this question, without error, with one record: the zones are loaded.
    return (
      Buffer.isBuffer(answer) &&
      answer.readUInt16BE(0) === 0x1337 &&
      (answer[3] ?? 1) % 16 === 0 &&
      answer[7] === 1
    );
  } catch {
    return false;
  } finally {
    socket.close();
  }
}
