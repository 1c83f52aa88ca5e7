import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { Packet } from 'dns2';

export type TestRecord =
  | { readonly type: 'A' | 'AAAA'; readonly address: string }
  | { readonly type: 'CNAME'; readonly target: string }
  | {
      readonly type: 'SRV';
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: string;
    };

/** What the test server does with a question: records (of whatever type), a response code, its own bytes, or silence. */
export type TestReply =
  | {
      readonly records: readonly (TestRecord & { readonly name?: string })[];
      readonly recursion?: boolean;
      readonly truncated?: boolean;
    }
  | { readonly rcode: number }
  | { readonly bytes: (id: number, answer: Buffer) => readonly Uint8Array[] }
  | 'silence';

export type Answering = (name: string, type: string, transport: 'udp' | 'tcp') => TestReply;

export interface TestDnsServer {
  readonly port: number;
  readonly questions: readonly string[];
  close(): void;
}

/** Answers from a zone: { 'name TYPE': reply }; a name with any entry has no data for other types, others don't exist. */
export function zone(entries: Readonly<Record<string, TestReply>>): Answering {
  const names = new Set(Object.keys(entries).map((key) => key.split(' ')[0]));
  return (name, type) => entries[`${name} ${type}`] ?? (names.has(name) ? { records: [] } : { rcode: 3 });
}

/** A DNS server on loopback, UDP and TCP on the same port. It encodes with dns2, which the code under test does not read with. */
export async function startDnsServer(answering: Answering): Promise<TestDnsServer> {
  const questions: string[] = [];

  function reply(bytes: Buffer, transport: 'udp' | 'tcp'): readonly Uint8Array[] {
    const request = Packet.parse(bytes);
    const question = request.questions[0];
    if (question === undefined) return [];
    const type = Packet.typeName(question.type);
    questions.push(`${question.name} ${type} ${transport}`);
    const answer = Packet.createResponseFromRequest(request);
    answer.header.aa = 1;
    const decided = answering(question.name.toLowerCase(), type, transport);
    if (decided === 'silence') return [];
    if ('rcode' in decided) answer.header.rcode = decided.rcode;
    if ('records' in decided) {
      answer.header.ra = decided.recursion === false ? 0 : 1;
      answer.header.tc = decided.truncated === true ? 1 : 0;
      for (const { type: rrType, name, ...rest } of decided.records) {
        const rdata = 'target' in rest ? { ...rest, domain: rest.target } : rest;
        const resource = {
          name: name ?? question.name,
          type: Packet.TYPE[rrType],
          class: 1,
          ttl: 300,
          ...rdata,
        };
        answer.answers.push(new Packet.Resource(resource));
      }
    }
    const encoded = answer.toBuffer();
    return 'bytes' in decided ? decided.bytes(request.header.id, encoded) : [encoded];
  }

  const tcp = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (data) => {
      for (const bytes of reply(data.subarray(2), 'tcp')) {
        socket.write(Buffer.concat([Uint8Array.of(bytes.length >>> 8, bytes.length & 0xff), bytes]));
      }
    });
  });
  const { udp, port } = await listenOnBoth(tcp);
  udp.on('message', (bytes, from) => {
    for (const answer of reply(bytes, 'udp')) udp.send(answer, from.port, from.address);
  });
  return {
    port,
    questions,
    close() {
      udp.close();
      tcp.close();
    },
  };
}

async function listenOnBoth(tcp: Server): Promise<{ readonly udp: UdpSocket; readonly port: number }> {
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  const { port } = tcp.address() as AddressInfo; // a TCP server's address is never a string
  const udp = createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    udp.once('error', reject);
    udp.bind(port, '127.0.0.1', resolve);
  });
  return { udp, port };
}
