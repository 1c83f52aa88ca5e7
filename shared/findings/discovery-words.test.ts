import { describe, expect, it } from 'vitest';
import type { DnsOutcome } from '../events/dns-events.ts';
import { judgeRun } from './judge.ts';
import {
  discoverBySrv,
  FRONT_END,
  LYNCDISCOVER,
  LYNCDISCOVER_INTERNAL,
  registerAt,
  withoutOthers,
} from './testing/example-logs.ts';
import { LogBuilder } from './testing/log-builder.ts';

const GIVEN = { resolvers: [{ address: '198.51.100.53', port: 53 }] };
const INTERNAL_SRV = '_sipinternaltls._tcp.contoso.test';

/** A name that one DNS server after the other was asked for in vain. */
function unanswered(
  builder: LogBuilder,
  replies: readonly { readonly resolver: string; readonly outcome: DnsOutcome; readonly rcode?: string }[],
): void {
  for (const { resolver, outcome, rcode } of replies) {
    const question = { resolver, transport: 'udp', name: LYNCDISCOVER_INTERNAL, type: 'A' } as const;
    const cause = builder.add('dns.query.sent', { ...question, attempt: 1 });
    if (rcode === undefined) {
      builder.add(
        'dns.query.failed',
        { ...question, outcome: 'timeout', detail: 'no answer within 3000 ms', tookMs: 3_000 },
        { cause },
      );
      continue;
    }
    const answer = {
      authoritative: false,
      truncated: false,
      records: [],
      cnameChain: [],
      tookMs: 5,
      sizeBytes: 40,
    };
    builder.add('dns.answer.received', { ...question, outcome, rcode, ...answer }, { cause });
  }
  builder.add('dns.name.resolved', {
    name: LYNCDISCOVER_INTERNAL,
    question: 'address',
    outcome: replies[0]?.outcome ?? 'timeout',
    addresses: [],
    srv: [],
    usedFrom: null,
    disagreements: [],
    tookMs: 3_000,
  });
}

describe('DNS servers that do not help', () => {
  it('are named where they were given for the test', () => {
    const builder = new LogBuilder().start(GIVEN);
    unanswered(builder, [{ resolver: '198.51.100.53:53', outcome: 'refused', rcode: 'REFUSED' }]);
    builder.candidate('lyncdiscoverinternal', LYNCDISCOVER_INTERNAL, 1, {
      standing: 'not-found',
      reason: 'dns-refused',
    });

    const [finding] = judgeRun(builder.concluded([]).finish());

    expect(finding?.id).toBe('discovery.dns-refused');
    expect(finding?.title).toBe('The DNS server 198.51.100.53 refuses to answer.');
    expect(finding?.explanation).toContain('198.51.100.53 refused to answer (REFUSED).');
    expect(`${finding?.title} ${finding?.remedy}`).not.toContain('of this PC');
  });

  it('are each quoted when they say different things', () => {
    const builder = new LogBuilder().start();
    unanswered(builder, [
      { resolver: '192.0.2.1:53', outcome: 'refused', rcode: 'REFUSED' },
      { resolver: '192.0.2.2:5353', outcome: 'servfail', rcode: 'SERVFAIL' },
      { resolver: '192.0.2.3:53', outcome: 'timeout' },
    ]);
    builder.candidate('lyncdiscoverinternal', LYNCDISCOVER_INTERNAL, 1, {
      standing: 'not-found',
      reason: 'dns-refused',
    });

    const [finding] = judgeRun(builder.concluded([]).finish());

    expect(finding?.title).toBe('None of the DNS servers of this PC gives a usable answer.');
    expect(finding?.explanation).toContain(
      '192.0.2.1 refused to answer (REFUSED); 192.0.2.2:5353 reported a failure of its own (SERVFAIL); 192.0.2.3 did not answer.',
    );
  });

  it('that send what is no answer are not said to report a failure', () => {
    const builder = new LogBuilder().start(GIVEN);
    unanswered(builder, [{ resolver: '198.51.100.53:53', outcome: 'malformed', rcode: 'NOERROR' }]);
    builder.candidate('lyncdiscoverinternal', LYNCDISCOVER_INTERNAL, 1, {
      standing: 'not-found',
      reason: 'dns-malformed',
    });

    const [finding] = judgeRun(builder.concluded([]).finish());

    expect(finding?.id).toBe('discovery.dns-servfail');
    expect(finding?.title).toBe('The answers of DNS for everything in contoso.test cannot be used.');
  });

  it('quote the records about which they disagree', () => {
    const builder = discoverBySrv(new LogBuilder().start(GIVEN));
    builder.add('dns.name.resolved', {
      name: INTERNAL_SRV,
      question: 'srv',
      outcome: 'answered',
      addresses: [],
      srv: [{ priority: 0, weight: 0, port: 5061, target: FRONT_END.host }],
      usedFrom: '198.51.100.53:53',
      disagreements: [{ who: '198.51.100.54:53', outcome: 'nxdomain', answers: [] }],
      tookMs: 10,
    });

    const finding = judgeRun(registerAt(builder, FRONT_END, 401).finish()).find(
      ({ id }) => id === 'discovery.resolvers-disagree',
    );

    expect(finding?.explanation).toContain(`Used is 0 0 5061 ${FRONT_END.host}, from 198.51.100.53:53.`);
    expect(finding?.verify).toContain('-type=SRV');
  });
});

