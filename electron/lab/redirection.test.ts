import { afterEach, describe, expect, test } from 'vitest';
import { firstHeader, headerValues, type SipResponse } from '../../shared/protocol/sip/message.ts';
import { redirectContacts } from '../../shared/protocol/sip/redirect-contacts.ts';
import { startLab, type Lab } from './lab.ts';
import { ALICE, BOB, signInByNtlm, type NtlmSignIn } from './testing/ntlm-sign-in.ts';
import { createEndpoint, isSignedByServer, openLine, signed, type Line } from './testing/sip-client.ts';
import { connectTcp, connectTls, realPort, resolverOf } from './testing/test-client.ts';

const BOBS = 'bob@contoso.test';
const open: (Lab | Line)[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function start(scenario: string): Promise<Lab> {
  const lab = await startLab(scenario);
  open.push(lab);
  return lab;
}

interface Visit extends NtlmSignIn {
  readonly line: Line;
  readonly endpoint: ReturnType<typeof createEndpoint>;
  /** The answer to the completing REGISTER. */
  readonly last: SipResponse;
}

async function visit(lab: Lab, host: string, who = BOB, port = 5061): Promise<Visit> {
  const line = await openLine(lab, host, port);
  open.push(line);
  const endpoint = createEndpoint(`${who.user}@contoso.test`);
  const signIn = await signInByNtlm(line.ask, endpoint, who);
  const last = signIn.answers[2];
  if (last === null || last === undefined) throw new Error(`${host} did not answer`);
  return { ...signIn, line, endpoint, last };
}

function targetnameOf({ association }: Visit): string | undefined {
  return association.challenge.parameters.get('targetname');
}

function contactsOf(response: SipResponse): readonly string[] {
  return redirectContacts(response).map(({ uri, q }) => `${uri} ${q}`);
}

test('a Director asks for the logon, and sends the user home in a signed answer', async () => {
  const lab = await start('redirect-other-pool');

  const atDirector = await visit(lab, 'director01.contoso.test');
  const atHome = await visit(lab, 'pool02.contoso.test');

  const { last, association } = atDirector;
  expect([last.status, last.reason]).toEqual([301, 'Redirect request to Home Server']);
  expect(headerValues(last, 'Contact')).toEqual(['<sip:pool02.contoso.test:5061;transport=TLS>;q=0.7']);
  expect(firstHeader(last, 'Expires')).toBe('2592000');
  expect(isSignedByServer(last, association)).toBe(true);
  expect(atHome.last.status).toBe(200);
  expect([atDirector, atHome].map(targetnameOf)).toEqual(['director01.contoso.test', 'fe11.contoso.test']);
  expect(lab.registrar.registrations()).toEqual([{ address: BOBS, epid: '8248ca9ebb' }]);
  expect(lab.directory.attempts).toHaveLength(2);
  expect([...new Set(lab.ledger.entries.map(({ node, server }) => `${node} ${server ?? ''}`))]).toEqual([
    'director director01.contoso.test',
    'front-end fe11.contoso.test',
  ]);
});

test('the names of discovery lead to the Director', async () => {
  const lab = await start('redirect-other-pool');
  const [record] = await resolverOf(lab).resolveSrv('_sipinternaltls._tcp.contoso.test');

  expect(record?.name).toBe('director01.contoso.test');
  expect(realPort(lab, 'sipinternal.contoso.test', 5061)).toBe(
    realPort(lab, 'director01.contoso.test', 5061),
  );
  await connectTls(lab, 'sipinternal.contoso.test', 5061).then((socket) => socket.destroy());
});

test('keys are of one server, bindings of one pool', async () => {
  const lab = await start('redirect-same-pool');

  const first = await visit(lab, 'pool01.contoso.test');
  const second = await visit(lab, 'fe02.contoso.test');
  const foreign = await second.line.ask(signed(second.endpoint.request(), first.association, 9));
  const left = await second.line.ask(
    signed(second.endpoint.request({ Expires: '0' }), second.association, 2),
  );

  expect([first.last.status, second.last.status, foreign?.status, left?.status]).toEqual([
    301, 200, 401, 200,
  ]);
  expect(contactsOf(first.last)).toEqual(['sip:fe02.contoso.test:5061;transport=TLS 0.7']);
  expect(lab.registrar.registrations()).toEqual([]);
});

describe('each scenario sends Bob where its story says', () => {
  test.each([
    ['redirect-chain', 'director01.contoso.test', ['sip:pool01.contoso.test:5061;transport=TLS 0.7']],
    ['redirect-chain', 'pool01.contoso.test', ['sip:pool02.contoso.test:5061;transport=TLS 0.7']],
    ['redirect-chain', 'pool02.contoso.test', 'home'],
    ['redirect-loop', 'pool01.contoso.test', ['sip:pool02.contoso.test:5061;transport=TLS 0.7']],
    ['redirect-loop', 'pool02.contoso.test', ['sip:pool01.contoso.test:5061;transport=TLS 0.7']],
    ['redirect-outside-domain', 'director01.contoso.test', ['sip:sip.fabrikam.test:5061;transport=TLS 0.7']],
    ['redirect-outside-domain', 'sip.fabrikam.test', 'home'],
    ['redirect-no-target', 'director01.contoso.test', []],
    ['moved-to-teams', 'director01.contoso.test', ['sip:sipdir.online.lync.com:443;transport=TLS 0.7']],
    [
      'primary-down-backup',
      'director01.contoso.test',
      ['sip:pool01.contoso.test:5061;transport=TLS 0.7', 'sip:pool02.contoso.test:5061;transport=TLS 0.3'],
    ],
  ])('%s, at %s: %j', async (scenario, host, expected) => {
    const { last, association } = await visit(await start(scenario), host);

    expect(last.status === 200 ? 'home' : contactsOf(last)).toEqual(expected);
    expect(isSignedByServer(last, association)).toBe(true);
  });

  test('redirect-from-edge: to a name that DNS does not have there', async () => {
    const lab = await start('redirect-from-edge');

    const { last } = await visit(lab, 'sip.contoso.test', BOB, 443);

    expect(contactsOf(last)).toEqual(['sip:pool01.contoso.test:5061;transport=TLS 0.7']);
    await expect(resolverOf(lab).resolve4('pool01.contoso.test')).rejects.toMatchObject({
      code: 'ENOTFOUND',
    });
    expect(lab.connectTo.some(({ fromHost }) => fromHost === 'pool01.contoso.test')).toBe(false);
  });

  test('moved-to-teams: the lab has no such host', async () => {
    const lab = await start('moved-to-teams');

    await expect(resolverOf(lab).resolve4('sipdir.online.lync.com')).rejects.toMatchObject({
      code: 'EREFUSED',
    });
    expect(lab.connectTo.filter(({ fromHost }) => !fromHost.endsWith('.contoso.test'))).toEqual([]);
  });

  test('redirect-unreachable and redirect-bad-cert break at the home pool, and nowhere else', async () => {
    const refusing = await start('redirect-unreachable');
    const misnamed = await start('redirect-bad-cert');

    expect(await connectTcp(realPort(refusing, 'pool02.contoso.test', 5061), 10_000)).toBe('ECONNREFUSED');
    await expect(connectTls(misnamed, 'pool02.contoso.test', 5061)).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    for (const lab of [refusing, misnamed]) {
      expect((await visit(lab, 'director01.contoso.test')).last.status).toBe(301);
      expect((await visit(lab, 'pool01.contoso.test', ALICE)).last.status).toBe(200);
    }
  });

  test('primary-down-backup: the backup says that it is one', async () => {
    const lab = await start('primary-down-backup');

    const { last } = await visit(lab, 'pool02.contoso.test');

    expect(await connectTcp(realPort(lab, 'pool01.contoso.test', 5061), 10_000)).toBe('ECONNREFUSED');
    expect(firstHeader(last, 'presence-state')).toBe(
      'register-action="added";primary-cluster-type="central";is-connected-to-primary="no"',
    );
  });

  test('limited-mode: discovery leads to the backup, which has no user services', async () => {
    const lab = await start('limited-mode');
    const [record] = await resolverOf(lab).resolveSrv('_sipinternaltls._tcp.contoso.test');

    const { last } = await visit(lab, record?.name ?? '', ALICE);

    expect(firstHeader(last, 'presence-state')).toBe(
      'register-action="added";primary-cluster-type="central";is-connected-to-primary="no";user-services-state=unavailable',
    );
  });
});

test('a refusal comes before any redirection', async () => {
  const lab = await start('redirect-other-pool');
  const line = await openLine(lab, 'director01.contoso.test');
  open.push(line);

  const { answers } = await signInByNtlm(line.ask, createEndpoint(BOBS), { ...BOB, password: 'wrong' });

  expect(answers[2]?.status).toBe(401);
  expect(firstHeader(answers[2]!, 'ms-diagnostics')).toContain('source="director01.contoso.test"');
});

test('who signs in as a standing endpoint displaces it', async () => {
  const lab = await start('settings-healthy');
  const [, desk] = lab.registrar.standingEndpoints();
  const line = await openLine(lab);
  open.push(line);

  const before = await visit(lab, 'pool01.contoso.test');
  await signInByNtlm(line.ask, createEndpoint(BOBS, desk!.epid), BOB);

  expect(headerValues(before.last, 'Contact')).toHaveLength(2);
  expect(lab.registrar.standingEndpoints().map(({ address, isPresent }) => [address, isPresent])).toEqual([
    ['alice@contoso.test', true],
    [BOBS, false],
  ]);
});
