import { expect, test } from 'vitest';
import { helpdeskText } from './helpdesk-text.ts';
import { findingWith } from './testing/finding.ts';
import { expiredLog } from './testing/sample-logs.ts';

test('the helpdesk gets what was tried, what came of it and what to do', () => {
  const finding = findingWith({
    alternatives: ['The clock of this PC is wrong.'],
    verify: 'openssl s_client',
  });

  expect(helpdeskText(expiredLog(), [finding])).toMatchInlineSnapshot(`
    "Skype for Business sign-in check
    Sign-in address: alice@contoso.test
    Time: 1 December 2026, 09:00:00 UTC, took 130 ms
    Server: pool01.contoso.test:5061, found by lyncdiscoverinternal

    The server’s certificate has expired.

    1. Find the server: passed. pool01.contoso.test:5061, found by lyncdiscoverinternal
    2. Reach the server: FAILED. The server’s certificate has expired.
    3. Prove who you are: Not reached: the sign-in stopped at step 2, Reach the server.
    4. Go to the home server: Not reached: the sign-in stopped at step 2, Reach the server.
    5. Load settings: Not reached: the sign-in stopped at step 2, Reach the server.

    Problem: The server’s certificate has expired. [connectivity.certificate-expired]
    pool01.contoso.test shows a certificate that expired on 1 November 2026.
    What to do: Renew the certificate.
    For the server administrators
    It could also be: The clock of this PC is wrong.
    Check by hand: openssl s_client

    Tool: rungs 0.1.0
    Run: run-1
    System: linux 6.1, node 20
    DNS servers: 192.0.2.53:53
    "
  `);
});

test('a finding that carries control characters cannot forge lines', () => {
  const finding = findingWith({ explanation: 'x\nVerdict: fine\u001b[2J' });

  expect(helpdeskText(expiredLog(), [finding])).toContain('x\\nVerdict: fine\\x1b[2J');
});
