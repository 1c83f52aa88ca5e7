import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventData } from '../../shared/events/catalogue.ts';
import type { ConnectTo } from '../../shared/run/plan.ts';
import { bind9, startBind9, type NameServer } from '../support/bind9.ts';
import { runEngine, type FinishedRun, type RunChoices } from '../support/engine-run.ts';
import { freePort } from '../support/free-port.ts';
import { describeWith } from '../support/programs.ts';
import { showOnFailure, showRunOnFailure } from '../support/show-on-failure.ts';

/** The names that a Skype for Business client asks for, in its order. */
const HOST_NAMES = ['lyncdiscoverinternal', 'lyncdiscover', 'sipinternal', 'sip', 'sipexternal'] as const;
const SERVICE_NAMES = ['_sipinternaltls._tcp', '_sip._tls'] as const;

/** As many as make an answer of far more than the 512 octets of a plain datagram (RFC 1035 2.3.4). */
const EDGES = Array.from({ length: 12 }, (_, at) => ({
  priority: [30, 10, 20][at % 3] ?? 0,
  weight: at,
  port: 443,
  target: `access-edge-with-a-long-name-${at}.big.test`,
}));
/** More than a client would try: limits.addressesPerName is 16. */
const MANY_ADDRESSES = Array.from({ length: 40 }, (_, at) => `127.0.1.${at + 1}`);

