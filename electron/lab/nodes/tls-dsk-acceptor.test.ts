import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { firstHeader, withHeader } from '../../../shared/protocol/sip/message.ts';
import { readFlight } from '../../../shared/protocol/tls/records.ts';
import { createCertificateRegister, type CertificateRegister } from '../certificate-register.ts';
import type { AuthenticationFault } from '../faults.ts';
import { SIP_SERVERS } from '../sip-servers.ts';
import { homeParts } from '../testing/front-end-parts.ts';
import { createEndpoint, isSignedByServer, signed, type Ask } from '../testing/sip-client.ts';
import { signInByTlsDsk, type DskCertificate } from '../testing/tls-dsk-sign-in.ts';
import { openRegistrar } from './authenticating-registrar.ts';
import { createClientCertificateAuthority, type ClientCertificateAuthority } from './ca-client.ts';
import { createCertificateAuthority, type CertificateAuthority } from './ca.ts';
import { instanceOfEpid } from './endpoint-id.ts';
import { createFrontEnd } from './front-end.ts';
import { dskContext } from './tls-in-memory.ts';

const EPID = '8248ca9ebb';
const ALICE = 'alice@contoso.test';
const MODERN = { version: 'TLSv1.2', ciphers: 'AES256-SHA' } as const;

let servers: CertificateAuthority;
let people: ClientCertificateAuthority;
let strangers: ClientCertificateAuthority;
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

beforeAll(async () => {
  [servers, people, strangers] = await Promise.all([
    createCertificateAuthority('rsa'),
    createClientCertificateAuthority(),
    createClientCertificateAuthority(),
  ]);
});

interface Place {
  readonly ask: Ask;
  readonly register: CertificateRegister;
  readonly verified: string[];
  readonly registrations: () => readonly unknown[];
}

/** A Front End without a network: requests go in, answers come out. */
function place(fault: AuthenticationFault | null = null): Place {
  const register = createCertificateRegister();
  const parts = homeParts();
  const frontEnd = createFrontEnd({
    ...parts,
    register,
    clientAuthority: new X509Certificate(people.issuerPem),
    dskContext: dskContext(servers.issue(['fe01.contoso.test'], null)),
    fault,
  });
  const registrar = {
    ...SIP_SERVERS.fe01.registrar,
    schemes: ['TLS-DSK'],
    authVersion: 4,
    fault: null,
  } as const;
  const connection = openRegistrar(registrar, frontEnd);
  const verified: string[] = [];
  const ask: Ask = async (request) => {
    const arrival = {
      now: new Date(),
      remoteAddress: '127.0.0.1',
      remotePort: 50_123,
      connectionId: '5D3F00',
      toTag: 'DCB82A4D',
    };
    const verdict = await connection.answer(request, arrival, (what, ok, remark) =>
      verified.push(ok ? `${what} right` : `${what} wrong: ${remark}`),
    );
    return verdict.response;
  };
  return { ask, register, verified, registrations: () => parts.pool.bindings.registrations(Date.now()) };
}

function issued(
  register: CertificateRegister | null,
  changes: { by?: ClientCertificateAuthority; address?: string; epid?: string; validity?: 'expired' } = {},
): DskCertificate {
  const address = changes.address ?? ALICE;
  const certificateDer = (changes.by ?? people).issue({
    address,
    publicKey,
    nowMs: Date.now(),
    validity: changes.validity ?? 'usual',
  });
  register?.publish({ address, deviceId: `{${instanceOfEpid(changes.epid ?? EPID)}}`, certificateDer });
  return { key, cert: new X509Certificate(certificateDer).toString() };
}

