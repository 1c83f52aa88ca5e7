import { rootCertificates } from 'node:tls';
import { expect, test } from 'vitest';
import { createTestProbe, fixture } from '../probes/connectivity/fixtures/probe-context.ts';
import { createTrust } from './trust.ts';
import { certificatesOfPem, readX509, type X509 } from './x509-certificate.ts';

const HOST = 'fe01.contoso.test';

test('the certificates of the plan are trusted beside those of the system', async () => {
  const system = createTestProbe({ roots: rootCertificates });
  const added = createTestProbe({ roots: rootCertificates, plan: { extraCaPem: [fixture('root.pem')] } });
  const sent = load('server.pem', 'intermediate.pem');

  expect((await createTrust(system.ctx)).judge(sent, HOST, null).trusted).toBe(false);
  expect((await createTrust(added.ctx)).judge(sent, HOST, null).trusted).toBe(true);
});

test('what one server sent proves what another leaves out', async () => {
  const trust = await createTrust(createTestProbe().ctx);

  const before = trust.judge(load('server.pem'), HOST, null).problems;
  trust.judge(load('server-ec.pem', 'intermediate.pem'), HOST, null);
  const after = trust.judge(load('server.pem'), HOST, null).problems;

  expect(before).toMatchObject([{ kind: 'missing-intermediate', certain: false }]);
  expect(after).toMatchObject([{ kind: 'missing-intermediate', certain: true }]);
});

test('a root that nobody can read does not cost the others', async () => {
  const broken = `-----BEGIN CERTIFICATE-----\n${Buffer.from(brokenTime()).toString('base64')}\n-----END CERTIFICATE-----\n`;
  const probe = createTestProbe({ roots: ['no PEM at all', broken, fixture('root.pem')] });

  const trust = await createTrust(probe.ctx);

  expect(trust.contextFor('ordinary')).toBe(trust.contextFor('ordinary'));
  expect(trust.contextFor('legacy')).not.toBe(trust.contextFor('ordinary'));
  expect(trust.judge(load('server.pem', 'intermediate.pem'), HOST, null).trusted).toBe(true);
});

/** A certificate whose frame holds but whose time is no time: ours to skip, the library's to refuse. */
function brokenTime(): Uint8Array {
  const der = load('stranger.pem')[0]!.der.slice();
  const at = der.findIndex((byte, i) => byte === 0x17 && der[i + 1] === 13);
  der[at] = 0x3f;
  return der;
}

function load(...names: string[]): X509[] {
  return names.flatMap((name) => certificatesOfPem(fixture(name))).map(readX509);
}
