import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../events/catalogue.ts';
import type { SipEndpoint } from '../events/connection-events.ts';
import { isMicrosoftCloudHost } from '../lib/microsoft-cloud.ts';
import { runProgress } from './facts/progress.ts';
import type { Finding } from './finding.ts';
import { judgeRun } from './judge.ts';
import { connectTo, discoverBySrv, EDGE, FRONT_END, peerOf, registerAt } from './testing/example-logs.ts';
import {
  arrived,
  atHome,
  BACKUP,
  HOME,
  homeChallenged,
  NTLM_CHOSEN,
  redirectedLog,
  sentOn,
  settingsOf,
} from './testing/home-logs.ts';
import { LogBuilder } from './testing/log-builder.ts';
import { challenged, USER } from './testing/sign-in-logs.ts';

type Log = readonly LoggedEvent[];

const REFUSED = { failure: 'refused', errno: 'ECONNREFUSED', tookMs: 2 } as const;
const SILENT = { failure: 'timeout', errno: 'ETIMEDOUT', tookMs: 5_000 } as const;
const TO_CLOUD: SipEndpoint = {
  host: 'sipdir.online.lync.com',
  port: 443,
  transport: 'tls',
  via: 'srv-external',
};

/** [id, severity, root or consequence]. */
const briefly = (log: Log): readonly (readonly [string, string, string])[] =>
  judgeRun(log).map(({ id, severity, rootCause, consequence }) => [
    id,
    severity,
    rootCause ? 'root' : consequence ? 'consequence' : '',
  ]);
const only = (log: Log): Finding => {
  const findings = judgeRun(log);
  expect(findings).toHaveLength(1);
  return findings[0]!;
};

/** The home server cannot be reached; act: what is seen of it. */
function unreachable(
  outcome: 'unresolvable' | 'tcp-failed' | 'tls-failed' | 'untrusted',
  act: (log: LogBuilder) => unknown,
  builder = sentOn(),
): Log {
  return builder
    .inStep('redirection', act)
    .target(HOME, outcome)
    .redirectionConcluded('unreachable')
    .finish();
}

/** A password, and a PC outside. */
function outside(): LogBuilder {
  const start = new LogBuilder().start({ auth: 'auto', credentials: { kind: 'password', user: USER } });
  start.concluded([FRONT_END], { network: 'external' });
  return registerAt(start, FRONT_END, 401);
}

describe('a sign-in that is sent on', () => {
  it('and arrives has nothing to tell', () => {
    expect(judgeRun(redirectedLog)).toEqual([]);
    expect(runProgress(redirectedLog)).toMatchObject({
      isReachable: true,
      firstServer: FRONT_END,
      usedServer: HOME,
      selectedEndpoint: HOME,
      signedIn: { method: 'ntlm' },
      registers: 3,
      offered: ['ntlm', 'kerberos'],
      failedStep: null,
    });
  });

  it('without credentials ends at the home server, reachable', () => {
    const builder = registerAt(discoverBySrv(), FRONT_END, 302, []);
    builder.redirect(FRONT_END, [HOME.host], { isSigned: false, status: 302 });
    const log = homeChallenged(builder)
      .redirectionConcluded('arrived', { home: HOME, isFirstChoice: true })
      .finish();

    expect(judgeRun(log)).toEqual([]);
    expect(runProgress(log)).toMatchObject({ isReachable: true, usedServer: HOME, registers: 1 });
  });

  it('is told before it is through by nobody', () => {
    for (let length = 0; length < redirectedLog.length; length += 1) {
      const log = redirectedLog.slice(0, length);
      expect(judgeRun(log)).toEqual([]);
      expect(runProgress(log).failedStep).toBeNull();
    }
  });

  it('has no root cause when it was cancelled', () => {
    expect(judgeRun(sentOn().redirectionConcluded('cancelled').finish('cancelled'))).toEqual([]);
  });

  it('leaves the rules of discovery alone, also where the target was found before', () => {
    const place = { host: EDGE.host, port: EDGE.port };
    const builder = challenged();
    connectTo(builder, EDGE);
    const log = sentOn([{ place }], builder)
      .inStep('redirection', (one) => one.tcp(peerOf(EDGE), '192.0.2.30', REFUSED))
      .target({ ...EDGE, via: 'redirect' }, 'tcp-failed')
      .redirectionConcluded('unreachable')
      .finish();

    expect(briefly(log)).toEqual([['redirection.target-unreachable', 'error', 'root']]);
    expect(only(log).explanation).not.toContain('Nor did it work');
  });
});

