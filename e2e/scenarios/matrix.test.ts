import { describe, expect, it } from 'vitest';
import { eventsOf, parseLoggedEvent } from '../../shared/events/catalogue.ts';
import { judgeRun } from '../../shared/findings/judge.ts';
import { helpdeskText } from '../../shared/projections/helpdesk-text.ts';
import { runDocument } from '../../shared/projections/run-document.ts';
import type { ScenarioInfo } from '../../shared/lab/scenario-info.ts';
import { RunDocument, type StepOutcome } from '../../shared/run/document.ts';
import { STEP_IDS, type AuthMethod, type StepId } from '../../shared/run/ids.ts';
import { createServices } from '../../electron/services/create-services.ts';
import { createPlan } from '../../shared/run/plan.ts';
import { practiceSignIn } from '../../shared/lab/practice-sign-in.ts';
import { systemPorts } from '../../electron/services/system-ports.ts';
import { expectWholeBundle } from '../support/bundle-round-trip.ts';
import { schemaViolations } from '../support/json-schema.ts';
import { itOnScenario } from '../support/scenario-needs.ts';

const services = createServices(systemPorts(), { name: 'rungs', version: '0.0.0-test' });

/** How many REGISTERs each method needs, the anonymous one included ([MS-SIPAE] 4.1 to 4.3). */
const REGISTERS: Readonly<Record<AuthMethod, number>> = { ntlm: 3, kerberos: 2, 'tls-dsk': 4 };

/** By which method the scenarios sign in that do not sign in by NTLM. */
const METHODS: Readonly<Record<string, AuthMethod>> = {
  kerberos: 'kerberos',
  'tls-dsk': 'tls-dsk',
  'tls-dsk-stored-cert': 'tls-dsk',
  'external-tls-dsk': 'tls-dsk',
};

/** What else does not work where the one warning says why. */
const CONSEQUENCES: Readonly<Record<string, readonly string[]>> = {
  'limited-mode': ['settings.contacts-failed', 'settings.presence-failed'],
};

/** Where the scenarios end that reach the home server by a redirection. */
const HOMES: Readonly<Record<string, string>> = {
  'redirect-same-pool': 'fe02.contoso.test',
  'redirect-other-pool': 'pool02.contoso.test',
  'redirect-chain': 'pool02.contoso.test',
  'redirect-outside-domain': 'sip.fabrikam.test',
  'primary-down-backup': 'pool02.contoso.test',
};

describe.concurrent(
  'every scenario of the practice network, through the real engine over real sockets',
  () => {
    for (const scenario of services.scenarios) {
      itOnScenario(scenario.id, scenario.id, async () => {
        const { address, ...signIn } = practiceSignIn(scenario);
        const started = await services.startRun(createPlan(address, { ...signIn, scenario: scenario.id }));
        if (!started.ok) throw new Error(JSON.stringify(started.error));
        const run = started.value;
        await run.done;
        const document = runDocument(run.log.events, judgeRun);

        const roots = document.findings.filter((finding) => finding.rootCause);
        const warned = document.findings.filter((finding) => finding.severity === 'warning');
        const [consequences, warnings] = [true, false].map((is) =>
          warned.filter((finding) => finding.consequence === is).map(({ id }) => id),
        );
        const errors = document.findings.filter((finding) => finding.severity === 'error');
        expect({
          outcome: document.verdict.outcome,
          step: document.verdict.step,
          finding: document.verdict.finding,
          roots: roots.map((finding) => finding.id),
          warnings,
          consequences,
        }).toEqual({
          outcome: scenario.expect.outcome,
          step: scenario.expect.step,
          finding: scenario.expect.finding,
          roots: scenario.expect.finding === null ? [] : [scenario.expect.finding],
          warnings: scenario.expect.warnings,
          consequences: CONSEQUENCES[scenario.id] ?? [],
        });
        if (scenario.expect.outcome !== 'failed') expect(errors).toEqual([]);
        if (scenario.expect.outcome === 'signed-in') {
          const used = METHODS[scenario.id] ?? 'ntlm';
          expect(document.authentication).toMatchObject({ used, registers: REGISTERS[used] });
          expect(document.steps.map(({ id, outcome }) => [id, outcome])).toEqual(stepsOf(scenario));
        }
        const home = HOMES[scenario.id];
        if (home !== undefined) {
          expect(document.server).toEqual({ host: home, port: 5061, via: 'redirect' });
        } else if (scenario.expect.outcome !== 'failed') {
          expect(document.server?.via).not.toBe('redirect');
        }
        expect(
          document.findings.every((finding) => finding.evidence.every((seq) => seq < document.log.length)),
        ).toBe(true);
        expect(eventsOf(run.log.events, 'probe.crashed')).toEqual([]);
        expect(eventsOf(run.log.events, 'limit.exceeded')).toEqual([]);
        for (const event of run.log.events) {
          expect(parseLoggedEvent(structuredClone(event))).toMatchObject({ ok: true, known: true });
        }
        expect(RunDocument.parse(document)).toEqual(document);
        expect(schemaViolations(JSON.parse(JSON.stringify(document)))).toEqual([]);
        expect(document.steps.find((step) => step.outcome === 'failed')?.id ?? null).toBe(
          scenario.expect.step,
        );
        expect(helpdeskText(run.log.events, judgeRun(run.log.events)).length).toBeLessThanOrEqual(1_500);
        await expectWholeBundle(run.log.events, document);
      });
    }

    it('has every scenario that the product promises', () => {
      expect(services.scenarios.map((scenario) => scenario.id).sort()).toEqual([...PROMISED].sort());
    });
  },
);

