import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventsOf, parseLoggedEvent, type LoggedEvent } from '../../events/catalogue.ts';
import type { Finding } from '../../findings/finding.ts';
import { judgeRun } from '../../findings/judge.ts';
import { checklist } from '../../projections/checklist.ts';
import { rungDetails } from '../../projections/details.ts';
import { helpdeskText } from '../../projections/helpdesk-text.ts';
import { ladder } from '../../projections/ladder.ts';
import { runDocument } from '../../projections/run-document.ts';
import { settingsModel } from '../../projections/settings.ts';
import { verdict } from '../../projections/verdict.ts';
import { RunDocument, type Verdict } from '../../run/document.ts';
import type { LogRecord } from '../log-record.ts';
import { createSignInIndex } from './sign-in-index.ts';
import { signInLog, type SignInLog } from './sign-in-log.ts';
import { recordsFrom } from './testing/any-records.ts';
import { splitUccApi } from './testing/split-uccapi.ts';
import { merged, MORNING, Talk } from './testing/talk.ts';

const SOURCE = {
  fileName: 'a.UccApilog',
  format: 'uccapi',
  tool: { name: 'rungs', version: '0.0.0' },
  runId: 'run-1',
} as const;

function example(name: string): readonly LogRecord[] {
  return splitUccApi(readFileSync(new URL(`fixtures/${name}.UccApilog`, import.meta.url), 'utf8'));
}

const choices = fc.array(fc.nat(), { maxLength: 45 });

/** As a log of ours, with the end that the index sees. */
function logOf(records: readonly LogRecord[]): SignInLog {
  const index = createSignInIndex();
  index.add(records);
  return signInLog(records, { ...SOURCE, endsAtMs: index.finish().endsAtMs });
}

interface Reading {
  readonly events: readonly LoggedEvent[];
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
  /** State and summary of the five steps. */
  readonly steps: readonly (readonly [string, string])[];
}

function read(records: readonly LogRecord[]): Reading {
  const { events } = logOf(records);
  const findings = judgeRun(events);
  const steps = checklist(events, findings).map(({ state, summary }) => [state, summary] as const);
  return { events, findings, verdict: verdict(events, findings), steps };
}

const NOT_SHOWN = ['skipped', 'This log does not show it.'];
const HOME = ['skipped', 'The first server is the home server.'];

