import type { LoggedEvent } from '../../events/catalogue.ts';
import { FRONT_END } from './example-logs.ts';
import { LogBuilder } from './log-builder.ts';
import type { RuleCase } from './rule-cases.ts';
import {
  challenged,
  diagnostics,
  ntlmEnds,
  signedInWithKerberos,
  signedInWithNtlm,
  signedInWithTlsDsk,
  ticketEnds,
  webEnds,
} from './sign-in-logs.ts';

type Log = readonly LoggedEvent[];

const HOUR_MS = 3_600_000;
const justStarted = new LogBuilder().start().log;

function broken(title: string, breaks: LogBuilder, holds: Log): RuleCase {
  return {
    breaks: breaks.finish(),
    holds,
    notApplicable: justStarted,
    severity: 'error',
    isRoot: true,
    step: 'authentication',
    title,
  };
}

const proven = (log: LogBuilder): LogBuilder => log.password('http', 'web.contoso.test', 'accepted');

/** For each rule about signing in with credentials, the logs of rule-cases.ts. */
export const AUTHENTICATION_CASES: Readonly<Record<string, RuleCase>> = {
  'authentication.credentials-rejected': broken(
    'pool01.contoso.test does not accept the user name and password of CONTOSO\\alice',
    ntlmEnds(401, diagnostics('1000;reason="Final handshake failed";source="fe01.contoso.test"')),
    signedInWithNtlm,
  ),
  'authentication.account-locked': broken(
    'The account CONTOSO\\alice is locked',
    ticketEnds((log) =>
      log.kerberosFailed('account-locked').password('kerberos', 'dc01.contoso.test', 'rejected'),
    ),
    signedInWithKerberos,
  ),
  'authentication.not-sip-enabled': broken(
    'alice@contoso.test is not enabled',
    webEnds((log) =>
      proven(log).webServiceFailed('ticket', 'http-403', {
        status: 403,
        diagnosticsId: 28000,
        reason: 'User is not SIP enabled.',
      }),
    ),
    signedInWithTlsDsk,
  ),
  'authentication.address-mismatch': broken(
    'the address alice@contoso.test belongs to somebody else',
    ntlmEnds(
      403,
      diagnostics('4004;reason="Credentials provided are not authorized to act as specified from URI"'),
    ),
    signedInWithNtlm,
  ),
  'authentication.no-common-method': broken(
    'The server offers NTLM, and that cannot be used here.',
    challenged({ credentials: { kind: 'current-user' } }).choose(null, [['ntlm', 'credentials-unsuitable']]),
    signedInWithNtlm,
  ),
  'authentication.kerberos-outside': broken(
    'The server wants Kerberos',
    challenged().choose(null, [['kerberos', 'outside']]),
    signedInWithNtlm,
  ),
  'authentication.modern-auth-required': broken(
    'web.contoso.test wants modern authentication',
    webEnds((log) =>
      log.webServiceFailed('ticket', 'modern-auth', {
        status: 401,
        detail: 'Bearer',
        authorizationUri: 'https://login.contoso.test/oauth2/authorize',
      }),
    ),
    signedInWithTlsDsk,
  ),
  'authentication.web-ticket-unreachable': broken(
    'There is no web ticket service at web.contoso.test (error 404)',
    webEnds((log) => log.webServiceFailed('ticket', 'http-404', { status: 404 })),
    signedInWithTlsDsk,
  ),
  'authentication.web-ticket-rejected': broken(
    'web.contoso.test refuses the logon of CONTOSO\\alice',
    webEnds((log) =>
      log
        .password('http', 'web.contoso.test', 'rejected')
        .webServiceFailed('ticket', 'rejected', { status: 401 }),
    ),
    signedInWithTlsDsk,
  ),
  'authentication.web-ticket-invalid-response': broken(
    'web.contoso.test answers with a web page',
    webEnds((log) => log.webServiceFailed('ticket', 'html', { status: 200, detail: 'text/html' })),
    signedInWithTlsDsk,
  ),
  'authentication.web-ticket-expired': broken(
    'web.contoso.test has already expired',
    webEnds((log) =>
      proven(log)
        .webTicket(-10 * HOUR_MS, -2 * HOUR_MS)
        .webServiceFailed('certificate', 'expired', { status: 500, diagnosticsId: 28033 }),
    ),
    signedInWithTlsDsk,
  ),
  'authentication.certificate-service-failed': broken(
    'The certificate service at web.contoso.test issues no certificate',
    webEnds((log) =>
      proven(log)
        .webTicket()
        .webServiceFailed('certificate', 'error-info', { status: 200, reason: 'Failed' }),
    ),
    signedInWithTlsDsk,
  ),
  'authentication.certificate-service-unreachable': broken(
    'The certificate service at web.contoso.test cannot be reached',
    webEnds((log) => log.webServiceFailed('certificate-metadata', 'unreachable', { detail: 'ENOTFOUND' })),
    signedInWithTlsDsk,
  ),
  'authentication.client-certificate-expired': broken(
    'The personal certificate of alice@contoso.test expired on 21 November 2026.',
    challenged().attempt(FRONT_END, 'tls-dsk', {
      outcome: 'rejected',
      status: 401,
      registers: 3,
      act: (log) =>
        proven(log)
          .webTicket()
          .clientCertificate(-200 * 24 * HOUR_MS, -24 * HOUR_MS),
    }),
    signedInWithTlsDsk,
  ),
  'authentication.client-certificate-rejected': broken(
    'pool01.contoso.test does not accept the personal certificate',
    challenged().attempt(FRONT_END, 'tls-dsk', {
      outcome: 'rejected',
      status: 401,
      registers: 3,
      act: (log) => proven(log).webTicket().clientCertificate(),
    }),
    signedInWithTlsDsk,
  ),
  'authentication.server-signature-invalid': broken(
    'pool01.contoso.test does not carry the right signature',
    challenged().attempt(FRONT_END, 'ntlm', {
      outcome: 'signature-invalid',
      status: 200,
      act: (log) => log.password('sip', FRONT_END.host, 'accepted'),
      after: (log) => log.signature(FRONT_END, 'ntlm', 'mismatch'),
    }),
    signedInWithNtlm,
  ),
  'authentication.clock-skew': broken(
    'The clock of this PC is 10 minutes behind pool01.contoso.test.',
    ntlmEnds(
      401,
      diagnostics('1013;reason="Significant time skew detected during authentication"'),
      challenged().clock(600_000),
    ),
    signedInWithNtlm,
  ),
  'authentication.kdc-unreachable': broken(
    'dc01.contoso.test cannot be reached',
    (() => {
      const log = challenged();
      log.add('kerberos.kdc.located', {
        realm: 'CONTOSO.TEST',
        from: 'user-name',
        kdcs: [{ host: 'dc01.contoso.test', port: 88 }],
        reachable: null,
      });
      return log.choose(null, [['kerberos', 'no-kdc']]);
    })(),
    signedInWithKerberos,
  ),
  'authentication.spn-unknown': broken(
    'does not know the service name sip/fe01.contoso.test',
    ticketEnds((log) => log.kerberosFailed('unknown-spn')),
    signedInWithKerberos,
  ),
  'authentication.ntlm-refused': broken(
    'pool01.contoso.test offers NTLM and then refuses it',
    ntlmEnds(
      401,
      diagnostics('1000;reason="Final handshake failed";HRESULT="0xC0000418(STATUS_NTLM_BLOCKED)"'),
    ),
    signedInWithNtlm,
  ),
};
