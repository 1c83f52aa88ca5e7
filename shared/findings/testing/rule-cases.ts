import type { LoggedEvent } from '../../events/catalogue.ts';
import type { TcpFailure, TlsFailure } from '../../events/connection-events.ts';
import type { StepId } from '../../run/ids.ts';
import {
  atBoth,
  certificateLog,
  connectTo,
  discoverBySrv,
  FRONT_END,
  healthyLog,
  LYNCDISCOVER_INTERNAL,
  lyncdiscoverOnlyLog,
  peerOf,
  registerAt,
  withoutOthers,
} from './example-logs.ts';
import { AUTHENTICATION_CASES } from './authentication-cases.ts';
import { HOME_CASES } from './home-cases.ts';
import { LogBuilder, RESOLVER } from './log-builder.ts';

type Log = readonly LoggedEvent[];

/** For each rule a log that breaks it, one in which it holds, and one that is not about it at all. */
export interface RuleCase {
  readonly breaks: Log;
  readonly holds: Log;
  readonly notApplicable: Log;
  readonly severity: 'error' | 'warning';
  readonly isRoot: boolean;
  readonly step: StepId;
  /** A part of the title, with the real names. */
  readonly title: string;
}

const justStarted = new LogBuilder().start().log;
const healthy = healthyLog();
const EXPIRED_MS = Date.UTC(2026, 4, 3);
const SECURE = `https://${LYNCDISCOVER_INTERNAL}/`;

function broken(
  step: StepId,
  title: string,
  breaks: Log,
  holds: Log = healthy,
  notApplicable: Log = justStarted,
): RuleCase {
  return { breaks, holds, notApplicable, severity: 'error', isRoot: true, step, title };
}

function warned(
  step: StepId,
  title: string,
  breaks: Log,
  holds: Log = healthy,
  notApplicable: Log = justStarted,
): RuleCase {
  return { breaks, holds, notApplicable, severity: 'warning', isRoot: false, step, title };
}

function answered(status: number, headers: readonly (readonly [string, string])[] = []): Log {
  return atBoth((builder, endpoint) => registerAt(builder, endpoint, status, headers));
}

function tcpFails(failure: TcpFailure, errno: string): Log {
  return atBoth((builder, endpoint) => {
    builder.tcp(peerOf(endpoint), '192.0.2.20', {
      failure,
      errno,
      tookMs: failure === 'timeout' ? 5_000 : 3,
    });
  });
}

function tlsFails(failure: TlsFailure, alert: string | null, banner: string | null = null): Log {
  return atBoth((builder, endpoint) => {
    const peer = peerOf(endpoint);
    builder.tls(builder.tcp(peer, '192.0.2.20'), peer, { failure, alert, detail: '', banner });
  });
}

function web(reason: Parameters<typeof lyncdiscoverOnlyLog>[0], act: (builder: LogBuilder) => void): Log {
  return lyncdiscoverOnlyLog(reason, act);
}

/** Autodiscover was asked and nothing was wrong with it. */
const webHealthy = (() => {
  const endpoint = { ...FRONT_END, via: 'lyncdiscoverinternal' } as const;
  const builder = new LogBuilder().start().address(LYNCDISCOVER_INTERNAL, ['192.0.2.40']);
  builder.http(SECURE, { status: 200 });
  builder
    .candidate('lyncdiscoverinternal', LYNCDISCOVER_INTERNAL, 1, {
      standing: 'used',
      reason: 'first-usable',
      endpoints: [endpoint],
    })
    .address(FRONT_END.host, ['192.0.2.20'])
    .concluded([endpoint]);
  return registerAt(builder, endpoint, 401).finish();
})();

const allNames = (reason: 'dns-timeout' | 'dns-servfail' | 'dns-refused'): Log => {
  const builder = new LogBuilder().start();
  const names = [
    ['lyncdiscoverinternal', LYNCDISCOVER_INTERNAL],
    ['srv-external', '_sip._tls.contoso.test'],
  ] as const;
  for (const [order, [via, name]] of names.entries()) {
    builder.candidate(via, name, order + 1, { standing: 'not-found', reason, tookMs: 6_000 });
  }
  return builder.concluded([]).finish();
};

