import { describe, expect, test } from 'vitest';
import {
  challengedLog,
  kerberosLog,
  ntlmLog,
  previewLog,
  rejectedLog,
  tlsDskLog,
} from './testing/authentication-logs.ts';
import { answerNtlm, askNtlm, begin, succeed } from './testing/authentication-messages.ts';
import { findingWith } from './testing/finding.ts';
import { writeLog } from './testing/log-writer.ts';
import { cancelledLog, discover, expiredLog, finish, healthyLog } from './testing/sample-logs.ts';
import { liveVerdict, verdict } from './verdict.ts';

const warning = findingWith({
  id: 'discovery.lyncdiscover-http-error',
  severity: 'warning',
  rootCause: false,
  step: 'discovery',
  title: 'The autodiscover service answered with an error.',
});

describe('verdict', () => {
  test('of a healthy run without credentials', () => {
    expect(verdict(healthyLog(), [])).toEqual({
      outcome: 'reachable',
      step: null,
      finding: null,
      summary: 'The server pool01.contoso.test is reachable and ready for sign-in (Kerberos, NTLM, TLS-DSK).',
    });
  });

  test('adds a warning to the sentence, and counts several', () => {
    expect(verdict(healthyLog(), [warning]).summary).toMatch(
      /TLS-DSK\), with one warning: The autodiscover service answered with an error\.$/,
    );
    expect(verdict(healthyLog(), [warning, warning]).summary).toMatch(/, with 2 warnings\.$/);
  });

  test('of a failed run is its root cause', () => {
    expect(verdict(expiredLog(), [warning, findingWith()])).toEqual({
      outcome: 'failed',
      step: 'connectivity',
      finding: 'connectivity.certificate-expired',
      summary: 'The server’s certificate has expired.',
    });
  });

  test('of a failure that no rule explains names the step', () => {
    expect(verdict(expiredLog(), [])).toEqual({
      outcome: 'failed',
      step: 'connectivity',
      finding: 'step.unexplained',
      summary: 'The sign-in stopped at step 2, Reach the server, and no rule explains why.',
    });
  });

  test('of a cancelled run says when and where', () => {
    expect(verdict(cancelledLog(), [])).toEqual({
      outcome: 'cancelled',
      step: 'connectivity',
      finding: null,
      summary: 'Cancelled after 4.1 s, at step 2, Reach the server.',
    });
  });

  test('of our own crash does not blame the server', () => {
    const writer = writeLog();
    discover(writer);
    writer.at(95, 'probe.crashed', { message: 'x', stack: null });

    const { outcome, summary } = verdict(finish(writer, 96, 'crashed'), []);

    expect(outcome).toBe('failed');
    expect(summary).toMatch(/^Rungs itself failed at step 2/);
  });

  test('of a log that breaks off says so', () => {
    const writer = writeLog();
    discover(writer);

    expect(verdict(writer.log, []).summary).toBe(
      'The record of this run breaks off at step 1, Find the server.',
    );
  });
});

describe('liveVerdict', () => {
  test('says what is being done, then the verdict', () => {
    const writer = writeLog();
    discover(writer);
    writer.at(90, 'step.started', { step: 'connectivity' });

    expect(liveVerdict(writer.log, [])).toEqual({
      state: 'running',
      step: 'connectivity',
      headline: 'Reaching the server…',
    });
    expect(liveVerdict(healthyLog(), []).state).toBe('finished');
  });
});

describe('verdict of a run with credentials', () => {
  test.each([
    ['NTLM', ntlmLog(), 'Signed in as alice@contoso.test on fe01.contoso.test with NTLM.'],
    ['Kerberos', kerberosLog(), 'Signed in as alice@contoso.test on fe01.contoso.test with Kerberos.'],
    ['TLS-DSK', tlsDskLog(), 'Signed in as alice@contoso.test on fe01.contoso.test with TLS-DSK.'],
  ])('that signs in with %s', (_method, log, summary) => {
    expect(verdict(log, [])).toEqual({ outcome: 'signed-in', step: null, finding: null, summary });
  });

  test('adds a warning, and gives way to a root cause', () => {
    expect(verdict(ntlmLog(), [warning]).summary).toMatch(/with NTLM, with one warning: The autodiscover/);
    expect(verdict(ntlmLog(), [findingWith()])).toMatchObject({ outcome: 'failed' });
  });

  test('says when more REGISTERs were needed than the method takes', () => {
    const writer = challengedLog();
    begin(writer, 150, 'sign-in', 'ntlm');
    succeed(writer, 200, 'ntlm', answerNtlm(writer, 181), 5);

    expect(verdict(writer.log, []).summary).toMatch(/with NTLM, with 5 REGISTERs instead of 3\.$/);
  });

  test('is no success for a challenge alone, nor without the server’s signature', () => {
    const writer = challengedLog();
    writer.at(200, 'run.finished', { reason: 'completed' });
    const unsigned = challengedLog();
    begin(unsigned, 150, 'sign-in', 'ntlm');
    askNtlm(unsigned, 151);
    succeed(unsigned, 200, 'ntlm', answerNtlm(unsigned, 181), 3, { valid: false, problem: 'missing' });
    unsigned.at(210, 'run.finished', { reason: 'completed' });

    for (const log of [writer.log, unsigned.log, rejectedLog()]) {
      expect(verdict(log, [])).toMatchObject({ outcome: 'failed', step: 'authentication' });
    }
  });

  test('is not asked for one where the plan says none', () => {
    const writer = challengedLog({ auth: 'none', credentials: { kind: 'current-user' } });

    expect(verdict(writer.log, [])).toMatchObject({ outcome: 'reachable' });
    expect(verdict(previewLog(), [])).toMatchObject({ outcome: 'reachable' });
  });

  test('says what is being done', () => {
    const writer = challengedLog();
    const headline = (): unknown => liveVerdict(writer.log, []);

    expect(headline()).toMatchObject({ headline: 'Signing in…' });
    begin(writer, 150, 'sign-in', 'ntlm');
    expect(headline()).toMatchObject({ headline: 'Signing in with NTLM…' });
    begin(writer, 160, 'comparison', 'kerberos');
    expect(headline()).toMatchObject({ headline: 'Trying the other methods…' });
  });
});
