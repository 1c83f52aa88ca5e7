import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { SipResponse } from '../../../shared/protocol/sip/message.ts';
import { serverTokenFor } from './server-token.ts';

function challenge(...values: readonly string[]): SipResponse {
  const headers = values.map((value) => ({ name: 'WWW-Authenticate', value }));
  return { kind: 'response', status: 401, reason: 'Unauthorized', headers, body: new Uint8Array(0) };
}

describe('serverTokenFor', () => {
  it.each([
    ['its own', ['NTLM gssapi-data="AQI=", opaque="2B"'], { bytes: Uint8Array.of(1, 2), opaque: '2B' }],
    ['one without a name', ['ntlm gssapi-data="AQI="'], { bytes: Uint8Array.of(1, 2), opaque: null }],
    [
      'the one behind an offer without',
      ['NTLM realm="x"', 'NTLM gssapi-data="AQI="'],
      { bytes: Uint8Array.of(1, 2), opaque: null },
    ],
    ['none of another scheme', ['TLS-DSK gssapi-data="AQI="'], null],
    ['none that is empty', ['NTLM gssapi-data=""'], null],
    ['none where nothing is said', [], null],
  ])('takes %s', (_, values, token) => {
    expect(serverTokenFor(challenge(...values), 'ntlm')).toEqual(token);
  });

  it('reads any value', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (values) => void serverTokenFor(challenge(...values), 'kerberos')),
    );
  });
});