const disagreeing = (usedFrom: string, other: string): Log => {
  const builder = new LogBuilder().start();
  const address = usedFrom === 'system' ? '198.51.100.9' : '192.0.2.20';
  const name = FRONT_END.host;
  const question = { resolver: RESOLVER, transport: 'udp', name, type: 'A' } as const;
  builder.add('dns.query.sent', { ...question, attempt: 1 });
  builder.add('dns.query.sent', { ...question, resolver: '198.51.100.53:53', attempt: 1 });
  builder.add('dns.answer.received', {
    ...question,
    outcome: 'answered',
    rcode: 'NOERROR',
    authoritative: false,
    truncated: false,
    records: [{ type: 'A', name, ttl: 60, address: '192.0.2.20' }],
    cnameChain: [],
    tookMs: 4,
    sizeBytes: 60,
  });
  builder.add('dns.name.resolved', {
    name,
    question: 'address',
    outcome: 'answered',
    addresses: [address],
    srv: [],
    usedFrom,
    disagreements: [{ who: other, outcome: 'answered', answers: ['192.0.2.20'] }],
    tookMs: 4,
  });
  builder.candidate('srv-internal', '_sipinternaltls._tcp.contoso.test', 3, {
    standing: 'used',
    reason: 'first-usable',
    endpoints: [FRONT_END],
  });
  return registerAt(builder.concluded([FRONT_END]), FRONT_END, 401).finish();
};

/** The operating system answers as DNS does. */
const systemAgrees = (() => {
  const builder = new LogBuilder().start().address(FRONT_END.host, ['192.0.2.20'], { usedFrom: 'system' });
  return registerAt(builder.concluded([FRONT_END]), FRONT_END, 401).finish();
})();

const twoResolversAgree = (() => {
  const builder = new LogBuilder().start().address(FRONT_END.host, ['192.0.2.20']);
  const question = {
    resolver: '198.51.100.53:53',
    transport: 'udp',
    name: FRONT_END.host,
    type: 'A',
  } as const;
  builder.add('dns.query.sent', { ...question, attempt: 1 });
  return registerAt(builder.concluded([FRONT_END]), FRONT_END, 401).finish();
})();

const outside = (() => {
  const endpoint = { ...FRONT_END, host: 'sip.fabrikam.test' };
  const builder = new LogBuilder().start();
  builder
    .candidate('srv-internal', '_sipinternaltls._tcp.contoso.test', 3, {
      standing: 'used',
      reason: 'first-usable',
      endpoints: [endpoint],
    })
    .concluded([endpoint]);
  return registerAt(builder, endpoint, 401).finish();
})();

const noRecordsAtAll = withoutOthers(new LogBuilder().start(), 'service-absent').concluded([]).finish();

const weak = (() => {
  const builder = discoverBySrv();
  const peer = peerOf(FRONT_END);
  const flow = builder.tcp(peer, '192.0.2.20');
  builder.tls(flow, peer, {
    problems: [{ kind: 'weak-key', index: 0, keyType: 'rsa', keyBits: 1024 }],
    trusted: true,
  });
  builder.selected(FRONT_END);
  return builder.sipAnswer(flow, peer, builder.register(flow, peer), 200).finish();
})();

const unchecked = (() => {
  const builder = discoverBySrv();
  const peer = peerOf(FRONT_END);
  const flow = builder.tcp(peer, '192.0.2.20');
  builder.tls(flow, peer, {
    problems: [
      {
        kind: 'revocation-unreachable',
        index: 0,
        source: 'http://crl.contoso.test/ca.crl',
        detail: 'ETIMEDOUT',
      },
    ],
    trusted: true,
  });
  builder.selected(FRONT_END);
  return builder.sipAnswer(flow, peer, builder.register(flow, peer), 200).finish();
})();

const missingTarget = (() => {
  const builder = new LogBuilder().start();
  builder
    .srv('_sip._tls.contoso.test', 'gone.contoso.test', 443)
    .address('gone.contoso.test', [])
    .candidate('srv-external', '_sip._tls.contoso.test', 4, {
      standing: 'unusable',
      reason: 'target-unresolvable',
    });
  return builder.concluded([]).finish();
})();

