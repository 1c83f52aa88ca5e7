import { describe, expect, test } from 'vitest';
import type { LoggedEvent } from '../events/catalogue.ts';
import { ladder } from './ladder.ts';
import type { Ladder } from './ladder-model.ts';
import {
  challengedLog,
  kerberosLog,
  ntlmLog,
  previewLog,
  rejectedLog,
  tlsDskLog,
} from './testing/authentication-logs.ts';
import {
  answerNtlm,
  askNtlm,
  begin,
  choose,
  end,
  FRONT_END,
  request,
  respond,
  succeed,
} from './testing/authentication-messages.ts';

/** What step 3 looks like. */
function drawn({ rows }: Ladder): readonly string[] {
  return rows.flatMap((row) => {
    if (row.kind === 'gap' || row.step !== 'authentication') return [];
    const used = row.isUsed ? '*' : ' ';
    if (row.kind === 'note') return [`${used} note ${row.outcome} | ${row.text}`];
    return [`${used} ${row.protocol} ${row.outcome} | ${row.label} | ${row.answerLabel ?? '…'}`];
  });
}

describe('step 3 of a sign-in', () => {
  test('with NTLM', () => {
    expect(drawn(ladder(ntlmLog()))).toMatchInlineSnapshot(`
      [
        "* sip ok | REGISTER | 401 Unauthorized · Kerberos, NTLM, TLS-DSK",
        "* note ok | Takes NTLM: the next in the client’s order · offered Kerberos, NTLM, TLS-DSK · not Kerberos: no domain controller answers",
        "* sip ok | REGISTER · NTLM 2 of 3: asks for the challenge | 401 Unauthorized · challenge",
        "* note ok | Uses the password of CONTOSO\\alice with fe01.contoso.test, over SIP: accepted",
        "* sip ok | REGISTER · NTLM 3 of 3: answers the challenge | 200 OK · signed and verified",
        "* note ok | Signed in with NTLM: 3 REGISTERs, as NTLM needs them",
        "* sip ok | REGISTER, Expires: 0 · signed | 200 OK",
        "* note ok | Signed out again: the registration is withdrawn",
      ]
    `);
  });

  test('with Kerberos, and where its ticket comes from', () => {
    const { lanes } = ladder(kerberosLog());

    expect(lanes.map(({ id, subtitle }) => `${id} ${subtitle}`)).toMatchInlineSnapshot(`
      [
        "pc ",
        "dns 192.0.2.53, this system’s lookup",
        "kdc:dc01.contoso.test 10.0.0.5",
        "web:lyncdiscoverinternal.contoso.test 10.0.0.20",
        "sip:pool01.contoso.test 10.0.0.10",
      ]
    `);
    expect(drawn(ladder(kerberosLog()))).toMatchInlineSnapshot(`
      [
        "* sip ok | REGISTER | 401 Unauthorized · Kerberos, NTLM, TLS-DSK",
        "* tcp ok | TCP connect 10.0.0.5:88 | connected",
        "  note ok | Domain controller of CONTOSO.TEST: dc01.contoso.test:88",
        "* note ok | Takes Kerberos: a Kerberos ticket is to be had · offered Kerberos, NTLM, TLS-DSK",
        "* kerberos ok | ticket for sip/fe01.contoso.test | ticket, aes256-cts-hmac-sha1-96, until 1 December 2026, 19:00:00 UTC",
        "* sip ok | REGISTER · Kerberos 2 of 2: shows the ticket | 200 OK · signed and verified",
        "* note ok | Signed in with Kerberos: 2 REGISTERs, as Kerberos needs them",
      ]
    `);
  });

  test('with TLS-DSK, with its errands on the web', () => {
    expect(drawn(ladder(tlsDskLog()))).toMatchInlineSnapshot(`
      [
        "* sip ok | REGISTER | 401 Unauthorized · Kerberos, NTLM, TLS-DSK",
        "* note ok | Takes TLS-DSK: asked for in this run · offered Kerberos, NTLM, TLS-DSK · not Kerberos: not asked for · not NTLM: not asked for",
        "* http ok | certificate service: metadata · GET /CertProv/CertProvisioningService.svc/mex | 200 OK · metadata",
        "* http ok | web ticket: metadata · GET /WebTicket/WebTicketService.svc/mex | 200 OK",
        "* http ok | web ticket: request · POST /WebTicket/WebTicketService.svc/Auth | 401 Unauthorized · asks for Negotiate, NTLM",
        "* http ok | web ticket: request · POST /WebTicket/WebTicketService.svc/Auth | 401 Unauthorized · challenge",
        "* http ok | web ticket: request · POST /WebTicket/WebTicketService.svc/Auth | 200 OK · web ticket until 1 December 2026, 17:00:00 UTC",
        "* http ok | certificate request · POST /CertProv/CertProvisioningService.svc/WebTicket_Proof | 200 OK · certificate valid until 3 May 2027",
        "* sip ok | REGISTER · TLS-DSK 2 of 4: hello | 401 Unauthorized · the server’s hello and certificate",
        "* sip ok | REGISTER · TLS-DSK 3 of 4: certificate and keys | 401 Unauthorized · handshake complete",
        "* sip ok | REGISTER · TLS-DSK 4 of 4: signed | 200 OK · signed and verified",
        "* note ok | Signed in with TLS-DSK: 4 REGISTERs, as TLS-DSK needs them",
      ]
    `);
  });

  test('with a password that is rejected', () => {
    expect(drawn(ladder(rejectedLog()))).toMatchInlineSnapshot(`
      [
        "* sip ok | REGISTER | 401 Unauthorized · Kerberos, NTLM, TLS-DSK",
        "* note ok | Takes NTLM: the next in the client’s order · offered Kerberos, NTLM, TLS-DSK · not Kerberos: no domain controller answers",
        "* sip ok | REGISTER · NTLM 2 of 3: asks for the challenge | 401 Unauthorized · challenge",
        "* note failed | Uses the password of CONTOSO\\alice with fe01.contoso.test, over SIP: rejected",
        "* sip failed | REGISTER · NTLM 3 of 3: answers the challenge | 401 Unauthorized · refused",
        "* note failed | NTLM: the server does not take the credentials (401), after 3 REGISTERs",
        "* note warning | Keeps the password back from web.contoso.test: it was rejected once already, and trying again could lock the account",
      ]
    `);
  });

  test('that only looks ahead', () => {
    expect(drawn(ladder(previewLog()))).toMatchInlineSnapshot(`
      [
        "* sip ok | REGISTER | 401 Unauthorized · Kerberos, NTLM, TLS-DSK",
        "  note ok | Looks ahead without credentials: NTLM at pool01.contoso.test:5061",
        "  sip ok | REGISTER · NTLM preview: asks for the challenge | 401 Unauthorized · challenge",
      ]
    `);
  });
});

