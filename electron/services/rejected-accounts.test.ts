import { describe, expect, it } from 'vitest';
import type { EventData, LoggedEvent } from '../../shared/events/catalogue.ts';
import { createPlan, type RunPlan } from '../../shared/run/plan.ts';
import { createRejectedAccounts } from './rejected-accounts.ts';

const MINUTE_MS = 60_000;
const STARTED_AT_MS = 1_000;

type Verdict = EventData<'authentication.password.judged'>['verdict'];

function planFor(user: string, choices: Partial<RunPlan> = {}, address = 'alice@contoso.com'): RunPlan {
  return createPlan(address, { credentials: { kind: 'password', user }, ...choices });
}

/** A log that says, at the given moments of its run, what became of a password. */
function logOf(...judgements: readonly (readonly [t: number, verdict: Verdict])[]): readonly LoggedEvent[] {
  return judgements.map(([t, verdict], seq) => ({
    ...{ seq, t, wall: 0, step: 'authentication', probe: null, flow: null, cause: null },
    kind: 'authentication.password.judged',
    data: { verdict, carrier: 'sip', by: 'fe01.contoso.com' },
  }));
}

/** How long ago each of the plans was rejected, asked at a moment. */
function after(
  learned: readonly (readonly [plan: RunPlan, log: readonly LoggedEvent[], startedAtMs?: number])[],
  nowMs: number,
  ...plans: readonly RunPlan[]
): readonly (number | null)[] {
  const accounts = createRejectedAccounts();
  for (const [plan, log, startedAtMs = STARTED_AT_MS] of learned) accounts.learn(plan, log, startedAtMs);
  return plans.map((plan) => accounts.sinceRejectionMs(plan, nowMs));
}

describe('createRejectedAccounts', () => {
  const alice = planFor('CONTOSO\\alice');

  it('remembers a rejection from the moment it came, for ten minutes', () => {
    const rejected = [[alice, logOf([500, 'rejected'])]] as const;
    const at = STARTED_AT_MS + 500;

    expect(after(rejected, at, alice)).toEqual([0]);
    expect(after(rejected, at + 10 * MINUTE_MS, alice)).toEqual([10 * MINUTE_MS]);
    expect(after(rejected, at + 10 * MINUTE_MS + 1, alice)).toEqual([null]);
  });

  it.each([
    ['accepted', [[1, 'accepted']]],
    ['left open', [[1, 'undecided']]],
    [
      'rejected and then accepted',
      [
        [1, 'rejected'],
        [2, 'accepted'],
      ],
    ],
    ['not submitted', []],
  ] as const)('has nothing against an account that was %s', (_what, judgements) => {
    expect(after([[alice, logOf(...judgements)]], 2_000, alice)).toEqual([null]);
  });

  it('goes by the last verdict, however often and in whatever order logs are read', () => {
    const first = [alice, logOf([1, 'rejected']), 1_000] as const;
    const second = [alice, logOf([1, 'accepted']), 2_000] as const;
    const third = [alice, logOf([1, 'rejected']), 3_000] as const;

    expect(after([first, second, first], 4_000, alice)).toEqual([null]);
    expect(after([third, first, second, third], 4_001, alice)).toEqual([1_000]);
  });

  it('is not calmed by an answer that leaves it open', () => {
    const logs = [
      [alice, logOf([0, 'rejected']), 1_000],
      [alice, logOf([0, 'undecided']), 2_000],
    ] as const;

    expect(after(logs, 3_000, alice)).toEqual([2_000]);
  });

  it('knows the account again, and no other', () => {
    const rejected = [
      [alice, logOf([0, 'rejected'])],
      [planFor('Bob@Contoso.com'), logOf([0, 'rejected'])],
    ] as const;

    expect(
      after(
        rejected,
        STARTED_AT_MS,
        planFor('contoso\\ALICE', { auth: 'ntlm' }, 'alias@contoso.com'),
        planFor('bob@contoso.com', {}, 'bob@sip.example'),
        planFor('CONTOSO\\carol'),
        planFor('CONTOSO\\alice', {}, 'alice@fabrikam.example'),
        createPlan('alice@contoso.com', { credentials: { kind: 'current-user' } }),
        createPlan('alice@contoso.com'),
      ),
    ).toEqual([0, 0, null, null, null, null]);
  });

  it('takes the practice network for what it is', () => {
    const practice = planFor('CONTOSO\\alice', { scenario: 'bad-password' });

    expect(after([[practice, logOf([0, 'rejected'])]], STARTED_AT_MS, practice, alice)).toEqual([null, null]);
    expect(after([[alice, logOf([0, 'rejected'])]], STARTED_AT_MS, practice)).toEqual([null]);
  });

  it('remembers a bounded number, the latest', () => {
    const many = Array.from({ length: 300 }, (_, at) => planFor(`CONTOSO\\user${String(at)}`));

    const remembered = after(
      many.map((plan) => [plan, logOf([0, 'rejected'])] as const),
      STARTED_AT_MS,
      ...many,
    );

    expect(remembered.map((sinceMs) => sinceMs !== null)).toEqual(many.map((_, at) => at >= 300 - 256));
  });
});
