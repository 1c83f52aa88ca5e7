import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WebServiceFailure, WebServiceStage } from '../events/web-service-events.ts';
import { KerberosFailure } from '../events/kerberos-events.ts';
import { AttemptOutcome } from '../events/authentication-events.ts';
import type { LoggedEvent } from '../events/catalogue.ts';
import { AuthMethod } from '../run/ids.ts';
import { runProgress } from './facts/progress.ts';
import type { Finding } from './finding.ts';
import { judgeRun } from './judge.ts';
import { EDGE, FRONT_END, peerOf, registerAt, discoverBySrv } from './testing/example-logs.ts';
import { LogBuilder } from './testing/log-builder.ts';
import {
  challenged,
  diagnostics,
  gotTicket,
  ntlmEnds,
  signedInWithKerberos,
  signedInWithNtlm,
  signedInWithTlsDsk,
  ticketEnds,
  webEnds,
} from './testing/sign-in-logs.ts';

const MINUTE_MS = 60_000;

type Brief = readonly [id: string, severity: string, isRoot: boolean];

function briefly(log: readonly LoggedEvent[]): readonly Brief[] {
  return judgeRun(log).map(({ id, severity, rootCause }) => [
    id.replace('authentication.', ''),
    severity,
    rootCause,
  ]);
}

function rootOf(log: readonly LoggedEvent[]): Finding {
  const root = judgeRun(log).find(({ rootCause }) => rootCause);
  if (root === undefined) throw new Error('no root cause');
  return root;
}

describe('a sign-in that works', () => {
  it.each([
    ['NTLM', signedInWithNtlm, 'ntlm', 3],
    ['Kerberos', signedInWithKerberos, 'kerberos', 2],
    ['TLS-DSK', signedInWithTlsDsk, 'tls-dsk', 4],
  ] as const)('by %s has nothing to say', (_name, log, method, registers) => {
    expect(judgeRun(log)).toEqual([]);
    expect(runProgress(log)).toMatchObject({
      isReachable: true,
      isSignInWanted: true,
      signedIn: { method, registers, expectedRegisters: registers },
      registers,
      failedStep: null,
    });
  });

  it('tells of Kerberos that failed before as a warning', () => {
    const log = ticketEnds((one) => one.kerberosFailed('unknown-spn'))
      .signInWithNtlm(FRONT_END)
      .finish();

    expect(briefly(log)).toEqual([['spn-unknown', 'warning', false]]);
    expect(judgeRun(log)[0]?.explanation).toContain('it went on with NTLM');
  });

  it('tells of a certificate that could not be had before as a warning', () => {
    const log = webEnds((one) => one.webServiceFailed('ticket', 'http-404', { status: 404 }))
      .signInWithNtlm(FRONT_END)
      .finish();

    expect(briefly(log)).toEqual([['web-ticket-unreachable', 'warning', false]]);
  });

  it('warns of dead domain controllers, but not outside, and not of their absence', () => {
    const located = (kdcs: readonly { host: string; port: number }[], network: 'internal' | 'external') => {
      const start = new LogBuilder().start({
        auth: 'auto',
        credentials: { kind: 'password', user: 'alice' },
      });
      const log = registerAt(start.concluded([FRONT_END], { network }), FRONT_END, 401);
      log.add('kerberos.kdc.located', { realm: 'X', from: 'user-name', kdcs: [...kdcs], reachable: null });
      return log.signInWithNtlm(FRONT_END).finish();
    };
    const dc = { host: 'dc01.contoso.test', port: 88 };

    expect(briefly(located([dc], 'internal'))).toEqual([['kdc-unreachable', 'warning', false]]);
    expect(briefly(located([dc], 'external'))).toEqual([]);
    expect(briefly(located([], 'internal'))).toEqual([]);
  });

  it('warns of what a comparison shows, and keeps quiet about a preview', () => {
    const compared = challenged()
      .signInWith(FRONT_END, 'kerberos', { act: gotTicket })
      .attempt(FRONT_END, 'ntlm', { purpose: 'comparison', outcome: 'rejected', status: 401 });
    const preview = challenged({ credentials: { kind: 'none' }, auth: 'none' }).attempt(FRONT_END, 'ntlm', {
      purpose: 'preview',
      outcome: 'refused',
      status: 403,
      registers: 2,
    });

    expect(briefly(compared.finish())).toEqual([['ntlm-refused', 'warning', false]]);
    expect(judgeRun(compared.log)[0]?.explanation).toContain('only tried to compare the methods');
    expect(runProgress(compared.log).registers).toBe(2);
    expect(judgeRun(preview.finish())).toEqual([]);
    expect(runProgress(preview.log)).toMatchObject({ isReachable: true, registers: 1, failedStep: null });
  });

  it('warns of a wrong signature on an answer that it did not hang on', () => {
    const log = challenged()
      .signInWithNtlm(FRONT_END, { after: (one) => one.signature(FRONT_END, 'ntlm', 'missing') })
      .finish();

    expect(briefly(log)).toEqual([['server-signature-invalid', 'warning', false]]);
  });

  it('warns of clocks that are apart for certain, and not of less', () => {
    const at = (skewMs: number, uncertaintyMs = 500): readonly Brief[] =>
      briefly(
        challenged()
          .clock(skewMs, 'sip-date', FRONT_END.host, uncertaintyMs)
          .signInWithNtlm(FRONT_END)
          .finish(),
      );

    expect(at(-10 * MINUTE_MS)).toEqual([['clock-skew', 'warning', false]]);
    expect(at(4 * MINUTE_MS)).toEqual([]);
    expect(at(5 * MINUTE_MS + 400)).toEqual([]);
    expect(at(10 * MINUTE_MS, 8 * MINUTE_MS)).toEqual([]);
  });

  it('blames the PC when every clock says the same, and the server when one says otherwise', () => {
    const at = (web: number): Finding | undefined =>
      judgeRun(
        challenged()
          .clock(20 * MINUTE_MS, 'ntlm-challenge')
          .clock(web, 'http-date', 'web.contoso.test')
          .signInWithNtlm(FRONT_END)
          .finish(),
      )[0];

    expect(at(20 * MINUTE_MS)).toMatchObject({ owner: 'user', alternatives: [] });
    expect(at(0)).toMatchObject({ owner: 'server', alternatives: [] });
    // Three clocks, three times: nobody can say which is right.
    expect(at(-10 * MINUTE_MS)).toMatchObject({ owner: 'user' });
    expect(at(-10 * MINUTE_MS)?.alternatives).toHaveLength(2);
    expect(at(20 * MINUTE_MS)?.explanation).toContain('This sign-in worked all the same');
  });
});

