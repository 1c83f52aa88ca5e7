import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createGssAcceptor, type GssAcceptor } from '../../electron/native/gss-acceptor.ts';
import { openInitiator, type GssInitiator } from '../../electron/native/gss-initiator.ts';
import { gssLibrary, loadGssLibrary } from '../../electron/native/gss-library.ts';
import { parseChallengeMessage } from '../../shared/protocol/ntlm/challenge-message.ts';
import {
  openConnection,
  respondToChallenge,
  type NtlmClientAnswer,
} from '../../shared/protocol/ntlm/client.ts';
import { hasFlag } from '../../shared/protocol/ntlm/flags.ts';
import { hasKeyExchange, ntHash, type NtlmSessionKeys } from '../../shared/protocol/ntlm/keys.ts';
import { Rc4 } from '../../shared/protocol/ntlm/rc4.ts';
import { verifyAuthenticate } from '../../shared/protocol/ntlm/server.ts';
import {
  connectionlessSignature,
  connectionlessSignatureProblem,
  createConnectionSigner,
  type ConnectionSigner,
} from '../../shared/protocol/ntlm/signature.ts';
import { gssNtlmssp, gssNtlmsspPath } from '../support/gss-ntlmssp.ts';
import { challengeTo } from '../support/ntlm-challenge.ts';
import { describeWith } from '../support/programs.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const PASSWORD = 'Correct-Horse-7 ä€';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

interface BothSides {
  /** What the client signs with, and what it checks the server by. */
  readonly client: ConnectionSigner;
  readonly server: ConnectionSigner;
}

function signersOf(keys: NtlmSessionKeys): BothSides {
  const isKeyExchanged = hasKeyExchange(keys.flags);
  const signer = (sign: Uint8Array, seal: Uint8Array): ConnectionSigner =>
    createConnectionSigner(sign.slice(), new Rc4(seal), isKeyExchanged);
  return {
    client: signer(keys.clientSignKey, keys.clientSealKey),
    server: signer(keys.serverSignKey, keys.serverSealKey),
  };
}

