import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { SipResponse } from '../../../shared/protocol/sip/message.ts';
import { createCertificateRegister } from '../certificate-register.ts';
import { HEALTHY } from '../deployment.ts';
import { SIP_SERVERS } from '../sip-servers.ts';
import { homeParts } from '../testing/front-end-parts.ts';
import { createEndpoint } from '../testing/sip-client.ts';
import { openRegistrar, type RegistrarConnection } from './authenticating-registrar.ts';
import { createClientCertificateAuthority } from './ca-client.ts';
import { createCertificateAuthority } from './ca.ts';
import { createFrontEnd } from './front-end.ts';
import { dskContext } from './tls-in-memory.ts';

const ARRIVAL = {
  now: new Date(),
  remoteAddress: '127.0.0.1',
  remotePort: 50_123,
  connectionId: '5D3F00',
  toTag: 'DCB82A4D',
};
const NAMES = 'realm="SIP Communications Service", targetname="fe01.contoso.test"';

let connection: RegistrarConnection;

beforeAll(async () => {
  const [servers, people] = await Promise.all([
    createCertificateAuthority('rsa'),
    createClientCertificateAuthority(),
  ]);
  const frontEnd = createFrontEnd({
    ...homeParts(),
    register: createCertificateRegister(),
    clientAuthority: new X509Certificate(people.issuerPem),
    dskContext: dskContext(servers.issue(['fe01.contoso.test'], null)),
    fault: null,
  });
  const { registrar } = SIP_SERVERS.fe01;
  connection = openRegistrar(
    { ...registrar, schemes: HEALTHY.offers.frontEnd, authVersion: 4, fault: null },
    frontEnd,
  );
});

async function ask(authorization: string): Promise<SipResponse | null> {
  const request = createEndpoint().request({ Authorization: authorization });
  const { response } = await connection.answer(request, ARRIVAL, () => undefined);
  return response;
}

test('answers whatever a client authorizes itself with, and lets nobody in', async () => {
  const scheme = fc.constantFrom('NTLM', 'Kerberos', 'TLS-DSK', 'ntlm', 'Digest', 'Basic', '');
  const token = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    fc.stringMatching(/^[ -~]{0,40}$/),
    fc.constantFrom('', 'TlRMTVNTUAADAAAA', 'FgMBAAUBAAAB'),
  );
  const parameters = fc.record({
    opaque: fc.option(fc.stringMatching(/^[0-9A-F]{8}$/)),
    token,
    version: fc.nat(5),
  });

  await fc.assert(
    fc.asyncProperty(scheme, parameters, async (name, { opaque, token: data, version }) => {
      const more = opaque === null ? '' : `, opaque="${opaque}"`;
      const quoted = data.replace(/["\\]/g, '');
      const answer = await ask(
        `${name} qop="auth", ${NAMES}${more}, gssapi-data="${quoted}", version=${version}`,
      );
      expect(answer?.status).toBe(401);
    }),
    { numRuns: 200 },
  );
});

test('keeps its head when one connection begins hundreds of associations', async () => {
  for (let count = 0; count < 300; count += 1) {
    expect((await ask(`NTLM qop="auth", ${NAMES}, gssapi-data="", version=4`))?.status).toBe(401);
  }
});

test('takes no ticket without the keys to open it', async () => {
  const answer = await ask(
    'Kerberos qop="auth", realm="SIP Communications Service", targetname="sip/fe01.contoso.test", gssapi-data="YII=", version=4',
  );

  expect(answer?.status).toBe(401);
});