describe('a sign-in that fails', () => {
  it('is told once: what was withheld after a rejection is no cause of its own', () => {
    const builder = ntlmEnds(401).choose('tls-dsk', [['tls-dsk', 'next-in-order']]);
    builder.attempt(FRONT_END, 'tls-dsk', {
      outcome: 'no-certificate',
      registers: 1,
      act: (log) => {
        log.add('authentication.password.withheld', {
          reason: 'rejected',
          carrier: 'http',
          to: 'web.contoso.test',
        });
        log.webServiceFailed('ticket', 'withheld');
      },
    });
    const log = builder.finish();

    expect(briefly(log)).toEqual([['credentials-rejected', 'error', true]]);
    expect(rootOf(log).explanation).toContain('kept back from web.contoso.test');
    expect(rootOf(log).alternatives.join(' ')).toMatch(/wrong.*locked.*disabled.*expired/s);
    expect(runProgress(log)).toMatchObject({
      isReachable: false,
      signedIn: null,
      failedStep: 'authentication',
      registers: 3,
    });
  });

  it('rejected, with clocks far apart: both are told, the clock first among the alternatives', () => {
    const log = ntlmEnds(401, [], challenged().clock(20 * MINUTE_MS)).finish();

    expect(briefly(log)).toEqual([
      ['credentials-rejected', 'error', true],
      ['clock-skew', 'warning', false],
    ]);
    expect(rootOf(log).alternatives[0]).toContain('authentication.clock-skew');
    expect(judgeRun(log)[1]?.explanation).toContain('Nothing in this run shows');
  });

  it('forbidden or unknown before the last REGISTER says nothing of the credentials', () => {
    const ended = (status: number, registers: number): string =>
      rootOf(challenged().attempt(FRONT_END, 'ntlm', { outcome: 'refused', status, registers }).finish())
        .explanation;

    expect(ended(403, 2)).toContain('before it has seen any proof');
    expect(ended(403, 3)).not.toContain('before it has seen any proof');
    expect(ended(404, 2)).not.toContain('credentials are in order');
    expect(ended(404, 3)).toContain('credentials are in order');
  });

  it('with a Kerberos ticket that the server refuses blames the clock when it is off, else not the password', () => {
    const refused = (skewMs: number): LogBuilder =>
      challenged()
        .clock(skewMs)
        .attempt(FRONT_END, 'kerberos', { outcome: 'rejected', status: 401, act: gotTicket });

    expect(briefly(refused(7 * MINUTE_MS).finish())).toEqual([['clock-skew', 'error', true]]);
    const other = rootOf(refused(0).finish());
    expect(other).toMatchObject({ id: 'authentication.credentials-rejected', owner: 'directory' });
    expect(other.title).toContain('Kerberos ticket');
  });

  it('takes the word of the domain controller over that of the server', () => {
    const log = ticketEnds((one) => one.kerberosFailed('account-locked'))
      .attempt(FRONT_END, 'ntlm', { outcome: 'rejected', status: 401 })
      .finish();

    expect(briefly(log)).toEqual([
      ['account-locked', 'error', true],
      ['credentials-rejected', 'warning', false],
    ]);
  });

  it('blames what was tried last, and warns of what failed before', () => {
    const log = ticketEnds((one) => one.kerberosFailed('kdc-unreachable'))
      .attempt(FRONT_END, 'ntlm', {
        outcome: 'rejected',
        status: 401,
        act: (one) => one.password('sip', FRONT_END.host, 'rejected'),
      })
      .finish();

    expect(briefly(log)).toEqual([
      ['credentials-rejected', 'error', true],
      ['kdc-unreachable', 'warning', false],
    ]);
  });

  it.each([
    [403, '4003;reason="From URI not enabled for remote access"', 'forbidden'],
    [403, '17003;reason="Declined with URL"', 'forbidden'],
    [403, '', 'forbidden'],
    [404, '4005;reason="Destination URI either not enabled for SIP or does not exist"', 'not-sip-enabled'],
    [404, '', 'user-not-found'],
    [503, '', 'server-unavailable'],
    [504, '1010;reason="Certificate trust with next-hop server could not be established"', 'server-timeout'],
    [500, '', 'server-error'],
    [401, '4004;reason="Credentials provided are not authorized"', 'address-mismatch'],
    [401, '1000;reason="The account is locked out"', 'account-locked'],
    [401, '1000;reason="NTLM authentication is disabled"', 'ntlm-refused'],
    [
      401,
      '1000;reason="Final handshake failed";HRESULT="0x80090302(SEC_E_UNSUPPORTED_FUNCTION)"',
      'ntlm-refused',
    ],
    [
      401,
      '1000;reason="Final handshake failed";HRESULT="0xC3E93EC3(SIP_E_AUTH_UNAUTHORIZED)"',
      'credentials-rejected',
    ],
  ])('with %i %s is %s', (status, text, id) => {
    const log = ntlmEnds(status, text === '' ? [] : diagnostics(text)).finish();

    expect(briefly(log)).toEqual([[id, 'error', true]]);
    expect(rootOf(log).explanation).toContain(`REGISTER 3 of 3 of the NTLM sign-in with ${status}`);
  });

  it('because NTLM is refused before there is a challenge', () => {
    const log = challenged().attempt(FRONT_END, 'ntlm', { outcome: 'rejected', status: 401, registers: 2 });

    expect(briefly(log.finish())).toEqual([['ntlm-refused', 'error', true]]);
  });

  it('in silence or with a hang-up tells the server, and that the password is not known to be good', () => {
    const ends = (outcome: 'no-answer' | 'closed'): readonly LoggedEvent[] =>
      challenged()
        .attempt(FRONT_END, 'ntlm', {
          outcome,
          act: (log) => log.password('sip', FRONT_END.host, 'undecided'),
        })
        .finish();

    expect(briefly(ends('no-answer'))).toEqual([['no-answer', 'error', true]]);
    expect(rootOf(ends('no-answer')).title).toContain('falls silent');
    expect(rootOf(ends('no-answer')).explanation).toContain('within 10 seconds');
    expect(rootOf(ends('closed')).title).toContain('hangs up');
    expect(rootOf(ends('closed')).explanation).toContain('does not send it a second time');
  });

  it('because the time for the whole run was over takes a long wait as silence', () => {
    const builder = challenged();
    builder.add('authentication.attempt.started', {
      purpose: 'sign-in',
      method: 'ntlm',
      endpoint: FRONT_END,
      expectedRegisters: 3,
    });
    builder.register('sip-9', peerOf(FRONT_END));
    builder.wait(5_000);

    expect(briefly(builder.finish('timed-out'))).toEqual([['no-answer', 'error', true]]);
  });

  it('with an answer that makes no sense', () => {
    const log = challenged()
      .attempt(FRONT_END, 'ntlm', { outcome: 'bad-token', status: 401, registers: 2, detail: 'no NTLMSSP' })
      .finish();

    expect(briefly(log)).toEqual([['server-error', 'error', true]]);
    expect(rootOf(log).explanation).toContain('no NTLMSSP');
  });

  it('on a server of Microsoft that offers none of its methods, with or without credentials', () => {
    const digest = [
      ['WWW-Authenticate', 'Digest realm="contoso.test", nonce="1"'],
      ['Server', 'RTC/7.0'],
    ] as const;
    const withPassword = challenged({}, digest).choose(null, []).finish();
    const without = registerAt(discoverBySrv(), FRONT_END, 401, digest).finish();

    for (const log of [withPassword, without]) {
      expect(briefly(log)).toEqual([['no-common-method', 'error', true]]);
      expect(rootOf(log).title).toContain('offers no way of signing in that a Microsoft client knows');
    }
  });

  it('is sent on to the home server: step 3 is done, and step 4 is where it stops', () => {
    const log = challenged()
      .attempt(FRONT_END, 'ntlm', {
        outcome: 'redirected',
        status: 301,
        headers: [['Contact', '<sip:pool02.contoso.test:5061;transport=tls>']],
      })
      .finish();

    expect(rootOf(log)).toMatchObject({ id: 'step.unexplained', step: 'redirection' });
    expect(rootOf(log).explanation).toContain('pool02.contoso.test');
    expect(runProgress(log).failedStep).toBe('redirection');
  });

  it('because the server does not go on with a method that it offers', () => {
    const ends = (method: 'ntlm' | 'tls-dsk'): readonly LoggedEvent[] =>
      challenged().attempt(FRONT_END, method, { outcome: 'refused', status: 401, registers: 2 }).finish();

    expect(briefly(ends('ntlm'))).toEqual([['ntlm-refused', 'error', true]]);
    expect(briefly(ends('tls-dsk'))).toEqual([['server-error', 'error', true]]);
  });

  it('is unexplained when the log does not say why', () => {
    expect(rootOf(challenged().finish()).id).toBe('step.unexplained');
  });

  it('keeps a warning of a server that was passed before', () => {
    const start = new LogBuilder().start({ auth: 'auto', credentials: { kind: 'password', user: 'alice' } });
    const builder = discoverBySrv(start);
    builder.tcp(peerOf(FRONT_END), '192.0.2.20', { failure: 'refused', errno: 'ECONNREFUSED', tookMs: 2 });
    registerAt(builder, EDGE, 401).attempt(EDGE, 'ntlm', { outcome: 'rejected', status: 401 });

    expect(judgeRun(builder.finish()).map(({ id, severity }) => [id, severity])).toEqual([
      ['authentication.credentials-rejected', 'error'],
      ['connectivity.tcp-refused', 'warning'],
    ]);
  });

  it('has no root cause when it was cancelled, and none while it goes on', () => {
    const growing = challenged().choose('ntlm', [['ntlm', 'next-in-order']]);

    expect(judgeRun([...growing.log])).toEqual([]);
    expect(runProgress([...growing.log])).toMatchObject({ isReachable: true, failedStep: null });
    expect(judgeRun(growing.finish('cancelled'))).toEqual([]);
  });
});

