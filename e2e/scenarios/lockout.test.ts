import { describe, expect, it } from 'vitest';
import { AUTHENTICATION_SCENARIOS } from '../../electron/lab/authentication-scenarios.ts';
import type { LogonAttempt } from '../../electron/lab/directory.ts';
import { systemPorts } from '../../electron/services/system-ports.ts';
import type { RunHandle } from '../../electron/services/services.ts';
import { eventsOf } from '../../shared/events/catalogue.ts';
import { judgeRun } from '../../shared/findings/judge.ts';
import { runDocument } from '../../shared/projections/run-document.ts';
import { DEFAULT_LIMITS } from '../../shared/run/limits.ts';
import type { AuthChoice } from '../../shared/run/plan.ts';
import { openLab, passwordBytes } from '../support/lab-services.ts';
import { submittedInVain, verdictsOnPassword } from '../support/password-use.ts';
import { itOnScenario } from '../support/scenario-needs.ts';

/** The directory of the practice network counts logons, as the one that locks accounts does. */

const WRONG = 'not the password of Alice';
const UPN = { kind: 'password', user: 'alice@contoso.test' } as const;
const DOWN_LEVEL = { kind: 'password', user: 'CONTOSO\\alice' } as const;

const FAILED_BY_SIP: LogonAttempt = { account: 'alice', carrier: 'sip', ok: false };
const FAILED_BY_WEB: LogonAttempt = { account: 'alice', carrier: 'http', ok: false };
const FAILED_BY_TICKET: LogonAttempt = { account: 'alice', carrier: 'kerberos', ok: false };

/** A ticket service that refuses one password cannot be told from one that refuses them all. */
const FINDINGS: Readonly<Record<LogonAttempt['carrier'], string>> = {
  sip: 'authentication.credentials-rejected',
  kerberos: 'authentication.credentials-rejected',
  http: 'authentication.web-ticket-rejected',
};

describe('a wrong password is submitted once, in all', () => {
  const cases: readonly [string, AuthChoice, readonly LogonAttempt[]][] = [
    // NTLM, Kerberos and TLS-DSK are offered, and there is no domain controller
    ['ntlm', 'auto', [FAILED_BY_SIP]],
    ['ntlm', 'all', [FAILED_BY_SIP]],
    ['ntlm', 'ntlm', [FAILED_BY_SIP]],
    ['ntlm', 'tls-dsk', [FAILED_BY_WEB]],
    ['ntlm', 'kerberos', []],
    // The same, with a domain controller
    ['kerberos', 'auto', [FAILED_BY_TICKET]],
    ['kerberos', 'all', [FAILED_BY_TICKET]],
    ['kerberos', 'kerberos', [FAILED_BY_TICKET]],
    ['kerberos', 'ntlm', [FAILED_BY_SIP]],
    ['kerberos', 'tls-dsk', [FAILED_BY_WEB]],
    ['tls-dsk', 'auto', [FAILED_BY_WEB]],
    ['tls-dsk', 'all', [FAILED_BY_WEB]],
    ['external-tls-dsk', 'auto', [FAILED_BY_SIP]],
    ['external-tls-dsk', 'all', [FAILED_BY_SIP]],
    ['spn-missing', 'all', [FAILED_BY_TICKET]],
  ];
  for (const [scenario, auth, attempts] of cases) {
    for (const credentials of [UPN, DOWN_LEVEL]) {
      itOnScenario(scenario, `${scenario}, --auth ${auth}, ${credentials.user}`, async () => {
        await using practice = await openLab(scenario);
        const run = await practice.run({ auth, credentials }, { password: passwordBytes(WRONG) });

        // The KDC's decisions come by its log.
        await expect.poll(() => practice.lab.directory.attempts).toEqual(attempts);
        expect(eventsOf(run.log.events, 'authentication.password.submitted')).toHaveLength(attempts.length);
        expect(verdictsOnPassword(run.log.events)).toEqual(attempts.map(() => 'rejected'));
        const { verdict } = runDocument(run.log.events, judgeRun);
        expect(verdict).toMatchObject({ outcome: 'failed', step: 'authentication' });
        const [only] = attempts;
        if (only !== undefined) expect(verdict.finding).toBe(FINDINGS[only.carrier]);
      });
    }
  }

  for (const { info } of AUTHENTICATION_SCENARIOS) {
    itOnScenario(info.id, `${info.id}, --auth all, as the scenario has it`, async () => {
      await using practice = await openLab(info.id);
      const limits = { ...DEFAULT_LIMITS, sipTransactionMs: 4_000 };
      const run = await practice.run({ auth: 'all', limits });

      expect(practice.lab.directory.attempts.filter(({ ok }) => !ok).length).toBeLessThanOrEqual(1);
      expect(submittedInVain(run.log.events)).toBeLessThanOrEqual(1);
    });
  }
});

