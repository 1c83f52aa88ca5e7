import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, test } from 'vitest';
import { Resolver } from 'node:dns/promises';
import { authenticationInfoOf } from '../../shared/protocol/sip/authorization.ts';
import { firstHeader, type SipResponse } from '../../shared/protocol/sip/message.ts';
import { gssLibrary } from '../native/gss-library.ts';
import { openInitiator } from '../native/gss-initiator.ts';
import { startLab, scenarioNeeds, type Lab } from './lab.ts';
import {
  authorized,
  createEndpoint,
  isSignedByServer,
  offerOf,
  openLine,
  signed,
  type Ask,
  type ClientAssociation,
  type Endpoint,
} from './testing/sip-client.ts';
import { connectTcp, realPort } from './testing/test-client.ts';

const running: Lab[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((lab) => lab.close()));
});

async function start(scenario: string): Promise<Lab> {
  const lab = await startLab(scenario);
  running.push(lab);
  return lab;
}

test('kdc-unreachable has the records, the configuration and nobody behind them', async () => {
  const lab = await start('kdc-unreachable');
  const resolver = new Resolver();
  resolver.setServers([`${lab.resolver.address}:${lab.resolver.port}`]);

  await expect(resolver.resolveSrv('_kerberos._tcp.contoso.test')).resolves.toMatchObject([
    { name: 'kdc.contoso.test', port: 88 },
  ]);
  expect(await connectTcp(realPort(lab, 'kdc.contoso.test', 88), 10_000)).toBe('ECONNREFUSED');
  expect(lab.kerberos).toMatchObject({ realm: 'CONTOSO.TEST' });
  expect(lab.endpoints).toContainEqual(
    expect.objectContaining({ role: 'kdc', host: 'kdc.contoso.test', port: 88 }),
  );
});

