import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import type { Duplex } from 'node:stream';
import { Packet } from 'dns2';
import type dns2 from 'dns2';
import type { DnsFault } from '../faults.ts';
import type { Note } from '../ledger.ts';
import { lookUp, zoneOf, type DnsRecord, type Zone, type ZoneAnswer } from './dns-zone.ts';
import { createDelay } from './latency.ts';
import { listenTcp, LOOPBACK, type Node, type TcpListener } from './tcp-listener.ts';

export interface DnsServer extends Node {
  readonly port: number;
}

export interface DnsOptions {
  readonly zones: readonly Zone[];
  readonly fault: DnsFault | null;
  readonly latencyMs: number;
  readonly note: Note;
}

const TTL_SECONDS = 60;

/** Without EDNS an answer over UDP has at most this many bytes (RFC 1035 4.2.1); with it, at most what DNS Flag Day 2020 advises. */
const PLAIN_UDP_BYTES = 512;
const EDNS_UDP_BYTES = 1232;

/** A port that is free for TCP is nearly always free for UDP too. */
const PORT_TRIES = 20;

/** Authoritative for its zones, over UDP and TCP on the same port. */
export async function startDns(options: DnsOptions): Promise<DnsServer> {
  for (let tries = 1; ; tries += 1) {
    const tcp = await listenTcp(({ stream, client }) => serveTcp(stream, client, options), options);
    const udp = await bindUdp(tcp.port, options);
    if (udp !== null) return { port: tcp.port, close: () => closeBoth(tcp, udp) };
    await tcp.close();
    if (tries === PORT_TRIES) throw new Error('startDns: found no port that is free for both TCP and UDP');
  }
}

/** Returns null when the port is taken. */
function bindUdp(port: number, options: DnsOptions): Promise<Node | null> {
  const socket = createSocket('udp4');
  const delay = createDelay(options.latencyMs);
  socket.on('message', (bytes, peer) => serveUdp(socket, bytes, peer, options, delay.later));
  return new Promise((resolve) => {
    socket.once('error', () => {
      socket.close();
      resolve(null);
    });
    socket.bind(port, LOOPBACK, () => {
      socket.removeAllListeners('error');
      // A client that is gone gives an ICMP error on some systems; there is nobody left to tell.
      socket.on('error', () => undefined);
      resolve({
        close: () =>
          new Promise((closed) => {
            delay.cancel();
            socket.close(() => closed());
          }),
      });
    });
  });
}

async function closeBoth(tcp: TcpListener, udp: Node): Promise<void> {
  await Promise.all([tcp.close(), udp.close()]);
}

function serveUdp(
  socket: UdpSocket,
  bytes: Buffer,
  peer: RemoteInfo,
  options: DnsOptions,
  later: (action: () => void) => void,
): void {
  const answer = answerFor(bytes, `${peer.address}:${peer.port}`, options, 'udp');
  if (answer !== null) later(() => socket.send(answer, peer.port, peer.address, () => undefined));
}

/** Two bytes of length before each message (RFC 1035 4.2.2). The stream itself delays what is written. */
function serveTcp(stream: Duplex, client: string, options: DnsOptions): void {
  let received: Buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      const size = received.readUInt16BE(0);
      const answer = answerFor(received.subarray(2, 2 + size), client, options, 'tcp');
      received = received.subarray(2 + size);
      if (answer === null) continue;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(answer.length);
      stream.write(Buffer.concat([length, answer]));
    }
  });
  stream.on('end', () => stream.end());
}

/** Returns null where a server keeps quiet. */
function answerFor(
  bytes: Buffer,
  client: string,
  options: DnsOptions,
  transport: 'udp' | 'tcp',
): Buffer | null {
  const query = parseQuery(bytes);
  if (query === null || query.header.qr === 1) return null;
  const question = query.questions[0];
  if (query.header.opcode !== 0) return reply(query, Packet.RCODE.NOTIMP).toBuffer();
  if (query.questions.length !== 1 || question === undefined || query.errors.length > 0) {
    return reply(query, Packet.RCODE.FORMERR).toBuffer();
  }
  const type = Packet.typeName(question.type);
  options.note({ node: 'dns', client, what: `${type} ${question.name} (${transport})`, ok: true });
  if (options.fault === 'silence') return null;
  if (options.fault === 'servfail') return reply(query, Packet.RCODE.SERVFAIL).toBuffer();
  if (question.class !== Packet.CLASS.IN) return reply(query, Packet.RCODE.REFUSED).toBuffer();
  const zone = zoneOf(question.name, options.zones);
  if (zone === null) return reply(query, Packet.RCODE.REFUSED).toBuffer();
  const full = fromZone(query, question.name, lookUp(zone, question.name, type), zone.origin);
  return transport === 'tcp' ? full.toBuffer() : fitted(full, query);
}

