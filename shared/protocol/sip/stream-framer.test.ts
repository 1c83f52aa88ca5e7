import { describe, expect, test } from 'vitest';
import { createSipFramer, type FramedItem } from './stream-framer.ts';

const limits = { sipHeaderBytes: 100, sipBodyBytes: 10 };
const OK = 'SIP/2.0 200 OK\r\nl: 2\r\n\r\nhi';

describe('createSipFramer', () => {
  test('gives each message with its bytes, and the pings between', () => {
    const items = createSipFramer().push(ascii(`\r\n\r\n${OK}${OK}\r\n`));

    const message = {
      kind: 'message',
      message: {
        kind: 'response',
        status: 200,
        reason: 'OK',
        headers: [{ name: 'Content-Length', value: '2' }],
        body: ascii('hi'),
      },
      bytes: ascii(OK),
    };
    expect(items).toEqual([
      { kind: 'keep-alive' },
      { kind: 'keep-alive' },
      message,
      message,
      { kind: 'keep-alive' },
    ]);
  });

  test('shows what is pending of a message that stopped halfway', () => {
    const framer = createSipFramer();
    const shown = ['\r', '\nSIP/2.0 2', '00 OK\r\nl: 2\r\n\r\nh', 'i'].map((text) => {
      framer.push(ascii(text));
      return asText(framer.pending());
    });

    expect(shown).toEqual(['', 'SIP/2.0 2', 'SIP/2.0 200 OK\r\nl: 2\r\n\r\nh', '']);
  });

  test.each([
    [
      'a banner of another protocol, at the end of its first line',
      'SSH-2.0-x\r\n',
      'bad-start-line',
      'SSH-2.0-x\r\n',
    ],
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\nServer: x\r\n', 'bad-start-line', 'HTTP/1.1 400 Bad Request\r\n'],
    ['a carriage return alone', '\rx', 'bad-start-line', '\rx'],
    ['no Content-Length', 'SIP/2.0 200 OK\r\n\r\n', 'missing-content-length', 'SIP/2.0 200 OK\r\n\r\n'],
    [
      'a bad Content-Length',
      'SIP/2.0 200 OK\r\nl: -1\r\n\r\n',
      'bad-content-length',
      'SIP/2.0 200 OK\r\nl: -1\r\n\r\n',
    ],
    [
      'a body over the limit',
      'SIP/2.0 200 OK\r\nl: 11\r\n\r\n',
      'too-large',
      'SIP/2.0 200 OK\r\nl: 11\r\n\r\n',
    ],
    [
      'headers over the limit',
      `SIP/2.0 200 OK\r\nTo: ${'x'.repeat(90)}`,
      'too-large',
      `SIP/2.0 200 OK\r\nTo: ${'x'.repeat(80)}`,
    ],
    ['a line without end', 'x'.repeat(1000), 'too-large', 'x'.repeat(100)],
  ])('refuses %s, and is dead from then on', (_name, text, code, head) => {
    const framer = createSipFramer(limits);
    const items = framer.push(ascii(text));

    expect(items.map(describeItem)).toEqual([{ code, head }]);
    expect(framer.push(ascii(OK))).toEqual([]);
    expect(framer.pending()).toEqual(new Uint8Array(0));
  });

  test('headers exactly at the limit are read', () => {
    const head = `SIP/2.0 200 OK\r\nl: 0\r\nTo: ${'x'.repeat(70)}\r\n\r\n`;

    expect(head).toHaveLength(limits.sipHeaderBytes);
    expect(createSipFramer(limits).push(ascii(head))).toMatchObject([{ kind: 'message' }]);
  });

  test('keeps at most 512 bytes of what it refuses', () => {
    const [item] = createSipFramer().push(ascii(`${'x'.repeat(5000)}\n`));

    expect(item?.kind === 'error' && item.bytesHead.length).toBe(512);
  });

  test('a message of the largest size, byte by byte, costs no more than its size', () => {
    const body = 'x'.repeat(1_048_576);
    const bytes = ascii(
      `SIP/2.0 200 OK\r\nSubject: ${'y'.repeat(60_000)}\r\nl: ${body.length}\r\n\r\n${body}`,
    );
    const framer = createSipFramer();
    const items: FramedItem[] = [];
    for (let index = 0; index < bytes.length; index += 1)
      items.push(...framer.push(bytes.subarray(index, index + 1)));

    expect(items.map((item) => item.kind === 'message' && item.message.body.length)).toEqual([1_048_576]);
  });
});

function describeItem(item: FramedItem): unknown {
  return item.kind === 'error' ? { code: item.error.code, head: asText(item.bytesHead) } : item;
}

function asText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
