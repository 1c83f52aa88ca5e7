import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventsOf } from '../../../shared/events/catalogue.ts';
import { firstHeader } from '../../../shared/protocol/sip/message.ts';
import {
  createLoopbackServers,
  type LoopbackServers,
} from '../probes/connectivity/fixtures/loopback-server.ts';
import type { TestSettings } from '../probes/connectivity/fixtures/probe-context.ts';
import type { NtlmRegistrarOptions } from './testing/ntlm-registrar.ts';
import {
  outcomes,
  PASSWORD,
  sessionAt,
  signInAt,
  type RegistrarSession,
} from './testing/registrar-session.ts';

/** For what comes at once, on a slow machine. */
const PATIENCE = { timeout: 10_000 };

let servers: LoopbackServers;

beforeEach(() => {
  servers = createLoopbackServers();
});
afterEach(() => servers.close());

describe('signing in with NTLM', () => {
  it.each([4, 3, 2] as const)(
    'takes three REGISTERs in version %i, checks every signature and signs out',
    async (version) => {
      const { log, probe, guard } = await signIn({ password: PASSWORD, version });

      expect(log.requests.map((request) => firstHeader(request, 'CSeq'))).toEqual(
        [1, 2, 3, 4].map((cseq) => `${cseq} REGISTER`),
      );
      expect(new Set(log.requests.map((request) => firstHeader(request, 'Call-ID'))).size).toBe(1);
      // Version 4 signs the request that completes the handshake, too.
      expect(log.signatures).toEqual(version === 4 ? [true, true] : [true]);
      expect(log.registered).toBe(false);
      expect(eventsOf(probe.events, 'authentication.attempt.ended').map(({ data }) => data)).toEqual([
        {
          purpose: 'sign-in',
          method: 'ntlm',
          outcome: 'signed-in',
          status: 200,
          detail: null,
          registers: 3,
          expectedRegisters: 3,
        },
      ]);
      expect(
        eventsOf(probe.events, 'authentication.signature.checked').map(({ data }) => data.valid),
      ).toEqual([true, true]);
      expect(eventsOf(probe.events, 'authentication.registered')[0]?.data).toMatchObject({
        registers: 3,
        expiresSec: 7200,
        server: 'RTC/7.0',
      });
      expect(eventsOf(probe.events, 'authentication.withdrawn').map(({ data }) => data.status)).toEqual([
        200,
      ]);
      expect(guard.state).toBe('accepted');
    },
  );

  it('keeps responses and the password out of the log', async () => {
    const { probe } = await signIn({ password: PASSWORD });

    const text = JSON.stringify(probe.events);
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain('TlRMTVNTUAAD');
    expect(text).toContain('[withheld, ');
    const tokens = eventsOf(probe.events, 'authentication.token.observed').map(({ data }) => data.token.kind);
    expect(tokens).toEqual(['empty', 'ntlm-challenge', 'ntlm-authenticate']);
  });

  it('submits a wrong password once, and says that it was rejected', async () => {
    const { log, probe, guard } = await signIn({ password: 'another', alsoOffers: [TLS_DSK] });

    expect(log.logons).toBe(1);
    expect(guard.state).toBe('rejected');
    expect(outcomes(probe)).toEqual(['ntlm rejected']);
    expect(eventsOf(probe.events, 'authentication.password.judged').map(({ data }) => data.verdict)).toEqual([
      'rejected',
    ]);
  });

  it.each([
    ['no-signature', 'missing'],
    ['wrong-signature', 'mismatch'],
    ['other-opaque', 'unknown-association'],
    ['other-realm', 'realm-changed'],
  ] as const)('does not take an answer with %s for a sign-in, and signs out', async (spoil, problem) => {
    const { log, probe, guard } = await signIn({ password: PASSWORD, spoil });

    expect(outcomes(probe)).toEqual(['ntlm signature-invalid']);
    expect(eventsOf(probe.events, 'authentication.signature.checked')[0]?.data).toMatchObject({
      valid: false,
      problem,
    });
    expect(eventsOf(probe.events, 'authentication.registered')).toEqual([]);
    // The registrar has us all the same; and who answers so proves nothing of the password.
    expect(log.registered).toBe(false);
    expect(guard.state).toBe('undecided');
  });

  it.each([
    ['silence', 'no-answer'],
    ['close', 'closed'],
  ] as const)('leaves the password undecided after %s', async (spoil, outcome) => {
    const { probe, guard } = await signIn(
      { password: PASSWORD, spoil },
      { limits: { sipTransactionMs: 1_500 } },
    );

    expect(outcomes(probe)).toEqual([`ntlm ${outcome}`]);
    expect(guard.state).toBe('undecided');
  });

  it('takes a signed refusal as proof that the password is right', async () => {
    const { probe, guard } = await signIn({ password: PASSWORD, status: 403 });

    expect(outcomes(probe)).toEqual(['ntlm refused']);
    expect(guard.state).toBe('accepted');
  });

  it('gives up on a server that never stops asking, with one logon at most', async () => {
    const { log, probe } = await signIn({ password: PASSWORD, endless: true });

    expect(outcomes(probe)).toEqual(['ntlm rejected']);
    expect(log.requests).toHaveLength(3);
  });

  it('signs out on a run that is cancelled while the answer is on its way', async () => {
    const session = await sessionAt(servers, { password: PASSWORD });
    const { probe, log } = session;
    const signingIn = session.signIn();
    await vi.waitUntil(() => log.logons === 1, PATIENCE);
    probe.cancel();
    await signingIn;

    expect(log.registered).toBe(false);
    expect(log.requests.map((request) => firstHeader(request, 'Expires')).at(-1)).toBe('0');
  });
});

const TLS_DSK =
  'TLS-DSK realm="SIP Communications Service", targetname="fe01.contoso.test", version=4, ' +
  'sts-uri="https://web.contoso.test/CertProv/CertProvisioningService.svc"';

function signIn(options: NtlmRegistrarOptions, settings: TestSettings = {}): Promise<RegistrarSession> {
  return signInAt(servers, options, settings);
}
