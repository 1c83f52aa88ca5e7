import { describe, expect, it } from 'vitest';
import type { AttemptOutcome } from '../../../shared/events/authentication-events.ts';
import type { LoggedEvent } from '../../../shared/events/catalogue.ts';
import { STEP_IDS } from '../../../shared/run/ids.ts';
import { RunDocument } from '../../../shared/run/document.ts';
import { formatRun } from './run-text.ts';
import { paintFor } from './style.ts';

const plain = paintFor({ isTerminal: false }, {});

function document(changes: Partial<RunDocument>): RunDocument {
  return RunDocument.parse({
    format: 'rungs/run',
    version: 1,
    run: {
      id: 'r1',
      address: 'alice@contoso.com',
      source: 'live',
      startedAt: '2026-01-01T00:00:00.000Z',
      durationMs: 1234,
      tool: { name: 'rungs', version: '0.1.0' },
    },
    verdict: { outcome: 'reachable', step: null, finding: null, summary: 'The server answers.' },
    server: { host: 'sip.contoso.com', port: 443, via: 'lyncdiscover' },
    steps: STEP_IDS.map((id) => ({ id, outcome: 'passed', summary: `${id} is fine`, durationMs: 38 })),
    authentication: null,
    findings: [],
    exchanges: [],
    log: [],
    ...changes,
  });
}

const expired = {
  id: 'connectivity.certificate-expired',
  severity: 'error' as const,
  step: 'connectivity' as const,
  rootCause: true,
  consequence: false,
  title: "The server's certificate has expired.",
  explanation: 'The certificate of sip.contoso.com ran out.',
  remedy: 'Renew it.',
  owner: 'server' as const,
  verify:
    'openssl s_client -connect sip.contoso.com:443 -servername sip.contoso.com -verify_return_error -showcerts -brief',
  evidence: [1],
  alternatives: ['The clock of this computer is wrong.'],
  reference: null,
};

/** A run of --auth all whose other methods came to these ends. */
function tried(
  ...ends: readonly (readonly [
    method: 'ntlm' | 'kerberos' | 'tls-dsk',
    outcome: AttemptOutcome,
    status: number | null,
  ])[]
): readonly LoggedEvent[] {
  return ends.map(([method, outcome, status], seq) => ({
    ...{ seq, t: seq, wall: 0, step: 'authentication', probe: null, flow: null, cause: null },
    kind: 'authentication.attempt.ended',
    data: {
      purpose: seq === 0 ? 'sign-in' : 'comparison',
      ...{ method, outcome, status, detail: null, registers: 4, expectedRegisters: 4 },
    },
  }));
}

describe('formatRun', () => {
  it('says the verdict first, then the five steps', () => {
    expect(formatRun(document({}), [], plain, 80)).toBe(`✓ The server answers.

  ✓ 1 Find the server        passed   discovery is fine (38 ms)
  ✓ 2 Reach the server       passed   connectivity is fine (38 ms)
  ✓ 3 Prove who you are      passed   authentication is fine (38 ms)
  ✓ 4 Go to the home server  passed   redirection is fine (38 ms)
  ✓ 5 Load settings          passed   settings is fine (38 ms)

Server: sip.contoso.com:443 (found by lyncdiscover)
Checked alice@contoso.com on 1 January 2026, 00:00:00 UTC, in 1.2 s.
`);
  });

  it('says what came of the other methods', () => {
    const log = tried(
      ['ntlm', 'signed-in', 200],
      ['tls-dsk', 'signed-in', 200],
      ['kerberos', 'refused', 403],
    );

    expect(formatRun(document({}), log, plain, 80)).toContain(`settings is fine (38 ms)

Other methods, tried after the sign-in:
  ✓ TLS-DSK   signed in, 4 REGISTERs as expected
  ✗ Kerberos  the server refused the sign-in (403)

Server: `);
    expect(formatRun(document({}), log.slice(0, 1), plain, 80)).not.toContain('Other methods');
  });

  it('explains what was found, with what to do and who can; a command stays in one piece', () => {
    const text = formatRun(
      document({
        verdict: { outcome: 'failed', step: 'connectivity', finding: expired.id, summary: expired.title },
        server: null,
        findings: [expired],
      }),
      [],
      plain,
      60,
    );

    expect(text).toContain(`
Problem: The server's certificate has expired.
  The certificate of sip.contoso.com ran out.
  What to do: Renew it.
  Who can mend it: whoever runs the Skype for Business
                   servers
  Check by hand:
    ${expired.verify}
  Could also be: The clock of this computer is wrong.
  More: rungs explain connectivity.certificate-expired

Checked alice@contoso.com on 1 January 2026, 00:00:00 UTC, in 1.2 s.`);
    expect(text).toContain('  ✓ 1 Find the server        passed\n      discovery is fine (38 ms)\n');
  });

  it('shows what a server planted instead of obeying it', () => {
    const planted = 'nice\u001b]0;title\u0007\u009b2J\u202e\r';
    const text = formatRun(
      document({
        verdict: { outcome: 'failed', step: 'discovery', finding: 'x', summary: planted },
        findings: [
          {
            ...expired,
            title: planted,
            explanation: planted,
            remedy: planted,
            verify: planted,
            alternatives: [planted],
          },
        ],
        steps: document({}).steps.map((step) => ({ ...step, summary: planted })),
      }),
      [],
      plain,
      80,
    );

    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/u); // eslint-disable-line no-control-regex -- they are what must not be there
    expect(text).toContain('nice\\x1b]0;title\\x07\\x9b2J\\u202e\\r');
  });

  it('uses colour on a terminal only, and not where it is refused', () => {
    const coloured = formatRun(document({}), [], paintFor({ isTerminal: true }, {}), 80);

    expect(coloured).toContain('\u001b[');
    for (const environment of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
      expect(formatRun(document({}), [], paintFor({ isTerminal: true }, environment), 80)).not.toContain(
        '\u001b',
      );
    }
  });
});
