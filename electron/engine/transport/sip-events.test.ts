import { expect, test } from 'vitest';
import type { SipResponse } from '../../../shared/protocol/sip/message.ts';
import { answerEvent, rejectionEvent, responseEvent } from './sip-events.ts';

const PEER = { role: 'sip', host: 'fe01.contoso.test', port: 5061 } as const;

function response(body: string, contentType: string): SipResponse {
  const headers = [
    { name: 'c', value: contentType },
    { name: 'Authorization', value: 'NTLM gssapi-data="AAEC", response="0102"' },
  ];
  return { kind: 'response', status: 200, reason: 'OK', headers, body: new TextEncoder().encode(body) };
}

test('what is secret in headers and body is withheld', () => {
  const relay = response(
    '<response><credentials><password>c2VjcmV0</password></credentials></response>',
    'application/msrtc-media-relay-auth+xml',
  );
  const { body, headers } = responseEvent(PEER, relay, 300, 1);

  expect(body).toBe(
    '<response><credentials><password>[withheld, 6 bytes]</password></credentials></response>',
  );
  expect(headers[1]).toEqual(['Authorization', 'NTLM gssapi-data="[withheld, 3 bytes]", response="0102"']);
  expect(answerEvent(PEER, relay, 300).headers).toEqual(headers);
  expect(responseEvent(PEER, response('deregistered', 'text/registration-event'), 1, 1).body).toBe(
    'deregistered',
  );
});

test.each([
  ['SIP/2.0 200 OK\r\nA: b\r\n\r\n<password>c2VjcmV0', false],
  ['NOTIFY sip:a@b SIP/2.0\nA: b\n\n<password>c2VjcmV0', false],
  ['HTTP/1.1 400 No\r\n\r\nwhy not', true],
])('of a message that is not whole the headers are shown: %j', (text, isWhole) => {
  const { head } = rejectionEvent(PEER, 'truncated', '', new TextEncoder().encode(text));

  expect(head).not.toContain('c2VjcmV0');
  expect(head.includes('why not')).toBe(isWhole);
});