test('scenarios without a KDC need nothing', () => {
  expect(['healthy', 'ntlm', 'kdc-unreachable', 'no-such-thing'].map(scenarioNeeds)).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

const need = scenarioNeeds('kerberos');
if (need !== null) process.stderr.write(`skipped: ${need}\n`);

describe.skipIf(need !== null)('with a KDC', () => {
  function kinit(lab: Lab, principal: string, password: string): number | null {
    const env = { ...process.env, KRB5_CONFIG: lab.kerberos!.configPath, KRB5CCNAME: 'MEMORY:test' };
    return spawnSync('kinit', [principal], { env, input: `${password}\n` }).status;
  }

  test('it counts passwords as the directory does', async () => {
    const lab = await start('kerberos');

    const outcomes = [
      kinit(lab, 'alice@CONTOSO.TEST', 'Rungs!2026'),
      kinit(lab, 'dave@CONTOSO.TEST', 'Rungs!2026'),
      kinit(lab, 'erin@CONTOSO.TEST', 'Rungs!2026'),
    ];
    await expect.poll(() => lab.directory.attempts.length).toBe(3);

    expect(outcomes).toEqual([0, 1, 1]);
    expect(lab.directory.attempts).toEqual([
      { account: 'alice', carrier: 'kerberos', ok: true },
      { account: 'dave', carrier: 'kerberos', ok: false },
      { account: 'erin', carrier: 'kerberos', ok: false },
    ]);
  });

  /** Signs in as [MS-SIPAE] has it, with the system's own library: two REGISTERs. */
  async function signIn(
    lab: Lab,
    ask: Ask,
    endpoint: Endpoint,
    user: string,
  ): Promise<{ readonly answer: SipResponse | null; readonly association: ClientAssociation }> {
    const found = gssLibrary();
    if (!found.ok) throw new Error(found.reason);
    const opened = await openInitiator(found.library, {
      mechanism: 'kerberos',
      target: { service: 'sip', host: 'fe01.contoso.test' },
      credentials: {
        kind: 'password',
        user,
        realm: null,
        password: new TextEncoder().encode('Rungs!2026'),
      },
      isMutual: false,
      isDatagram: false,
      environment: { KRB5_CONFIG: lab.kerberos!.configPath },
    });
    if (!opened.ok) throw new Error(opened.status.text);
    const step = await opened.initiator.step(null);
    if (!step.ok || step.context === null) throw new Error(step.ok ? 'more to say' : step.status.text);
    const { context, token } = step;
    const anonymous = await ask(endpoint.request());
    const association: ClientAssociation = {
      scheme: 'Kerberos',
      challenge: offerOf(anonymous, 'Kerberos'),
      version: 4,
      keys: {
        sign: (input) => context.getMic(input),
        isFromServer: (input, mic) => context.verifyMic(input, mic),
      },
    };
    const gssapiData = Buffer.from(token).toString('base64');
    const completing = signed(endpoint.request({ Expires: '300' }), association, 1, {
      gssapiData,
      version: 4,
    });
    return { answer: await ask(completing), association };
  }

  test('signs in with a ticket: two REGISTERs, signed messages, and out again', async () => {
    const lab = await start('kerberos');
    const line = await openLine(lab);
    const endpoint = createEndpoint();

    const { answer, association } = await signIn(lab, line.ask, endpoint, 'alice@contoso.test');
    const registered = lab.registrar.registrations();
    // The 200 says which association it was: the request brought no opaque.
    const opaque = authenticationInfoOf(answer!)?.opaque ?? null;
    const gone = await line.ask(signed(endpoint.request({ Expires: '0' }), association, 2, { opaque }));
    line.close();

    expect([answer?.status, gone?.status]).toEqual([200, 200]);
    expect([answer!, gone!].map((one) => isSignedByServer(one, association))).toEqual([true, true]);
    expect(registered).toEqual([{ address: 'alice@contoso.test', epid: '8248ca9ebb' }]);
    expect(lab.registrar.registrations()).toEqual([]);
    const verified = lab.ledger.entries.flatMap((entry) => (entry.verified === undefined ? [] : [entry]));
    expect(verified.map((entry) => `${entry.verified} ${entry.ok}`)).toEqual([
      'kerberos-ticket true',
      'kerberos-signature true',
      'kerberos-signature true',
    ]);
  });

  test("heidi's ticket does not let her act as alice", async () => {
    const lab = await start('kerberos');
    const line = await openLine(lab);

    const { answer, association } = await signIn(lab, line.ask, createEndpoint(), 'heidi.klein@contoso.test');
    line.close();

    expect([answer?.status, firstHeader(answer!, 'ms-diagnostics')?.slice(0, 4)]).toEqual([403, '4004']);
    expect(isSignedByServer(answer!, association)).toBe(true);
  });

  test('spn-missing: the KDC knows no such server', async () => {
    const lab = await start('spn-missing');
    const line = await openLine(lab);

    await expect(signIn(lab, line.ask, createEndpoint(), 'alice@contoso.test')).rejects.toThrow(
      'Server not found in Kerberos database',
    );
    line.close();
  });

  test('a ticket that the keys do not open gets a plain 401', async () => {
    const lab = await start('kerberos');
    const line = await openLine(lab);
    const endpoint = createEndpoint();

    const anonymous = await line.ask(endpoint.request());
    const offer = { scheme: 'Kerberos', challenge: offerOf(anonymous, 'Kerberos') };
    const refused = await line.ask(
      authorized(endpoint.request(), offer, { gssapiData: 'YIIBAAYJKoZIhvcSAQIC', version: 4 }),
    );
    line.close();

    expect(offer.challenge.parameters.get('targetname')).toBe('sip/fe01.contoso.test');
    expect(refused?.status).toBe(401);
    expect(firstHeader(refused!, 'ms-diagnostics')).toMatch(/^1000;/);
    expect(lab.ledger.entries.filter(({ verified }) => verified !== undefined)).toMatchObject([
      { verified: 'kerberos-ticket', ok: false },
    ]);
  });
});