const looping = web('redirect-loop', (builder) => {
  builder.http(SECURE, { status: 302 });
  builder.add('http.redirect.followed', { from: SECURE, to: `${SECURE}a`, kind: 'http', hop: 1 });
  builder.http(`${SECURE}a`, { status: 302 });
  builder.add('http.redirect.refused', { from: `${SECURE}a`, to: SECURE, kind: 'http', reason: 'loop' });
});

const wildcard = (() => {
  const builder = new LogBuilder().start();
  builder.add('discovery.wildcard.probed', {
    name: 'made-up-1.contoso.test',
    exists: true,
    addresses: ['192.0.2.80'],
  });
  builder.address(LYNCDISCOVER_INTERNAL, ['192.0.2.80']).http(SECURE, { status: 404 });
  builder.candidate('lyncdiscoverinternal', LYNCDISCOVER_INTERNAL, 1, {
    standing: 'unusable',
    reason: 'http-error',
  });
  return withoutOthers(builder).concluded([]).finish();
})();

const silentSip = atBoth((builder, endpoint) => {
  const flow = connectTo(builder, endpoint);
  builder.selected(endpoint);
  const peer = peerOf(endpoint);
  const cause = builder.register(flow, peer);
  builder.wait(10_000);
  builder.add(
    'sip.transaction.failed',
    { peer, failure: 'timeout', tookMs: 10_000 },
    { flow, cause, step: 'authentication' },
  );
});

const httpOverTls = atBoth((builder, endpoint) => {
  const flow = connectTo(builder, endpoint);
  builder.selected(endpoint);
  const peer = peerOf(endpoint);
  const cause = builder.register(flow, peer);
  builder.add(
    'sip.message.rejected',
    { peer, code: 'not-sip', detail: '', looksLike: 'http', head: 'HTTP/1.1 400 Bad Request' },
    { flow, cause },
  );
});