function parseQuery(bytes: Buffer): dns2.Packet | null {
  try {
    return Packet.parse(bytes);
  } catch {
    // Shorter than a header: there is not even an id to answer to.
    return null;
  }
}

const RCODES = {
  answer: Packet.RCODE.NOERROR,
  'no-data': Packet.RCODE.NOERROR,
  'name-error': Packet.RCODE.NXDOMAIN,
  refused: Packet.RCODE.REFUSED,
} as const;

function fromZone(query: dns2.Packet, name: string, answer: ZoneAnswer, origin: string): dns2.Packet {
  const packet = reply(query, RCODES[answer.outcome]);
  packet.header.aa = answer.outcome === 'refused' ? 0 : 1;
  // The name asked for comes back in the client's own spelling, whose capitals may be a check (0x20).
  packet.answers = answer.records.map((record, index) => resource(record, index === 0 ? name : record.name));
  const isNegative = answer.outcome === 'no-data' || answer.outcome === 'name-error';
  if (isNegative) packet.authorities = [startOfAuthority(origin)];
  return packet;
}

function reply(query: dns2.Packet, rcode: number): dns2.Packet {
  const packet = new Packet();
  const { id, opcode, rd } = query.header;
  packet.header = new Packet.Header({ id, opcode, rd, qr: 1, rcode });
  packet.questions = query.questions.slice(0, 1);
  if (query.additionals.some(({ type }) => type === Packet.TYPE.EDNS)) {
    packet.additionals = [Packet.Resource.EDNS([], { udpPayloadSize: EDNS_UDP_BYTES })];
  }
  return packet;
}

/** Cuts an answer that is too large for the client's UDP down to an invitation to use TCP (RFC 2181 9). */
function fitted(full: dns2.Packet, query: dns2.Packet): Buffer {
  const announced = query.additionals.find(({ type }) => type === Packet.TYPE.EDNS)?.class;
  const limit =
    announced === undefined
      ? PLAIN_UDP_BYTES
      : Math.min(EDNS_UDP_BYTES, Math.max(PLAIN_UDP_BYTES, announced));
  const bytes = full.toBuffer();
  if (bytes.length <= limit) return bytes;
  const cut = reply(query, full.header.rcode);
  cut.header.aa = full.header.aa;
  cut.header.tc = 1;
  return cut.toBuffer();
}

function resource(record: DnsRecord, name: string): dns2.Packet.Resource {
  const common = { name, class: Packet.CLASS.IN, ttl: TTL_SECONDS };
  switch (record.type) {
    case 'A':
      return new Packet.Resource({ ...common, type: Packet.TYPE.A, address: record.address });
    case 'CNAME':
      return new Packet.Resource({ ...common, type: Packet.TYPE.CNAME, domain: record.target });
    case 'SRV': {
      const { priority, weight, port, target } = record;
      return new Packet.Resource({ ...common, type: Packet.TYPE.SRV, priority, weight, port, target });
    }
  }
}

/** Goes with every negative answer and says how long to believe it (RFC 2308 3). */
function startOfAuthority(origin: string): dns2.Packet.Resource {
  return new Packet.Resource({
    name: origin,
    type: Packet.TYPE.SOA,
    class: Packet.CLASS.IN,
    ttl: TTL_SECONDS,
    primary: `ns.${origin}`,
    admin: `hostmaster.${origin}`,
    serial: 1,
    refresh: 3_600,
    retry: 600,
    expiration: 86_400,
    minimum: TTL_SECONDS,
  });
}
