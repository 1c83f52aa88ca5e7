import { describe, expect, test } from 'vitest';
import { MAX_HEADER_COUNT } from './limits.ts';
import { firstHeader, headerValues, withHeader, type SipRequest, type SipResponse } from './message.ts';
import type { SipParseErrorCode } from './parse-error.ts';
import { parseSipMessage } from './parse-message.ts';
import { serializeSipMessage } from './serialize-message.ts';

const limits = { sipHeaderBytes: 200, sipBodyBytes: 10 };

const ok: SipResponse = { kind: 'response', status: 200, reason: 'OK', headers: [], body: new Uint8Array(0) };
const options: SipRequest = {
  kind: 'request',
  method: 'OPTIONS',
  requestUri: 'sip:contoso.test',
  headers: [],
  body: new Uint8Array(0),
};

describe('parseSipMessage', () => {
  test('expands compact names, unfolds, keeps order and repetitions, skips line ends in front', () => {
    const text =
      '\r\n\r\nSIP/2.0 200 OK then\r\nv: a\r\nVIA:b\r\nm :\r\n\t c \r\n  d\r\ns:\r\nl: 2\r\n\r\nhirest';

    expect(parse(text)).toEqual({
      ok: true,
      message: {
        kind: 'response',
        status: 200,
        reason: 'OK then',
        headers: [
          { name: 'Via', value: 'a' },
          { name: 'VIA', value: 'b' },
          { name: 'Contact', value: 'c d' },
          { name: 'Subject', value: '' },
          { name: 'Content-Length', value: '2' },
        ],
        body: ascii('hi'),
      },
      sizeBytes: text.length - 4,
    });
  });

  test('bare line feeds end lines; without Content-Length the body reaches to the end', () => {
    const outcome = parse('BYE sip:a SIP/2.0\nTo: x\n\nbody');

    expect(outcome.ok && outcome.message).toEqual({
      kind: 'request',
      method: 'BYE',
      requestUri: 'sip:a',
      headers: [{ name: 'To', value: 'x' }],
      body: ascii('body'),
    });
  });

  test('invalid UTF-8 is shown as such instead of being refused', () => {
    const bytes = Uint8Array.of(...ascii('SIP/2.0 200 OK\r\nSubject: '), 0xff, 0x41, ...ascii('\r\n\r\n'));
    const outcome = parseSipMessage(bytes);

    expect(outcome.ok && firstHeader(outcome.message, 's')).toBe('\ufffdA');
  });

  test.each<readonly [name: string, text: string, code: SipParseErrorCode, offset: number]>([
    ['nothing', '', 'truncated', 0],
    ['line ends only', '\r\n\r\n', 'truncated', 4],
    ['no blank line', 'SIP/2.0 200 OK\r\nTo: x\r\n', 'truncated', 23],
    ['another protocol, not ended', '220 mail.contoso.test ESMTP\r\n', 'bad-start-line', 0],
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'bad-start-line', 0],
    ['an HTTP request', 'GET / HTTP/1.1\r\n\r\n', 'bad-start-line', 0],
    ['a request line with two parts', 'OPTIONS sip:a\r\n\r\n', 'bad-start-line', 0],
    ['a request line with four parts', 'OPTIONS sip:a SIP/2.0 x\r\n\r\n', 'bad-start-line', 0],
    ['a tab in the request URI', 'OPTIONS sip:\ta SIP/2.0\r\n\r\n', 'bad-start-line', 0],
    ['a carriage return in the start line', 'SIP/2.0 200 O\rK\r\n\r\n', 'bad-start-line', 0],
    ['status 099', 'SIP/2.0 099 x\r\n\r\n', 'bad-start-line', 0],
    ['status 700', 'SIP/2.0 700 x\r\n\r\n', 'bad-start-line', 0],
    ['status with a sign', 'SIP/2.0 +20 x\r\n\r\n', 'bad-start-line', 0],
    ['another version', 'SIP/3.0 200 OK\r\n\r\n', 'bad-version', 0],
    ['another version of a request', 'OPTIONS sip:a SIP/3.0\r\n\r\n', 'bad-version', 0],
    ['no colon', '\r\nSIP/2.0 200 OK\r\nTo: x\r\nhello\r\n\r\n', 'bad-header', 25],
    ['no name', 'SIP/2.0 200 OK\r\n: x\r\n\r\n', 'bad-header', 16],
    ['a blank in the name', 'SIP/2.0 200 OK\r\nCall ID: x\r\n\r\n', 'bad-header', 16],
    ['a fold before the first header', 'SIP/2.0 200 OK\r\n To: x\r\n\r\n', 'bad-header', 16],
    ['a carriage return in a header', 'SIP/2.0 200 OK\r\nTo: x\ry\r\n\r\n', 'bad-header', 16],
    ['a length with a sign', 'SIP/2.0 200 OK\r\nl: +1\r\n\r\nx', 'bad-content-length', 25],
    ['an empty length', 'SIP/2.0 200 OK\r\nl:\r\n\r\n', 'bad-content-length', 22],
    ['lengths that disagree', 'SIP/2.0 200 OK\r\nl: 0\r\nl: 1\r\n\r\nx', 'bad-content-length', 30],
    ['fewer bytes than announced', 'SIP/2.0 200 OK\r\nl: 5\r\n\r\nx', 'bad-content-length', 24],
    ['an announced body over the limit', 'SIP/2.0 200 OK\r\nl: 11\r\n\r\n12345678901', 'too-large', 25],
    ['a body over the limit', 'SIP/2.0 200 OK\r\n\r\n12345678901', 'too-large', 18],
    ['a length beyond all numbers', `SIP/2.0 200 OK\r\nl: ${'9'.repeat(50)}\r\n\r\n`, 'too-large', 73],
    ['headers over the limit', `SIP/2.0 200 OK\r\nTo: ${'x'.repeat(190)}\r\n\r\n`, 'too-large', 200],
  ])('refuses %s', (_name, text, code, offset) => {
    const outcome = parseSipMessage(ascii(text), limits);

    expect(outcome.ok ? outcome : { code: outcome.error.code, offset: outcome.error.offset }).toEqual({
      code,
      offset,
    });
  });

  test('headers exactly at the limit are read', () => {
    const head = `SIP/2.0 200 OK\r\nTo: ${'x'.repeat(176)}\r\n\r\n`;

    expect(head).toHaveLength(limits.sipHeaderBytes);
    expect(parseSipMessage(ascii(head), limits).ok).toBe(true);
  });

  test('more headers than any real message has are refused', () => {
    const text = `SIP/2.0 200 OK\r\n${'a:b\r\n'.repeat(MAX_HEADER_COUNT)}`;

    expect(parse(`${text}\r\n`).ok).toBe(true);
    expect(parse(`${text}a:b\r\n\r\n`)).toMatchObject({ ok: false, error: { code: 'too-many-headers' } });
  });
});

