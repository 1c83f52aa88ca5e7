import { describe, expect, it } from 'vitest';
import type { SystemContext, SystemContextRequest, SystemOpening } from '../system-security.ts';
import { createVirtualClock } from '../testing/virtual-clock.ts';
import { createTestRun, NO_SYSTEM_SECURITY } from '../transport/testing/test-run.ts';
import { openSystemContext } from './open-system-context.ts';

const REQUEST = { mechanism: 'kerberos', target: { service: 'sip', host: 'fe01' }, datagram: false } as const;

/** A library that answers when the test says so. */
function setUp() {
  const clock = createVirtualClock();
  const password = new TextEncoder().encode('Canary-1!');
  const asked: SystemContextRequest[] = [];
  let answer: (opening: SystemOpening) => void = () => undefined;
  let closed = 0;
  const context: SystemContext = {
    step: () => Promise.resolve({ ok: true, token: new Uint8Array(0), isComplete: true }),
    getMic: () => new Uint8Array(0),
    verifyMic: () => false,
    ticket: () => ({ client: null, realm: null, enctype: null, endMs: null }),
    close: () => void (closed += 1),
  };
  const run = createTestRun({
    limits: { ticketMs: 1_000 },
    ports: {
      clock,
      systemSecurity: () => ({
        ...NO_SYSTEM_SECURITY,
        open(request) {
          asked.push(request);
          return new Promise((resolve) => (answer = resolve));
        },
      }),
    },
  });
  const credentials = { kind: 'password', user: 'alice@contoso.test', realm: null, password } as const;
  return {
    clock,
    run,
    context,
    password,
    outcome: openSystemContext(run.ctx, { ...REQUEST, credentials }),
    answer: (opening: SystemOpening) => answer(opening),
    closed: () => closed,
    given: () => {
      const [request] = asked;
      return request?.credentials.kind === 'password' ? request.credentials.password : null;
    },
  };
}

describe('openSystemContext', () => {
  it('gives what the library makes, and leaves no copy of the password', async () => {
    const { answer, context, outcome, given, password, closed } = setUp();
    answer({ ok: true, context });

    expect(await outcome).toEqual({ kind: 'open', context });
    expect(closed()).toBe(0);
    expect(given()?.every((byte) => byte === 0)).toBe(true);
    expect(new TextDecoder().decode(password)).toBe('Canary-1!');
  });

  it('says why the library makes none', async () => {
    const { answer, outcome } = setUp();
    answer({ ok: false, failure: 'clock-skew', code: 'GSS 1/2', text: 'Clock skew too great' });

    expect(await outcome).toMatchObject({ kind: 'failed', failure: { failure: 'clock-skew' } });
  });

  it.each(['timeout', 'cancelled'] as const)(
    'closes what comes too late (%s); the library had the whole password until then',
    async (why) => {
      const { clock, run, answer, context, outcome, given, password, closed } = setUp();
      if (why === 'timeout') await clock.advance(1_000);
      else run.cancel();
      const result = await outcome;
      // The run is over, and wipes its own.
      password.fill(0);
      const meanwhile = new TextDecoder().decode(given() ?? new Uint8Array(0));
      answer({ ok: true, context });
      await clock.advance(0);

      expect(result).toMatchObject(
        why === 'timeout' ? { kind: 'failed', failure: { failure: 'timeout' } } : { kind: 'cancelled' },
      );
      expect(meanwhile).toBe('Canary-1!');
      expect(closed()).toBe(1);
      expect(given()?.every((byte) => byte === 0)).toBe(true);
    },
  );
});
