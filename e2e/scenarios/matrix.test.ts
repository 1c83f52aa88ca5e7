import { describe, expect, it } from 'vitest';
import { eventsOf, parseLoggedEvent } from '../../shared/events/catalogue.ts';
import { judgeRun } from '../../shared/findings/judge.ts';
import { runDocument } from '../../shared/projections/run-document.ts';
import { RunDocument } from '../../shared/run/document.ts';
import type { AuthMethod } from '../../shared/run/ids.ts';
import { createServices } from '../../electron/services/create-services.ts';
import { createPlan } from '../../shared/run/plan.ts';
import { practiceSignIn } from '../../shared/lab/practice-sign-in.ts';
import { systemPorts } from '../../electron/services/system-ports.ts';
import { schemaViolations } from '../support/json-schema.ts';
import { itOnScenario } from '../support/scenario-needs.ts';

const services = createServices(systemPorts(), { name: 'rungs', version: '0.0.0-test' });

/** How many REGISTERs each method needs, the anonymous one included ([MS-SIPAE] 4.1 to 4.3). */
const REGISTERS: Readonly<Record<AuthMethod, number>> = { ntlm: 3, kerberos: 2, 'tls-dsk': 4 };

/** By which method the scenarios sign in that somebody signs in to. */
const METHODS: Readonly<Record<string, AuthMethod>> = {
  ntlm: 'ntlm',
  kerberos: 'kerberos',
  'tls-dsk': 'tls-dsk',
  'tls-dsk-stored-cert': 'tls-dsk',
  'external-tls-dsk': 'tls-dsk',
  'ntlm-only': 'ntlm',
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
        const warnings = document.findings.filter((finding) => finding.severity === 'warning');
        const errors = document.findings.filter((finding) => finding.severity === 'error');
        expect({
          outcome: document.verdict.outcome,
          step: document.verdict.step,
          finding: document.verdict.finding,
          roots: roots.map((finding) => finding.id),
          warnings: warnings.map((finding) => finding.id),
        }).toEqual({
          outcome: scenario.expect.outcome,
          step: scenario.expect.step,
          finding: scenario.expect.finding,
          roots: scenario.expect.finding === null ? [] : [scenario.expect.finding],
          warnings: scenario.expect.warnings,
        });
        if (scenario.expect.outcome !== 'failed') expect(errors).toEqual([]);
        if (scenario.expect.outcome === 'signed-in') {
          const used = METHODS[scenario.id];
          expect(document.authentication).toMatchObject({ used, registers: used && REGISTERS[used] });
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
      });
    }

    it('has every scenario that the product promises', () => {
      expect(services.scenarios.map((scenario) => scenario.id).sort()).toEqual([...PROMISED].sort());
    });
  },
);

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
];
