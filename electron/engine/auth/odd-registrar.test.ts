import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventsOf } from '../../../shared/events/catalogue.ts';
import { firstHeader, type SipRequest, type SipResponse } from '../../../shared/protocol/sip/message.ts';
import { serializeSipMessage } from '../../../shared/protocol/sip/serialize-message.ts';
import {
  createLoopbackServers,
  type LoopbackServers,
} from '../probes/connectivity/fixtures/loopback-server.ts';
import { fixture } from '../probes/connectivity/fixtures/probe-context.ts';
import type { ClientCertificate } from './client-certificate.ts';
import { Secret } from './secret.ts';
import { answer, isOfMethod, type NtlmRegistrarOptions } from './testing/ntlm-registrar.ts';
import { outcomes, PASSWORD, sessionAt, signInAt } from './testing/registrar-session.ts';

const TLS_DSK =
  'TLS-DSK realm="SIP Communications Service", targetname="fe01.contoso.test", version=4, ' +
  'sts-uri="https://web.contoso.test/CertProv/CertProvisioningService.svc"';

let servers: LoopbackServers;

beforeEach(() => {
  servers = createLoopbackServers();
});
afterEach(() => servers.close());

describe('an odd registrar', () => {
  const cases: readonly (readonly [string, Omit<NtlmRegistrarOptions, 'password'>])[] = [
    ['challenges as a proxy does', { isProxy: true }],
    ['spells the scheme in lower case', { scheme: 'ntlm' }],
    ['names a version that is yet to come', { statedVersion: ', version=5' }],
    ['names its version in quotation marks', { statedVersion: ', version="4"' }],
    ['names version 2, which others leave out', { version: 2, statedVersion: ', version=2' }],
    ['has a realm of odd characters', { realm: "Contoso (GmbH) & Söhne; 'SIP' = Ω, [v4] <x>" }],
    ['has no realm to speak of', { realm: '' }],
    ['names an empty association in its first challenge', { statedVersion: ', version=4, opaque=""' }],
    [
      'lists everything again beside its token, with a token for somebody else',
      {
        decorate: onceMore(2, (response) => {
          const other = { name: 'WWW-Authenticate', value: `${TLS_DSK}, gssapi-data="FgMBAAA="` };
          const own = { name: 'WWW-Authenticate', value: 'NTLM realm="x", targetname="y"' };
          return { ...response, headers: [other, own, ...response.headers] };
        }),
      },
    ],
    [
      'puts all challenges into one line',
      {
        decorate: (response) => {
          const [first, ...others] = response.headers.filter(({ name }) => name === 'WWW-Authenticate');
          if (first === undefined) return response;
          const value = [first, ...others].map((header) => header.value).join(', ');
          const rest = response.headers.filter(({ name }) => name !== 'WWW-Authenticate');
          return { ...response, headers: [{ name: 'WWW-Authenticate', value }, ...rest] };
        },
        alsoOffers: ['Digest realm="x", nonce="y"'],
      },
    ],
    [
      'calls itself by another name in its second challenge',
      {
        decorate: onceMore(2, (response) => ({
          ...response,
          headers: response.headers.map(({ name, value }) => ({
            name,
            value: value.replace('targetname="fe01.', 'targetname="fe02.'),
          })),
        })),
      },
    ],
    [
      'has a Director in front of it that signs as well',
      {
        decorate: (response) => ({
          ...response,
          headers: [
            {
              name: 'Authentication-Info',
              value:
                'NTLM rspauth="0100000000000000000000000000000064000000", srand="1", snum="1", opaque="D1D1D1D1", ' +
                'qop="auth", targetname="director.contoso.test", realm="SIP Communications Service"',
            },
            ...response.headers,
          ],
        }),
      },
    ],
    [
      'says 100 first, unsigned, and answers an older request once more',
      {
        write: (socket, bytes, request) => {
          socket.write(serializeSipMessage(answer(request, 100, [])));
          socket.write(serializeSipMessage(withCSeq(answer(request, 200, []), '99 REGISTER')));
          socket.write(bytes);
        },
      },
    ],
    [
      'sends a NOTIFY and keep-alives in the same segment',
      {
        write: (socket, bytes) => {
          const keepAlive = Buffer.from('\r\n\r\n');
          socket.write(Buffer.concat([keepAlive, bytes, keepAlive, serializeSipMessage(NOTIFY), keepAlive]));
        },
      },
    ],
    [
      'sends byte after byte',
      {
        write: (socket, bytes) => {
          for (const byte of bytes) socket.write(Uint8Array.of(byte));
        },
      },
    ],
  ];

  it.each(cases)('that %s is signed in to all the same, and out again', async (_, options) => {
    const { log, probe, guard } = await signInAt(servers, { password: PASSWORD, ...options });

    expect(outcomes(probe)).toEqual(['ntlm signed-in']);
    expect(log.logons).toBe(1);
    expect(log.registered).toBe(false);
    expect(guard.state).toBe('accepted');
    expect(eventsOf(probe.events, 'authentication.signature.checked').map(({ data }) => data.valid)).toEqual([
      true,
      true,
    ]);
  });

  it('that sends the client elsewhere has accepted the password, and nobody is registered there', async () => {
    const { log, probe, guard } = await signInAt(servers, { password: PASSWORD, status: 301 });

    expect(outcomes(probe)).toEqual(['ntlm redirected']);
    expect(guard.state).toBe('accepted');
    expect(log.requests).toHaveLength(3);
  });

  it('that does not mean the method that it offers is asked for the next one, the password unspent', async () => {
    const { probe, guard } = await signInAt(servers, {
      password: PASSWORD,
      alsoOffers: [TLS_DSK],
      instead: (request) => (isOfMethod(request, 'NTLM') ? refusal(request) : undefined),
    });

    expect(outcomes(probe)).toEqual(['ntlm refused', 'tls-dsk no-certificate']);
    expect(guard.state).toBe('fresh');
  });

  it('that does not take a certificate of an earlier sign-in is given the password, and the key is wiped', async () => {
    const kept = certificate();
    const { probe, guard } = await signInAt(
      servers,
      {
        password: PASSWORD,
        alsoOffers: [TLS_DSK],
        instead: (request) => (isOfMethod(request, 'TLS-DSK') ? refusal(request) : undefined),
      },
      { ports: { certificateStore: { find: () => Promise.resolve(kept), keep: () => Promise.resolve() } } },
    );

    expect(outcomes(probe)).toEqual(['tls-dsk refused', 'ntlm signed-in']);
    expect(guard.state).toBe('accepted');
    expect(kept.privateKeyPem.reveal().every((byte) => byte === 0)).toBe(true);
  });

  it('that never asks for the certificate of an earlier sign-in: its key is wiped as well', async () => {
    const kept = certificate();
    const { probe } = await signInAt(
      servers,
      { password: PASSWORD, alsoOffers: [TLS_DSK] },
      {
        plan: { auth: 'ntlm' },
        ports: { certificateStore: { find: () => Promise.resolve(kept), keep: () => Promise.resolve() } },
      },
    );

    expect(outcomes(probe)).toEqual(['ntlm signed-in']);
    expect(kept.privateKeyPem.reveal().every((byte) => byte === 0)).toBe(true);
  });

  it('that lets in whoever has signed in on the connection: the comparison leaves no registration', async () => {
    const { log, probe } = await signInAt(
      servers,
      {
        password: PASSWORD,
        alsoOffers: [TLS_DSK],
        instead: (request, logons) =>
          logons === 1 && firstHeader(request, 'Authorization') === null
            ? answer(request, 200, [])
            : undefined,
      },
      { plan: { auth: 'all' } },
    );

    expect(outcomes(probe)).toEqual(['ntlm signed-in']);
    expect(log.requests.slice(-2).map((request) => firstHeader(request, 'Expires'))).toEqual([null, '0']);
  });

  it('that hangs up then instead of confirming the end: the registration counts as left behind', async () => {
    const isUnsigned = (request: SipRequest): boolean => firstHeader(request, 'Authorization') === null;
    const session = await sessionAt(
      servers,
      {
        password: PASSWORD,
        alsoOffers: [TLS_DSK],
        instead: (request, logons) =>
          logons === 1 && isUnsigned(request) ? answer(request, 200, []) : undefined,
        write(socket, bytes, request) {
          if (isUnsigned(request) && firstHeader(request, 'Expires') === '0') socket.end();
          else socket.write(bytes);
        },
      },
      { plan: { auth: 'all' } },
    );

    expect(await session.signIn()).toEqual({ kind: 'signed-in', isLeftBehind: true });
  });
});