describeWith([bind9], 'discovery against bind9', () => {
  let server: NameServer;
  let closedPort: number;

  beforeAll(async () => {
    closedPort = await freePort();
    server = await startBind9({
      zones: [
        {
          name: 'contoso.test',
          records: `
lyncdiscoverinternal     TXT "nothing to connect to"
lyncdiscover         120 CNAME web
web                   60 CNAME web-external.contoso.test.
web-external          30 A 127.0.0.1
web-external          40 AAAA ::1
_sipinternaltls._tcp  90 SRV 20 0 5061 fe03
_sipinternaltls._tcp  90 SRV 10 60 5061 fe01
_sipinternaltls._tcp  90 SRV 30 0 5063 fe04
_sipinternaltls._tcp  90 SRV 10 40 5061 fe02
fe01                     A 127.0.0.1
fe02                     A 127.0.0.1
fe03                     A 127.0.0.1
fe04                     A 127.0.0.1
_sip._tls                SRV 0 0 443 sip
sip                      A 127.0.0.1
sipexternal              CNAME sipexternal-too
sipexternal-too          CNAME sipexternal
`,
        },
        {
          name: 'big.test',
          records: [
            ...EDGES.map(
              ({ priority, weight, port, target }) =>
                `_sip._tls SRV ${priority} ${weight} ${port} ${target}.`,
            ),
            ...EDGES.map(({ target }) => `${target}. A 127.0.0.1`),
            ...MANY_ADDRESSES.map((address) => `sip A ${address}`),
          ].join('\n'),
        },
        { name: 'nothing.test', records: '@ A 127.0.0.1' },
        {
          name: 'nodata.test',
          records: [...HOST_NAMES, ...SERVICE_NAMES].map((name) => `${name} TXT "no address"`).join('\n'),
        },
        { name: 'secret.test', records: '* A 127.0.0.1', options: 'allow-query { none; };' },
        { name: 'broken.test', records: null },
        { name: 'silent.test', records: '* A 127.0.0.1' },
        { name: 'wild.test', records: '* A 127.0.0.1' },
        { name: 'absent.test', records: '_sipinternaltls._tcp SRV 0 0 0 .\n_sip._tls SRV 0 0 0 .' },
        {
          name: 'dangling.test',
          records: '_sipinternaltls._tcp SRV 0 0 5061 gone\n_sip._tls SRV 0 0 443 gone.contoso.test.',
        },
        {
          name: 'alias.test',
          records: 'lyncdiscover CNAME web-external.contoso.test.\nsip CNAME sip.elsewhere.test.',
        },
      ],
      orphanedZones: ['orphan.test'],
      dropped: ['*.silent.test'],
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());
  showOnFailure('named', () => server.daemon.output());

  /** Signs in to a domain of this name server. Whatever exists there leads to a port where nobody listens. */
  function discover(
    domain: string,
    existing: readonly string[] = [],
    limits: RunChoices['limits'] = {},
  ): Promise<FinishedRun> {
    const connectTo = existing.flatMap((name) =>
      [80, 443, 5061, 5063].map((fromPort): ConnectTo => ({
        fromHost: `${name}.${domain}`,
        fromPort,
        toHost: '127.0.0.1',
        toPort: closedPort,
      })),
    );
    return runEngine(`alice@${domain}`, { resolvers: [server.resolver], connectTo, limits });
  }

  describe('a zone with everything in it', () => {
    let run: FinishedRun;

    beforeAll(async () => {
      run = await discover('contoso.test', ['lyncdiscover', 'fe01', 'fe02', 'fe03', 'fe04', 'sip']);
    });

    it('asks for every name of the client, by UDP, once', () => {
      showRunOnFailure(run);
      const asked = run.of('dns.query.sent').map(({ name, type }) => `${name} ${type}`);

      expect(asked).toEqual(
        expect.arrayContaining([
          ...HOST_NAMES.flatMap((name) => [`${name}.contoso.test A`, `${name}.contoso.test AAAA`]),
          ...SERVICE_NAMES.map((name) => `${name}.contoso.test SRV`),
        ]),
      );
      expect(asked).toHaveLength(new Set(asked).size);
      expect(run.of('dns.query.sent').filter(({ transport }) => transport !== 'udp')).toEqual([]);
    });

    it('follows a chain of aliases, with the time to live of each', () => {
      showRunOnFailure(run);

      expect(answerTo(run, 'lyncdiscover.contoso.test', 'A')).toMatchObject({
        resolver: server.label,
        outcome: 'answered',
        rcode: 'NOERROR',
        authoritative: true,
        truncated: false,
        cnameChain: ['lyncdiscover.contoso.test', 'web.contoso.test', 'web-external.contoso.test'],
        records: [
          { type: 'CNAME', name: 'lyncdiscover.contoso.test', ttl: 120, target: 'web.contoso.test' },
          { type: 'CNAME', name: 'web.contoso.test', ttl: 60, target: 'web-external.contoso.test' },
          { type: 'A', name: 'web-external.contoso.test', ttl: 30, address: '127.0.0.1' },
        ],
      });
      expect(answerTo(run, 'lyncdiscover.contoso.test', 'AAAA')?.records).toContainEqual({
        type: 'AAAA',
        name: 'web-external.contoso.test',
        ttl: 40,
        address: '::1',
      });
      expect(resolutionOf(run, 'lyncdiscover.contoso.test')).toMatchObject({
        outcome: 'answered',
        addresses: ['127.0.0.1', '::1'],
        usedFrom: server.label,
        disagreements: [],
      });
    });

    it('tells a name without an address from one that does not exist', () => {
      showRunOnFailure(run);

      expect(answerTo(run, 'lyncdiscoverinternal.contoso.test', 'A')).toMatchObject({
        outcome: 'no-data',
        rcode: 'NOERROR',
        records: [],
      });
      expect(answerTo(run, 'sipinternal.contoso.test', 'A')).toMatchObject({
        outcome: 'nxdomain',
        rcode: 'NXDOMAIN',
        records: [],
      });
      expect(resolutionOf(run, 'lyncdiscoverinternal.contoso.test')?.outcome).toBe('no-data');
      expect(resolutionOf(run, 'sipinternal.contoso.test')?.outcome).toBe('nxdomain');
    });

    it('does not go round with aliases that lead back to themselves', () => {
      showRunOnFailure(run);

      const resolved = resolutionOf(run, 'sipexternal.contoso.test');
      // named gives up by itself (SERVFAIL), or sends the ring as far as it followed it.
      expect(['servfail', 'malformed']).toContain(resolved?.outcome);
      expect(resolved?.addresses).toEqual([]);
    });

    it('takes SRV records by priority, whatever order they come in', () => {
      showRunOnFailure(run);
      const srv = resolutionOf(run, '_sipinternaltls._tcp.contoso.test')?.srv ?? [];

      expect(
        answerTo(run, '_sipinternaltls._tcp.contoso.test', 'SRV')?.records.map(({ ttl }) => ttl),
      ).toEqual([90, 90, 90, 90]);
      expect(srv.map(({ priority }) => priority)).toEqual([10, 10, 20, 30]);
      expect(
        srv
          .slice(0, 2)
          .map(({ target }) => target)
          .sort(),
      ).toEqual(['fe01.contoso.test', 'fe02.contoso.test']);
      expect(srv.slice(2)).toEqual([
        { priority: 20, weight: 0, port: 5061, target: 'fe03.contoso.test' },
        { priority: 30, weight: 0, port: 5063, target: 'fe04.contoso.test' },
      ]);
    });

    it('lists the endpoints in the order in which the client tries them', () => {
      showRunOnFailure(run);
      const srv = resolutionOf(run, '_sipinternaltls._tcp.contoso.test')?.srv ?? [];
      const endpoints = run.of('discovery.concluded')[0]?.endpoints ?? [];

      expect(endpoints.slice(0, 5).map(({ host, port, via }) => `${via} ${host}:${port}`)).toEqual([
        ...srv.map(({ target, port }) => `srv-internal ${target}:${port}`),
        'srv-external sip.contoso.test:443',
      ]);
      expect(endpoints.slice(5).map(({ via }) => via)).toContain('host-sip');
      expect(run.of('tcp.connect.failed').map(({ failure }) => failure)).not.toContain('timeout');
      expect(run.document.verdict.finding).toBe('connectivity.tcp-refused');
    });
  });

  it('turns to TCP for an answer that no datagram holds', async () => {
    const run = showRunOnFailure(
      await discover('big.test', ['sip', ...EDGES.map(({ target }) => target.replace('.big.test', ''))]),
    );

    const exchange = run.log.filter(
      ({ kind, data }) =>
        (kind === 'dns.query.sent' || kind === 'dns.answer.received') &&
        data.name === '_sip._tls.big.test' &&
        data.type === 'SRV',
    );
    expect(exchange).toMatchObject([
      { kind: 'dns.query.sent', data: { transport: 'udp', attempt: 1 } },
      { kind: 'dns.answer.received', data: { transport: 'udp', truncated: true, rcode: 'NOERROR' } },
      { kind: 'dns.query.sent', data: { transport: 'tcp' } },
      { kind: 'dns.answer.received', data: { transport: 'tcp', truncated: false, outcome: 'answered' } },
    ]);
    expect(new Set(exchange.map(({ flow }) => flow)).size).toBe(1);
    const [, , query, answer] = exchange;
    expect(answer?.cause).toBe(query?.seq);
    expect(answerTo(run, '_sip._tls.big.test', 'SRV')?.sizeBytes).toBeGreaterThan(512);

    const srv = resolutionOf(run, '_sip._tls.big.test')?.srv ?? [];
    expect([...srv].sort((a, b) => a.weight - b.weight)).toEqual(EDGES);
    expect(srv.map(({ priority }) => priority)).toEqual([10, 10, 10, 10, 20, 20, 20, 20, 30, 30, 30, 30]);

    // One name with more addresses than anybody would try.
    expect(answerTo(run, 'sip.big.test', 'A')).toMatchObject({ transport: 'tcp', outcome: 'answered' });
    expect(answerTo(run, 'sip.big.test', 'A')?.records).toHaveLength(MANY_ADDRESSES.length);
    expect(resolutionOf(run, 'sip.big.test')?.addresses).toHaveLength(16);
    expect(run.of('limit.exceeded')).toMatchObject([{ limit: 'addressesPerName', allowed: 16 }]);
  });

  it.each([
    ['a zone without any of the names', 'nothing.test', 'nxdomain', 'NXDOMAIN', 'discovery.no-records'],
    ['names that have no address', 'nodata.test', 'no-data', 'NOERROR', 'discovery.no-records'],
    ['a zone that is not for us', 'secret.test', 'refused', 'REFUSED', 'discovery.dns-refused'],
    ['a domain that the server does not know', 'foreign.test', 'refused', 'REFUSED', 'discovery.dns-refused'],
    ['a zone whose file is missing', 'broken.test', 'servfail', 'SERVFAIL', 'discovery.dns-servfail'],
    [
      'a copy of a zone whose origin is gone',
      'orphan.test',
      'servfail',
      'SERVFAIL',
      'discovery.dns-servfail',
    ],
  ])('names what is wrong with %s (%s)', async (_title, domain, outcome, rcode, finding) => {
    const run = showRunOnFailure(await discover(domain));

    const names = [...HOST_NAMES, ...SERVICE_NAMES].map((name) => `${name}.${domain}`);
    expect(names.map((name) => resolutionOf(run, name)?.outcome)).toEqual(names.map(() => outcome));
    const answers = run.of('dns.answer.received').filter(({ name }) => names.includes(name));
    expect(new Set(answers.map((answer) => answer.rcode))).toEqual(new Set([rcode]));
    expect(run.of('discovery.concluded')).toMatchObject([{ endpoints: [], chosen: null }]);
    expect(run.document.verdict).toMatchObject({ outcome: 'failed', step: 'discovery', finding });
    expect(run.findings).toEqual([`*error ${finding}`]);
  });

  it('tells silence from a refusal, after a second try', async () => {
    const run = showRunOnFailure(await discover('silent.test', [], { dnsTryMs: 200, dnsTries: 2 }));

    const asked = run
      .of('dns.query.sent')
      .filter(({ name, type }) => name === '_sip._tls.silent.test' && type === 'SRV');
    expect(asked.map(({ transport, attempt }) => [transport, attempt])).toEqual([
      ['udp', 1],
      ['udp', 2],
    ]);
    expect(run.of('dns.answer.received')).toEqual([]);
    expect(new Set(run.of('dns.query.failed').map(({ outcome }) => outcome))).toEqual(new Set(['timeout']));
    expect(run.document.verdict).toMatchObject({ step: 'discovery', finding: 'discovery.dns-timeout' });
  });

  it('is not taken in by a wildcard', async () => {
    const run = showRunOnFailure(await discover('wild.test', HOST_NAMES));

    expect(run.of('discovery.wildcard.probed')).toMatchObject([{ exists: true, addresses: ['127.0.0.1'] }]);
    expect(run.findings).toContain('warning discovery.wildcard-dns');
  });

  it('understands the record that says that there is no such service', async () => {
    const run = showRunOnFailure(await discover('absent.test'));

    const concluded = run.of('discovery.candidate.concluded').filter(({ via }) => via.startsWith('srv-'));
    expect(concluded.map(({ via, reason, endpoints }) => [via, reason, endpoints])).toEqual([
      ['srv-internal', 'service-absent', []],
      ['srv-external', 'service-absent', []],
    ]);
  });

  it('names a record that leads to a name without an address', async () => {
    const run = showRunOnFailure(await discover('dangling.test'));

    expect(resolutionOf(run, 'gone.dangling.test')?.outcome).toBe('nxdomain');
    expect(run.document.verdict).toMatchObject({
      step: 'discovery',
      finding: 'discovery.srv-target-unresolvable',
    });
  });

  it('follows an alias into another zone, and says where the trail ends', async () => {
    const run = showRunOnFailure(await discover('alias.test', ['lyncdiscover']));

    expect(resolutionOf(run, 'lyncdiscover.alias.test')).toMatchObject({
      outcome: 'answered',
      addresses: ['127.0.0.1', '::1'],
    });
    // This server is not the one that knows the other zone.
    expect(resolutionOf(run, 'sip.alias.test')).toMatchObject({ outcome: 'refused', addresses: [] });
  });
});

/** The last answer to a question, which is the one that counts. */
function answerTo(
  run: FinishedRun,
  name: string,
  type: string,
): EventData<'dns.answer.received'> | undefined {
  return run.of('dns.answer.received').findLast((answer) => answer.name === name && answer.type === type);
}

function resolutionOf(run: FinishedRun, name: string): EventData<'dns.name.resolved'> | undefined {
  return run.of('dns.name.resolved').find((resolved) => resolved.name === name);
}
