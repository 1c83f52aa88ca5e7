import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstHeader, headerValues, type SipRequest } from '../../../shared/protocol/sip/message.ts';
import { serializeSipMessage } from '../../../shared/protocol/sip/serialize-message.ts';
import { resemblanceOf } from './sip-resemblance.ts';
import { answerTo, refusalOf } from './sip-server-requests.ts';

test.each([
  ['NOTIFY', 481],
  ['BYE', 481],
  ['INVITE', 480],
  ['MESSAGE', 480],
  ['OPTIONS', 405],
  ['WHATEVER', 405],
  ['ACK', null],
  ['BENOTIFY', null],
])('%s is answered with %s', (method, status) => {
  expect(refusalOf(request(method), 'abc')?.status ?? null).toBe(status);
});

test('the refusal goes back the way the request came and adds a tag', () => {
  const refusal = refusalOf(request('OPTIONS'), 'abc')!;

  expect(headerValues(refusal, 'Via')).toEqual(['SIP/2.0/TLS a:1', 'SIP/2.0/TLS b:2']);
  expect(firstHeader(refusal, 'To')).toBe('<sip:alice@contoso.test>;tag=abc');
  expect(firstHeader(refusal, 'CSeq')).toBe('7 OPTIONS');
  expect(new TextDecoder().decode(serializeSipMessage(refusal))).toContain(
    'SIP/2.0 405 Method Not Allowed\r\n',
  );
});

test('an answer has what it needs and what it is given, but none goes to what is never answered', () => {
  const answer = { status: 200, reason: 'OK', headers: [{ name: 'Allow', value: 'NOTIFY' }] };
  const given = answerTo(request('NOTIFY'), answer, 'abc');

  expect(given).toMatchObject({ status: 200, reason: 'OK' });
  expect(given?.headers.map(({ name }) => name)).toEqual([
    'Via',
    'Via',
    'From',
    'To',
    'Call-ID',
    'CSeq',
    'Allow',
  ]);
  expect(answerTo(request('BENOTIFY'), answer, 'abc')).toBeNull();
  expect(answerTo(request('ACK'), answer, 'abc')).toBeNull();
});

test('a request that lacks what an answer needs gets none, and no value breaks the answer', () => {
  expect(refusalOf({ ...request('OPTIONS'), headers: [] }, 'abc')).toBeNull();
  fc.assert(
    fc.property(fc.string(), (value) => {
      const headers = request('OPTIONS').headers.map((header) => ({ ...header, value }));
      const refusal = refusalOf({ ...request('OPTIONS'), headers }, 'abc');
      if (refusal !== null) serializeSipMessage(refusal);
    }),
  );
});

test.each([
  ['SIP/2.0 200 OK\r\n', 'sip'],
  ['OPTIONS sip:a@b SIP/2.0\r\n', 'sip'],
  ['HTTP/1.1 400 Bad Request', 'http'],
  ['GET / HTTP/1.1', 'http'],
  ['  <!DOCTYPE html>', 'http'],
  ['SSH-2.0-OpenSSH_9.2\r\n', 'plain-text'],
  ['\u0000\u0001\u0002', 'binary'],
  ['', 'binary'],
])('%j resembles %s', (text, looksLike) => {
  expect(resemblanceOf(new TextEncoder().encode(text))).toBe(looksLike);
});

function request(method: string): SipRequest {
  const headers = [
    { name: 'Via', value: 'SIP/2.0/TLS a:1' },
    { name: 'Via', value: 'SIP/2.0/TLS b:2' },
    { name: 'From', value: '<sip:server@contoso.test>;tag=1' },
    { name: 'To', value: '<sip:alice@contoso.test>' },
    { name: 'Call-ID', value: 'x' },
    { name: 'CSeq', value: `7 ${method}` },
  ];
  return { kind: 'request', method, requestUri: 'sip:alice@contoso.test', headers, body: new Uint8Array(0) };
}