describe('a home server that cannot be reached', () => {
  const refused = (log: LogBuilder): unknown =>
    log.address(HOME.host, ['192.0.2.60']).tcp(peerOf(HOME), '192.0.2.60', REFUSED);
  const silent = (address: string) => (log: LogBuilder) =>
    log.address(HOME.host, [address]).tcp(peerOf(HOME), address, SILENT);

  it.each([
    [
      'unresolvable',
      'its name cannot be found from here',
      'network',
      'Resolve-DnsName',
      (log: LogBuilder) => log.address(HOME.host, []),
    ],
    [
      'unresolvable',
      'DNS does not say where it is',
      'network',
      'Resolve-DnsName',
      (log: LogBuilder) => log.address(HOME.host, [], { outcome: 'servfail' }),
    ],
    ['tcp-failed', 'it refuses the connection', 'server', 'Test-NetConnection', refused],
    ['tcp-failed', 'it does not answer', 'network', 'Test-NetConnection', silent('192.0.2.60')],
    [
      'tls-failed',
      'no secure connection to it comes about',
      'server',
      'openssl',
      (log: LogBuilder) =>
        log.tls(log.tcp(peerOf(HOME), '192.0.2.60'), peerOf(HOME), {
          failure: 'alert',
          alert: 'handshake_failure',
          detail: '',
          banner: null,
        }),
    ],
  ] as const)('%s: %s', (outcome, plight, owner, verify, act) => {
    const finding = only(unreachable(outcome, act));

    expect(finding).toMatchObject({ id: 'redirection.target-unreachable', step: 'redirection', owner });
    expect(finding.title).toContain(`pool02.contoso.test, but ${plight}`);
    expect(finding.verify).toContain(verify);
    expect(finding.explanation).not.toContain('outside of the company');
  });

  it('is no server of its pool when what answers there is not SIP', () => {
    const builder = sentOn().inStep('redirection', (one) => {
      const flow = connectTo(one, HOME);
      one.selected(HOME);
      const cause = one.register(flow, peerOf(HOME));
      one.add(
        'sip.message.rejected',
        { peer: peerOf(HOME), code: 'not-sip', detail: '', looksLike: 'http', head: 'HTTP/1.1 400' },
        { flow, cause },
      );
    });
    const finding = only(builder.target(HOME, 'reached').redirectionConcluded('no-answer').finish());

    expect(finding.id).toBe('redirection.target-unreachable');
    expect(finding.title).toContain('not a SIP server');
    expect(finding.explanation).toContain('HTTP/1.1 400');
  });

  it.each([
    ['unresolvable', (log: LogBuilder) => log.address(HOME.host, [])],
    ['tcp-failed', silent('198.51.100.7')],
    [
      'tcp-failed',
      (log: LogBuilder) => log.address(HOME.host, ['10.1.2.3']).tcp(peerOf(HOME), '10.1.2.3', REFUSED),
    ],
  ] as const)('%s from outside is the fault of who sent us there', (outcome, act) => {
    const finding = only(unreachable(outcome, act, sentOn([HOME.host], outside())));

    expect(finding.owner).toBe('server');
    expect(finding.explanation).toContain('an Edge has to carry the sign-in to the home pool itself');
    expect(finding.remedy).toContain('Access Edge');
  });

  it('from outside, refused at a public address, is down like any other', () => {
    const finding = only(unreachable('tcp-failed', refused, sentOn([HOME.host], outside())));

    expect(finding.explanation).not.toContain('an Edge has to carry');
  });

  it('says that an address stands in the place of a name', () => {
    const home = { ...HOME, host: '192.0.2.60' };
    const log = sentOn([home.host])
      .inStep('redirection', (one) => one.tcp(peerOf(home), '192.0.2.60', REFUSED))
      .target(home, 'tcp-failed')
      .redirectionConcluded('unreachable')
      .finish();

    expect(only(log).explanation).toContain('an IP address in the place of a name');
  });

  it('is told once, with the others that are of no use either', () => {
    const log = sentOn([HOME.host, BACKUP.host])
      .inStep('redirection', (one) => {
        refused(one);
        const flow = one.tcp(peerOf(BACKUP), '192.0.2.61');
        one.tls(flow, peerOf(BACKUP), { problems: [{ kind: 'expired', index: 0, notAfterMs: 0 }] });
      })
      .target(HOME, 'tcp-failed')
      .target(BACKUP, 'untrusted', 2)
      .redirectionConcluded('unreachable')
      .finish();

    const finding = only(log);
    expect(finding.id).toBe('redirection.target-unreachable');
    expect(finding.explanation).toContain('pool03.contoso.test:5061 (its certificate is not accepted)');
  });

  it('counts as silent when the time for the whole run was over', () => {
    const builder = sentOn().inStep('redirection', (one) => {
      const flow = one.newFlow('tcp');
      const connection = { peer: peerOf(HOME), address: '192.0.2.60', port: 5061 };
      one.add('tcp.connect.started', { ...connection, redirected: false }, { flow });
      one.wait(4_000);
    });
    const log = builder.target(HOME, 'cancelled').redirectionConcluded('cancelled').finish('timed-out');

    expect(only(log).title).toContain('but it does not answer');
  });

  it('shows a certificate in the words of the rule about it', () => {
    const expired = unreachable('untrusted', (log) => {
      const problems = [{ kind: 'expired', index: 0, notAfterMs: Date.UTC(2026, 4, 3) }] as const;
      log.tls(log.tcp(peerOf(HOME), '192.0.2.60'), peerOf(HOME), { problems });
    });

    const finding = only(expired);
    expect(finding).toMatchObject({ id: 'redirection.target-untrusted', owner: 'server' });
    expect(finding.title).toContain('not accepted (expired)');
    expect(finding.explanation).toContain('expired on 3 May 2026');
    expect(finding.remedy).toContain('Renew the certificate on pool02.contoso.test');
  });
});

