import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest';
import type {
  SystemContext,
  SystemContextRequest,
  SystemSecurity,
} from '../../electron/engine/system-security.ts';
import { createGssAcceptor, type GssAcceptor } from '../../electron/native/gss-acceptor.ts';
import { createSystemSecurity } from '../../electron/services/system-security.ts';
import { freePort } from '../support/free-port.ts';
import {
  clientConfiguration,
  krb5Admin,
  krb5Kdc,
  krb5User,
  startRealm,
  type Realm,
} from '../support/mit-krb5.ts';
import { describeWith } from '../support/programs.ts';

const PASSWORD = 'Correct-Horse-7';
const SIP = { service: 'sip', host: 'fe01.contoso.test' } as const;
/** vitest types its matchers as any. */
const containing = (text: string): unknown => expect.stringContaining(text);
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describeWith([krb5Kdc, krb5Admin, krb5User], "Kerberos by the system's GSSAPI against MIT krb5", () => {
  let realm: Realm;
  let acceptor: GssAcceptor;
  let cache: string;
  let security: SystemSecurity;

  beforeAll(async () => {
    realm = await startRealm({
      users: { alice: PASSWORD, erin: PASSWORD, grace: PASSWORD },
      services: ['sip/fe01.contoso.test', 'HTTP/web.contoso.test'],
    });
    await realm.administer('addprinc -randkey sip/fe02.contoso.test');
    const opening = await createGssAcceptor({
      keytabPath: realm.keytabPath,
      krb5ConfigPath: realm.configPath,
      mechanism: 'kerberos',
    });
    if (!opening.ok) throw new Error(opening.reason);
    ({ acceptor } = opening);
    cache = await realm.logOn('alice', PASSWORD);
    security = createSystemSecurity({ krb5ConfigPath: realm.configPath, ticketCache: cache });
  });
  afterAll(async () => {
    acceptor.close();
    await realm[Symbol.asyncDispose]();
  });

  const request = (change: Partial<SystemContextRequest> = {}): SystemContextRequest => {
    onTestFailed(() => {
      process.stderr.write(`--- krb5kdc:\n${realm.daemon.output()}\n---\n`);
    });
    return {
      mechanism: 'kerberos',
      target: SIP,
      credentials: { kind: 'current-user' },
      datagram: false,
      ...change,
    };
  };
  const withPassword = (
    password: string,
    user = 'alice@contoso.test',
    realmOfUser: string | null = null,
  ): Partial<SystemContextRequest> => ({
    credentials: { kind: 'password', user, realm: realmOfUser, password: bytes(password) },
  });
  /** Opens and takes the first step: what came of it, with the failure wherever it happened. */
  async function begin(
    asked: SystemContextRequest,
    by: SystemSecurity = security,
  ): Promise<
    | {
        readonly ok: true;
        readonly context: SystemContext;
        readonly token: Uint8Array;
        readonly isComplete: boolean;
      }
    | { readonly ok: false; readonly failure: string; readonly code: string | null; readonly text: string }
  > {
    const opening = await by.open(asked);
    if (!opening.ok) return opening;
    const step = await opening.context.step(null);
    if (!step.ok) {
      opening.context.close();
      return step;
    }
    return { ...step, context: opening.context };
  }
  const withoutTickets = (name: string): SystemSecurity =>
    createSystemSecurity({
      krb5ConfigPath: realm.configPath,
      ticketCache: `FILE:${realm.folder}/${name}`,
    });

  it('knows what this machine can do', () => {
    expect(security.available).toEqual({
      kerberos: { ok: true },
      ntlm: { ok: false, reason: containing('Windows') },
      negotiate: { ok: true },
    });
    expect(security.library).toBe('MIT Kerberos (libgssapi_krb5.so.2)');
    expect(security.defaultRealm()).toBe('CONTOSO.TEST');
  });

  it("signs in with the signed-in user's ticket, and MICs hold in both directions", async () => {
    const begun = await begin(request());
    if (!begun.ok) throw new Error(begun.text);
    const { context, token, isComplete } = begun;
    // The raw Kerberos mechanism, no SPNEGO around it: its OID comes first ([RFC4121] 4.1).
    expect(isComplete).toBe(true);
    expect(Buffer.from(token).toString('hex')).toMatch(/^6082....06092a864886f712010202/);

    const acceptance = await acceptor.accept(token);

    if (!acceptance.ok) throw new Error(acceptance.text);
    expect(acceptance).toMatchObject({ token: null, context: { client: 'alice@CONTOSO.TEST' } });
    const [ours, theirs] = [bytes('<Kerberos><1><request>'), bytes('<Kerberos><1><answer>')];
    const [ourMic, theirMic] = [context.getMic(ours), acceptance.context.getMic(theirs)];
    expect(ourMic).toHaveLength(28);
    expect({
      theyBelieveUs: acceptance.context.verifyMic(ours, ourMic),
      weBelieveThem: context.verifyMic(theirs, theirMic),
      theyTakeOther: acceptance.context.verifyMic(theirs, ourMic),
      weTakeOther: context.verifyMic(ours, theirMic),
      weTakeOurOwn: context.verifyMic(ours, ourMic),
      weTakeGarbage: context.verifyMic(theirs, theirMic.slice(1)),
      weTakeNothing: context.verifyMic(theirs, new Uint8Array()),
    }).toEqual({
      theyBelieveUs: true,
      weBelieveThem: true,
      theyTakeOther: false,
      weTakeOther: false,
      weTakeOurOwn: false,
      weTakeGarbage: false,
      weTakeNothing: false,
    });
    const ticket = context.ticket();
    expect(ticket).toMatchObject({
      client: 'alice@CONTOSO.TEST',
      realm: 'CONTOSO.TEST',
      enctype: 'aes256-cts-hmac-sha1-96',
    });
    expect(ticket.endMs! - Date.now()).toBeGreaterThan(9 * 3_600_000);
    expect(ticket.endMs! - Date.now()).toBeLessThanOrEqual(10 * 3_600_000);
    context.close();
    context.close();
    acceptance.context.close();
    expect(() => context.getMic(ours)).toThrow();
    expect(context.verifyMic(theirs, theirMic)).toBe(false);
    expect(context.ticket().client).toBeNull();
  });

  it.each([
    ['a UPN', 'alice@contoso.test', null],
    ['DOMAIN\\name', 'CONTOSO\\alice', 'CONTOSO.TEST'],
    ['DOMAIN\\name in the default realm', 'CONTOSO\\alice', null],
  ])('signs in with a typed password, the user being %s', async (_, user, realmOfUser) => {
    const begun = await begin(request(withPassword(PASSWORD, user, realmOfUser)), withoutTickets('none'));

    if (!begun.ok) throw new Error(begun.text);
    const acceptance = await acceptor.accept(begun.token);
    expect(acceptance).toMatchObject({ ok: true, context: { client: 'alice@CONTOSO.TEST' } });
    expect(begun.context.ticket().client).toBe('alice@CONTOSO.TEST');
    begun.context.close();
  });

  it('wraps the ticket in SPNEGO for a web server, which proves itself in return', async () => {
    const opening = await createGssAcceptor({
      keytabPath: realm.keytabPath,
      krb5ConfigPath: realm.configPath,
      mechanism: 'negotiate',
    });
    if (!opening.ok) throw new Error(opening.reason);
    const target = { service: 'HTTP', host: 'web.contoso.test' } as const;
    const begun = await begin(request({ mechanism: 'negotiate', target }));
    if (!begun.ok) throw new Error(begun.text);
    expect(begun.isComplete).toBe(false);
    expect(Buffer.from(begun.token).toString('hex')).toMatch(/^6082....06062b0601050502/);

    const acceptance = await opening.acceptor.accept(begun.token);

    if (!acceptance.ok) throw new Error(acceptance.text);
    const answered = await begun.context.step(acceptance.token);
    expect(answered).toMatchObject({ ok: true, isComplete: true });
    expect(begun.context.ticket().client).toBe('alice@CONTOSO.TEST');
    begun.context.close();
    opening.acceptor.close();
  });

  it('takes a forged answer of the web server for a failure', async () => {
    const target = { service: 'HTTP', host: 'web.contoso.test' } as const;
    for (const forged of [bytes('no token at all'), new Uint8Array(), new Uint8Array(70_000)]) {
      const begun = await begin(request({ mechanism: 'negotiate', target }));
      if (!begun.ok) throw new Error(begun.text);
      expect(await begun.context.step(forged)).toMatchObject({ ok: false });
      begun.context.close();
    }
  });

  it('asks for the SPN to the letter, whatever DNS calls that host', async () => {
    // The configuration lets libkrb5 ask DNS for another name of a host, and it would write the name in small letters.
    await realm.administer('addprinc -randkey sip/LocalHost');

    const begun = await begin(request({ target: { service: 'sip', host: 'LocalHost' } }));

    expect(begun).toMatchObject({ ok: true });
    expect(realm.daemon.output()).toContain('alice@CONTOSO.TEST for sip/LocalHost@CONTOSO.TEST');
  });

  it.each([
    ['a wrong password', withPassword('wrong'), 'password-rejected'],
    ['an unknown user', withPassword(PASSWORD, 'nobody@contoso.test'), 'unknown-user'],
    [
      'a user by enterprise name whom the realm does not know',
      withPassword(PASSWORD, 'nobody@else.test', 'CONTOSO.TEST'),
      'unknown-user',
    ],
    ['a realm without a KDC', withPassword(PASSWORD, 'alice@nowhere.test'), 'kdc-unreachable'],
  ])('tells %s', async (_, change, failure) => {
    const begun = await begin(request(change), withoutTickets('none'));

    expect(begun).toMatchObject({ ok: false, failure, code: matching(/^GSS 0x/) });
    expect(begun).not.toMatchObject({ text: '' });
  });

  it('tells an unknown SPN', async () => {
    const begun = await begin(request({ target: { service: 'sip', host: 'fe99.contoso.test' } }));

    expect(begun).toEqual({
      ok: false,
      failure: 'unknown-spn',
      code: 'GSS 0xd0000/0x96c73a07',
      text: containing('not found in Kerberos database'),
    });
  });

  it('tells that there is no ticket cache', async () => {
    expect(await begin(request(), withoutTickets('none'))).toMatchObject({
      ok: false,
      failure: 'no-ticket-cache',
    });
  });

  it('tells an expired ticket', async () => {
    const shortLived = await realm.logOn('alice', PASSWORD, '-l', '1s');
    const expired = createSystemSecurity({ krb5ConfigPath: realm.configPath, ticketCache: shortLived });

    // The ticket's end is a whole second.
    await expect
      .poll(async () => (await begin(request(), expired)).ok, { timeout: 60_000, interval: 200 })
      .toBe(false);

    expect(await begin(request(), expired)).toMatchObject({ ok: false, failure: 'expired-ticket' });
  });

  it('tells an expired password and a locked account', async () => {
    await realm.administer('modprinc -pwexpire yesterday grace');
    await realm.administer('modprinc -allow_tix erin');

    const grace = await begin(request(withPassword(PASSWORD, 'grace@contoso.test')), withoutTickets('none'));
    const erin = await begin(request(withPassword(PASSWORD, 'erin@contoso.test')), withoutTickets('none'));

    expect([grace, erin]).toMatchObject([
      { ok: false, failure: 'password-expired' },
      { ok: false, failure: 'account-locked' },
    ]);
  });

  it('tells that no encryption type is shared', async () => {
    const configPath = await realm.write(
      'camellia.conf',
      clientConfiguration(realm.port, 'permitted_enctypes = camellia256-cts-cmac'),
    );

    const begun = await begin(
      request(withPassword(PASSWORD)),
      createSystemSecurity({ krb5ConfigPath: configPath, ticketCache: `FILE:${realm.folder}/none` }),
    );

    expect(begun).toMatchObject({ ok: false, failure: 'enctype-unsupported' });
  });

  it('tells that the KDC cannot be reached', async () => {
    const configPath = await realm.write('unreachable.conf', clientConfiguration(await freePort()));
    const unreachable = createSystemSecurity({ krb5ConfigPath: configPath, ticketCache: cache });

    const begun = await begin(
      request({ target: { service: 'sip', host: 'fe02.contoso.test' } }),
      unreachable,
    );

    expect(begun).toMatchObject({ ok: false, failure: 'kdc-unreachable' });
  });

  it('lets the program go on while a KDC says nothing', async () => {
    const silent = createServer((socket) => {
      socket.on('error', () => undefined);
      // That this runs while the library waits for an answer is what is to be shown.
      socket.destroy();
      silent.close();
    });
    silent.listen({ host: '127.0.0.1', port: 0 });
    await once(silent, 'listening');
    const address = silent.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const configPath = await realm.write('silent.conf', clientConfiguration(address.port));

    const begun = await begin(
      request({ target: { service: 'sip', host: 'fe02.contoso.test' } }),
      createSystemSecurity({ krb5ConfigPath: configPath, ticketCache: cache }),
    );

    expect(begun).toMatchObject({ ok: false, failure: 'kdc-unreachable' });
  });

  it('refuses what is no ticket, or a ticket for somebody else, with the reason', async () => {
    const begun = await begin(request({ target: { service: 'sip', host: 'fe02.contoso.test' } }));
    if (!begun.ok) throw new Error(begun.text);

    const refusals = [];
    for (const token of [
      begun.token,
      bytes('hello'),
      new Uint8Array(),
      new Uint8Array(300_000),
      begun.token.slice(0, 99),
    ]) {
      refusals.push(await acceptor.accept(token));
    }

    expect(refusals).toMatchObject(refusals.map(() => ({ ok: false, text: matching(/./) })));
    begun.context.close();
  });

  it('takes many tickets at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const begun = await begin(request());
        if (!begun.ok) return begun.text;
        const acceptance = await acceptor.accept(begun.token);
        const mic = begun.context.getMic(bytes('message'));
        const isValid = acceptance.ok && acceptance.context.verifyMic(bytes('message'), mic);
        begun.context.close();
        if (acceptance.ok) acceptance.context.close();
        return isValid;
      }),
    );

    expect(all).toEqual(all.map(() => true));
    expect(process.env['KRB5_CONFIG']).toBeUndefined();
  });

  it('can be closed while the library is still at work', async () => {
    const opening = await security.open(request());
    if (!opening.ok) throw new Error(opening.text);

    const step = opening.context.step(null);
    opening.context.close();

    expect(await step).toMatchObject({ ok: true });
    expect(() => opening.context.getMic(bytes('message'))).toThrow();
  });

  it('says which keys a server lacks', async () => {
    const opening = await createGssAcceptor({
      keytabPath: `${realm.folder}/none.keytab`,
      krb5ConfigPath: realm.configPath,
      mechanism: 'kerberos',
    });

    expect(opening).toEqual({ ok: false, reason: containing('keys of the server') });
  });
});
