import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../shared/events/catalogue.ts';
import { judgeRun } from '../../shared/findings/judge.ts';
import { runDocument } from '../../shared/projections/run-document.ts';
import { RunDocument } from '../../shared/run/document.ts';
import { createServices } from '../../electron/services/create-services.ts';
import { createPlan } from '../../shared/run/plan.ts';
import { PRACTICE_ADDRESS } from '../../shared/lab/practice-address.ts';
import { systemPorts } from '../../electron/services/system-ports.ts';

const services = createServices(systemPorts(), { name: 'rungs', version: '0.0.0-test' });

describe.concurrent(
  'every scenario of the practice network, through the real engine over real sockets',
  () => {
    it.for(services.scenarios)('$id', async (scenario) => {
      const run = await services.startRun(createPlan(PRACTICE_ADDRESS, { scenario: scenario.id }));
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
      expect(
        document.findings.every((finding) => finding.evidence.every((seq) => seq < document.log.length)),
      ).toBe(true);
      expect(eventsOf(run.log.events, 'probe.crashed')).toEqual([]);
      expect(eventsOf(run.log.events, 'limit.exceeded')).toEqual([]);
      expect(RunDocument.parse(document)).toEqual(document);
      expect(document.steps.find((step) => step.outcome === 'failed')?.id ?? null).toBe(scenario.expect.step);
    });

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
];