describe('web services', () => {
  it.each([
    ['ticket-metadata', 'unreachable', null, null, 'web-ticket-unreachable'],
    ['ticket', 'http-403', 403, null, 'web-ticket-unreachable'],
    ['ticket', 'http-407', 407, null, 'web-ticket-unreachable'],
    ['ticket', 'http-other', 503, null, 'web-ticket-unreachable'],
    ['ticket', 'http-other', 400, 28029, 'web-ticket-rejected'],
    ['ticket', 'http-500', 500, 28001, 'web-ticket-rejected'],
    ['ticket', 'soap-fault', 500, 28020, 'web-ticket-rejected'],
    ['ticket', 'no-usable-challenge', 401, null, 'web-ticket-rejected'],
    ['ticket-metadata', 'no-port', 200, null, 'web-ticket-rejected'],
    ['ticket', 'malformed', 200, null, 'web-ticket-invalid-response'],
    ['certificate', 'wrong-audience', 403, 28077, 'web-ticket-rejected'],
    ['certificate', 'ticket-invalid', 500, 28032, 'web-ticket-rejected'],
    ['certificate', 'soap-fault', 500, 28033, 'web-ticket-expired'],
    ['certificate', 'soap-fault', 500, null, 'certificate-service-failed'],
    ['certificate', 'html', 200, null, 'certificate-service-failed'],
    ['certificate', 'bad-certificate', 200, null, 'certificate-service-failed'],
    ['certificate', 'http-404', 404, null, 'certificate-service-unreachable'],
    ['certificate', 'http-403', 403, 28000, 'not-sip-enabled'],
  ] as const)('%s: %s %s %s is %s', (stage, failure, status, diagnosticsId, id) => {
    const log = webEnds((one) => one.webServiceFailed(stage, failure, { status, diagnosticsId })).finish();

    expect(briefly(log)).toEqual([[id, 'error', true]]);
  });

  it('reads the words about an address of somebody else, and about a locked account', () => {
    const said = (reason: string): string =>
      rootOf(webEnds((log) => log.webServiceFailed('ticket', 'soap-fault', { status: 500, reason })).finish())
        .id;

    expect(
      said('The SIP URI in the claim type requirements does not match the SIP URI of the credentials.'),
    ).toBe('authentication.address-mismatch');
    expect(said('The account is locked.')).toBe('authentication.account-locked');
  });

  it('takes a service that names only ways in for tokens as one for modern authentication', () => {
    const log = webEnds((one) => {
      one.add('web-service.metadata.read', {
        stage: 'ticket-metadata',
        url: 'https://web.contoso.test/WebTicket/WebTicketService.svc',
        ports: [
          { name: 'WsFedBearer', url: 'https://web.contoso.test/x', ticketIssuer: null, needsProof: false },
        ],
      });
      one.webServiceFailed('ticket-metadata', 'no-port');
    }).finish();

    expect(briefly(log)).toEqual([['modern-auth-required', 'error', true]]);
    expect(rootOf(log).explanation).toContain('WsFedBearer');
  });

  it('says of a refused logon whether the password is known to be good', () => {
    const refused = webEnds(
      (log) => log.webServiceFailed('ticket', 'rejected', { status: 401 }),
      ntlmEnds(503),
    ).finish();
    const open = webEnds((log) => log.webServiceFailed('ticket', 'rejected', { status: 401 })).finish();

    expect(rootOf(refused).explanation).toContain('accepted elsewhere in this run');
    expect(rootOf(open).alternatives[0]).toContain('authentication.credentials-rejected');
  });

  it('blames the clock for a ticket that only our clock calls expired', () => {
    const log = webEnds(
      (one) => one.webTicket(-9 * 60 * MINUTE_MS, -60 * MINUTE_MS).webServiceFailed('ticket', 'expired'),
      challenged().clock(-120 * MINUTE_MS),
    );

    expect(briefly(log.finish())).toEqual([['clock-skew', 'error', true]]);
  });
});