describe('a home server that refuses the sign-in', () => {
  it('after the logon there', () => {
    const log = homeChallenged()
      .inStep('redirection', (one) =>
        one.choose('ntlm', NTLM_CHOSEN).attempt(HOME, 'ntlm', { outcome: 'refused', status: 403 }),
      )
      .redirectionConcluded('arrived', { home: HOME, isFirstChoice: true })
      .finish();

    const finding = only(log);
    expect(finding).toMatchObject({
      id: 'authentication.forbidden',
      step: 'authentication',
      rootCause: true,
    });
    expect(finding.title).toContain('pool02.contoso.test');
    expect(runProgress(log)).toMatchObject({ failedStep: 'authentication', usedServer: HOME });
  });

  it.each([
    [403, 'arrived', 'authentication.forbidden'],
    [404, 'arrived', 'authentication.user-not-found'],
    [503, 'no-answer', 'authentication.server-unavailable'],
  ] as const)('with %i before it asks who signs in', (status, outcome, id) => {
    const log = sentOn()
      .inStep('redirection', (one) => registerAt(one, HOME, status, []))
      .target(HOME, 'reached')
      .redirectionConcluded(outcome, { home: outcome === 'arrived' ? HOME : null })
      .finish();

    expect(briefly(log)).toEqual([[id, 'error', 'root']]);
    expect(only(log).explanation).not.toContain('Nor did it work');
    expect(runProgress(log)).toMatchObject({ failedStep: 'authentication', usedServer: HOME });
  });

  it('is the cause, whatever the first server made a detour of', () => {
    const first = challenged().choose('kerberos', [['kerberos', 'next-in-order']]);
    first.attempt(FRONT_END, 'kerberos', {
      outcome: 'no-token',
      registers: 1,
      act: (log) => log.kerberosFailed('account-locked'),
    });
    const log = homeChallenged(sentOn([HOME.host], first))
      .inStep('redirection', (one) =>
        one.choose('ntlm', NTLM_CHOSEN).attempt(HOME, 'ntlm', { outcome: 'refused', status: 503 }),
      )
      .redirectionConcluded('arrived', { home: HOME, isFirstChoice: true })
      .finish();

    expect(briefly(log)).toEqual([
      ['authentication.server-unavailable', 'error', 'root'],
      ['authentication.account-locked', 'warning', ''],
    ]);
  });

  it('a detour at the first server is no cause of what comes after it', () => {
    const first = challenged().choose('kerberos', [['kerberos', 'next-in-order']]);
    first.attempt(FRONT_END, 'kerberos', {
      outcome: 'no-token',
      registers: 1,
      act: (log) => log.kerberosFailed('kdc-unreachable'),
    });

    expect(briefly(sentOn([], first).redirectionConcluded('no-target').finish())).toEqual([
      ['redirection.no-target', 'error', 'root'],
      ['authentication.kdc-unreachable', 'warning', ''],
    ]);
  });
});

