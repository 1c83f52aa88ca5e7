import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeRun } from '../findings/judge.ts';
import { RunDocument } from '../run/document.ts';
import { checklist } from './checklist.ts';
import { rungDetails } from './details.ts';
import { helpdeskText } from './helpdesk-text.ts';
import { ladder } from './ladder.ts';
import { runDocument } from './run-document.ts';
import {
  challengedLog,
  kerberosLog,
  ntlmLog,
  previewLog,
  rejectedLog,
  tlsDskLog,
} from './testing/authentication-logs.ts';
import { answerNtlm, askNtlm, begin, end, succeed } from './testing/authentication-messages.ts';
import { findingWith } from './testing/finding.ts';
import { sentOn, signedInAtHome, wholeLog } from './testing/home-logs.ts';
import { cancelledLog, expiredLog, healthyLog } from './testing/sample-logs.ts';
import { liveVerdict, verdict } from './verdict.ts';

const judge = (): readonly ReturnType<typeof findingWith>[] => [];

describe('runDocument', () => {
  test('of a healthy run keeps the contract', () => {
    const document = runDocument(healthyLog(), judge);

    expect(RunDocument.parse(document)).toEqual(document);
    expect(document).toMatchObject({
      run: {
        id: 'run-1',
        address: 'alice@contoso.test',
        source: 'live',
        startedAt: '2026-12-01T09:00:00.000Z',
        durationMs: 152,
      },
      verdict: { outcome: 'reachable' },
      server: { host: 'pool01.contoso.test', port: 5061, via: 'lyncdiscoverinternal' },
      authentication: { offered: ['kerberos', 'ntlm', 'tls-dsk'], used: null, registers: 1 },
    });
    expect(document.steps.map(({ outcome }) => outcome)).toEqual([
      'passed',
      'passed',
      'passed',
      'skipped',
      'skipped',
    ]);
    expect(document.exchanges.at(-1)).toEqual({
      id: 'sip-38',
      step: 'authentication',
      protocol: 'sip',
      from: 'This PC',
      to: 'pool01.contoso.test',
      label: 'REGISTER → 401 Unauthorized · Kerberos, NTLM, TLS-DSK',
      atMs: 121,
      durationMs: 24,
      outcome: 'ok',
    });
  });

  test('of a failed run names the server that was found', () => {
    const document = runDocument(expiredLog(), () => [findingWith()]);

    expect(document.verdict).toMatchObject({ outcome: 'failed', step: 'connectivity' });
    expect(document.server).toMatchObject({ host: 'pool01.contoso.test' });
    expect(document.authentication).toBeNull();
  });
});

describe('authentication', () => {
  test.each([
    ['NTLM', ntlmLog(), 'ntlm', 3],
    ['Kerberos', kerberosLog(), 'kerberos', 2],
    ['TLS-DSK', tlsDskLog(), 'tls-dsk', 4],
    ['rejected NTLM', rejectedLog(), 'ntlm', 3],
    ['no credentials', previewLog(), null, 1],
  ] as const)('of %s counts the REGISTERs of the sign-in', (_name, log, used, registers) => {
    const document = runDocument(log, judge);

    expect(RunDocument.parse(document).authentication).toEqual({
      offered: ['kerberos', 'ntlm', 'tls-dsk'],
      used,
      registers,
    });
  });
});