describe('a password that was accepted may be used further', () => {
  itOnScenario('kerberos', '--auth all: by ticket, by SIP and at the web service', async () => {
    await using practice = await openLab('kerberos');
    const run = await practice.run({ auth: 'all' });

    await expect
      .poll(() => practice.lab.directory.attempts)
      .toEqual([
        { account: 'alice', carrier: 'kerberos', ok: true },
        { account: 'alice', carrier: 'sip', ok: true },
        { account: 'alice', carrier: 'http', ok: true },
      ]);
    expect(verdictsOnPassword(run.log.events)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(eventsOf(run.log.events, 'authentication.password.withheld')).toEqual([]);
  });
});

describe('a second run with an account that was rejected a short while ago', () => {
  it('is not begun within ten minutes, unless somebody wants it', async () => {
    const { clock } = systemPorts();
    let laterMs = 0;
    await using practice = await openLab('ntlm', {
      clock: { ...clock, now: () => clock.now() + laterMs },
    });
    const again = async (isConfirmed = false, user = 'CONTOSO\\alice'): Promise<unknown> => {
      const password = passwordBytes(WRONG);
      const plan = practice.plan({ credentials: { kind: 'password', user } });
      const started = await practice.services.startRun(plan, { password, isConfirmed });
      if (started.ok) await started.value.done;
      // Begun or not, nobody keeps it
      expect(password.every((byte) => byte === 0)).toBe(true);
      return started.ok ? 'begun' : started.error;
    };
    const attempts = (): number => practice.lab.directory.attempts.length;

    expect([await again(), attempts()]).toEqual(['begun', 1]);
    laterMs = 595_000;
    expect(await again()).toMatchObject({ kind: 'recently-rejected', user: 'CONTOSO\\alice' });
    expect(await again(false, 'contoso\\ALICE')).toMatchObject({ kind: 'recently-rejected' });
    expect(attempts()).toBe(1);
    expect([await again(false, 'CONTOSO\\bob'), attempts()]).toEqual(['begun', 2]);
    expect([await again(true), attempts()]).toEqual(['begun', 3]);
    laterMs += 595_000;
    expect(await again()).toMatchObject({ kind: 'recently-rejected' });
    laterMs += 10_000;
    expect([await again(), attempts()]).toEqual(['begun', 4]);
  });

  it('is begun when the password was accepted since', async () => {
    await using practice = await openLab('ntlm');
    await practice.run({}, { password: passwordBytes(WRONG) });
    await practice.run({}, { isConfirmed: true });
    await practice.run();

    expect(practice.lab.directory.attempts.map(({ ok }) => ok)).toEqual([false, true, true]);
  });
});

describe('a password goes over trusted channels only', () => {
  it.each(['cert-untrusted-root', 'cert-expired', 'cert-wrong-name', 'cert-not-yet-valid'])(
    '%s: not without confirmation, and with it the run signs in',
    async (scenario) => {
      await using practice = await openLab(scenario);
      const choices = { auth: 'auto', credentials: DOWN_LEVEL } as const;
      const first = await practice.run(choices);
      const shown = fingerprintsOf(first);

      expect(practice.lab.directory.attempts).toEqual([]);
      expect(eventsOf(first.log.events, 'sip.request.sent')).toEqual([]);
      expect(shown.length).toBeGreaterThan(0);

      const unrelated = await practice.run({ ...choices, confirmedCertificates: ['ab'.repeat(32)] });
      expect(eventsOf(unrelated.log.events, 'sip.request.sent')).toEqual([]);
      expect(practice.lab.directory.attempts).toEqual([]);

      const confirmed = await practice.run({ ...choices, confirmedCertificates: shown });
      expect(runDocument(confirmed.log.events, judgeRun)).toMatchObject({
        verdict: { outcome: 'signed-in' },
        authentication: { used: 'ntlm', registers: 3 },
      });
      expect(practice.lab.directory.attempts).toEqual([{ account: 'alice', carrier: 'sip', ok: true }]);
      expect(practice.lab.registrar.registrations()).toEqual([]);
    },
  );

  it('not to a web service that nobody trusts, even behind a registrar that was confirmed', async () => {
    await using practice = await openLab('tls-dsk');
    const untrusting = { ...practice.plan(), extraCaPem: [] };
    const runWith = async (confirmedCertificates: string[]): Promise<RunHandle> => {
      const password = passwordBytes('Rungs!2026');
      const started = await practice.services.startRun(
        { ...untrusting, confirmedCertificates },
        { password },
      );
      if (!started.ok) throw new Error(started.error.kind);
      await started.value.done;
      return started.value;
    };
    const atRegistrars = fingerprintsOf(await runWith([]), /^(pool01|sip)\./);
    const run = await runWith(atRegistrars);

    expect(eventsOf(run.log.events, 'sip.response.received').length).toBeGreaterThan(0);
    expect(practice.lab.directory.attempts).toEqual([]);
    expect(eventsOf(run.log.events, 'authentication.password.submitted')).toEqual([]);
    expect(runDocument(run.log.events, judgeRun).verdict).toMatchObject({
      outcome: 'failed',
      finding: 'authentication.certificate-service-unreachable',
    });
  });
});

/** SHA-256 of the untrusted certificates that servers showed, as a person would confirm them. */
function fingerprintsOf(run: RunHandle, host = /./): string[] {
  const untrusted = eventsOf(run.log.events, 'tls.certificates.judged').filter(({ data }) => !data.trusted);
  const flows = new Set(untrusted.map(({ flow }) => flow));
  const leaves = eventsOf(run.log.events, 'tls.certificates.received').flatMap(({ data, flow }) =>
    flows.has(flow) && host.test(data.peer.host) ? data.chain.slice(0, 1) : [],
  );
  return [...new Set(leaves.map(({ sha256 }) => sha256))].slice(0, 8);
}
