import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { findElements, readXml, type XmlElement } from '../../shared/protocol/xml/xml.ts';
import { findProgram, type ForeignProgram } from './programs.ts';

const programs = {
  tshark: findProgram('tshark'),
  text2pcap: findProgram('text2pcap'),
  dumpcap: findProgram('dumpcap'),
};
export const tshark: ForeignProgram = {
  packageName: 'tshark',
  isInstalled: Object.values(programs).every((program) => program !== null),
};

/** A capture with all that tshark needs to read it. */
export interface Capture {
  /** Returns what it prints for the packets that a display filter lets through; with fields, a row of them a packet. */
  read(filter: string): Promise<readonly string[]>;
  fields(filter: string, ...names: readonly string[]): Promise<readonly (readonly string[])[]>;
  /** The messages of a protocol with some of their fields, empty where they lack one. A packet may hold several. */
  messages<Name extends string>(
    protocol: string,
    ...names: readonly Name[]
  ): Promise<readonly Readonly<Record<Name, string>>[]>;
}

/** What a run of tshark may print. */
const MOST_OUTPUT_BYTES = 64 * 1_024 * 1_024;

/** Which protocol lies in the TLS connections of a port. */
export type TlsPorts = ReadonlyMap<number, 'sip' | 'http'>;

export function openCapture(file: string, keyFile: string | null, ports: TlsPorts): Capture {
  const decodings = [...ports].flatMap(([port, protocol]) => [
    ...['-d', `tcp.port==${port},tls`],
    ...['-d', `tls.port==${port},${protocol}`],
  ]);
  const keys = keyFile === null ? [] : ['-o', `tls.keylog_file:${keyFile}`];
  const print = (filter: string, more: readonly string[]): Promise<string> =>
    run(programs.tshark, ['-r', file, ...keys, ...decodings, '-Y', filter, ...more]);
  const read = async (filter: string, more: readonly string[]): Promise<readonly string[]> => {
    const output = await print(filter, more);
    // A packet without any of the fields is an empty line.
    return output.split('\n').slice(0, -1);
  };
  return {
    read: (filter) => read(filter, []),
    async fields(filter, ...names) {
      const rows = await read(filter, ['-T', 'fields', ...names.flatMap((name) => ['-e', name])]);
      return rows.map((row) => row.split('\t'));
    },
    async messages(protocol, ...names) {
      // PDML, its own format in XML: a document a packet, so that none is too long to be read.
      const output = await print(protocol, ['-T', 'pdml', '-J', protocol]);
      const packets = output.match(/<packet>[^]*?<\/packet>/g) ?? [];
      return packets.flatMap((packet) => messagesIn(packet, protocol)).map((message) => pick(message, names));
    },
  };
}

function messagesIn(packet: string, protocol: string): readonly XmlElement[] {
  const read = readXml(packet);
  if (!read.ok) throw new Error(`tshark printed a packet that cannot be read: ${read.error}`);
  return findElements(read.value, 'proto').filter(({ attributes }) => attributes.get('name') === protocol);
}

/** The first field of each name. */
function pick<Name extends string>(
  message: XmlElement,
  names: readonly Name[],
): Readonly<Record<Name, string>> {
  const fields = findElements(message, 'field');
  const valueOf = (name: string): string =>
    fields.find(({ attributes }) => attributes.get('name') === name)?.attributes.get('show') ?? '';
  // fromEntries forgets the names.
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, string>;
}

/** A capture of bare messages of one protocol, without anything that would carry them. */
export async function captureOf(
  protocol: string,
  messages: readonly Uint8Array[],
  folder: string,
): Promise<Capture> {
  const text = messages.map(
    (message) => `000000 ${Buffer.from(message).toString('hex').replace(/../g, '$& ')}\n`,
  );
  const [hex, file] = [path.join(folder, `${protocol}.txt`), path.join(folder, `${protocol}.pcapng`)];
  await writeFile(hex, text.join(''));
  await run(programs.text2pcap, ['-q', '-P', protocol, hex, file]);
  return openCapture(file, null, new Map());
}

async function run(program: string | null, args: readonly string[]): Promise<string> {
  if (program === null) throw new Error('tshark is not installed');
  // Where nobody has put preferences.
  const env = { ...process.env, XDG_CONFIG_HOME: '/nonexistent', HOME: '/nonexistent' };
  const { stdout } = await promisify(execFile)(program, [...args], {
    timeout: 60_000,
    maxBuffer: MOST_OUTPUT_BYTES,
    env,
  });
  return stdout;
}
