import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modernAuthenticationOf, readHttpChallenges } from './http-challenges.ts';

const plain = (...values: string[]): unknown =>
  readHttpChallenges(values).map(({ scheme, token, parameters }) => [
    scheme,
    token,
    Object.fromEntries(parameters),
  ]);

describe('challenges of HTTP', () => {
  it.each([
    [
      ['Negotiate', 'NTLM'],
      [
        ['Negotiate', null, {}],
        ['NTLM', null, {}],
      ],
    ],
    [
      ['Negotiate, NTLM'],
      [
        ['Negotiate', null, {}],
        ['NTLM', null, {}],
      ],
    ],
    [['NTLM TlRMTVNTUAACAAAA+/8='], [['NTLM', 'TlRMTVNTUAACAAAA+/8=', {}]]],
    [
      ['Negotiate oYG2==, Basic realm="a, b"'],
      [
        ['Negotiate', 'oYG2==', {}],
        ['Basic', null, { realm: 'a, b' }],
      ],
    ],
    [['Bearer'], [['Bearer', null, {}]]],
    [
      ['Digest realm="x", nonce = "y\\"z", stale=TRUE'],
      [['Digest', null, { realm: 'x', nonce: 'y"z', stale: 'TRUE' }]],
    ],
    [[''], []],
    [[',,'], []],
    [['NTLM realm="not closed'], [['NTLM', null, {}]]],
  ])('%j', (values, wanted) => {
    expect(plain(...values)).toEqual(wanted);
  });

  it('tell modern authentication, with an address that has no quotation marks', () => {
    const value =
      'Bearer trusted_issuers="00000001-0000-0000-c000-000000000000@*", client_id="00000004-0000-0ff1-ce00-000000000000", ' +
      'authorization_uri="https://login.windows.net/common/oauth2/authorize", ' +
      'MsRtcOAuth href=https://web.contoso.com/WebTicket/oauthtoken,grant_type="urn:microsoft.rtc:windows,urn:microsoft.rtc:anonmeeting,password"';
    const challenges = readHttpChallenges([value]);

    expect(challenges.map(({ scheme }) => scheme)).toEqual(['Bearer', 'MsRtcOAuth']);
    expect(Object.fromEntries(challenges[1]?.parameters ?? [])).toEqual({
      href: 'https://web.contoso.com/WebTicket/oauthtoken',
      grant_type: 'urn:microsoft.rtc:windows,urn:microsoft.rtc:anonmeeting,password',
    });
    expect(modernAuthenticationOf(challenges)).toEqual({
      authorizationUri: 'https://login.windows.net/common/oauth2/authorize',
    });
    expect(modernAuthenticationOf(readHttpChallenges(['Bearer trusted_issuers=""']))).toEqual({
      authorizationUri: null,
    });
    expect(modernAuthenticationOf(readHttpChallenges(['NTLM']))).toBeNull();
  });

  it('of the exchange of the reference', () => {
    const exchange = readFileSync(new URL('./vectors/http-webticket-exchange.txt', import.meta.url), 'utf8');
    const values = [...exchange.matchAll(/^< WWW-Authenticate: (.*?)\r?$/gm)].map(([, value]) => value ?? '');

    expect(readHttpChallenges(values.slice(0, 2)).map(({ scheme }) => scheme)).toEqual(['Negotiate', 'NTLM']);
  });

  it('are bounded, and never fail', () => {
    expect(readHttpChallenges(['a,'.repeat(10_000)])).toHaveLength(16);
    expect(readHttpChallenges([`a ${'b=c,'.repeat(10_000)}`])[0]?.parameters.size).toBeLessThanOrEqual(32);
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: fc.constantFrom('a', '=', '"', '\\', ',', ' ', '/', '\t', 'ä'), maxLength: 60 }),
        ),
        (values) => void readHttpChallenges(values),
      ),
    );
  });
});