describeWith([gssNtlmssp], 'our NTLM and that of gss-ntlmssp', () => {
  let folder: TemporaryFolder;
  let acceptor: GssAcceptor;
  let environment: Readonly<Record<string, string>>;

  beforeAll(async () => {
    folder = await createTemporaryFolder('ntlm');
    environment = {
      NTLM_USER_FILE: await folder.write('users', `CONTOSO:alice:${PASSWORD}\n`),
      NETBIOS_COMPUTER_NAME: 'FE01',
      NETBIOS_DOMAIN_NAME: 'CONTOSO',
    };
    const opening = await createGssAcceptor({
      keytabPath: null,
      krb5ConfigPath: null,
      mechanism: 'ntlm',
      environment,
    });
    if (!opening.ok) throw new Error(opening.reason);
    ({ acceptor } = opening);
  });
  afterAll(async () => {
    acceptor.close();
    await folder[Symbol.asyncDispose]();
  });

  function answer(
    challenge: Uint8Array,
    negotiate: Uint8Array | null,
    change: { readonly user?: string; readonly domain?: string; readonly password?: string } = {},
    withMic = true,
  ): NtlmClientAnswer {
    const answered = respondToChallenge({
      mode: negotiate === null ? 'connectionless' : 'connection',
      negotiate,
      challenge,
      user: change.user ?? 'alice',
      domain: change.domain ?? 'CONTOSO',
      workstation: 'CLIENT',
      ntHash: ntHash(bytes(change.password ?? PASSWORD)),
      clientChallenge: randomBytes(8),
      exportedSessionKey: randomBytes(16),
      nowMs: Date.now(),
      withMic,
    });
    if (!answered.ok) throw new Error(answered.error);
    return answered.value;
  }

  it.each([
    ['with a MIC', { user: 'alice' }, true],
    ['without a MIC', { user: 'alice' }, false],
    ['with another case of the user name', { user: 'ALICE' }, true],
  ])(
    'its acceptor takes our connection %s and verifies our signatures, we its',
    async (_, change, withMic) => {
      const exchange = acceptor.begin();
      const negotiate = openConnection();
      const challenged = await exchange.step(negotiate);
      if (!challenged.ok || challenged.token === null) throw new Error('no challenge');
      const { message, keys } = answer(challenged.token, negotiate, change, withMic);

      const accepted = await exchange.step(message);

      if (!accepted.ok) throw new Error(accepted.text);
      if (accepted.context === null) throw new Error('not complete');
      expect(accepted.context.client.toLowerCase()).toBe(`contoso\\${change.user}`.toLowerCase());
      const { client, server } = signersOf(keys);
      const verdicts = [];
      for (const text of ['first', 'second', 'x'.repeat(5_000)]) {
        const mic = accepted.context.getMic(bytes(`from the server: ${text}`));
        verdicts.push({
          theyBelieveUs: accepted.context.verifyMic(bytes(text), client.sign(bytes(text))),
          ourComplaint: server.problemOf(bytes(`from the server: ${text}`), mic),
        });
      }
      expect(verdicts).toEqual(verdicts.map(() => ({ theyBelieveUs: true, ourComplaint: null })));
      expect(accepted.context.verifyMic(bytes('something else'), client.sign(bytes('something')))).toBe(
        false,
      );
      accepted.context.close();
      exchange.close();
    },
  );

  it.each([
    ['a wrong password', { password: 'wrong' }],
    ['an unknown user', { user: 'nobody' }],
  ])('its acceptor refuses %s', async (_, change) => {
    const exchange = acceptor.begin();
    const negotiate = openConnection();
    const challenged = await exchange.step(negotiate);
    if (!challenged.ok || challenged.token === null) throw new Error('no challenge');

    expect(await exchange.step(answer(challenged.token, negotiate, change).message)).toMatchObject({
      ok: false,
    });
    exchange.close();
  });

  it('its acceptor refuses our message when its MIC does not fit', async () => {
    const exchange = acceptor.begin();
    const negotiate = openConnection();
    const challenged = await exchange.step(negotiate);
    if (!challenged.ok || challenged.token === null) throw new Error('no challenge');
    const { message } = answer(challenged.token, negotiate);
    message[75] = (message[75] ?? 0) ^ 1;

    expect(await exchange.step(message)).toMatchObject({ ok: false });
    exchange.close();
  });

  async function initiate(password: string, user = 'alice'): Promise<GssInitiator> {
    const found = gssLibrary();
    if (!found.ok) throw new Error(found.reason);
    const opening = await openInitiator(found.library, {
      mechanism: 'ntlm',
      target: { service: 'sip', host: 'fe01.contoso.test' },
      credentials: { kind: 'password', user: `CONTOSO\\${user}`, realm: null, password: bytes(password) },
      isMutual: false,
      isDatagram: false,
      // Without it, the plug-in would also look for a winbind on this machine.
      environment,
    });
    if (!opening.ok) throw new Error(opening.status.text);
    return opening.initiator;
  }

  // Its acceptor takes no name beyond ASCII, not even of its own initiator, which has no trouble with one.
  it.each(['alice', 'Ännchen'])(
    'our server takes its connection as %s and verifies its signatures, it ours',
    async (user) => {
      const initiator = await initiate(PASSWORD, user);
      const first = await initiator.step(null);
      if (!first.ok) throw new Error(first.status.text);
      const serverChallenge = Uint8Array.from(randomBytes(8));
      const challengeMessage = challengeTo(first.token, serverChallenge);

      const second = await initiator.step(challengeMessage);

      if (!second.ok) throw new Error(second.status.text);
      if (second.context === null) throw new Error('not complete');
      const verdict = verifyAuthenticate({
        mode: 'connection',
        negotiate: first.token,
        challengeMessage,
        serverChallenge,
        authenticate: second.token,
        ntHashOf: () => ntHash(bytes(PASSWORD)),
      });
      expect(verdict).toMatchObject({ ok: true, user, domain: 'CONTOSO', isServerTime: true });
      if (!verdict.ok) return;
      const { client, server } = signersOf(verdict.keys);
      const verdicts = [];
      for (const text of ['first', 'second', 'x'.repeat(5_000)]) {
        const mic = second.context.getMic(bytes(text));
        verdicts.push({
          ourComplaint: client.problemOf(bytes(text), mic),
          itBelievesUs: second.context.verifyMic(
            bytes(`server ${text}`),
            server.sign(bytes(`server ${text}`)),
          ),
        });
      }
      expect(verdicts).toEqual(verdicts.map(() => ({ ourComplaint: null, itBelievesUs: true })));
      second.context.close();
      initiator.close();
    },
  );

  it('our server refuses its wrong password', async () => {
    const initiator = await initiate('wrong');
    const first = await initiator.step(null);
    if (!first.ok) throw new Error(first.status.text);
    const serverChallenge = Uint8Array.from(randomBytes(8));
    const challengeMessage = challengeTo(first.token, serverChallenge);
    const second = await initiator.step(challengeMessage);
    if (!second.ok) throw new Error(second.status.text);

    const verdict = verifyAuthenticate({
      mode: 'connection',
      negotiate: first.token,
      challengeMessage,
      serverChallenge,
      authenticate: second.token,
      ntHashOf: () => ntHash(bytes(PASSWORD)),
    });

    expect(verdict).toMatchObject({ ok: false, why: 'wrong-nt-response', user: 'alice' });
    second.context?.close();
  });

  it.each([
    ['with a MIC', true],
    ['without a MIC', false],
  ])(
    'connectionless, as over SIP: its acceptor takes our answer %s and verifies our signatures, we its',
    async (_, withMic) => {
      // Asked directly: libgssapi would take an empty token for the beginning of SPNEGO.
      const plugin = loadGssLibrary(gssNtlmsspPath ?? '', 'gss-ntlmssp');
      if (!plugin.ok) throw new Error(plugin.reason);
      const opening = await createGssAcceptor({
        keytabPath: null,
        krb5ConfigPath: null,
        mechanism: 'ntlm',
        environment,
        library: plugin.library,
      });
      if (!opening.ok) throw new Error(opening.reason);
      const exchange = opening.acceptor.begin();

      const challenged = await exchange.step(new Uint8Array());

      if (!challenged.ok || challenged.token === null) throw new Error('no challenge');
      const challenge = parseChallengeMessage(challenged.token);
      if (!challenge.ok) throw new Error(challenge.error);
      expect(hasFlag(challenge.value.flags, 'NTLMSSP_NEGOTIATE_DATAGRAM')).toBe(true);
      const { message, keys } = answer(challenged.token, null, {}, withMic);
      const accepted = await exchange.step(message);
      if (!accepted.ok) throw new Error(accepted.text);
      if (accepted.context === null) throw new Error('not complete');
      expect(accepted.context.client).toBe('CONTOSO\\alice');
      // SIP's own number, 100, goes through SSPI; this library only knows the first one, again and again.
      const ours = connectionlessSignature(keys.clientSignKey, keys.clientSealKey, 0, bytes('to the server'));
      const theirs = accepted.context.getMic(bytes('from the server'));
      expect({
        theyBelieveUs: accepted.context.verifyMic(bytes('to the server'), ours),
        theyTakeOther: accepted.context.verifyMic(bytes('to somebody else'), ours),
        ourComplaint: connectionlessSignatureProblem(
          keys.serverSignKey,
          keys.serverSealKey,
          bytes('from the server'),
          theirs,
        ),
      }).toEqual({ theyBelieveUs: true, theyTakeOther: false, ourComplaint: null });
      accepted.context.close();
      exchange.close();
      opening.acceptor.close();
    },
  );
});
