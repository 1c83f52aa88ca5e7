import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressBytes } from './exported-pdu.ts';
import { sipPcap } from './sip-pcap.ts';
import {
  found,
  lookup,
  messageLog,
  register,
  registrar,
  STARTED_AT_MS,
  unauthorized,
} from './testing/message-log.ts';
import { readPcap, sumOf } from './testing/read-pcap.ts';
import { wireMessages } from './wire-messages.ts';

describe('sipPcap', () => {
  it('is a file of libpcap with bare IP packets, in microseconds', () => {
    const file = sipPcap([]);

    expect([...file]).toEqual([
      ...[0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      ...[0xff, 0xff, 0, 0, 101, 0, 0, 0],
    ]);
  });

  it('gives each SIP message with its ends and its time, and leaves out the web', () => {
    const log = messageLog();
    log.connect('tcp-1', registrar, '10.20.1.11', '10.20.9.41');
    log.record('http.request.sent', lookup, { flow: 'web' });
    log.record('http.response.received', found, { flow: 'web' });
    log.record('sip.request.sent', register, { flow: 'tcp-1' });
    log.record('sip.response.received', unauthorized, { flow: 'tcp-1' });
    const [sent = '', received = ''] = wireMessages(log.events)
      .filter(({ protocol }) => protocol === 'sip')
      .map(({ text }) => text);

    const packets = readPcap(sipPcap(log.events));

    expect(packets).toEqual([
      {
        atMicroseconds: STARTED_AT_MS * 1_000 + 3_750,
        version: 4,
        source: Uint8Array.of(10, 20, 9, 41),
        destination: Uint8Array.of(10, 20, 1, 11),
        ports: [50_112, 5_061],
        sequence: 1,
        acknowledged: 1,
        payload: new TextEncoder().encode(sent),
        sums: [0xffff, 0xffff],
      },
      {
        atMicroseconds: STARTED_AT_MS * 1_000 + 5_000,
        version: 4,
        source: Uint8Array.of(10, 20, 1, 11),
        destination: Uint8Array.of(10, 20, 9, 41),
        ports: [5_061, 50_112],
        sequence: 1,
        acknowledged: 1 + sent.length,
        payload: new TextEncoder().encode(received),
        sums: [0xffff, 0xffff],
      },
    ]);
  });

  it('writes an address of IPv4 beside one of IPv6 as one of those', () => {
    const log = messageLog();
    log.connect('tcp-1', registrar, '10.20.1.11', '2001:db8::41');
    log.record('sip.request.sent', register, { flow: 'tcp-1' });

    const [packet] = readPcap(sipPcap(log.events));

    expect(packet).toMatchObject({ version: 6, source: addressBytes('2001:db8::41'), sums: [0xffff] });
    expect(packet?.destination).toEqual(addressBytes('::ffff:10.20.1.11'));
  });

  it('cuts a long body, so that sngrep takes the message', () => {
    const log = messageLog();
    log.record('sip.request.sent', { ...register, body: 'é'.repeat(90_000) });
    log.record('sip.request.sent', register);

    const [long, short] = readPcap(sipPcap(log.events));

    const text = new TextDecoder('utf-8', { fatal: true }).decode(long?.payload);
    const [head = '', body = ''] = text.split('\r\n\r\n');
    expect(long?.payload.length).toBeLessThanOrEqual(10_000);
    expect(long?.payload.length).toBeGreaterThan(9_900);
    expect(body).toMatch(/^é+\r\n\[The rest is left out here; messages\.pcapng has it\.\]$/);
    expect(head).toContain(`Content-Length: ${new TextEncoder().encode(body).length}`);
    expect(short?.sequence).toBe(1 + (long?.payload.length ?? 0));
  });

  it('takes a head of any length', () => {
    const log = messageLog();
    const headers = Array.from({ length: 40 }, (_, at): [string, string] => [`X-${at}`, 'ü'.repeat(9_000)]);
    log.record('sip.request.sent', {
      ...register,
      requestUri: '€'.repeat(90_000),
      headers,
      body: 'ä'.repeat(90_000),
    });

    const [packet] = readPcap(sipPcap(log.events));

    expect(packet?.payload.length).toBeGreaterThan(40_000);
    expect(packet?.sums).toEqual([0xffff, 0xffff]);
  });

  it('leaves out at the end what does not fit', () => {
    const log = messageLog();
    for (let count = 0; count < 10; count++) log.record('sip.request.sent', register);
    const one = sipPcap(log.events.slice(0, 1)).length - sipPcap([]).length;

    expect(readPcap(sipPcap(log.events, one * 4)).length).toBe(4);
  });

  it('holds every SIP message of any log', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: 'grapheme' }));
    const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain(), text);
    const message = fc.record({
      body: text,
      host,
      local: host,
      port: fc.integer({ min: -1, max: 70_000 }),
      flow: text,
    });

    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), (messages) => {
        const log = messageLog();
        for (const { body, flow, host: name, local, port } of messages) {
          const peer = { ...registrar, host: name, port };
          log.connect(flow, peer, name, local);
          log.record('sip.request.sent', { ...register, body, peer }, { flow });
          log.record('sip.response.received', { ...unauthorized, body, peer }, { flow });
        }

        const packets = readPcap(sipPcap(log.events));

        expect(packets.map(({ payload }) => payload)).toEqual(
          wireMessages(log.events).map((one) => new TextEncoder().encode(one.text)),
        );
        expect(packets.flatMap(({ sums }) => sums).every((sum) => sum === 0xffff)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

it('the sum of RFC 1071', () => {
  expect(sumOf(Uint8Array.of(0, 1, 0xf2, 3, 0xf4, 0xf5, 0xf6, 0xf7))).toBe(0xddf2);
});