export const RULE_CASES: Readonly<Record<string, RuleCase>> = {
  ...AUTHENTICATION_CASES,
  ...HOME_CASES,
  'discovery.no-records': broken('discovery', 'contoso.test', noRecordsAtAll),
  'discovery.dns-timeout': broken('discovery', 'contoso.test', allNames('dns-timeout')),
  'discovery.dns-servfail': broken('discovery', 'contoso.test', allNames('dns-servfail')),
  'discovery.dns-refused': broken('discovery', 'DNS servers of this PC refuse', allNames('dns-refused')),
  'discovery.srv-target-unresolvable': broken('discovery', 'gone.contoso.test', missingTarget),
  'discovery.lyncdiscover-http-error': broken(
    'discovery',
    `${LYNCDISCOVER_INTERNAL} answers with error 404`,
    web('http-error', (builder) => builder.http(SECURE, { status: 404 })),
    webHealthy,
    healthy,
  ),
  'discovery.lyncdiscover-redirect-loop': broken(
    'discovery',
    LYNCDISCOVER_INTERNAL,
    looping,
    webHealthy,
    healthy,
  ),
  'discovery.lyncdiscover-invalid-response': broken(
    'discovery',
    LYNCDISCOVER_INTERNAL,
    web('invalid-response', (builder) => {
      builder.http(SECURE, { status: 200 });
      builder.add('autodiscover.document.rejected', { url: SECURE, reason: 'html', detail: 'text/html' });
    }),
    webHealthy,
    healthy,
  ),
  'discovery.resolvers-disagree': warned(
    'discovery',
    FRONT_END.host,
    disagreeing(RESOLVER, '198.51.100.53:53'),
    twoResolversAgree,
  ),
  'discovery.hosts-file-override': warned(
    'discovery',
    '198.51.100.9',
    disagreeing('system', RESOLVER),
    systemAgrees,
  ),
  'discovery.wildcard-dns': broken('discovery', LYNCDISCOVER_INTERNAL, wildcard),
  'discovery.outside-domain': warned('discovery', 'sip.fabrikam.test', outside),
  'connectivity.tcp-refused': broken(
    'connectivity',
    `${FRONT_END.host} refuses`,
    tcpFails('refused', 'ECONNREFUSED'),
  ),
  'connectivity.tcp-timeout': broken('connectivity', FRONT_END.host, tcpFails('timeout', 'ETIMEDOUT')),
  'connectivity.tcp-reset': broken('connectivity', FRONT_END.host, tcpFails('reset', 'ECONNRESET')),
  'connectivity.unreachable': broken('connectivity', FRONT_END.host, tcpFails('unreachable', 'ENETUNREACH')),
  'connectivity.tls-handshake-failed': broken(
    'connectivity',
    FRONT_END.host,
    tlsFails('alert', 'handshake_failure'),
  ),
  'connectivity.tls-version-unsupported': broken(
    'connectivity',
    FRONT_END.host,
    tlsFails('version', 'protocol_version'),
  ),
  'connectivity.client-certificate-required': broken(
    'connectivity',
    FRONT_END.host,
    tlsFails('client-certificate', 'certificate_required'),
  ),
  'connectivity.certificate-expired': broken(
    'connectivity',
    `The certificate of ${FRONT_END.host} expired on 3 May 2026.`,
    certificateLog([{ kind: 'expired', index: 0, notAfterMs: EXPIRED_MS }]),
  ),
  'connectivity.certificate-not-yet-valid': broken(
    'connectivity',
    `${FRONT_END.host} is not valid before 22 November 2027`,
    certificateLog([{ kind: 'not-yet-valid', index: 0, notBeforeMs: Date.UTC(2027, 10, 22) }]),
  ),
  'connectivity.certificate-name-mismatch': broken(
    'connectivity',
    'www.contoso.test',
    certificateLog([{ kind: 'name-mismatch', host: FRONT_END.host, names: ['www.contoso.test'] }]),
  ),
  'connectivity.certificate-untrusted-root': broken(
    'connectivity',
    FRONT_END.host,
    certificateLog([
      { kind: 'untrusted-root', missingIssuer: 'CN=Unknown Root', selfSigned: false, certain: true },
    ]),
  ),
  'connectivity.certificate-missing-intermediate': broken(
    'connectivity',
    'CN=Contoso Issuing CA',
    certificateLog([
      { kind: 'missing-intermediate', missingIssuer: 'CN=Contoso Issuing CA', certain: false },
    ]),
  ),
  'connectivity.certificate-wrong-usage': broken(
    'connectivity',
    FRONT_END.host,
    certificateLog([{ kind: 'wrong-usage', index: 0, extendedKeyUsage: ['1.3.6.1.5.5.7.3.2'] }]),
  ),
  'connectivity.certificate-weak': warned('connectivity', '1024 bits', weak),
  'connectivity.certificate-revoked': broken(
    'connectivity',
    FRONT_END.host,
    certificateLog([{ kind: 'revoked', index: 0, source: 'http://crl.contoso.test/ca.crl' }]),
  ),
  'connectivity.revocation-unreachable': warned('connectivity', FRONT_END.host, unchecked),
  'connectivity.proxy-authentication-required': broken(
    'discovery',
    LYNCDISCOVER_INTERNAL,
    web('proxy-authentication', (builder) =>
      builder.http(SECURE, { failure: 'proxy-authentication', detail: 'HTTP 407' }),
    ),
    webHealthy,
    healthy,
  ),
  'connectivity.not-sip': broken(
    'connectivity',
    `${FRONT_END.host} on port 5061 is a web server`,
    httpOverTls,
  ),
  'authentication.forbidden': broken('authentication', FRONT_END.host, answered(403)),
  'authentication.user-not-found': broken('authentication', 'alice@contoso.test', answered(404)),
  'authentication.server-unavailable': broken(
    'authentication',
    FRONT_END.host,
    answered(503, [['Retry-After', '120']]),
  ),
  'authentication.server-timeout': broken('authentication', FRONT_END.host, answered(504)),
  'authentication.not-lync': broken(
    'authentication',
    FRONT_END.host,
    answered(401, [['WWW-Authenticate', 'Digest realm="contoso.test", nonce="1"']]),
  ),
  'authentication.server-error': broken('authentication', 'status 500', answered(500)),
  'authentication.no-answer': broken('authentication', FRONT_END.host, silentSip),
  'authentication.open-registrar': warned(
    'authentication',
    'alice@contoso.test',
    registerAt(discoverBySrv(), FRONT_END, 200).finish(),
  ),
};