const NOTIFY: SipRequest = {
  kind: 'request',
  method: 'NOTIFY',
  requestUri: 'sip:alice@contoso.test',
  headers: [
    { name: 'Via', value: 'SIP/2.0/TLS 192.0.2.10:5061;branch=z9hG4bK1' },
    { name: 'From', value: '<sip:alice@contoso.test>;tag=1' },
    { name: 'To', value: '<sip:alice@contoso.test>' },
    { name: 'Call-ID', value: 'notify' },
    { name: 'CSeq', value: '1 NOTIFY' },
    { name: 'Event', value: 'registration-notify' },
  ],
  body: new Uint8Array(0),
};

/** Changes the answer to the request with this CSeq number only. */
function onceMore(
  cseq: number,
  change: (response: SipResponse) => SipResponse,
): (response: SipResponse, request: SipRequest) => SipResponse {
  return (response, request) =>
    firstHeader(request, 'CSeq') === `${cseq} REGISTER` ? change(response) : response;
}

function withCSeq(response: SipResponse, value: string): SipResponse {
  const headers = response.headers.map((header) => (header.name === 'CSeq' ? { ...header, value } : header));
  return { ...response, headers };
}

/** Lists the methods once more. */
function refusal(request: SipRequest): SipResponse {
  const ntlm = 'NTLM realm="SIP Communications Service", targetname="fe01.contoso.test", version=4';
  return answer(request, 401, [
    { name: 'WWW-Authenticate', value: ntlm },
    { name: 'WWW-Authenticate', value: TLS_DSK },
  ]);
}

/** Of an earlier sign-in, valid for ever. */
function certificate(): ClientCertificate {
  return {
    certificatePem: fixture('server.pem'),
    privateKeyPem: new Secret(new TextEncoder().encode(fixture('server.key'))),
    notBeforeMs: 0,
    notAfterMs: 8_640_000_000_000_000,
  };
}
