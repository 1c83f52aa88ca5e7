import { describe, expect, it } from 'vitest';
import { parseLoggedEvent } from '../events/catalogue.ts';
import { explainFinding, FINDING_IDS } from './explain.ts';
import { runFactsOf } from './facts/run-facts.ts';
import { Finding } from './finding.ts';
import { judgeRun } from './judge.ts';
import { RULES } from './registry.ts';
import { RULE_CASES } from './testing/rule-cases.ts';

describe('the registry', () => {
  it('has a case for every rule and a rule for every case', () => {
    expect(Object.keys(RULE_CASES).sort()).toEqual(RULES.map(({ id }) => id).sort());
  });

  it('knows each id once, named after its step', () => {
    const ids = RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(RULES.filter(({ id, step }) => !id.startsWith(`${step}.`))).toEqual([]);
  });

  it.each(RULES.map((rule) => [rule.id, rule] as const))('%s has words for people', (id, { text }) => {
    expect(text.title).toMatch(/^[A-Z].*\.$/);
    expect(text.meaning.length).toBeGreaterThan(60);
    expect(text.remedy).toMatch(/^[A-Z][a-z]+ .*\.$/);
    expect(explainFinding(id)?.title).toBe(text.title);
  });

  it('explains the finding that no rule gives, and nothing unknown', () => {
    expect(FINDING_IDS).toContain('step.unexplained');
    expect(explainFinding('step.unexplained')?.step).toBeNull();
    expect(explainFinding('toString')).toBeNull();
  });
});

describe.each(Object.entries(RULE_CASES))('%s', (id, one) => {
  const rule = RULES.find((candidate) => candidate.id === id)!;

  it('is broken by a log that an engine can write', () => {
    for (const event of one.breaks) expect(parseLoggedEvent(event)).toMatchObject({ ok: true, known: true });

    const findings = judgeRun(one.breaks);

    const { severity, isRoot, step } = one;
    const own = findings.find((finding) => finding.id === id);
    expect(own).toMatchObject({ severity, rootCause: isRoot, step, consequence: false });
    expect(own?.title).toContain(one.title);
    expect(Finding.safeParse(own).success).toBe(true);
    // No other finding: a fault is told once. An anonymous 200 carries the logs of warnings about a used server.
    expect(
      findings.map((finding) => finding.id).filter((other) => other !== 'authentication.open-registrar'),
    ).toEqual(id === 'authentication.open-registrar' ? [] : [id]);
  });

  it('proves it with observations and tells it in whole sentences', () => {
    const own = judgeRun(one.breaks).find((finding) => finding.id === id)!;

    expect(own.evidence.length).toBeGreaterThan(0);
    expect(own.evidence.every((seq) => one.breaks[seq]?.seq === seq)).toBe(true);
    for (const text of [own.title, own.explanation, own.remedy, ...own.alternatives]) {
      expect(text).toMatch(/^[A-Za-z"].*[.)]$/s);
      expect(text).not.toMatch(/undefined|null|NaN|\[object|WHO|PLACE|PORT|\s\s|\.\.|\s\.(?:\s|$)/);
    }
  });

  it('holds', () => {
    expect(rule.judge(runFactsOf(one.holds)).kind).toBe('holds');
    expect(judgeRun(one.holds)).toEqual([]);
  });

  it('is not applicable', () => {
    expect(rule.judge(runFactsOf(one.notApplicable)).kind).toBe('not-applicable');
  });
});
