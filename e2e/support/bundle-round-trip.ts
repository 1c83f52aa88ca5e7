import { hostname, userInfo } from 'node:os';
import { expect } from 'vitest';
import { makeBundle } from '../../electron/services/bundle/make-bundle.ts';
import { unpackBundle } from '../../electron/services/bundle/unpack-bundle.ts';
import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import { judgeRun } from '../../shared/findings/judge.ts';
import { runDocument } from '../../shared/projections/run-document.ts';
import type { RunDocument } from '../../shared/run/document.ts';
import { unpacked } from './bundle-writings.ts';
import { findIdentities } from './identity-search.ts';
import { practiceIdentities } from './practice-identities.ts';

const request = {
  origin: { kind: 'live' },
  savedAt: Date.UTC(2026, 10, 23, 12),
  savedBy: 'alice on pc-of-alice.contoso.test',
  tool: { name: 'rungs', version: '0.0.0-test' },
  known: { hosts: [hostname()], users: [userInfo().username] },
  comparedWith: null,
} as const;

/** The run taken along and opened again: the same judgement at both levels, and with strict nobody in any of its files. */
export async function expectWholeBundle(log: readonly LoggedEvent[], judged: RunDocument): Promise<void> {
  const standard = await makeBundle({ ...request, log, level: 'standard' }, null);
  const strict = await makeBundle({ ...request, log, level: 'strict' }, null);
  const openedStandard = await opened(standard.packed);
  const openedStrict = await opened(strict.packed);

  expect(judgementOf(openedStandard)).toEqual(judgementOf(judged));
  expect(openedStandard.verdict).toEqual(judged.verdict);
  expect(judgementOf(openedStrict)).toEqual(judgementOf(judged));
  expect([standard.notes, strict.notes]).toEqual([[], []]);
  const identities = practiceIdentities(log, [hostname(), userInfo().username]);
  const [document] = await unpacked('standard', standard.packed);
  expect(findIdentities(document === undefined ? [] : [document], identities).length).toBeGreaterThan(20);
  expect(findIdentities(await unpacked('strict', strict.packed), identities)).toEqual([]);
}

async function opened(packed: Uint8Array): Promise<RunDocument> {
  const bundle = await unpackBundle(packed);
  if (!bundle.ok) throw new Error(bundle.error.sentence);
  expect(bundle.value.notes).toEqual([]);
  return runDocument(bundle.value.events, judgeRun);
}

/** What must come out the same, whoever the people and hosts are. */
function judgementOf({ verdict, steps, findings, authentication }: RunDocument): unknown {
  return {
    outcome: verdict.outcome,
    step: verdict.step,
    finding: verdict.finding,
    steps: steps.map(({ id, outcome }) => [id, outcome]),
    findings: findings.map(({ id, severity, rootCause, consequence, evidence }) => ({
      id,
      severity,
      rootCause,
      consequence,
      evidence,
    })),
    authentication,
  };
}
