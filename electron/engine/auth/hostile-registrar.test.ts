import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventsOf } from '../../../shared/events/catalogue.ts';
import { firstHeader, type SipRequest } from '../../../shared/protocol/sip/message.ts';
import { offeredSchemes } from '../../../shared/protocol/sip/offered-schemes.ts';
import { systemClock, type Clock } from '../clock.ts';
import {
  createLoopbackServers,
  type LoopbackServers,
} from '../probes/connectivity/fixtures/loopback-server.ts';
import { attemptMethod } from './attempt.ts';
import { offerOf } from './choose-method.ts';
import type { SecurityContext } from './security-context.ts';
import { answer, isOfMethod } from './testing/ntlm-registrar.ts';
import { outcomes, PASSWORD, sessionAt, signInAt } from './testing/registrar-session.ts';

/** Four times as fast: for the moments that a product really waits. */
const hurriedClock: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(ms / 4, signal),
};

/** For what comes at once, on a slow machine. */
const PATIENCE = { timeout: 10_000 };

let servers: LoopbackServers;

beforeEach(() => {
  servers = createLoopbackServers();
});
afterEach(() => servers.close());

describe('a hostile registrar', () => {
  it.each([
    ['200 with a signature', 200, 'signature-invalid'],
    ['301 with a signature', 301, 'signature-invalid'],
    ['403 with a signature', 403, 'refused'],
  ] as const)(
    'that answers the request for its challenge with %s learns nothing and proves nothing',
    async (_, status, outcome) => {
      const { log, probe, guard } = await signInAt(servers, {
        password: PASSWORD,
        instead: (request) =>
          isOfMethod(request, 'NTLM') ? answer(request, status, [FORGED_SIGNATURE]) : undefined,
      });

      expect(outcomes(probe)).toEqual([`ntlm ${outcome}`]);
      expect(guard.state).toBe('fresh');
      expect(eventsOf(probe.events, 'authentication.password.judged')).toEqual([]);
      // Whoever says 200 may have meant it.
      expect(log.requests.slice(2).map((request) => firstHeader(request, 'Expires'))).toEqual(
        status === 200 ? ['0'] : [],
      );
    },
  );

  it('that hangs up before the password left leaves it as good as new', async () => {
    const session = await sessionAt(servers, {
      password: PASSWORD,
      write: (socket, bytes) => socket.end(bytes),
    });
    await vi.waitUntil(() => !session.dialog.channel.isOpen, PATIENCE);
    await session.signIn();

    expect(outcomes(session.probe)).toEqual(['ntlm closed']);
    expect(eventsOf(session.probe.events, 'authentication.attempt.ended')[0]?.data.registers).toBe(1);
    expect(session.guard.state).toBe('fresh');
  });

  it('that falls silent when it may have registered us is told to forget it', async () => {
    const { log, probe, guard } = await signInAt(
      servers,
      { password: PASSWORD, spoil: 'silence' },
      { limits: { sipTransactionMs: 1_500 } },
    );

    expect(outcomes(probe)).toEqual(['ntlm no-answer']);
    expect(log.registered).toBe(false);
    expect(eventsOf(probe.events, 'authentication.withdrawn').map(({ data }) => data.status)).toEqual([200]);
    expect(guard.state).toBe('undecided');
  });

  it.each([
    ['says nothing to that either', () => null],
    ['refuses that', (request: SipRequest) => answer(request, 481, [])],
  ] as const)('that %s is left after a moment, and nothing is claimed', async (_, toRemoval) => {
    const { probe } = await signInAt(
      servers,
      {
        password: PASSWORD,
        spoil: 'silence',
        instead: (request) => (firstHeader(request, 'Expires') === '0' ? toRemoval(request) : undefined),
      },
      { limits: { sipTransactionMs: 4_000 }, clock: hurriedClock },
    );

    expect(outcomes(probe)).toEqual(['ntlm no-answer']);
    expect(eventsOf(probe.events, 'authentication.withdrawn')).toEqual([]);
  });

  it('that keeps a cancelled run waiting is told to forget it, too', async () => {
    const session = await sessionAt(
      servers,
      { password: PASSWORD, spoil: 'silence' },
      { clock: hurriedClock, limits: { sipTransactionMs: 600_000 } },
    );
    const signingIn = session.signIn();
    await vi.waitUntil(() => session.log.logons === 1, PATIENCE);
    session.probe.cancel();
    await signingIn;

    expect(outcomes(session.probe)).toEqual(['ntlm cancelled']);
    // What was sent last may still be on its way when the run has ended.
    await vi.waitUntil(() => !session.log.registered, PATIENCE);
    expect(session.log.requests.map((request) => firstHeader(request, 'Expires')).at(-1)).toBe('0');
  });

  it('gets no logon from a run that is cancelled right before it', async () => {
    const session = await sessionAt(servers, { password: PASSWORD });
    const { context, isClosed } = scripted(() => session.probe.cancel());

    const result = await attempt(session, context);

    expect(result.outcome).toBe('cancelled');
    expect(session.log.requests).toHaveLength(2);
    expect(isClosed()).toBe(true);
  });

  it('that finds a defect of ours finds no keys left behind', async () => {
    const session = await sessionAt(servers, { password: PASSWORD });
    const { context, isClosed } = scripted(() => {
      throw new Error('our defect');
    });

    await expect(attempt(session, context)).rejects.toThrow('our defect');
    expect(isClosed()).toBe(true);
  });
});

function attempt(
  { ctx, dialog, challenge }: Awaited<ReturnType<typeof sessionAt>>,
  context: SecurityContext,
): ReturnType<typeof attemptMethod> {
  const offer = offerOf(offeredSchemes(challenge), 'ntlm');
  if (offer === null) throw new Error('NTLM is not offered');
  const open = () => Promise.resolve({ ok: true, context, lease: null } as const);
  return attemptMethod(ctx, dialog, { purpose: 'sign-in', method: 'ntlm', offer, open });
}

/** A method that asks for a challenge, and does something when it has it. */
function scripted(onChallenge: () => void): { context: SecurityContext; isClosed: () => boolean } {
  let closed = false;
  const context: SecurityContext = {
    method: 'ntlm',
    strength: null,
    advance(token) {
      if (token === null)
        return Promise.resolve({ kind: 'token', token: new Uint8Array(0), isComplete: false });
      onChallenge();
      return Promise.resolve({ kind: 'token', token: Uint8Array.of(1), isComplete: true });
    },
    sign: () => Uint8Array.of(1),
    verify: () => ({ valid: false, problem: 'mismatch', macBytes: 0, expectedMacBytes: null }),
    close: () => {
      closed = true;
    },
  };
  return { context, isClosed: () => closed };
}

const FORGED_SIGNATURE = {
  name: 'Authentication-Info',
  value:
    'NTLM rspauth="01000000E615438A917661BE64000000", srand="9616454F", snum="1", qop="auth", ' +
    'targetname="fe01.contoso.test", realm="SIP Communications Service"',
};