describe('what goes wrong', () => {
  test('a wrong signature fails the answer, and says so in a line of its own', () => {
    const writer = challengedLog();
    choose(writer, 150, 'sign-in', 'ntlm', 'next-in-order', {});
    begin(writer, 150, 'sign-in', 'ntlm');
    askNtlm(writer, 151);
    succeed(writer, 200, 'ntlm', answerNtlm(writer, 181), 3, { valid: false, problem: 'mismatch' });

    const lines = drawn(ladder(writer.log));

    expect(lines).toContain(
      '* sip failed | REGISTER · NTLM 3 of 3: answers the challenge | 200 OK · signature wrong',
    );
    expect(lines).toContain(
      '* note failed | Does not believe the answer of pool01.contoso.test, for its signature: it does not fit the message',
    );
  });

  test('more REGISTERs than the method needs are counted as they are', () => {
    const writer = challengedLog();
    begin(writer, 150, 'sign-in', 'tls-dsk');
    for (const cseq of [2, 3, 4, 5]) {
      const sent = request(writer, 150 + cseq, cseq, 'TLS-DSK opaque="1", gssapi-data="FgMD"');
      respond(writer, 150 + cseq, sent, 401, [
        ['WWW-Authenticate', 'TLS-DSK opaque="1", gssapi-data="FgMD"'],
      ]);
    }
    end(writer, 160, 'sign-in', 'tls-dsk', 'signed-in', 5, 200);

    const lines = drawn(ladder(writer.log));

    expect(lines).toContain(
      '* sip ok | REGISTER · TLS-DSK 5, 4 expected: certificate and keys | 401 Unauthorized · handshake complete',
    );
    expect(lines).toContain('* note warning | Signed in with TLS-DSK: 5 REGISTERs instead of 4');
  });

  test('a clock that is off by more than a minute has a line, one that is not has none', () => {
    const writer = challengedLog();
    const clock = { source: 'sip-date', host: FRONT_END, theirMs: 0, uncertaintyMs: 500 } as const;
    writer.at(150, 'clock.compared', { ...clock, skewMs: -59_000 });
    writer.at(150, 'clock.compared', { ...clock, skewMs: 660_000 });

    expect(drawn(ladder(writer.log)).filter((line) => line.includes('clock'))).toEqual([
      '  note warning | The clock of fe01.contoso.test is 11 minutes ahead of the clock of this PC',
    ]);
  });

  test.each([
    ['wrong-audience', 28077, '200 OK · the ticket is for another service (28077)'],
    ['unreachable', null, '200 OK'],
  ] as const)(
    'an errand that failed (%s) is told on its answer and in a line of its own',
    (failure, id, answer) => {
      const whole = tlsDskLog();
      const writer = challengedLog();
      const issued = whole.findIndex(({ kind }) => kind === 'client-certificate.issued');
      writer.log.splice(0, writer.log.length, ...whole.slice(0, issued));
      writer.at(
        182,
        'web-service.failed',
        {
          stage: 'certificate',
          url: 'https://web.contoso.test/CertProv/CertProvisioningService.svc/WebTicket_Proof',
          failure,
          status: 200,
          diagnosticsId: id,
          reason: null,
          detail: '',
          authorizationUri: null,
        },
        { step: 'authentication' },
      );

      const { rungs, notes } = ladder(writer.log);

      expect(rungs.at(-1)).toMatchObject({ answerLabel: answer });
      expect(notes.at(-1)?.text).toMatch(
        /^No client certificate: certificate request at web\.contoso\.test: /,
      );
    },
  );

  test('a ticket that is not to be had', () => {
    const writer = challengedLog();
    const spn = `sip/${FRONT_END}`;
    const asked = writer.at(150, 'kerberos.ticket.requested', {
      spn,
      realm: 'CONTOSO.TEST',
      credentials: 'password',
      library: 'gss',
      kdc: null,
    });
    writer.at(
      160,
      'kerberos.ticket.failed',
      { spn, failure: 'unknown-spn', code: '851968/7', text: 'Server not found', tookMs: 10 },
      { cause: asked },
    );

    const { rungs } = ladder(writer.log);

    expect(rungs.at(-1)).toMatchObject({
      protocol: 'kerberos',
      toLane: 'kdc:contoso.test',
      label: 'ticket for sip/fe01.contoso.test',
      answerLabel: 'unknown service',
      outcome: 'failed',
      durationMs: 10,
    });
  });

  test('no method is left', () => {
    const writer = challengedLog();
    choose(writer, 150, 'sign-in', null, 'not-offered', {
      kerberos: 'outside',
      ntlm: 'not-offered',
      'tls-dsk': 'incomplete-offer',
    });

    expect(drawn(ladder(writer.log)).at(-1)).toBe(
      '* note failed | Takes no method · not Kerberos: no domain controller is in reach outside · not TLS-DSK: the offer lacks what it needs',
    );
  });
});