describe('serializeSipMessage', () => {
  test('puts a right Content-Length last, whatever was said before', () => {
    const bytes = serializeSipMessage({
      ...ok,
      headers: [
        { name: 'l', value: '999' },
        { name: 'Subject', value: 'grüße' },
        { name: 'CONTENT-length', value: '1' },
      ],
      body: ascii('four'),
    });

    expect(new TextDecoder().decode(bytes)).toBe(
      'SIP/2.0 200 OK\r\nSubject: grüße\r\nContent-Length: 4\r\n\r\nfour',
    );
  });

  test.each<readonly [string, SipRequest | SipResponse]>([
    ['a line feed in a value', withHeader(options, 'Subject', 'a\nVia: b')],
    ['a carriage return in a value', withHeader(options, 'Subject', 'a\rb')],
    ['a line end in a name', withHeader(options, 'Sub\r\nject', 'a')],
    ['a colon in a name', withHeader(options, 'Subject:', 'a')],
    ['an empty name', withHeader(options, '', 'a')],
    ['a line end in the reason', { ...ok, reason: 'OK\r\nVia: b' }],
    ['a status out of range', { ...ok, status: 99 }],
    ['a blank in the method', { ...options, method: 'OP TIONS' }],
    ['a blank in the URI', { ...options, requestUri: 'sip:a b' }],
    ['no URI', { ...options, requestUri: '' }],
  ])('throws on %s', (_name, message) => {
    expect(() => serializeSipMessage(message)).toThrow(/^serializeSipMessage: /);
  });
});

describe('headers of a message', () => {
  const message: SipRequest = {
    ...options,
    headers: [
      { name: 'Via', value: 'a, b' },
      { name: 'x', value: '1' },
      { name: 'VIA', value: 'c' },
      { name: 'Call-ID', value: 'd' },
    ],
  };

  test('are found by any spelling, long or compact', () => {
    expect([headerValues(message, 'v'), headerValues(message, 'via')]).toEqual([
      ['a, b', 'c'],
      ['a, b', 'c'],
    ]);
    expect([
      firstHeader(message, 'session-expires'),
      firstHeader(message, 'i'),
      firstHeader(message, 'To'),
    ]).toEqual(['1', 'd', null]);
  });

  test('are replaced in the place of the first, or added at the end', () => {
    expect(withHeader(message, 'v', 'new').headers.map(({ name, value }) => `${name}=${value}`)).toEqual([
      'v=new',
      'x=1',
      'Call-ID=d',
    ]);
    expect(withHeader(message, 'To', 'new').headers.at(-1)).toEqual({ name: 'To', value: 'new' });
    expect(message.headers).toHaveLength(4);
  });
});

function parse(text: string): ReturnType<typeof parseSipMessage> {
  return parseSipMessage(ascii(text));
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
