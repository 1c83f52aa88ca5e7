import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findElements, readXml, type XmlElement } from '../../shared/protocol/xml/xml.ts';
import { findProgram, type ForeignProgram } from './programs.ts';

const programs = { tshark: findProgram('tshark'), capinfos: findProgram('capinfos') };
/** It comes with tshark. */
export const capinfos: ForeignProgram = { packageName: 'tshark', isInstalled: programs.capinfos !== null };

/** A message of an exported capture as tshark takes it apart. */
export interface ReadMessage {
  readonly atMicroseconds: number;
  readonly source: string;
  readonly destination: string;
  readonly protocol: string;
  /** Method of a request, status of an answer. */
  readonly what: string;
  /** Empty for HTTP. */
  readonly callId: string;
  readonly cseq: string;
  /** Names of the headers in their order. */
  readonly headers: readonly string[];
  readonly bodyBytes: number;
  readonly comment: string;
}

/** Every packet of an exported capture; fails where one is not a SIP or HTTP message. */
export async function readExported(captureFile: string): Promise<readonly ReadMessage[]> {
  const layers = 'pkt_comment frame exported_pdu sip http';
  const output = await run(programs.tshark, ['-r', captureFile, '-T', 'pdml', '-J', layers]);
  return (output.match(/<packet>[^]*?<\/packet>/g) ?? []).map(readPacket);
}

/** The arrows that Wireshark draws in the flow graph of a capture, each as the ports from and to. */
export async function flowGraph(captureFile: string): Promise<readonly (readonly [number, number])[]> {
  const drawn = await run(programs.tshark, ['-r', captureFile, '-q', '-z', 'flow,any,standard']);
  return [...drawn.matchAll(/\((\d+)\)\s+(<?)-+>?\s+\((\d+)\)/g)].map(([, left, head, right]) =>
    head === '<' ? [Number(right), Number(left)] : [Number(left), Number(right)],
  );
}

/** What capinfos says of a capture, by the names that it has for it. */
export async function describeCapture(captureFile: string): Promise<ReadonlyMap<string, string>> {
  const output = await run(programs.capinfos, [captureFile]);
  const lines = output.split('\n').map((line) => /^([^:]+):\s+(.*)$/.exec(line));
  return new Map(lines.flatMap((line) => (line === null ? [] : [[line[1] ?? '', line[2] ?? '']])));
}

function readPacket(packet: string): ReadMessage {
  // Line ends inside of an attribute are blanks to a reader of XML, unless they are written as references.
  const xml = readXml(packet.replaceAll('\r\n', '&#13;&#10;').replaceAll(/\n(?! *<)/g, '&#10;'));
  if (!xml.ok) throw new Error(`tshark printed a packet that cannot be read: ${xml.error}`);
  const layer = findElements(xml.value, 'proto').find(({ attributes }) =>
    ['sip', 'http'].includes(attributes.get('name') ?? ''),
  );
  if (layer === undefined) throw new Error(`tshark takes a packet for no message: ${packet}`);
  const fields = findElements(xml.value, 'field');
  const named = (name: string): readonly XmlElement[] =>
    fields.filter(({ attributes }) => attributes.get('name') === name);
  const shown = (...names: readonly string[]): string =>
    names.map((name) => named(name)[0]?.attributes.get('show') ?? '').find((text) => text !== '') ?? '';
  const end = (side: 'src' | 'dst'): string =>
    `${shown(`exported_pdu.ipv4_${side}`, `exported_pdu.ipv6_${side}`)} ${shown(`exported_pdu.${side}_port`)}`;
  const headerLines = [
    ...sipHead(named('sip.msg_hdr')[0]).split(/\r?\n/),
    ...[...named('http.request.line'), ...named('http.response.line')].map(
      ({ attributes }) => attributes.get('show') ?? '',
    ),
  ];
  const body = named('sip.msg_body')[0] ?? named('http.file_data')[0];
  return {
    atMicroseconds: Number(shown('frame.time_epoch').replace('.', '').slice(0, -3)),
    source: end('src'),
    destination: end('dst'),
    protocol: layer.attributes.get('name') ?? '',
    what: shown('sip.Method', 'sip.Status-Code', 'http.request.method', 'http.response.code'),
    callId: shown('sip.Call-ID'),
    cseq: shown('sip.CSeq'),
    headers: headerLines.filter((line) => line !== '').map((line) => line.slice(0, line.indexOf(':'))),
    bodyBytes: Number(body?.attributes.get('size') ?? 0),
    comment: shown('frame.comment'),
  };
}

/** tshark prints the text from here to the end of the message; only so many bytes of it are the headers. */
function sipHead(head: XmlElement | undefined): string {
  const text = Buffer.from(head?.attributes.get('show') ?? '');
  return text.subarray(0, Number(head?.attributes.get('size') ?? 0)).toString('utf8');
}

async function run(program: string | null, args: readonly string[]): Promise<string> {
  if (program === null) throw new Error('tshark is not installed');
  // Where nobody has put preferences.
  const env = { ...process.env, XDG_CONFIG_HOME: '/nonexistent', HOME: '/nonexistent' };
  const { stdout } = await promisify(execFile)(program, [...args], {
    timeout: 60_000,
    maxBuffer: 64 * 1_024 * 1_024,
    env,
  });
  return stdout;
}