describe('a comparison after the sign-in', () => {
  test('is named, and does not belong to the path taken', () => {
    const log = [...ntlmLog()];
    log.pop();
    const writer = challengedLog();
    writer.log.splice(0, writer.log.length, ...log);
    choose(writer, 270, 'comparison', 'kerberos', 'comparison', {});
    const first = request(writer, 270, 1, null);
    respond(writer, 280, first, 401, [['WWW-Authenticate', 'Kerberos realm="a"']]);
    begin(writer, 280, 'comparison', 'kerberos');
    const sent = request(writer, 281, 2, 'Kerberos gssapi-data="[withheld, 9 bytes]", response="1"');
    respond(writer, 290, sent, 401, [['WWW-Authenticate', 'Kerberos realm="a"']]);
    end(writer, 290, 'comparison', 'kerberos', 'rejected', 2, 401);

    expect(drawn(ladder(writer.log)).slice(-4)).toEqual([
      '  note ok | Compares: Kerberos',
      '  sip ok | REGISTER | 401 Unauthorized · Kerberos',
      '  sip failed | REGISTER · Kerberos 2 of 2, comparison: shows the ticket | 401 Unauthorized · refused',
      '  note warning | Comparison: Kerberos: the server does not take the credentials (401), after 2 REGISTERs',
    ]);
  });
});