describe('the example logs', () => {
  test('a sign-in with NTLM from outside, with its settings', () => {
    const { events, findings, verdict: judged, steps } = read(example('uccapi-ok-ntlm'));

    expect(judged).toMatchObject({ outcome: 'signed-in', step: null, finding: null });
    expect(steps).toEqual([
      ['passed', 'sip.contoso.com:443, found by the SRV record _sip._tls'],
      ['passed', 'Connected with TLS'],
      ['passed', 'Signed in with NTLM, 3 REGISTERs as expected'],
      HOME,
      ['warned', 'Policies'],
    ]);
    // The provisioning of the example has three settings.
    expect(findings.map(({ id }) => id)).toEqual(['settings.provisioning-incomplete']);
    expect(runDocument(events, judgeRun)).toMatchObject({
      run: { source: 'log', address: 'alex.wilber@contoso.com' },
      server: { host: 'sip.contoso.com', port: 443, via: 'srv-external' },
      authentication: { offered: ['ntlm', 'tls-dsk'], used: 'ntlm', registers: 3 },
    });
    expect(settingsModel(events)?.policies?.count).toBe(3);
    expect(events[0]).toMatchObject({
      data: { source: 'log', plan: { credentials: { kind: 'password', user: 'CONTOSO\\alex.wilber' } } },
    });
    expect(eventsOf(events, 'dns.name.resolved').map(({ data }) => [data.name, data.outcome])).toEqual([
      ['_sipinternaltls._tcp.contoso.com', 'nxdomain'],
      ['_sip._tls.contoso.com', 'answered'],
      ['sip.contoso.com', 'answered'],
    ]);
    expect(eventsOf(events, 'authentication.token.observed').map(({ data }) => data.token.kind)).toEqual([
      'empty',
      'ntlm-challenge',
      'ntlm-authenticate',
    ]);
  });

  test('TLS-DSK, sent on to the home server', () => {
    const { events, findings, verdict: judged, steps } = read(example('uccapi-ok-tlsdsk-redirect'));

    expect(judged.summary).toBe(
      'Signed in as megan.bowen@contoso.com on the home server pool02.contoso.com with TLS-DSK.',
    );
    expect(findings).toEqual([]);
    expect(steps).toEqual([
      ['passed', 'fe01.contoso.com:5061, found by lyncdiscoverinternal'],
      ['passed', 'Connected with TLS'],
      ['passed', 'Signed in with TLS-DSK, 4 REGISTERs as expected'],
      ['passed', 'pool02.contoso.com:5061, sent there by fe01.contoso.com'],
      NOT_SHOWN,
    ]);
    expect(
      eventsOf(events, 'authentication.attempt.ended').map(({ data }) => [data.outcome, data.registers]),
    ).toEqual([
      ['redirected', 4],
      ['signed-in', 4],
    ]);
    expect(ladder(events).lanes.map(({ title }) => title)).toEqual([
      'This PC',
      'DNS',
      'lyncdiscoverinternal.contoso.com',
      'fe01.contoso.com',
      'pool02.contoso.com',
    ]);
    expect(ladder(events).ghosts).toEqual([]);
  });

  test('404 with 4005 is an account that is not enabled', () => {
    const { findings, verdict: judged, steps } = read(example('uccapi-fail-404-4005'));

    expect(judged).toEqual({
      outcome: 'failed',
      step: 'authentication',
      finding: 'authentication.not-sip-enabled',
      summary: 'The account of new.joiner@contoso.com is not enabled for Skype for Business.',
    });
    expect(findings.map(({ id, severity }) => [id, severity])).toEqual([
      ['authentication.not-sip-enabled', 'error'],
      ['discovery.lyncdiscover-http-error', 'warning'],
    ]);
    const stopped = 'Not reached: the sign-in stopped at step 3, Prove who you are.';
    expect(steps.map(([state]) => state)).toEqual(['warned', 'passed', 'failed', 'skipped', 'skipped']);
    expect(steps[4]).toEqual(['skipped', stopped]);
  });

  test('at every point where a log may end, nothing is called failed that it does not show', () => {
    for (const name of ['uccapi-ok-ntlm', 'uccapi-ok-tlsdsk-redirect']) {
      const records = example(name);
      for (let length = 1; length < records.length; length += 1) {
        const { verdict: judged, findings, steps } = read(records.slice(0, length));
        expect(['signed-in', 'cancelled']).toContain(judged.outcome);
        expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(steps.map(([state]) => state)).not.toContain('failed');
      }
    }
  });
});

describe('what a log does not show', () => {
  test('a sign-in without the search for its server', () => {
    const { events, verdict: judged, findings, steps } = read(new Talk().ntlm().accepted().records);

    expect(judged.outcome).toBe('signed-in');
    expect(findings).toEqual([]);
    expect(steps).toEqual([
      ['skipped', 'This log does not show how the server was found.'],
      ['passed', 'Connected'],
      ['passed', 'Signed in with NTLM, 3 REGISTERs as expected'],
      HOME,
      NOT_SHOWN,
    ]);
    expect(runDocument(events, judgeRun).server).toEqual({
      host: 'fe01.contoso.com',
      port: 5061,
      via: 'unknown',
    });
  });

  test('a log that ends in the middle', () => {
    const { verdict: judged, findings, steps } = read(new Talk().ntlm().records);

    expect(judged).toEqual({
      outcome: 'cancelled',
      step: 'authentication',
      finding: null,
      summary: 'The log ends at step 3, Prove who you are, and does not show how the sign-in went on.',
    });
    expect(findings).toEqual([]);
    expect(steps[2]).toEqual(['skipped', 'The log ends before this step has a result.']);
  });

  test('silence where the log goes on for long enough', () => {
    const talk = new Talk().ntlm().wait(60_000).line('getaddrinfo(web.contoso.com) 192.0.2.99');

    expect(read(talk.records).verdict).toMatchObject({
      outcome: 'failed',
      finding: 'authentication.no-answer',
    });
  });

  test('a search for a server that nothing follows', () => {
    const talk = new Talk()
      .line('QueryDNSSrv GetDnsResults query: _sipinternaltls._tcp.contoso.com failed 8007232b')
      .line('QueryDNSSrv GetDnsResults query: _sip._tls.contoso.com failed 8007232b');
    const { verdict: judged, findings, events } = read(talk.records);

    expect(judged).toMatchObject({ outcome: 'cancelled', step: 'discovery' });
    expect(findings).toEqual([]);
    expect(eventsOf(events, 'dns.name.resolved')).toHaveLength(2);
  });

  test('bodies that were left out leave the settings open', () => {
    const talk = new Talk().ntlm().accepted();
    talk
      .ask('SUBSCRIBE', ['Event: vnd-microsoft-provisioning-v2'])
      .answer('200 OK', ['Event: vnd-microsoft-provisioning-v2']);
    const { verdict: judged, findings, steps, events } = read(talk.records);

    expect(judged.outcome).toBe('signed-in');
    expect(findings).toEqual([]);
    expect(steps[4]).toEqual(['skipped', 'This log shows only a part of it.']);
    expect(settingsModel(events)?.requests[0]?.sentence).toBe('Asked for; the log does not show what came.');
  });
});

