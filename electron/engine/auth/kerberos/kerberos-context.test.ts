import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../../../shared/events/catalogue.ts';
import type { KerberosFailure } from '../../../../shared/events/kerberos-events.ts';
import type { SystemContext, SystemContextRequest, SystemSecurity } from '../../system-security.ts';
import { createTestRun, type TestRun } from '../../transport/testing/test-run.ts';
import { createPasswordGuard, type PasswordGuard } from '../password-guard.ts';
import { Secret } from '../secret.ts';
import { openKerberos } from './kerberos-context.ts';
import type { KdcLocation } from './locate-kdc.ts';

const SPN = 'sip/fe01.contoso.test';
const KDC: KdcLocation = {
  realm: 'CONTOSO.TEST',
  kdcs: [{ host: 'dc01.contoso.test', port: 88 }],
  reachable: { host: 'dc01.contoso.test', port: 88 },
  missing: null,
};
const TOKEN = Uint8Array.from([0x60, 1, 2, 3]);

interface Scene {
  readonly run: TestRun;
  readonly guard: PasswordGuard;
  readonly requests: readonly SystemContextRequest[];
  readonly outcome: Awaited<ReturnType<typeof openKerberos>>;
}

/** opening: what the library fails with when it is given the credentials; stepping: when it is asked for the ticket. */
async function open(
  faults: { readonly opening?: KerberosFailure; readonly stepping?: KerberosFailure } = {},
  kdc: KdcLocation | null = KDC,
): Promise<Scene> {
  const requests: SystemContextRequest[] = [];
  const context: SystemContext = {
    step: () =>
      Promise.resolve(
        faults.stepping === undefined
          ? { ok: true, token: TOKEN, isComplete: true }
          : { ok: false, failure: faults.stepping, code: 'GSS 1/2', text: 'the library says so' },
      ),
    getMic: (message) => message.slice(0, 4),
    verifyMic: (message, mic) => message[0] === mic[0],
    ticket: () => ({ client: 'alice@CONTOSO.TEST', realm: 'CONTOSO.TEST', enctype: 'aes256-cts', endMs: 5 }),
    close: () => undefined,
  };
  const security: SystemSecurity = {
    available: { kerberos: { ok: true }, ntlm: { ok: true }, negotiate: { ok: true } },
    library: 'a library of the test',
    open(request) {
      requests.push(request);
      return Promise.resolve(
        faults.opening === undefined
          ? { ok: true, context }
          : { ok: false, failure: faults.opening, code: null, text: 'the library says so' },
      );
    },
    defaultRealm: () => null,
  };
  const run = createTestRun({ ports: { systemSecurity: () => security } });
  const guard = createPasswordGuard('alice@contoso.test', new Secret(new TextEncoder().encode('pass')));
  const outcome = await openKerberos(run.ctx, { kind: 'password', user: guard.user, guard }, SPN, kdc);
  return { run, guard, requests, outcome };
}

describe('a Kerberos ticket', () => {
  it('is fetched for the SPN of the challenge, and its token is what the context says first', async () => {
    const { run, guard, requests, outcome } = await open();

    expect(requests).toMatchObject([
      { mechanism: 'kerberos', target: { service: 'sip', host: 'fe01.contoso.test' }, datagram: false },
    ]);
    if (!outcome.ok) throw new Error(outcome.detail);
    expect(await outcome.context.advance(null)).toEqual({ kind: 'token', token: TOKEN, isComplete: true });
    expect(outcome.lease).toBeNull();
    expect(guard.state).toBe('accepted');
    expect(eventsOf(run.events, 'kerberos.ticket.obtained')[0]?.data).toMatchObject({
      spn: SPN,
      client: 'alice@CONTOSO.TEST',
      enctype: 'aes256-cts',
    });
  });

  it.each([
    ['password-rejected', 'rejected'],
    ['account-locked', 'rejected'],
    ['password-expired', 'rejected'],
    ['unknown-spn', 'accepted'],
    ['kdc-unreachable', 'fresh'],
    ['unknown-user', 'fresh'],
    ['clock-skew', 'undecided'],
    ['timeout', 'undecided'],
  ] as const)('that fails with %s leaves the password %s', async (failure, state) => {
    for (const faults of [{ opening: failure }, { stepping: failure }]) {
      const { run, guard, outcome } = await open(faults);

      expect(outcome).toMatchObject({ ok: false, outcome: 'no-token' });
      expect(guard.state).toBe(state);
      expect(eventsOf(run.events, 'kerberos.ticket.failed').map(({ data }) => data.failure)).toEqual([
        failure,
      ]);
    }
  });

  it.each(['opening', 'stepping'] as const)(
    'that a cancelled run waited for (%s) is neither obtained nor failed, and the password not proven',
    async (stage) => {
      const never = new Promise<never>(() => undefined);
      const context: SystemContext = {
        step: () => never,
        getMic: () => new Uint8Array(0),
        verifyMic: () => false,
        ticket: () => ({ client: null, realm: null, enctype: null, endMs: null }),
        close: () => undefined,
      };
      const run = createTestRun({
        ports: {
          systemSecurity: () => ({
            available: { kerberos: { ok: true }, ntlm: { ok: true }, negotiate: { ok: true } },
            library: 'a library of the test',
            open: () => (stage === 'opening' ? never : Promise.resolve({ ok: true, context })),
            defaultRealm: () => null,
          }),
        },
      });
      const guard = createPasswordGuard('alice@contoso.test', new Secret(new TextEncoder().encode('pass')));
      const opening = openKerberos(run.ctx, { kind: 'password', user: guard.user, guard }, SPN, KDC);
      await new Promise((resolve) => setImmediate(resolve));
      run.cancel();

      expect(await opening).toMatchObject({ ok: false, outcome: 'cancelled' });
      expect(guard.state).toBe('undecided');
      expect(eventsOf(run.events, 'kerberos.ticket.failed')).toEqual([]);
    },
  );

  it('is not asked for where no KDC takes a connection: the password stays fresh', async () => {
    const missing = 'No key distribution centre of CONTOSO.TEST takes a connection.';
    const { run, guard, requests } = await open({}, { ...KDC, reachable: null, missing });

    expect(requests).toEqual([]);
    expect(guard.state).toBe('fresh');
    expect(eventsOf(run.events, 'kerberos.ticket.failed')[0]?.data).toMatchObject({
      failure: 'kdc-unreachable',
      text: missing,
    });
    expect(eventsOf(run.events, 'authentication.password.submitted')).toEqual([]);
  });

  it('is not asked for with a password that was rejected before', async () => {
    const first = await open({ opening: 'password-rejected' });

    const again = await openKerberos(
      first.run.ctx,
      { kind: 'password', user: first.guard.user, guard: first.guard },
      SPN,
      KDC,
    );

    expect(again).toMatchObject({ ok: false, outcome: 'withheld' });
    expect(first.requests).toHaveLength(1);
    expect(eventsOf(first.run.events, 'authentication.password.withheld')[0]?.data.reason).toBe('rejected');
  });
});