describe('a way that leads nowhere', () => {
  it('goes on and on', () => {
    const log = sentOn()
      .redirect(HOME, [BACKUP.host])
      .redirect(BACKUP, ['pool04.contoso.test'])
      .redirectionConcluded('too-many')
      .finish();

    const finding = only(log);
    expect(finding).toMatchObject({ id: 'redirection.loop', owner: 'server' });
    expect(finding.title).toContain('3 times');
    expect(finding.verify).toBe('Get-CsUserPoolInfo -Identity "sip:alice@contoso.test"');
  });

  it('names what is wrong with each address', () => {
    const log = sentOn([
      { uri: 'tel:+49305551234', standing: 'unreadable' },
      { place: { host: HOME.host, port: 5060 }, standing: 'not-encrypted' },
    ])
      .redirectionConcluded('no-target')
      .finish();

    expect(only(log).explanation).toContain(
      '"tel:+49305551234" (no SIP address) and pool02.contoso.test:5060 (without encryption',
    );
  });

  it('of an answer that nobody signed says so', () => {
    const builder = registerAt(discoverBySrv(), FRONT_END, 301, []);
    const log = builder
      .redirect(FRONT_END, [], { isSigned: false })
      .redirectionConcluded('no-target')
      .finish();

    expect(only(log).explanation).toContain('nobody has signed that answer');
  });
});

describe('a server that stands in for the home server', () => {
  const signedInAt = (
    described: Parameters<typeof arrived>[2],
    endings: NonNullable<Parameters<typeof settingsOf>[2]>['endings'] = {},
  ): Log => settingsOf(atHome(described), FRONT_END, { endings }).finish();

  it('is told by its own words, and what is missing there as a consequence', () => {
    const refused = { outcome: 'refused', status: 503 } as const;
    const log = signedInAt(
      { isConnectedToPrimary: false, userServices: 'unavailable' },
      { contacts: refused, self: { outcome: 'refused', status: 480 }, presence: { outcome: 'not-asked' } },
    );

    expect(briefly(log)).toEqual([
      ['redirection.backup-registrar', 'warning', ''],
      ['settings.contacts-failed', 'warning', 'consequence'],
      ['settings.presence-failed', 'warning', 'consequence'],
    ]);
    expect(judgeRun(log)[0]?.title).toContain('limited functionality');
    expect(runProgress(log)).toMatchObject({ failedStep: null, isReachable: true });
  });

  it('explains nothing that another cause has', () => {
    const log = signedInAt(
      { isConnectedToPrimary: false },
      { contacts: { outcome: 'refused', status: 404 } },
    );

    expect(briefly(log)).toContainEqual(['settings.contacts-failed', 'warning', '']);
  });

  it('is told with why the one before it could not be used, and nothing else is', () => {
    const builder = sentOn([HOME.host, BACKUP.host])
      .inStep('redirection', (one) => registerAt(one, HOME, 503, []))
      .target(HOME, 'reached');
    const log = settingsOf(arrived(homeChallenged(builder, BACKUP, 2), BACKUP, {}, false), BACKUP).finish();

    const finding = only(log);
    expect(finding).toMatchObject({ id: 'redirection.backup-registrar', severity: 'warning' });
    expect(finding.title).toBe(
      'You are signed in at pool03.contoso.test, because pool02.contoso.test, to which you were sent first, cannot be used.',
    );
    expect(finding.explanation).toContain('its service is not available at present');
    expect(finding.verify).toBe('Get-CsPoolFabricState -PoolFqdn pool02.contoso.test');
  });

  it.each([
    ['a branch appliance that reaches its own pool', { primaryClusterType: 'remote' }],
    ['a registrar that says nothing of it', { primaryClusterType: null, isConnectedToPrimary: null }],
    ['one whose services run', { userServices: 'available' }],
  ])('is not %s', (_name, described) => {
    expect(judgeRun(signedInAt(described))).toEqual([]);
  });

  it('is a branch appliance that has lost its pool', () => {
    expect(only(signedInAt({ primaryClusterType: 'remote', isConnectedToPrimary: null })).id).toBe(
      'redirection.backup-registrar',
    );
  });
});