describe('anything that an engine may record', () => {
  const anyStep = fc.record({
    method: fc.constantFrom(...AuthMethod.options),
    outcome: fc.constantFrom(...AttemptOutcome.options),
    status: fc.constantFrom(null, 200, 301, 401, 403, 404, 407, 500, 503, 504),
    kerberos: fc.option(fc.constantFrom(...KerberosFailure.options)),
    stage: fc.constantFrom(...WebServiceStage.options),
    web: fc.option(fc.constantFrom(...WebServiceFailure.options)),
    skewMs: fc.integer({ min: -2_000_000, max: 2_000_000 }),
    text: fc.string(),
  });

  it('is judged, with one root cause for a failure and whole sentences', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 3 }), (steps) => {
        const builder = challenged();
        for (const { method, outcome, status, kerberos, stage, web, skewMs, text } of steps) {
          builder.clock(skewMs).attempt(FRONT_END, method, {
            outcome,
            status,
            headers: diagnostics(text),
            detail: text,
            act: (log) => {
              if (kerberos !== null) log.kerberosFailed(kerberos, { text, code: null });
              if (web !== null) log.webServiceFailed(stage, web, { status, reason: text, detail: text });
            },
          });
        }
        const log = builder.finish();
        const findings = judgeRun(log);

        expect(findings.filter(({ rootCause }) => rootCause)).toHaveLength(1);
        for (const { title, explanation, remedy, alternatives, evidence } of findings) {
          for (const sentence of [title, remedy, ...alternatives]) expect(sentence).toMatch(/[.)]$/);
          expect(title.length).toBeLessThan(700);
          expect(explanation).not.toMatch(/undefined|NaN|\[object/);
          expect(evidence.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 300 },
    );
  });
});