describe('several attempts', () => {
  test('a method that came to nothing gives way to the one that succeeds', () => {
    const writer = challengedLog();
    begin(writer, 150, 'sign-in', 'kerberos');
    end(writer, 151, 'sign-in', 'kerberos', 'no-token', 1, null);
    begin(writer, 160, 'sign-in', 'ntlm');
    askNtlm(writer, 161);
    succeed(writer, 200, 'ntlm', answerNtlm(writer, 190), 3);
    begin(writer, 210, 'comparison', 'tls-dsk');
    end(writer, 220, 'comparison', 'tls-dsk', 'no-certificate', 1, null);

    const { authentication, verdict: outcome } = runDocument(writer.log, judge);

    expect(authentication).toMatchObject({ used: 'ntlm', registers: 3 });
    expect(outcome.outcome).toBe('signed-in');
  });

  test('the last one stands for all that failed', () => {
    const writer = challengedLog();
    begin(writer, 150, 'sign-in', 'kerberos');
    end(writer, 151, 'sign-in', 'kerberos', 'rejected', 2, 401);
    begin(writer, 160, 'sign-in', 'ntlm');
    end(writer, 170, 'sign-in', 'ntlm', 'no-answer', 2, null);
    writer.at(180, 'run.finished', { reason: 'completed' });

    expect(runDocument(writer.log, judge)).toMatchObject({
      authentication: { used: 'ntlm', registers: 2 },
      verdict: { outcome: 'failed', step: 'authentication' },
    });
  });

  test('one that is sent on has passed step 3, and stopped at step 4', () => {
    const writer = challengedLog();
    begin(writer, 150, 'sign-in', 'ntlm');
    end(writer, 160, 'sign-in', 'ntlm', 'redirected', 3, 301);
    writer.at(170, 'step.finished', { step: 'authentication' });
    writer.at(180, 'run.finished', { reason: 'completed' });

    const { steps, verdict: outcome } = runDocument(writer.log, judge);

    expect(steps.slice(2).map((step) => step.outcome)).toEqual(['passed', 'failed', 'skipped']);
    expect(outcome).toMatchObject({ outcome: 'failed', step: 'redirection' });
  });
});

describe('judged by the rules', () => {
  test.each([
    ['healthy', healthyLog(), 'reachable', null],
    ['expired', expiredLog(), 'failed', 'connectivity.certificate-expired'],
    ['cancelled', cancelledLog(), 'cancelled', null],
    ['broken off', expiredLog().slice(0, 30), 'failed', 'step.unexplained'],
  ] as const)(
    'a %s run has its outcome, and the finding that its verdict names',
    (_name, log, outcome, finding) => {
      const document = RunDocument.parse(runDocument(log, judgeRun));

      expect(document.verdict).toMatchObject({ outcome, finding });
      expect(document.findings.filter(({ rootCause }) => rootCause).map(({ id }) => id)).toEqual(
        finding === null ? [] : [finding],
      );
    },
  );
});

describe('any part of a log', () => {
  const logs = [
    healthyLog(),
    expiredLog(),
    cancelledLog(),
    ntlmLog(),
    kerberosLog(),
    tlsDskLog(),
    rejectedLog(),
    previewLog(),
    wholeLog(),
  ];

  test('projects without failing, to a valid document and safe text', () => {
    fc.assert(
      fc.property(
        fc.nat(logs.length - 1),
        fc.array(fc.nat(140), { maxLength: 20 }),
        fc.nat(140),
        (which, dropped, length) => {
          const log = logs[which] ?? [];
          const kept = log.slice(0, length + 1).filter(({ seq }) => seq === 0 || !dropped.includes(seq));

          const document = runDocument(kept, judge);

          expect(RunDocument.safeParse(document).error).toBeUndefined();
          expect(checklist(kept, [])).toHaveLength(5);
          expect(['running', 'finished']).toContain(liveVerdict(kept, []).state);
          expect(verdict(kept, []).summary).not.toBe('');
          expect(helpdeskText(kept, [])).not.toMatch(/(?!\n)\p{Cc}/u);
          const { rungs, notes } = ladder(kept);
          for (const row of [...rungs, ...notes]) expect(rungDetails(kept, row).length).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe('a run that is sent on', () => {
  test('has its home server, the proof that it gave there, and five steps', () => {
    const { server, authentication, steps } = runDocument(wholeLog(), judge);

    expect(server).toEqual({ host: 'pool02.contoso.test', port: 5061, via: 'redirect' });
    expect(authentication).toMatchObject({ used: 'ntlm', registers: 3 });
    expect(steps.map(({ outcome }) => outcome)).toEqual(Array(5).fill('passed'));
  });

  test('keeps the server that it came to, where it came no further', () => {
    const log = sentOn().redirectionConcluded('unreachable').finish();

    expect(runDocument(log, judge).server).toMatchObject({
      host: 'pool01.contoso.test',
      via: 'srv-internal',
    });
  });

  test('does not take later messages for the proof', () => {
    const builder = signedInAtHome();
    builder.signature({ host: 'x', port: 1, transport: 'tls', via: 'redirect' }, 'ntlm', 'mismatch');

    expect(runDocument(builder.finish(), judge).verdict.outcome).toBe('signed-in');
  });
});