describe('ghosts', () => {
  const authentication = (log: readonly LoggedEvent[]): readonly string[] =>
    ladder(log)
      .ghosts.filter(({ step }) => step === 'authentication')
      .map(({ label }) => label);

  test('are those of the method that was chosen, as many as are left', () => {
    const writer = challengedLog();
    choose(writer, 150, 'sign-in', 'tls-dsk', 'asked-for', {});
    const before = authentication(writer.log);
    begin(writer, 150, 'sign-in', 'tls-dsk');
    request(writer, 151, 2, 'TLS-DSK gssapi-data="FgMD"');

    expect(before).toEqual([
      'POST for a client certificate',
      'REGISTER, TLS-DSK hello',
      'REGISTER, TLS-DSK certificate',
      'REGISTER, signed',
    ]);
    expect(authentication(writer.log)).toEqual(['REGISTER, TLS-DSK certificate', 'REGISTER, signed']);
  });

  test('need no credentials that the run has', () => {
    expect(ladder(challengedLog().log).ghosts.some(({ needsSignIn }) => needsSignIn)).toBe(false);
  });

  test('after the sign-in are only what this run does not ask for', () => {
    expect(ladder(ntlmLog()).ghosts.map(({ step }) => step)).toEqual(Array(5).fill('settings'));
  });

  test('do not count what only looked ahead', () => {
    expect(authentication(previewLog())).toEqual([
      'Ticket for the server',
      'REGISTER with a Kerberos ticket',
    ]);
  });
});

describe.each([
  ['NTLM', ntlmLog()],
  ['Kerberos', kerberosLog()],
  ['TLS-DSK', tlsDskLog()],
  ['rejected', rejectedLog()],
  ['preview', previewLog()],
])('every prefix of a log: %s', (_name, log: readonly LoggedEvent[]) => {
  test('keeps rows in place, and its evidence within the log', () => {
    let previous = ladder([]);
    for (const [index] of log.entries()) {
      const next = ladder(log.slice(0, index + 1), { previous });
      const { length } = previous.rows;
      expect(next.rows.slice(0, length).map(({ id }) => id)).toEqual(previous.rows.map(({ id }) => id));
      for (const row of next.rows) {
        if (row.kind === 'gap') continue;
        expect([...row.evidence].sort((a, b) => a - b)).toEqual(row.evidence);
        expect(row.evidence.at(-1)).toBeLessThanOrEqual(index);
      }
      previous = next;
    }
  });

  test('tells every event of step 3 somewhere', () => {
    const told = new Set(ladder(log).rows.flatMap((row) => (row.kind === 'gap' ? [] : row.evidence)));
    const silent = log.filter(
      ({ kind, seq }) =>
        /^(?:authentication|web-|client-certificate|kerberos)/.test(kind) &&
        kind !== 'authentication.association.established' &&
        !told.has(seq),
    );

    expect(silent.map(({ kind }) => kind)).toEqual([]);
  });
});
