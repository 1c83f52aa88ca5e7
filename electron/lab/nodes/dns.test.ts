import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import { Packet } from 'dns2';
import type dns2 from 'dns2';
import { afterEach, expect, test } from 'vitest';
import type { DnsFault } from '../faults.ts';
import { createLedger } from '../ledger.ts';
import { startDns, type DnsServer } from './dns.ts';
import type { DnsRecord } from './dns-zone.ts';

const MANY: readonly DnsRecord[] = Array.from({ length: 30 }, (_, index) => ({
  type: 'SRV',
  name: '_many._tcp.contoso.test',
  priority: index,
  weight: 0,
  port: 5061,
  target: `pool${index}.contoso.test`,
}));

const RECORDS: readonly DnsRecord[] = [
  { type: 'A', name: 'web.contoso.test', address: '127.0.0.1' },
  { type: 'CNAME', name: 'lyncdiscover.contoso.test', target: 'web.contoso.test' },
  {
    type: 'SRV',
    name: '_sip._tls.contoso.test',
    priority: 5,
    weight: 7,
    port: 443,
    target: 'web.contoso.test',
  },
  ...MANY,
];

let server: DnsServer;
const ledger = createLedger();

async function start(fault: DnsFault | null = null, latencyMs = 0): Promise<Resolver> {
  const zone = { origin: 'contoso.test', records: RECORDS };
  server = await startDns({ zones: [zone], fault, latencyMs, note: ledger.note });
  const resolver = new Resolver({ timeout: fault === null ? 10_000 : 1_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.port}`]);
  return resolver;
}

afterEach(() => server.close());

function query(name: string, type: number, payload: number | null = null): Buffer {
  const packet = new Packet();
  packet.header = new Packet.Header({ id: 4711, rd: 1 });
  packet.questions = [new Packet.Question(name, type, Packet.CLASS.IN)];
  if (payload !== null) packet.additionals = [Packet.Resource.EDNS([], { udpPayloadSize: payload })];
  return packet.toBuffer();
}

function askUdp(bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('message', (answer) => {
      socket.close();
      resolve(answer);
    });
    socket.send(bytes, server.port, '127.0.0.1');
  });
}

/** Sends the pieces one after the other; returns the first whole answer without its length. */
function askTcp(...pieces: readonly Uint8Array[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const socket = connect({ port: server.port, host: '127.0.0.1', noDelay: true });
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      socket.destroy();
      resolve(received.subarray(2, 2 + received.readUInt16BE(0)));
    });
    socket.once('error', reject);
    for (const piece of pieces) socket.write(piece);
  });
}

function withLength(message: Buffer): Buffer {
  return Buffer.concat([Buffer.of(message.length >> 8, message.length & 0xff), message]);
}

function parse(bytes: Buffer): dns2.Packet {
  return Packet.parse(bytes);
}

test('answers A, CNAME and SRV', async () => {
  const resolver = await start();

  await expect(resolver.resolve4('lyncdiscover.contoso.test')).resolves.toEqual(['127.0.0.1']);
  await expect(resolver.resolveCname('lyncdiscover.contoso.test')).resolves.toEqual(['web.contoso.test']);
  await expect(resolver.resolveSrv('_sip._tls.contoso.test')).resolves.toEqual([
    { priority: 5, weight: 7, port: 443, name: 'web.contoso.test' },
  ]);
});

test('tells NXDOMAIN, NODATA and REFUSED apart', async () => {
  const resolver = await start();

  await expect(resolver.resolve4('gone.contoso.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  await expect(resolver.resolve6('web.contoso.test')).rejects.toMatchObject({ code: 'ENODATA' });
  await expect(resolver.resolve4('example.org')).rejects.toMatchObject({ code: 'EREFUSED' });
});

test('a negative answer carries the SOA and is authoritative', async () => {
  await start();

  const answer = parse(await askUdp(query('gone.contoso.test', Packet.TYPE.A)));

  expect(answer.header).toMatchObject({ id: 4711, qr: 1, aa: 1, ra: 0, rd: 1, rcode: 3 });
  expect(answer.authorities).toMatchObject([{ name: 'contoso.test', type: Packet.TYPE.SOA, minimum: 60 }]);
});

test('gives the name back in the spelling of the question', async () => {
  await start();

  const answer = parse(await askUdp(query('wEb.Contoso.TEST', Packet.TYPE.A)));

  expect([answer.questions[0]?.name, answer.answers[0]?.name]).toEqual([
    'wEb.Contoso.TEST',
    'wEb.Contoso.TEST',
  ]);
});

test('truncates over UDP what is too large, and gives it whole over TCP', async () => {
  await start();
  const plain = await askUdp(query('_many._tcp.contoso.test', Packet.TYPE.SRV));
  const edns = await askUdp(query('_many._tcp.contoso.test', Packet.TYPE.SRV, 4096));
  const tcp = await askTcp(withLength(query('_many._tcp.contoso.test', Packet.TYPE.SRV)));

  expect(plain.length).toBeLessThanOrEqual(512);
  expect([parse(plain).header.tc, parse(plain).answers.length]).toEqual([1, 0]);
  expect(edns.length).toBeGreaterThan(512);
  expect([parse(edns).header.tc, parse(edns).answers.length]).toEqual([0, 30]);
  expect(parse(edns).additionals[0]?.type).toBe(Packet.TYPE.EDNS);
  expect([parse(tcp).header.tc, parse(tcp).answers.length]).toEqual([0, 30]);
});

test('reads TCP questions however they are cut', async () => {
  await start();
  const framed = withLength(query('web.contoso.test', Packet.TYPE.A));

  const answer = await askTcp(...Array.from(framed, (byte) => Uint8Array.of(byte)));

  expect(parse(answer).answers).toMatchObject([{ address: '127.0.0.1' }]);
});

test('SERVFAIL for everything', async () => {
  const resolver = await start('servfail');

  await expect(resolver.resolve4('web.contoso.test')).rejects.toMatchObject({ code: 'ESERVFAIL' });
  await expect(resolver.resolveSrv('_sip._tls.contoso.test')).rejects.toMatchObject({ code: 'ESERVFAIL' });
});

test('silence for everything, though the question is noted', async () => {
  const resolver = await start('silence');

  await expect(resolver.resolve4('web.contoso.test')).rejects.toMatchObject({ code: 'ETIMEOUT' });
  expect(ledger.entries.at(-1)?.what).toBe('A web.contoso.test (udp)');
});

test('answers nonsense with FORMERR or NOTIMP, or not at all', async () => {
  await start();
  const cut = query('web.contoso.test', Packet.TYPE.A).subarray(0, 20);
  const update = query('web.contoso.test', Packet.TYPE.A);
  update[2] = 5 << 3;
  const response = query('web.contoso.test', Packet.TYPE.A);
  response[2] = 0x80;
  const socket = createSocket('udp4');
  await new Promise<void>((sent) => {
    socket.send(Buffer.of(1, 2, 3), server.port, '127.0.0.1');
    socket.send(response, server.port, '127.0.0.1', () => sent());
  });
  socket.close();

  expect(parse(await askUdp(cut)).header.rcode).toBe(Packet.RCODE.FORMERR);
  expect(parse(await askUdp(update)).header.rcode).toBe(Packet.RCODE.NOTIMP);
});

test('with latency every answer comes that much later', async () => {
  const resolver = await start(null, 60);
  const began = performance.now();

  await Promise.all([resolver.resolve4('web.contoso.test'), resolver.resolve4('lyncdiscover.contoso.test')]);

  const tookMs = performance.now() - began;
  expect(tookMs).toBeGreaterThanOrEqual(59);
});
