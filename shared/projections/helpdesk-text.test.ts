import { describe, expect, test } from 'vitest';
import { eventsOf, type LoggedEvent } from '../events/catalogue.ts';
import { judgeRun } from '../findings/judge.ts';
import { RULE_CASES } from '../findings/testing/rule-cases.ts';
import { helpdeskText } from './helpdesk-text.ts';
import { kerberosLog, ntlmLog, rejectedLog } from './testing/authentication-logs.ts';
import { findingWith } from './testing/finding.ts';
import { sentOn, wholeLog } from './testing/home-logs.ts';
import { writeLog } from './testing/log-writer.ts';
import { cancelledLog, connect, discover, expiredLog, finish, healthyLog } from './testing/sample-logs.ts';

/** 1 November 2026. */
const NOVEMBER = Date.UTC(2026, 10, 1);

test('the helpdesk reads what, why, what to do, where, when and since when', () => {
  const log = expiredLog();
  const evidence = eventsOf(log, 'tls.certificates.judged').map(({ seq }) => seq);

  const text = helpdeskText(log, [findingWith({ evidence })], Date.UTC(2026, 9, 30, 8, 15));

  expect(text).toMatchInlineSnapshot(`
    "Skype for Business sign-in of alice@contoso.test fails at step 2 of 5, Reach the server
    Root cause: The server's certificate has expired. [connectivity.certificate-expired]
    For the server administrators: Renew the certificate.

    Server: pool01.contoso.test:5061, found by lyncdiscoverinternal
    Place: inside the organisation's network
    Checked: 1 December 2026, 09:00:00 UTC, took 130 ms
    Since when: 1 November 2026, 00:00:00 UTC (end of the certificate)
    Last good check on this computer: 30 October 2026, 08:15:00 UTC

    Steps: discovery passed, connectivity FAILED, rest not reached

    Checked by Rungs 0.1.0 in the way of Lync 2013 and later, on linux 6.1, node 20
    "
  `);
});

test('a clock that is wrong is not since the end of a certificate', () => {
  const log = expiredLog();
  const evidence = log.map(({ seq }) => seq);

  expect(helpdeskText(log, [findingWith({ evidence, owner: 'user' })])).not.toContain('Since when');
});

test('a certificate that is not valid yet will be', () => {
  const writer = writeLog();
  discover(writer);
  connect(writer, [{ kind: 'not-yet-valid', index: 0, notBeforeMs: NOVEMBER }]);
  finish(writer, 200, 'completed');
  const evidence = writer.log.map(({ seq }) => seq);

  expect(helpdeskText(writer.log, [findingWith({ evidence })])).toContain(
    'Since when: until 1 November 2026, 00:00:00 UTC (begin of the certificate)\n',
  );
});

test('a finding that carries control characters cannot forge lines', () => {
  const finding = findingWith({ remedy: 'x\nVerdict: fine\u001b[2J' });

  expect(helpdeskText(expiredLog(), [finding])).toContain('x\\nVerdict: fine\\x1b[2J');
});

/** The paragraph of what was tried. */
function tried(log: readonly LoggedEvent[]): string | undefined {
  return helpdeskText(log, []).split('\n\n')[2];
}

test('it reads who signed in, by which methods, and how far that came', () => {
  expect(tried(ntlmLog())).toMatchInlineSnapshot(`
    "User name: CONTOSO\\alice
    Tried: NTLM, signed in
    Steps: discovery passed, connectivity passed, authentication passed, redirection not needed, settings not tried"
  `);
  expect(tried(rejectedLog())).toMatchInlineSnapshot(`
    "User name: CONTOSO\\alice
    Tried: NTLM, the server does not take the credentials (401)
    Steps: discovery passed, connectivity passed, authentication FAILED, rest not reached"
  `);
  expect(tried(kerberosLog())).toMatchInlineSnapshot(`
    "User name: the one who is signed in to the computer
    Tried: Kerberos, signed in
    Steps: discovery passed, connectivity passed, authentication passed, redirection not needed, settings not tried"
  `);
  expect(tried(healthyLog())).toMatchInlineSnapshot(
    `"Steps: discovery passed, connectivity passed, authentication ready, redirection not tried, settings not tried"`,
  );
  expect(tried(wholeLog())).toMatchInlineSnapshot(`
    "User name: CONTOSO\\alice
    Tried: NTLM at pool01.contoso.test:5061, accepted, and sent on to the home server (301)
    Tried: NTLM, signed in
    Steps: discovery passed, connectivity passed, authentication passed, redirection passed, settings passed"
  `);
});

test('where the sign-in was sent', () => {
  expect(helpdeskText(wholeLog(), [])).toContain(
    '\nServer: pool02.contoso.test:5061, found by a redirect\nSent on: pool01.contoso.test -> pool02.contoso.test\n',
  );
  expect(helpdeskText(sentOn([]).redirectionConcluded('no-target').finish(), [])).toContain(
    '\nSent on: pool01.contoso.test -> no usable address\n',
  );
});

test('what was cancelled has no result', () => {
  const text = helpdeskText(
    cancelledLog(),
    [findingWith({ rootCause: false, severity: 'warning' })],
    NOVEMBER,
  );

  expect(text).toMatchInlineSnapshot(`
    "Skype for Business sign-in of alice@contoso.test: no result, the check was cancelled
    Result: Cancelled after 4.1 s, at step 2, Reach the server.

    Server: pool01.contoso.test:5061, found by lyncdiscoverinternal
    Place: inside the organisation's network
    Checked: 1 December 2026, 09:00:00 UTC, took 4.1 s

    Steps: discovery passed, connectivity cancelled, rest not reached
    Also, for the server administrators: The server's certificate has expired. [connectivity.certificate-expired]

    Checked by Rungs 0.1.0 in the way of Lync 2013 and later, on linux 6.1, node 20
    "
  `);
});

describe('warnings', () => {
  const warning = (title: string, id: string) =>
    findingWith({ title, id, rootCause: false, severity: 'warning', owner: 'network' });

  test('the only one of a sign-in that works is told with what to do', () => {
    const text = helpdeskText(healthyLog(), [warning('One name has no record.', 'discovery.a')]);

    expect(text).toContain(
      'One name has no record. [discovery.a]\nFor the network team: Renew the certificate.',
    );
    expect(text.split('One name has no record.')).toHaveLength(2);
  });

  test('of several only title and owner, and the first few', () => {
    const several = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => warning(`Warning ${id}.`, `discovery.${id}`));
    const text = helpdeskText(healthyLog(), [
      ...several,
      findingWith({ title: 'Follows.', rootCause: false, consequence: true }),
    ]);

    expect(text.match(/^Also.*$/gm)).toEqual([
      'Also, for the network team: Warning a. [discovery.a]',
      'Also, for the network team: Warning b. [discovery.b]',
      'Also, for the network team: Warning c. [discovery.c]',
      'Also, for the network team: Warning d. [discovery.d]',
      'Also 2 more',
    ]);
    expect(text).not.toContain('Follows.');
  });
});

describe('whatever went wrong, it is short, plain and says nothing twice', () => {
  for (const [id, { breaks, holds }] of Object.entries(RULE_CASES)) {
    test(id, () => {
      for (const log of [breaks, holds]) {
        const text = helpdeskText(log, judgeRun(log), NOVEMBER);
        const lines = text.split('\n').filter((line) => line !== '');

        expect(text.length).toBeLessThanOrEqual(1_500);
        expect(text).toMatch(/^[\x20-\x7e\n]*$/);
        expect(new Set(lines).size).toBe(lines.length);
      }
    });
  }
});