describe("a way to Microsoft's cloud", () => {
  const start = (): LogBuilder =>
    new LogBuilder().start({ auth: 'auto', credentials: { kind: 'password', user: USER } });
  const found = (builder = start()): LogBuilder =>
    builder
      .srv('_sip._tls.contoso.test', TO_CLOUD.host, 443)
      .address(TO_CLOUD.host, ['198.51.100.80'])
      .candidate('srv-external', '_sip._tls.contoso.test', 4, {
        standing: 'used',
        reason: 'first-usable',
        endpoints: [TO_CLOUD],
      })
      .concluded([TO_CLOUD], { network: 'external' });

  it('ends where a server there asks who signs in', () => {
    const finding = only(registerAt(found(), TO_CLOUD, 401).finish());

    expect(finding).toMatchObject({
      id: 'redirection.moved-to-teams',
      step: 'authentication',
      rootCause: true,
    });
    expect(finding.explanation).toContain(
      'The DNS record _sip._tls.contoso.test leads to sipdir.online.lync.com',
    );
    expect(finding.verify).toBe('Resolve-DnsName _sip._tls.contoso.test -Type SRV');
  });

  it('ends where nothing answers there, or the name is gone', () => {
    const dead = found();
    dead.tcp(peerOf(TO_CLOUD), '198.51.100.80', SILENT);
    const gone = start()
      .srv('_sip._tls.contoso.test', TO_CLOUD.host, 443)
      .address(TO_CLOUD.host, [])
      .candidate('srv-external', '_sip._tls.contoso.test', 4, {
        standing: 'unusable',
        reason: 'target-unresolvable',
      })
      .concluded([]);

    expect(briefly(dead.finish())).toEqual([['redirection.moved-to-teams', 'error', 'root']]);
    expect(judgeRun(dead.log)[0]?.explanation).toContain('it does not answer');
    expect(briefly(gone.finish())).toEqual([['redirection.moved-to-teams', 'error', 'root']]);
  });

  it('is seen through an alias', () => {
    const endpoint: SipEndpoint = { ...TO_CLOUD, host: 'sip.contoso.test', via: 'host-sip' };
    const builder = start();
    builder.add('dns.answer.received', {
      resolver: '192.0.2.53:53',
      transport: 'udp',
      name: endpoint.host,
      type: 'A',
      outcome: 'answered',
      rcode: 'NOERROR',
      authoritative: true,
      truncated: false,
      records: [],
      cnameChain: [endpoint.host, TO_CLOUD.host],
      tookMs: 5,
      sizeBytes: 90,
    });
    builder
      .address(endpoint.host, ['198.51.100.80'])
      .candidate('host-sip', endpoint.host, 6, {
        standing: 'used',
        reason: 'first-usable',
        endpoints: [endpoint],
      })
      .concluded([endpoint]);
    const flow = builder.tcp(peerOf(endpoint), '198.51.100.80');
    builder.tls(flow, peerOf(endpoint), {
      problems: [{ kind: 'name-mismatch', host: endpoint.host, names: ['*.online.lync.com'] }],
    });

    const finding = only(builder.finish());
    expect(finding.id).toBe('redirection.moved-to-teams');
    expect(finding.title).not.toContain('undefined');
    expect(finding.explanation).toContain('an alias (CNAME), leads to sipdir.online.lync.com');
  });

  it('is only a remark beside a server that works, and a warning where it is all there is to look at', () => {
    const beside = (builder: LogBuilder): LogBuilder =>
      builder.candidate('host-sip', 'sip.contoso.test', 6, {
        standing: 'fallback',
        reason: 'earlier-candidate-used',
        endpoints: [{ ...TO_CLOUD, via: 'host-sip' }],
      });
    const works = registerAt(discoverBySrv(beside(new LogBuilder().start())), FRONT_END, 401).finish();
    const looked = registerAt(found(new LogBuilder().start()), TO_CLOUD, 401).finish();

    expect(briefly(works)).toEqual([['redirection.moved-to-teams', 'info', '']]);
    expect(briefly(looked)).toEqual([['redirection.moved-to-teams', 'warning', '']]);
    expect(isMicrosoftCloudHost(TO_CLOUD.host)).toBe(true);
  });
});

describe('a server outside of the domain', () => {
  it('is told with the ones in between, and not where the way does not lead to the end', () => {
    const between = { ...HOME, host: 'sip.fabrikam.test' };
    const chain = (): LogBuilder =>
      homeChallenged(sentOn([between.host]), between).redirect(between, [HOME.host]);
    const log = settingsOf(arrived(homeChallenged(chain())), HOME).finish();
    const broken = chain().redirectionConcluded('no-target').finish();

    expect(only(log).title).toContain('sip.fabrikam.test');
    expect(only(broken).id).toBe('redirection.no-target');
  });
});