describe('several broken candidates', () => {
  it('have one cause; the others are warnings', () => {
    const builder = new LogBuilder().start().address(LYNCDISCOVER_INTERNAL, ['192.0.2.40']);
    builder.http(`https://${LYNCDISCOVER_INTERNAL}/`, { status: 404 });
    builder.candidate('lyncdiscoverinternal', LYNCDISCOVER_INTERNAL, 1, {
      standing: 'unusable',
      reason: 'http-error',
    });
    builder.address(LYNCDISCOVER, ['192.0.2.41']).http(`https://${LYNCDISCOVER}/`, { status: 200 });
    builder.add('autodiscover.document.rejected', {
      url: `https://${LYNCDISCOVER}/`,
      reason: 'html',
      detail: 'a web page',
    });
    builder.candidate('lyncdiscover', LYNCDISCOVER, 2, { standing: 'unusable', reason: 'invalid-response' });

    const findings = judgeRun(builder.concluded([]).finish());

    expect(findings.map(({ id, severity, rootCause }) => [id, severity, rootCause])).toEqual([
      ['discovery.lyncdiscover-http-error', 'error', true],
      ['discovery.lyncdiscover-invalid-response', 'warning', false],
    ]);
  });
});

describe('a record of which one target is missing', () => {
  it('is a warning although the others work', () => {
    const builder = new LogBuilder()
      .start()
      .address('gone.contoso.test', [])
      .address(FRONT_END.host, ['192.0.2.5']);
    builder.add('dns.name.resolved', {
      name: INTERNAL_SRV,
      question: 'srv',
      outcome: 'answered',
      addresses: [],
      srv: [
        { priority: 0, weight: 0, port: 5061, target: 'gone.contoso.test' },
        { priority: 10, weight: 0, port: 5061, target: FRONT_END.host },
      ],
      usedFrom: '192.0.2.53:53',
      disagreements: [],
      tookMs: 10,
    });
    builder.candidate('srv-internal', INTERNAL_SRV, 3, {
      standing: 'used',
      reason: 'first-usable',
      endpoints: [FRONT_END],
    });

    const [finding] = judgeRun(registerAt(builder.concluded([FRONT_END]), FRONT_END, 401).finish());

    expect(finding).toMatchObject({ id: 'discovery.srv-target-unresolvable', severity: 'warning' });
    expect(finding?.title).toContain('gone.contoso.test');
    expect(finding?.title).not.toContain(FRONT_END.host);
  });
});

describe('autodiscover that does not answer well', () => {
  const broken = (act: (builder: LogBuilder) => void, reason: 'http-error' | 'connect-failed') => {
    const builder = new LogBuilder().start().address(LYNCDISCOVER_INTERNAL, ['192.0.2.40']);
    act(builder);
    builder.candidate('lyncdiscoverinternal', LYNCDISCOVER_INTERNAL, 1, { standing: 'unusable', reason });
    return judgeRun(withoutOthers(builder).concluded([]).finish())[0];
  };

  it('names the status that leads nowhere', () => {
    const finding = broken(
      (builder) => void builder.http(`https://${LYNCDISCOVER_INTERNAL}/`, { status: 304 }),
      'http-error',
    );

    expect(finding?.title).toBe(
      `The autodiscover service at ${LYNCDISCOVER_INTERNAL} answers with status 304.`,
    );
  });

  it('is not blamed for what the web proxy refuses', () => {
    const finding = broken(
      (builder) =>
        void builder.http(`https://${LYNCDISCOVER_INTERNAL}/`, {
          failure: 'proxy',
          detail: 'the proxy refused the connection: 403 Forbidden',
        }),
      'connect-failed',
    );

    expect(finding).toMatchObject({ id: 'discovery.lyncdiscover-http-error', owner: 'network' });
    expect(finding?.title).toBe(`The web proxy does not let anything through to ${LYNCDISCOVER_INTERNAL}.`);
    expect(finding?.explanation).toContain('403 Forbidden');
    expect(finding?.explanation).not.toContain('a web server is reached');
  });
});