describe('the same rules', () => {
  test.each([
    [
      '403 Forbidden',
      'ms-diagnostics: 4004;reason="Credentials presented are not authorized"',
      'authentication.address-mismatch',
    ],
    [
      '401 Unauthorized',
      'WWW-Authenticate: NTLM realm="r", targetname="fe01.contoso.com"',
      'authentication.credentials-rejected',
    ],
    ['503 Service Unavailable', 'Retry-After: 30', 'authentication.server-unavailable'],
  ])('%s', (line, header, id) => {
    expect(read(new Talk().ntlm().answer(line, [header]).records).verdict).toMatchObject({
      outcome: 'failed',
      step: 'authentication',
      finding: id,
    });
  });

  test('a redirect into Microsoft’s cloud', () => {
    const talk = new Talk()
      .ntlm()
      .answer('301 Moved', ['Contact: <sip:sipdir.online.lync.com:443;transport=tls>']);

    expect(read(talk.records).verdict).toMatchObject({ finding: 'redirection.moved-to-teams' });
  });

  test('settings that are refused', () => {
    const talk = new Talk().ntlm().accepted();
    talk.ask('SUBSCRIBE', ['Event: vnd-microsoft-provisioning-v2']).answer('503 Service Unavailable');

    expect(read(talk.records).verdict).toMatchObject({
      step: 'settings',
      finding: 'settings.provisioning-failed',
    });
  });

  test('a registration that is ended hours later is no fault of the sign-in', () => {
    const talk = new Talk().ntlm().accepted().wait(7_200_000);
    talk.notify(
      ['Event: registration-notify', 'Content-Type: text/registration-event'],
      'deregistered;event=deactivated',
    );

    expect(read(talk.records).verdict.outcome).toBe('signed-in');
    expect(logOf(talk.records).origin.notes).toContain(
      'The registrar ended this registration later on (deactivated).',
    );
  });

  test('407 and the Proxy- headers of 2007 R2 are the same', () => {
    const old = example('uccapi-ok-ntlm').map((record) => ({
      ...record,
      text: record.text
        .replace('SIP/2.0 401 Unauthorized', 'SIP/2.0 407 Proxy Authentication Required')
        .replace(/^WWW-Authenticate/gm, 'Proxy-Authenticate')
        .replace(/^Authorization/gm, 'Proxy-Authorization')
        .replace(/^Authentication-Info/gm, 'Proxy-Authentication-Info'),
    }));

    expect(read(old).steps[2]).toEqual(['passed', 'Signed in with NTLM, 3 REGISTERs as expected']);
    expect(runDocument(logOf(old).events, judgeRun).authentication).toEqual({
      offered: ['ntlm', 'tls-dsk'],
      used: 'ntlm',
      registers: 3,
    });
  });
});

