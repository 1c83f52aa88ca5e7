import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressBytes } from './exported-pdu.ts';
import { messagesPcapng } from './messages-pcapng.ts';
import {
  found,
  lookup,
  messageLog,
  register,
  registrar,
  STARTED_AT_MS,
  unauthorized,
  type MessageLog,
} from './testing/message-log.ts';
import { readBlocks, readPackets, textOf } from './testing/read-pcapng.ts';
import { wireMessages } from './wire-messages.ts';

const tool = { name: 'Rungs', version: '1.2.3' };

describe('messagesPcapng', () => {
  it('begins with the tool and one interface of exported PDUs, in microseconds', () => {
    const [section, messages, ...others] = readBlocks(messagesPcapng([], tool));

    expect(section?.body.slice(0, 8)).toEqual(Uint8Array.of(0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0));
    expect(textOf(section?.options.get(4))).toBe('Rungs 1.2.3');
    expect(messages?.body.slice(0, 8)).toEqual(Uint8Array.of(252, 0, 0, 0, 0, 0, 4, 0));
    expect(messages?.options.get(9)).toEqual(Uint8Array.of(6));
    expect(others).toEqual([]);
  });

  it('gives each message with its ends, its time and what it was for', () => {
    const log = messageLog();
    log.connect('tcp-1', registrar, '10.20.1.11', '2001:db8::41');
    log.record('sip.request.sent', register, {
      flow: 'tcp-1',
      step: 'authentication',
      probe: 'anonymous REGISTER',
    });

    const [packet] = readPackets(messagesPcapng(log.events, tool));

    expect(packet).toEqual({
      atMicroseconds: STARTED_AT_MS * 1_000 + 1_250,
      tags: new Map([
        [12, new TextEncoder().encode('sip\0')],
        [22, Uint8Array.of(0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x41)],
        [21, Uint8Array.of(10, 20, 1, 11)],
        [24, Uint8Array.of(0, 0, 0, 2)],
        [25, Uint8Array.of(0, 0, 0xc3, 0xc0)],
        [26, Uint8Array.of(0, 0, 0x13, 0xc5)],
      ]),
      text: wireMessages(log.events)[0]?.text,
      comment: 'Prove who you are: anonymous REGISTER\nTo pool01.contoso.test\nObservation 1',
    });
  });

  it('names an address that has one name', () => {
    const log = messageLog();
    log.connect('a', registrar, '10.0.0.1', '10.0.0.9');
    log.connect('b', { ...registrar, host: 'fe01.contoso.test' }, '10.0.0.2', '10.0.0.9');
    log.connect('c', { ...registrar, host: 'fe02.contoso.test' }, '10.0.0.2', '10.0.0.9');
    log.record('sip.request.sent', register, { flow: 'a' });
    for (const flow of ['b', 'c'] as const) {
      const host = flow === 'b' ? 'fe01.contoso.test' : 'fe02.contoso.test';
      log.record('sip.request.sent', { ...register, peer: { ...registrar, host } }, { flow });
    }

    const names = readBlocks(messagesPcapng(log.events, tool)).find(({ type }) => type === 4);

    const record = [10, 0, 0, 1, ...new TextEncoder().encode('pool01.contoso.test\0')];
    expect([...(names?.body ?? [])]).toEqual([1, 0, record.length, 0, ...record, 0, 0, 0, 0]);
  });

  it('leaves out at the end what does not fit, and says so', () => {
    const log = messageLog();
    for (let count = 0; count < 10; count++) log.record('sip.request.sent', register);
    const one = messagesPcapng(log.events.slice(0, 1), tool).length - messagesPcapng([], tool).length;

    const file = messagesPcapng(log.events, tool, one * 4);

    expect(readPackets(file).length).toBeGreaterThan(2);
    const left = 10 - readPackets(file).length;
    expect(textOf(readBlocks(file)[0]?.options.get(1))).toContain(
      `The last ${left} messages did not fit into this file.`,
    );
    expect(left).toBeGreaterThan(4);
  });

  it('holds every message of any log, and nothing else', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: 'grapheme' }));
    const headers = fc.array(fc.tuple(text, text), { maxLength: 4 });
    const port = fc.integer({ min: -1, max: 70_000 });
    const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain(), text);
    const record = fc.oneof(
      fc.record({ headers, body: text, host, port, word: text }).map((of) => (log: MessageLog) => {
        const peer = { ...registrar, host: of.host, port: of.port };
        const message = { ...register, ...of, peer, method: of.word, requestUri: of.word };
        log.record('sip.request.received', message, { flow: of.word, probe: of.word });
      }),
      fc.record({ headers, status: fc.integer() }).map((of) => (log: MessageLog) => {
        log.record('sip.response.sent', { ...unauthorized, ...of });
      }),
      fc.record({ headers, body: text, url: fc.oneof(fc.webUrl(), text) }).map((of) => (log: MessageLog) => {
        log.record('http.request.sent', { ...lookup, ...of }, { flow: 'web' });
        log.record('http.response.received', { ...found, ...of }, { flow: 'web' });
      }),
      fc.tuple(host, host).map(
        ([a, b]) =>
          (log: MessageLog) =>
            log.connect('web', registrar, a, b),
      ),
    );

    fc.assert(
      fc.property(fc.array(record, { maxLength: 12 }), (records) => {
        const log = messageLog();
        for (const add of records) add(log);

        const messages = wireMessages(log.events);
        const packets = readPackets(messagesPcapng(log.events, tool));

        expect(packets.map((packet) => packet.text)).toEqual(
          messages.map((message) => throughUtf8(message.text)),
        );
        expect(packets.map(({ tags }) => tags.get(20) ?? tags.get(22))).toEqual(
          messages.map(({ source }) => addressBytes(source.address)),
        );
        expect(packets.map(({ atMicroseconds }) => atMicroseconds / 1_000)).toEqual(
          messages.map(({ atMs }) => atMs),
        );
      }),
      { numRuns: 60 },
    );
  });
});

/** As it comes out: half of a surrogate pair has no bytes of its own. */
function throughUtf8(text: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text));
}
