import { describe, expect, it } from 'vitest';
import { parseLoggedEvent, type LoggedEvent } from '../events/catalogue.ts';
import { judgeRun } from '../findings/judge.ts';
import { RULE_CASES } from '../findings/testing/rule-cases.ts';
import { verdict } from '../projections/verdict.ts';
import { findLeaks } from './find-leaks.ts';
import { redactLog } from './redact-log.ts';

function judged(log: readonly LoggedEvent[]): unknown {
  const findings = judgeRun(log);
  const { outcome, step, finding } = verdict(log, findings);
  return {
    verdict: { outcome, step, finding },
    findings: findings.map(({ id, severity, step, rootCause, consequence, owner, evidence }) => ({
      id,
      severity,
      step,
      rootCause,
      consequence,
      owner,
      evidence,
    })),
  };
}

const CASES = Object.entries(RULE_CASES).flatMap(([id, { breaks, holds, notApplicable }]) => [
  [`${id}, broken`, breaks] as const,
  [`${id}, holds`, holds] as const,
  [`${id}, not applicable`, notApplicable] as const,
]);

describe('the logs of every rule', () => {
  it.each(CASES)('%s: strict leaves nobody in it, and the findings as they are', (_, log) => {
    const strict = redactLog(log, 'strict');

    expect(judged(strict.events)).toEqual(judged(log));
    expect(
      findLeaks(JSON.stringify(strict.events), [...strict.originals, 'contoso', 'alice', 'fabrikam']),
    ).toEqual([]);
    expect(strict.events.map((event) => parseLoggedEvent(event))).toEqual(
      strict.events.map((event) => ({ ok: true, known: true, event })),
    );
  });

  it.each(CASES)('%s: standard changes nothing where nothing is secret', (_, log) => {
    // The one token in them is none that is known to be open.
    const text = JSON.stringify(log).replaceAll(
      'gssapi-data=\\"AAAA\\"',
      'gssapi-data=\\"[withheld, 3 bytes]\\"',
    );

    expect(redactLog(log, 'standard').events).toEqual(JSON.parse(text));
  });

  it.each(CASES)('%s: nor do names that are words of the protocol', (_, log) => {
    const names: readonly (readonly [RegExp, string])[] = [
      [/alice/g, 'account'],
      [/contoso/g, 'ntlm'],
      [/CONTOSO/g, 'NTLM'],
      [/pool01/g, 'factory'],
      [/fe01/g, 'rtc'],
    ];
    // Of the same form as before: only names were changed.
    const renamed = JSON.parse(
      names.reduce((text, [from, to]) => text.replace(from, to), JSON.stringify(log)),
    ) as readonly LoggedEvent[];

    expect(judged(redactLog(renamed, 'strict').events)).toEqual(judged(renamed));
  });
});