describe('a server’s own log', () => {
  const FE = { computer: 'FE01.contoso.com', server: '192.0.2.10:5061', client: '192.0.2.30:40000' };

  test('is turned round: the client asks, and this server answers', () => {
    const { records } = new Talk(FE).kerberos().accepted('Kerberos');
    const { events, verdict: judged } = read(records);

    expect(judged.summary).toBe('Signed in as alice@contoso.com on fe01.contoso.com with Kerberos.');
    expect(ladder(events).rungs.map(({ fromLane, toLane }) => [fromLane, toLane])).toEqual([
      ['pc', 'sip:fe01.contoso.com'],
      ['pc', 'sip:fe01.contoso.com'],
    ]);
    expect(logOf(records).origin.notes[0]).toContain('FE01.contoso.com');
  });

  test('shows the client on its way to the next server', () => {
    const { records } = new Talk(FE)
      .ntlm()
      .answer('301 Moved', ['Contact: <sip:pool02.contoso.com:5061;transport=tls>']);
    const { verdict: judged, events } = read(records);

    expect(judged).toMatchObject({ outcome: 'cancelled', step: 'redirection' });
    expect(eventsOf(events, 'redirection.received')[0]?.data.contacts[0]?.place?.host).toBe(
      'pool02.contoso.com',
    );
  });
});

describe('damaged logs', () => {
  const whole = new Talk().ntlm().accepted().records;

  test('an answer that is missing, a message twice, a message cut', () => {
    const registers = (records: readonly LogRecord[]): unknown => {
      const { authentication, verdict: judged } = runDocument(logOf(records).events, judgeRun);
      return [judged.outcome, authentication?.registers];
    };
    expect(registers(whole.filter((_, n) => n !== 1))).toEqual(['signed-in', 3]);
    expect(registers(whole.filter((_, n) => n !== 3))).toEqual(['signed-in', 3]);
    expect(registers(whole.flatMap((record) => [record, record]))).toEqual(['signed-in', 3]);
    expect(registers(whole.slice(2))).toEqual(['signed-in', 3]);
    const cut = whole.map((record, n) => (n === 3 ? { ...record, text: record.text.slice(0, 60) } : record));
    expect(registers(cut)).toEqual(['signed-in', 3]);
    expect(logOf(cut).origin.notes).toContain('1 message could not be read and is left out.');
  });

  test('a clock that goes backwards keeps the order of the file', () => {
    const backwards = whole.map((record, n) => ({ ...record, atMs: MORNING - n * 1_000 }));
    const { events, origin } = logOf(backwards);

    expect(events.map(({ t }) => t)).toEqual(events.map(() => 0));
    expect(read(backwards).verdict.outcome).toBe('signed-in');
    // The reader of the log says it of the whole log already.
    expect(origin.notes.join(' ')).not.toContain('backwards');
  });

  test('text without times and addresses', () => {
    const bare = whole.map((record) =>
      record.kind === 'remark' ? record : { ...record, atMs: null, local: null, peer: null },
    );

    expect(read(bare).verdict.summary).toBe('Signed in as alice@contoso.com on fe01.contoso.com with NTLM.');
  });
});

test('local times become UTC by the Date of the server, and what is left is a difference of clocks', () => {
  const date = 'Date: Mon, 09 Mar 2026 06:00:20 GMT';
  const talk = new Talk()
    .register()
    .answer('401 Unauthorized', ['WWW-Authenticate: NTLM realm="r", targetname="fe01"', date]);
  const { events, origin } = logOf(talk.records);

  expect(events[0]?.wall).toBe(Date.UTC(2026, 2, 9, 6));
  expect(eventsOf(events, 'clock.compared')[0]?.data.skewMs).toBe(20_490);
  expect(origin.notes.join(' ')).toContain('UTC+02:00');
});

test('web requests of a log stand in the ladder, and what they lead to counts', () => {
  const document = '{"AccessLocation":"External","Root":{"Links":[]}}';
  const talk = new Talk()
    .said('sent', [
      'GET https://lyncdiscover.contoso.com/?sipuri=alice@contoso.com HTTP/1.1',
      'Host: lyncdiscover.contoso.com',
    ])
    .said('received', ['HTTP/1.1 503 Service Unavailable', 'Content-Type: application/json'], document)
    .line('QueryDNSSrv - found sip.contoso.com:5061 for _sip._tls.contoso.com')
    .line('ResolveHostName - getaddrinfo(sip.contoso.com) 192.0.2.10')
    .ntlm()
    .accepted();
  const { events, findings } = read(talk.records);

  expect(eventsOf(events, 'http.response.received')).toHaveLength(1);
  expect(findings.map(({ id }) => id)).toEqual(['discovery.lyncdiscover-http-error']);
});

