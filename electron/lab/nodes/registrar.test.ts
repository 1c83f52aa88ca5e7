import { describe, expect, test } from 'vitest';
import { firstHeader, headerValues, type SipRequest } from '../../../shared/protocol/sip/message.ts';
import { parseSipMessage } from '../../../shared/protocol/sip/parse-message.ts';
import { HEALTHY } from '../deployment.ts';
import type { RegistrarFault } from '../faults.ts';
import { SIP_SERVERS } from '../sip-servers.ts';
import { registerText } from '../testing/test-client.ts';
import { judge, type AuthVersion, type Verdict } from './registrar.ts';
import type { Arrival } from './sip-answer.ts';

const ARRIVAL: Arrival = {
  now: new Date(Date.UTC(2017, 9, 24, 13, 28, 50)),
  remoteAddress: '127.0.0.1',
  remotePort: 50_123,
  connectionId: '5D3F00',
  toTag: 'DCB82A4DA5F4BCE3FD28D1FA0FC1CA94',
};

function requestOf(text: string): SipRequest {
  const outcome = parseSipMessage(new TextEncoder().encode(text));
  if (!outcome.ok || outcome.message.kind !== 'request') throw new Error('not a request');
  return outcome.message;
}

function answerTo(
  text: string,
  server: 'fe01' | 'edge' = 'fe01',
  fault: RegistrarFault | null = null,
  authVersion: AuthVersion = 4,
): Verdict {
  const { registrar } = SIP_SERVERS[server];
  return judge(
    requestOf(text),
    {
      ...registrar,
      schemes: server === 'edge' ? HEALTHY.offers.edge : HEALTHY.offers.frontEnd,
      authVersion,
      fault,
    },
    ARRIVAL,
  );
}

test('challenges the anonymous REGISTER as a Front End does', () => {
  const { response, ok } = answerTo(registerText());

  expect(ok).toBe(true);
  expect(response).toMatchObject({ kind: 'response', status: 401, reason: 'Unauthorized' });
  expect(response?.headers.map(({ name, value }) => `${name}: ${value}`)).toEqual([
    'Date: Tue, 24 Oct 2017 13:28:50 GMT',
    'WWW-Authenticate: NTLM realm="SIP Communications Service", targetname="fe01.contoso.test", version=4',
    'WWW-Authenticate: Kerberos realm="SIP Communications Service", targetname="sip/fe01.contoso.test", version=4',
    'WWW-Authenticate: TLS-DSK realm="SIP Communications Service", targetname="fe01.contoso.test", version=4, ' +
      'sts-uri="https://webint.contoso.test:443/CertProv/CertProvisioningService.svc"',
    'From: <sip:alice@contoso.test>;tag=4a2b44d131;epid=8248ca9ebb',
    'To: <sip:alice@contoso.test>;tag=DCB82A4DA5F4BCE3FD28D1FA0FC1CA94',
    'Call-ID: d5f2b95d5be64c2cbfb38aa5d3a87ae7',
    'CSeq: 1 REGISTER',
    'Via: SIP/2.0/TLS 192.0.2.10:50123;received=127.0.0.1;ms-received-port=50123;ms-received-cid=5D3F00',
    'Server: RTC/7.0',
  ]);
});

test('the Edge says so, and offers no Kerberos', () => {
  const { response } = answerTo(registerText(), 'edge');

  expect(firstHeader(response!, 'ms-user-logon-data')).toBe('RemoteUser');
  expect(headerValues(response!, 'WWW-Authenticate').map((value) => value.split(' ')[0])).toEqual([
    'NTLM',
    'TLS-DSK',
  ]);
});

test.each([
  [2, 'NTLM realm="SIP Communications Service", targetname="fe01.contoso.test"'],
  [3, 'NTLM realm="SIP Communications Service", targetname="fe01.contoso.test", version=3'],
] as const)('version %d', (version, challenge) => {
  const { response } = answerTo(registerText(), 'fe01', null, version);

  expect(firstHeader(response!, 'WWW-Authenticate')).toBe(challenge);
});

describe('refuses what is wrong with a REGISTER', () => {
  test.each([
    ['neither epid nor instance', { From: '<sip:alice@contoso.test>;tag=1', Contact: null }, 400, '4010'],
    ['no epid', { From: '<sip:alice@contoso.test;epid=8248ca9ebb>;tag=1' }, 400, '4011'],
    ['an instance of another epid', { From: '<sip:alice@contoso.test>;tag=1;epid=8248ca9ebc' }, 400, '4010'],
    ['another event', { Event: 'presence' }, 489, '4055'],
    ['categories without gruu-10', { Supported: 'msrtc-event-categories' }, 421, '2057'],
  ] as const)('%s', (_what, changes, status, id) => {
    const { response, ok } = answerTo(registerText(changes));

    expect([ok, response?.status]).toEqual([false, status]);
    expect(firstHeader(response!, 'ms-diagnostics')).toMatch(
      new RegExp(`^${id};reason=".+";source="pool01.contoso.test"$`),
    );
  });

  test('another domain', () => {
    const { response } = answerTo(
      registerText().replace('REGISTER sip:contoso.test', 'REGISTER sip:fabrikam.test'),
    );

    expect([response?.status, firstHeader(response!, 'ms-diagnostics')?.slice(0, 4)]).toEqual([404, '1005']);
  });
});

test('keeps silent where nothing can be answered', () => {
  const ack = registerText().replace('REGISTER sip', 'ACK sip').replace('1 REGISTER', '1 ACK');

  expect(answerTo(ack)).toMatchObject({ response: null, ok: true });
  expect(answerTo(registerText({ CSeq: null }))).toMatchObject({ response: null, ok: false });
  expect(answerTo(registerText(), 'edge', 'sip-silent')).toMatchObject({ response: null, ok: true });
});

test.each([
  ['sip-403', 403, '4003'],
  ['sip-404', 404, '4005'],
  ['sip-503', 503, '5000'],
  ['sip-504', 504, '1010'],
] as const)('%s', (fault, status, id) => {
  const inside = answerTo(registerText(), 'fe01', fault).response!;
  const outside = answerTo(registerText(), 'edge', fault).response!;

  expect([inside.status, outside.status]).toEqual([status, status]);
  expect(firstHeader(inside, 'ms-diagnostics')).toMatch(
    new RegExp(`^${id};reason=".+";source="pool01.contoso.test"$`),
  );
  // Towards strangers no server names itself: [MS-OCER] 2.2.1.
  expect(firstHeader(outside, 'ms-diagnostics')).toBeNull();
  expect(firstHeader(outside, 'ms-diagnostics-public')).toMatch(new RegExp(`^${id};reason="[^"]+"$`));
  expect(firstHeader(inside, 'Retry-After')).toBe(fault === 'sip-503' ? '30' : null);
});

test('a header of 60,000 angle brackets costs no time', () => {
  const began = performance.now();

  answerTo(registerText({ From: `${'<'.repeat(60_000)};tag=1` }));

  expect(performance.now() - began).toBeLessThan(2_000);
});
