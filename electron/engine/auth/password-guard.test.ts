import { describe, expect, it } from 'vitest';
import { createTestRun } from '../transport/testing/test-run.ts';
import { createPasswordGuard, type PasswordGuard } from './password-guard.ts';
import { Secret } from './secret.ts';

const SIP = { carrier: 'sip', to: 'fe01.contoso.test' } as const;
const WEB = { carrier: 'http', to: 'web.contoso.test' } as const;
const KDC = { carrier: 'kerberos', to: 'dc01.contoso.test' } as const;

function setUp() {
  const { ctx, events } = createTestRun();
  const password = new TextEncoder().encode('Canary-1!');
  const guard = createPasswordGuard('CONTOSO\\alice', new Secret(password));
  /** What the log says, one line an event. */
  const log = (): readonly string[] =>
    events.map(({ kind, data }) => `${kind.replace('authentication.password.', '')} ${JSON.stringify(data)}`);
  return { ctx, guard, password, log };
}

type Verdict = Parameters<NonNullable<ReturnType<PasswordGuard['request']>>['judged']>[0];

function submit(
  { ctx, guard }: ReturnType<typeof setUp>,
  use: typeof SIP | typeof WEB,
  verdict: Verdict,
): boolean {
  const lease = guard.request(ctx, use);
  lease?.submitted();
  lease?.judged(verdict, use.to);
  return lease !== null;
}

describe('createPasswordGuard', () => {
  it('lends the password, and says in order where it went and what came of it', () => {
    const { ctx, guard, log } = setUp();

    const lease = guard.request(ctx, SIP);
    const lent = lease?.password.reveal();
    const before = [guard.state, ...log()];
    lease?.submitted();
    lease?.judged('accepted', 'fe01.contoso.test');

    expect(new TextDecoder().decode(lent)).toBe('Canary-1!');
    expect(before).toEqual(['out']);
    expect(guard.state).toBe('accepted');
    expect(log()).toEqual([
      'submitted {"carrier":"sip","to":"fe01.contoso.test","user":"CONTOSO\\\\alice"}',
      'judged {"verdict":"accepted","carrier":"sip","by":"fe01.contoso.test"}',
    ]);
  });

  it.each(['rejected', 'undecided'] as const)(
    'keeps a password that was %s back for the rest of the run',
    (verdict) => {
      const setting = setUp();

      const submitted = [
        submit(setting, SIP, verdict),
        submit(setting, SIP, 'accepted'),
        submit(setting, WEB, 'accepted'),
      ];

      expect(submitted).toEqual([true, false, false]);
      expect(setting.guard.state).toBe(verdict);
      expect(setting.log().slice(1)).toEqual([
        `judged {"verdict":"${verdict}","carrier":"sip","by":"fe01.contoso.test"}`,
        `withheld {"reason":"${verdict}","carrier":"sip","to":"fe01.contoso.test"}`,
        `withheld {"reason":"${verdict}","carrier":"http","to":"web.contoso.test"}`,
      ]);
    },
  );

  it('lets nobody else have it while its fate is open', () => {
    const { ctx, guard, log } = setUp();
    guard.request(ctx, SIP);

    expect(guard.request(ctx, WEB)).toBeNull();
    expect(log()).toEqual(['withheld {"reason":"undecided","carrier":"http","to":"web.contoso.test"}']);
  });

  it('lets a proven password be used again, as often as is needed', () => {
    const setting = setUp();

    const submitted = [
      submit(setting, SIP, 'accepted'),
      submit(setting, WEB, 'undecided'),
      submit(setting, WEB, 'unsent'),
      submit(setting, WEB, 'accepted'),
    ];

    expect(submitted).toEqual([true, true, true, true]);
    expect(setting.guard.state).toBe('accepted');
  });

  it('keeps even a proven password back once it is rejected', () => {
    const setting = setUp();

    const submitted = [
      submit(setting, SIP, 'accepted'),
      submit(setting, WEB, 'rejected'),
      submit(setting, SIP, 'accepted'),
    ];

    expect(submitted).toEqual([true, true, false]);
  });

  it.each(['unsent', 'undecided', 'accepted', 'rejected'] as const)(
    'takes one that never left (%s) for as good as new',
    (verdict) => {
      const { ctx, guard, log } = setUp();
      guard.request(ctx, KDC)?.judged(verdict, 'dc01.contoso.test');

      expect(guard.state).toBe('fresh');
      expect(guard.request(ctx, SIP)).not.toBeNull();
      expect(log()).toEqual([]);
    },
  );

  it('does not believe that one never left which did', () => {
    const setting = setUp();

    expect([submit(setting, SIP, 'unsent'), submit(setting, SIP, 'accepted')]).toEqual([true, false]);
    expect(setting.log()[1]).toBe('judged {"verdict":"undecided","carrier":"sip","by":"fe01.contoso.test"}');
  });

  it('counts one submission and the first verdict of a lease only', () => {
    const { ctx, guard, log } = setUp();
    const lease = guard.request(ctx, SIP);

    lease?.submitted();
    lease?.submitted();
    lease?.judged('rejected', 'fe01.contoso.test');
    lease?.judged('accepted', 'fe01.contoso.test');

    expect(guard.state).toBe('rejected');
    expect(log()).toHaveLength(2);
  });

  it('is zeroed by a wipe', () => {
    const { guard, password } = setUp();

    guard.wipe();

    expect(password.every((byte) => byte === 0)).toBe(true);
  });
});
