import { describe, expect, test } from 'vitest';
import { checklist } from './checklist.ts';
import { challengedLog, ntlmLog, rejectedLog } from './testing/authentication-logs.ts';
import { findingWith } from './testing/finding.ts';
import { writeLog } from './testing/log-writer.ts';
import {
  cancelledLog,
  connect,
  discover,
  expiredLog,
  finish,
  healthyLog,
  register,
} from './testing/sample-logs.ts';

function lines(steps: ReturnType<typeof checklist>): readonly string[] {
  return steps.map(
    ({ number, state, summary, durationMs }) => `${number} ${state} ${durationMs ?? '-'} ${summary}`,
  );
}

describe('checklist', () => {
  test('of a run that has just begun', () => {
    const { log } = writeLog();

    expect(checklist(log, []).map(({ state }) => state)).toEqual(Array(5).fill('pending'));
  });

  test('of a run in its first step', () => {
    const writer = writeLog();
    writer.at(2, 'step.started', { step: 'discovery' });

    expect(lines(checklist(writer.log, []))[0]).toBe('1 running - Looking for the server…');
  });

  test('leaves out how long a step took where a log names one moment of it only', () => {
    const writer = writeLog();
    writer.at(2, 'step.started', { step: 'connectivity' });
    writer.at(2, 'step.finished', { step: 'connectivity' });
    const [start, ...rest] = writer.log;
    if (start?.kind !== 'run.started') throw new Error('a log begins with its run');
    const imported = [{ ...start, data: { ...start.data, source: 'log' as const } }, ...rest];

    expect(checklist(writer.log, [])[1]?.durationMs).toBe(0);
    expect(checklist(imported, [])[1]?.durationMs).toBeNull();
  });

  test('of a healthy run', () => {
    expect(lines(checklist(healthyLog(), []))).toEqual([
      '1 passed 58 pool01.contoso.test:5061, found by lyncdiscoverinternal',
      '2 passed 30 TLS 1.3, certificate valid until 3 May 2027',
      '3 passed 30 Offers Kerberos, NTLM and TLS-DSK; not signed in: no credentials were given',
      '4 skipped - Needs a sign-in; no credentials were given.',
      '5 skipped - Needs a sign-in; no credentials were given.',
    ]);
  });

  test('marks a step that passed with a warning', () => {
    const warning = findingWith({ severity: 'warning', step: 'discovery', rootCause: false });

    expect(checklist(healthyLog(), [warning])[0]).toMatchObject({ state: 'warned', findings: [warning] });
  });

  test('leaves a step passed whose findings are only information', () => {
    const note = findingWith({ severity: 'info', step: 'discovery', rootCause: false });

    expect(checklist(healthyLog(), [note])[0]).toMatchObject({ state: 'passed' });
  });

  test('names the root cause where the sign-in stopped, and that the rest was not reached', () => {
    expect(lines(checklist(expiredLog(), [findingWith()]))).toEqual([
      '1 passed 58 pool01.contoso.test:5061, found by lyncdiscoverinternal',
      '2 failed 40 The server’s certificate has expired.',
      '3 skipped - Not reached: the sign-in stopped at step 2, Reach the server.',
      '4 skipped - Not reached: the sign-in stopped at step 2, Reach the server.',
      '5 skipped - Not reached: the sign-in stopped at step 2, Reach the server.',
    ]);
  });

  test('tells a cancelled step from a failed one', () => {
    expect(checklist(cancelledLog(), []).map(({ state }) => state)).toEqual([
      'passed',
      'cancelled',
      'skipped',
      'skipped',
      'skipped',
    ]);
  });

  test('tells our own fault from theirs', () => {
    const writer = writeLog();
    discover(writer);
    writer.at(90, 'step.started', { step: 'connectivity' });
    writer.at(95, 'probe.crashed', { message: 'x is not a function', stack: null }, { step: 'connectivity' });
    const log = finish(writer, 96, 'crashed');

    expect(checklist(log, [])[1]).toMatchObject({ state: 'crashed' });
  });

  test('shows a step as passed once it is finished, while the run goes on', () => {
    const writer = writeLog();
    discover(writer);
    connect(writer, []);
    writer.at(120, 'step.finished', { step: 'connectivity' });
    writer.at(120, 'step.started', { step: 'authentication' });
    writer.at(120, 'connectivity.endpoint.selected', {
      endpoint: { host: 'pool01.contoso.test', port: 5061, transport: 'tls', via: 'lyncdiscoverinternal' },
      index: 0,
    });
    register(writer);

    expect(checklist(writer.log, []).map(({ state }) => state)).toEqual([
      'passed',
      'passed',
      'running',
      'pending',
      'pending',
    ]);
  });

  test('puts the root cause before graver-looking company', () => {
    const root = findingWith();
    const other = findingWith({ id: 'connectivity.other', rootCause: false, severity: 'error' });
    const warning = findingWith({ id: 'connectivity.weak', rootCause: false, severity: 'warning' });

    expect(checklist(expiredLog(), [warning, other, root])[1]?.findings).toEqual([root, other, warning]);
  });
});

describe('checklist of a run with credentials', () => {
  test('that signs in', () => {
    expect(lines(checklist(ntlmLog(), [])).slice(2)).toEqual([
      '3 passed 81 Signed in with NTLM, 3 REGISTERs as expected; the answer is signed by fe01.contoso.test',
      '4 skipped - The first server is the home server.',
      '5 skipped - Not asked for: this check ends with the sign-in.',
    ]);
  });

  test('whose credentials are rejected', () => {
    const rejected = findingWith({
      id: 'authentication.credentials-rejected',
      step: 'authentication',
      title: 'The server does not take the user name and password.',
    });

    expect(lines(checklist(rejectedLog(), [rejected])).slice(2)).toEqual([
      '3 failed 83 The server does not take the user name and password.',
      '4 skipped - Not reached: the sign-in stopped at step 3, Prove who you are.',
      '5 skipped - Not reached: the sign-in stopped at step 3, Prove who you are.',
    ]);
  });

  test('that is to stop before the sign-in', () => {
    const writer = challengedLog({ auth: 'none', credentials: { kind: 'current-user' } });
    writer.at(150, 'step.finished', { step: 'authentication' });

    expect(checklist(finish(writer, 152, 'completed'), [])[2]?.summary).toBe(
      'Offers Kerberos, NTLM and TLS-DSK; not signed in: this run was to stop before it',
    );
  });
});
