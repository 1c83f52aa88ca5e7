import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstHeader } from '../../protocol/sip/message.ts';
import { readHttp, readSip, userIn } from './read-message.ts';

test('line ends, folds, compact names and lines that are no header', () => {
  const message = readSip(
    '\nSIP/2.0 200 OK\r\nf: <sip:a@b>\r\nX: one\r\n\ttwo\r\nnonsense\r\nl: 400\r\n\r\n<a/>\r\n\n',
  );

  expect(message).toMatchObject({ kind: 'response', status: 200, reason: 'OK' });
  expect(message === null ? null : [firstHeader(message, 'From'), firstHeader(message, 'X')]).toEqual([
    '<sip:a@b>',
    'one two',
  ]);
  expect(new TextDecoder().decode(message?.body)).toBe('<a/>');
});

test('what follows a message without a body is none', () => {
  expect(readSip('NOTIFY sip:a SIP/2.0\nContent-Length: 0\n\n\nrest')?.body).toHaveLength(0);
});

test.each(['', '\n\n', 'Start-Line', 'GET / HTTP/1.1\nHost: a'])('%j is not SIP', (text) => {
  expect(readSip(text)).toBeNull();
});

test('HTTP is read as what it is', () => {
  expect(readHttp('POST /a HTTP/1.1\nHost: b\n\nc')).toMatchObject({
    kind: 'request',
    method: 'POST',
    target: '/a',
    body: 'c',
  });
  expect(readHttp('HTTP/1.1 503\n\n')).toMatchObject({ kind: 'response', status: 503, reason: '' });
});

test.each([
  ['"A B" <sip:Alice@Contoso.COM>;tag=1;epid=AB12', { address: 'Alice@contoso.com', epid: 'ab12' }],
  ['sip:alice@contoso.com:5061;x=y', { address: 'alice@contoso.com', epid: null }],
  ['<tel:+1>', { address: null, epid: null }],
])('%s', (value, user) => {
  expect(userIn(value)).toEqual(user);
});

test('any text is read', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('\n', '\r\n', ': ', 'SIP/2.0 200 OK\n', 'Content-Length: 0\n', ' '),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('');
      readSip(text);
      readHttp(text);
      userIn(text);
    }),
  );
});
