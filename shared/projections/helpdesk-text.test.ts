import { expect, test } from 'vitest';
import { helpdeskText } from './helpdesk-text.ts';
import { kerberosLog, ntlmLog, rejectedLog } from './testing/authentication-logs.ts';
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

/** The paragraph behind the verdict. */
function authentication(log: Parameters<typeof helpdeskText>[0]): string | undefined {
  return helpdeskText(log, []).split('\n\n')[2];
}

test('it reads who signed in, how, and where the password went', () => {
  expect(authentication(ntlmLog())).toMatchInlineSnapshot(`
    "User name: CONTOSO\\alice
    Methods offered: Kerberos, NTLM, TLS-DSK
    Method: NTLM, signed in, 3 REGISTERs as expected
    The password, or what is derived from it, left this computer once: to fe01.contoso.test over SIP (accepted)."
  `);
  expect(authentication(rejectedLog())).toMatchInlineSnapshot(`
    "User name: CONTOSO\\alice
    Methods offered: Kerberos, NTLM, TLS-DSK
    Method: NTLM, the server does not take the credentials (401)
    The password, or what is derived from it, left this computer once: to fe01.contoso.test over SIP (rejected).
    It was kept back from web.contoso.test: it was rejected once already, and trying again could lock the account."
  `);
  expect(authentication(kerberosLog())).toMatchInlineSnapshot(`
    "User name: the user who is signed in to this computer
    Methods offered: Kerberos, NTLM, TLS-DSK
    Method: Kerberos, signed in, 2 REGISTERs as expected"
  `);
});