describe('secrets', () => {
  const CANARY = 'Q0FOQVJZLVNFQ1JFVC1DQU5BUlktU0VDUkVU';

  test('never become an event', () => {
    const relay = `<response xmlns="http://schemas.microsoft.com/2006/09/sip/mrasp" result="OK"><credentialsResponse><credentials><username>${CANARY}</username><password>${CANARY}</password></credentials></credentialsResponse></response>`;
    const saml = `<saml:Assertion>${CANARY}</saml:Assertion>`;
    const talk = new Talk()
      .said(
        'sent',
        [
          'POST /webticket HTTP/1.1',
          'Host: web.contoso.com',
          `Cookie: a=${CANARY}`,
          `X-MS-WebTicket: opaque=${CANARY}`,
        ],
        saml,
      )
      .said('received', ['HTTP/1.1 200 OK', `Set-Cookie: ${CANARY}`, 'Content-Type: text/xml'], saml)
      .ntlm(`TlRMTVNTUAADAAAA${CANARY}`)
      .accepted();
    talk
      .register(`Kerberos realm="r", gssapi-data="YIIB${CANARY}"`)
      .answer('401 x', [`WWW-Authenticate: Kerberos gssapi-data="${CANARY}"`]);
    talk.register(`TLS-DSK realm="r", gssapi-data="FgMDAAAA${CANARY}"`).answer('200 OK');
    talk.register(`Digest username="a", response="${CANARY}"`).register(`Bearer ${CANARY}`);
    talk.ask('SERVICE', ['Content-Type: application/msrtc-media-relay-auth+xml'], relay);
    talk.answer('200 OK', ['Content-Type: application/msrtc-media-relay-auth+xml'], relay);
    talk
      .ask('MESSAGE', ['Content-Type: text/plain'], CANARY)
      .ask('INVITE', [], `a=crypto:1 ${CANARY}\na=ice-pwd:${CANARY}`);
    talk.notify(['Event: presence', 'Content-Type: text/xml'], `<note>${CANARY}</note>`);

    const { events } = logOf(talk.records);

    expect(eventsOf(events, 'sip.request.sent').length).toBeGreaterThan(8);
    expect(JSON.stringify(events)).not.toContain(CANARY.slice(4, 24));
  });
});

describe('any records', () => {
  test('give a log that every projection reads', () => {
    fc.assert(
      fc.property(choices, (numbers) => {
        const records = recordsFrom(numbers);
        const { events, findings } = read(records);
        for (const event of events) {
          const parsed = parseLoggedEvent(JSON.parse(JSON.stringify(event)));
          expect(parsed.ok ? null : parsed.error).toBeNull();
        }
        expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => n));
        expect(events.every(({ cause, seq }) => cause === null || cause < seq)).toBe(true);
        const document = runDocument(events, judgeRun);
        expect(RunDocument.safeParse(document).error).toBeUndefined();
        const drawn = ladder(events);
        for (const rung of drawn.rungs) rungDetails(events, rung);
        expect(helpdeskText(events, findings)).not.toBe('');
        settingsModel(events);
      }),
      { numRuns: 60 },
    );
  });

  test('of the same file give the same log, also read by their places alone', () => {
    const first = new Talk().ntlm().accepted();
    const second = new Talk({
      address: 'bob@contoso.com',
      epid: 'bb',
      callId: 'b',
      client: '198.51.100.8:1',
      atMs: MORNING + 5,
    }).kerberos();
    const records = merged(first, second);
    const index = createSignInIndex();
    index.add(records);
    const { signIns, endsAtMs } = index.finish();
    const logs = signIns.map(({ places }) => {
      const own = records.filter(({ offset }) =>
        places.some((place) => offset >= place.offset && offset < place.end),
      );
      return signInLog(own, { ...SOURCE, endsAtMs });
    });

    expect(logs.map(({ events }) => runDocument(events, judgeRun).run.address)).toEqual([
      'alice@contoso.com',
      'bob@contoso.com',
    ]);
    expect(logs[0]?.events).toEqual(signInLog(first.records, { ...SOURCE, endsAtMs }).events);
  });
});