/** How the steps of a scenario come out in which somebody gets signed in. */
function stepsOf({ id, expect: { warnings } }: ScenarioInfo): readonly (readonly [StepId, StepOutcome])[] {
  return STEP_IDS.map((step) => {
    // Findings are named after their step.
    if (warnings.some((warning) => warning.startsWith(`${step}.`))) return [step, 'warned'];
    return [step, step === 'redirection' && HOMES[id] === undefined ? 'skipped' : 'passed'];
  });
}

const PROMISED = [
  'healthy',
  'healthy-external',
  'healthy-srv-only',
  'healthy-a-only',
  'healthy-xml',
  'healthy-ecdsa',
  'no-records',
  'dns-timeout',
  'dns-servfail',
  'srv-target-missing',
  'lyncdiscover-404',
  'lyncdiscover-500',
  'lyncdiscover-loop',
  'lyncdiscover-garbage',
  'tcp-refused',
  'tcp-blackhole',
  'tls-alert',
  'tls-old-version',
  'cert-expired',
  'cert-not-yet-valid',
  'cert-wrong-name',
  'cert-untrusted-root',
  'cert-missing-intermediate',
  'not-sip',
  'sip-403',
  'sip-404',
  'sip-503',
  'sip-504',
  'sip-silent',
  'ntlm',
  'kerberos',
  'tls-dsk',
  'tls-dsk-stored-cert',
  'external-tls-dsk',
  'ntlm-only',
  'kerberos-only-outside',
  'no-common-method',
  'modern-auth-only',
  'bad-password',
  'account-locked',
  'not-sip-enabled',
  'address-mismatch',
  'webticket-401',
  'webticket-404',
  'webticket-html',
  'webticket-expired',
  'webticket-wrong-audience',
  'certprov-fault',
  'certprov-unreachable',
  'client-cert-expired',
  'client-cert-rejected',
  'bad-server-signature',
  'clock-skew-10min',
  'kdc-unreachable',
  'spn-missing',
  'ntlm-disabled-by-server',
  'auth-503',
  'auth-504',
  'auth-timeout',
  'redirect-same-pool',
  'redirect-other-pool',
  'redirect-chain',
  'redirect-loop',
  'redirect-no-target',
  'redirect-unreachable',
  'redirect-bad-cert',
  'redirect-outside-domain',
  'redirect-from-edge',
  'primary-down-backup',
  'limited-mode',
  'moved-to-teams',
  'settings-healthy',
  'settings-notify-late',
  'settings-benotify',
  'location-profile-404',
  'location-profile-garbage',
  'contacts-503',
  'contacts-in-exchange',
  'provisioning-403',
  'provisioning-timeout',
  'provisioning-empty',
  'presence-489',
  'policy-url-unreachable',
  'dropped-mid-settings',
  'unregister-lost',
];
