import { describe, expect, it } from 'vitest';
import { judgeRun } from '../../shared/findings/judge.ts';
import { connect, discover, expiredLog, finish, POOL } from '../../shared/projections/testing/sample-logs.ts';
import { writeLog } from '../../shared/projections/testing/log-writer.ts';
import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import type { RunPlan } from '../../shared/run/plan.ts';
import { untrustedCertificate, type UntrustedCertificate } from './untrusted-certificate.ts';

const EXPIRED = { kind: 'expired', index: 0, notAfterMs: Date.UTC(2026, 10, 1) } as const;

function logOf(plan: Partial<RunPlan>, isTrusted = false): readonly LoggedEvent[] {
  const writer = writeLog(plan);
  discover(writer);
  connect(writer, isTrusted ? [] : [EXPIRED]);
  return finish(writer, 130, 'completed');
}

const of = (log: readonly LoggedEvent[]): UntrustedCertificate | null =>
  untrustedCertificate(log, judgeRun(log));

describe('the certificate that may be confirmed', () => {
  it.each([{ kind: 'password', user: 'CONTOSO\\alice' }, { kind: 'current-user' }] as const)(
    'is the one on which the sign-in ended, for $kind',
    (credentials) => {
      const log = logOf({ credentials, auth: 'auto' });

      const untrusted = of(log);

      const shown = log.find(
        (event) => event.kind === 'tls.certificates.received' && event.data.peer.host === POOL.host,
      );
      expect(untrusted).toMatchObject({
        host: POOL.host,
        certificate:
          shown?.kind === 'tls.certificates.received' ? { sha256: shown.data.chain[0]?.sha256 } : undefined,
        problems: [expect.stringMatching(/expired/)],
      });
      expect(untrusted?.certificate.sha256).toMatch(/^[0-9a-f]{64}$/);
    },
  );

  it('is none when nobody was to sign in, and none when all are trusted', () => {
    expect(of(expiredLog())).toBeNull();
    expect(of(logOf({ credentials: { kind: 'current-user' }, auth: 'auto' }, true))).toBeNull();
  });
});
