import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createGssAcceptor, type GssAcceptor } from '../../electron/native/gss-acceptor.ts';
import { hasKeyExchange, ntHash } from '../../shared/protocol/ntlm/keys.ts';
import { Rc4 } from '../../shared/protocol/ntlm/rc4.ts';
import { verifyAuthenticate, type NtlmVerdict } from '../../shared/protocol/ntlm/server.ts';
import { createConnectionSigner } from '../../shared/protocol/ntlm/signature.ts';
import { krb5Admin, krb5Kdc, krb5User, startRealm, type Realm } from '../support/mit-krb5.ts';
import { challengeTo } from '../support/ntlm-challenge.ts';
import { describeWith } from '../support/programs.ts';
import type { AgentAnswer, AgentRequest } from '../support/windows/agent-messages.ts';
import { startWindowsAgent, winbind, wine, type WindowsAgent } from '../support/windows/wine.ts';

const PASSWORD = 'Correct-Horse-7';
const SIP = { service: 'sip', host: 'fe01.contoso.test' } as const;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');
const fromHex = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value, 'hex'));

// Not shown by this, since Wine has none of it: connectionless NTLM (it takes the flag and speaks connection-bound), and
// what Windows itself adds, such as a MIC. Its Kerberos is that of the machine underneath, by way of SSPI's functions.
describeWith([wine, winbind, krb5Kdc, krb5Admin, krb5User], "SSPI as Wine's secur32.dll has it", () => {
  let realm: Realm;
  let acceptor: GssAcceptor;
  let agent: WindowsAgent;

  beforeAll(async () => {
    realm = await startRealm({ users: { alice: PASSWORD }, services: ['sip/fe01.contoso.test'] });
    const opening = await createGssAcceptor({
      keytabPath: realm.keytabPath,
      krb5ConfigPath: realm.configPath,
      mechanism: 'kerberos',
    });
    if (!opening.ok) throw new Error(opening.reason);
    ({ acceptor } = opening);
    agent = await startWindowsAgent({
      KRB5_CONFIG: realm.configPath,
      KRB5CCNAME: await realm.logOn('alice', PASSWORD),
    });
  });
  afterAll(async () => {
    await agent[Symbol.asyncDispose]();
    acceptor.close();
    await realm[Symbol.asyncDispose]();
  });

  async function ask<Kind extends AgentAnswer['is']>(
    kind: Kind,
    request: AgentRequest,
  ): Promise<Extract<AgentAnswer, { is: Kind }>> {
    const answer = await agent.ask(request);
    if (answer.is !== kind) throw new Error(`${request.ask}: ${JSON.stringify(answer)}`);
    // Compared on the line above, which the compiler can't follow into a union.
    return answer as Extract<AgentAnswer, { is: Kind }>;
  }

  it('lists the security packages', async () => {
    expect(await agent.ask({ ask: 'what-is-there' })).toEqual({
      is: 'there',
      library: 'SSPI (secur32.dll)',
      available: { kerberos: { ok: true }, ntlm: { ok: true }, negotiate: { ok: true } },
    });
  });

  async function ntlmExchange(
    mechanism: 'ntlm' | 'negotiate',
    password: string,
  ): Promise<{ readonly id: number; readonly verdict: NtlmVerdict }> {
    const { id } = await ask('context', {
      ask: 'open',
      mechanism,
      target: { service: 'HTTP', host: 'web.contoso.test' },
      datagram: false,
      user: 'CONTOSO\\alice',
      password,
    });
    const first = await ask('token', { ask: 'step', id, token: null });
    const negotiate = fromHex(first.token);
    const serverChallenge = Uint8Array.from(randomBytes(8));
    const challengeMessage = challengeTo(negotiate, serverChallenge);
    const second = await ask('token', { ask: 'step', id, token: hex(challengeMessage) });
    expect([first.isComplete, second.isComplete]).toEqual([false, true]);
    const verdict = verifyAuthenticate({
      mode: 'connection',
      negotiate,
      challengeMessage,
      serverChallenge,
      authenticate: fromHex(second.token),
      ntHashOf: () => ntHash(bytes(PASSWORD)),
    });
    return { id, verdict };
  }

  it.each(['ntlm', 'negotiate'] as const)(
    'builds an NTLM exchange (%s) that our server takes, with signatures both ways',
    async (mechanism) => {
      const { id, verdict } = await ntlmExchange(mechanism, PASSWORD);

      expect(verdict).toMatchObject({ ok: true, user: 'alice', domain: 'CONTOSO' });
      if (!verdict.ok) return;
      const { keys } = verdict;
      const isKeyExchanged = hasKeyExchange(keys.flags);
      const client = createConnectionSigner(
        keys.clientSignKey.slice(),
        new Rc4(keys.clientSealKey),
        isKeyExchanged,
      );
      const server = createConnectionSigner(
        keys.serverSignKey.slice(),
        new Rc4(keys.serverSealKey),
        isKeyExchanged,
      );
      const verdicts = [];
      for (const text of ['first', 'second', 'x'.repeat(5_000)]) {
        const message = hex(bytes(text));
        const { mic } = await ask('mic', { ask: 'get-mic', id, message });
        const theirs = hex(server.sign(bytes(text)));
        verdicts.push({
          ourComplaint: client.problemOf(bytes(text), fromHex(mic)),
          itBelievesUs: (await ask('verdict', { ask: 'verify-mic', id, message, mic: theirs })).isRight,
        });
      }
      expect(verdicts).toEqual(verdicts.map(() => ({ ourComplaint: null, itBelievesUs: true })));
      expect((await ask('ticket', { ask: 'ticket', id })).ticket).toEqual({
        client: null,
        realm: null,
        enctype: null,
        endMs: null,
      });
      await ask('closed', { ask: 'close', id });
    },
  );

  it('builds an NTLM exchange that our server refuses when the password is another', async () => {
    const { id, verdict } = await ntlmExchange('ntlm', 'wrong');

    expect(verdict).toMatchObject({ ok: false, why: 'wrong-nt-response', user: 'alice' });
    await ask('closed', { ask: 'close', id });
  });

  it('takes what is no challenge for a failure', async () => {
    const { id } = await ask('context', {
      ask: 'open',
      mechanism: 'ntlm',
      target: SIP,
      datagram: true,
      user: 'CONTOSO\\alice',
      password: PASSWORD,
    });
    await ask('token', { ask: 'step', id, token: null });

    const { failure } = await ask('failure', { ask: 'step', id, token: hex(bytes('no challenge')) });

    expect(failure).toMatchObject({ failure: 'other', code: 'SEC_E_INVALID_TOKEN' });
    await ask('closed', { ask: 'close', id });
  });

  it("signs in with the signed-in user's Kerberos ticket, and MICs hold in both directions", async () => {
    const { id } = await ask('context', {
      ask: 'open',
      mechanism: 'kerberos',
      target: SIP,
      datagram: false,
      user: null,
      password: '',
    });
    const { token, isComplete } = await ask('token', { ask: 'step', id, token: null });
    expect(isComplete).toBe(true);

    const acceptance = await acceptor.accept(fromHex(token));

    if (!acceptance.ok) throw new Error(acceptance.text);
    expect(acceptance.context.client).toBe('alice@CONTOSO.TEST');
    const [ours, theirs] = [bytes('<Kerberos><1><request>'), bytes('<Kerberos><1><answer>')];
    const { mic } = await ask('mic', { ask: 'get-mic', id, message: hex(ours) });
    const check = async (message: Uint8Array, by: Uint8Array): Promise<boolean> =>
      (await ask('verdict', { ask: 'verify-mic', id, message: hex(message), mic: hex(by) })).isRight;
    const theirMic = acceptance.context.getMic(theirs);
    expect({
      theyBelieveUs: acceptance.context.verifyMic(ours, fromHex(mic)),
      weBelieveThem: await check(theirs, theirMic),
      weTakeOther: await check(ours, theirMic),
    }).toEqual({ theyBelieveUs: true, weBelieveThem: true, weTakeOther: false });
    await ask('closed', { ask: 'close', id });
  });

  const withPassword = (password: string): AgentRequest => ({
    ask: 'open',
    mechanism: 'kerberos',
    target: SIP,
    datagram: false,
    // As Wine wants it, which puts the name together from both; Windows takes a UPN as well.
    user: 'CONTOSO.TEST\\alice',
    password,
  });

  it('signs in with a typed password by Kerberos', async () => {
    const { id } = await ask('context', withPassword(PASSWORD));
    const { token } = await ask('token', { ask: 'step', id, token: null });

    expect(await acceptor.accept(fromHex(token))).toMatchObject({
      ok: true,
      context: { client: 'alice@CONTOSO.TEST' },
    });
    await ask('closed', { ask: 'close', id });
  });

  it('fails with a wrong password by Kerberos, for which Wine has no better status than "unsuccessful"', async () => {
    const { failure } = await ask('failure', withPassword('wrong'));

    expect(failure).toMatchObject({ failure: 'other', code: 'STATUS_UNSUCCESSFUL' });
  });
});