describe('signing in with TLS-DSK', () => {
  test.each([
    [MODERN, 'TLS_RSA_WITH_AES_256_CBC_SHA', 20],
    [{ version: 'TLSv1', ciphers: 'AES128-SHA:@SECLEVEL=0' }, 'TLS_RSA_WITH_AES_128_CBC_SHA', 20],
    [{ version: 'TLSv1.2', ciphers: 'AES128-SHA256' }, 'TLS_RSA_WITH_AES_128_CBC_SHA256', 32],
    [
      { version: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-GCM-SHA384' },
      'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
      48,
    ],
  ] as const)('%o: four REGISTERs and signed messages', async (inner, suite, macBytes) => {
    const { ask, register, verified, registrations } = place();
    const endpoint = createEndpoint();

    const { answers, association, cipherSuite } = await signInByTlsDsk(
      ask,
      endpoint,
      issued(register),
      inner,
    );
    const kept = registrations();
    const gone = await ask(signed(endpoint.request({ Expires: '0' }), association!, 2));

    expect(answers.map((answer) => answer?.status)).toEqual([401, 401, 401, 200]);
    expect(cipherSuite).toBe(suite);
    expect(firstHeader(answers[3]!, 'Authentication-Info')).toMatch(
      new RegExp(`rspauth="[0-9A-F]{${macBytes * 2}}"`),
    );
    expect([answers[3]!, gone!].map((answer) => isSignedByServer(answer, association!))).toEqual([
      true,
      true,
    ]);
    expect([kept, registrations()]).toEqual([[{ address: ALICE, epid: EPID }], []]);
    expect(verified).toEqual([
      'tls-dsk-certificate right',
      'tls-dsk-signature right',
      'tls-dsk-signature right',
    ]);
  });

  test("the server's clear messages share one record", async () => {
    const { ask, register } = place();

    const { serverFlight } = await signInByTlsDsk(ask, createEndpoint(), issued(register), MODERN);

    expect(readFlight(serverFlight).records).toMatchObject([
      {
        type: 'handshake',
        messages: ['ServerHello', 'Certificate', 'CertificateRequest', 'ServerHelloDone'],
      },
    ]);
  });
});

describe('refuses with a plain 401', () => {
  test.each([
    ['no certificate', () => null, 'no certificate came'],
    [
      'one of another authority',
      (r: CertificateRegister) => issued(r, { by: strangers }),
      'another authority',
    ],
    ['an expired one', (r: CertificateRegister) => issued(r, { validity: 'expired' }), 'expired at'],
    ['one that is not published', () => issued(null), 'not published'],
    ["bob's", (r: CertificateRegister) => issued(r, { address: 'bob@contoso.test' }), 'belongs to bob'],
    ["another device's", (r: CertificateRegister) => issued(r, { epid: '0011223344' }), 'another device'],
  ])('%s', async (_what, certificate, why) => {
    const { ask, register, verified, registrations } = place();

    const { answers, association } = await signInByTlsDsk(
      ask,
      createEndpoint(),
      certificate(register),
      MODERN,
    );

    expect(answers.map((answer) => answer?.status)).toEqual([401, 401, 401]);
    expect(association).toBeNull();
    expect(firstHeader(answers[2]!, 'ms-diagnostics')).toMatch(/^1000;/);
    expect(verified).toEqual([expect.stringMatching(/^tls-dsk-certificate wrong: /)]);
    expect(verified[0]).toContain(why);
    expect(registrations()).toEqual([]);
  });

  test('every certificate, in the scenario for that', async () => {
    const { ask, register } = place('client-certificate-rejected');

    const { answers } = await signInByTlsDsk(ask, createEndpoint(), issued(register), MODERN);

    expect(answers.map((answer) => answer?.status)).toEqual([401, 401, 401]);
  });

  test('what is no handshake, and a signature that is not the client’s', async () => {
    const { ask, register, verified } = place();
    const endpoint = createEndpoint();
    const { association } = await signInByTlsDsk(ask, endpoint, issued(register), MODERN);
    const header = (gssapiData: string): string =>
      `TLS-DSK qop="auth", realm="SIP Communications Service", targetname="fe01.contoso.test", gssapi-data="${gssapiData}", version=4`;

    const garbage = await ask(endpoint.request({ Authorization: header('bm90IFRMUw==') }));
    const empty = await ask(endpoint.request({ Authorization: header('') }));
    const changed = await ask(withHeader(signed(endpoint.request(), association!, 2), 'Call-ID', 'other'));

    expect([garbage, empty, changed].map((answer) => answer?.status)).toEqual([401, 401, 401]);
    expect(verified.at(-1)).toBe('tls-dsk-signature wrong: the signature is wrong');
  });
});
