import { afterEach, describe, expect, it } from 'vitest';
import { eventsOf } from '../../../shared/events/catalogue.ts';
import type { OsLookup } from '../ports.ts';
import { createNameResolver } from './dns.ts';
import {
  startDnsServer,
  zone,
  type Answering,
  type TestDnsServer,
  type TestRecord,
} from './testing/dns-test-server.ts';
import { createTestRun, type TestRun } from './testing/test-run.ts';

const servers: TestDnsServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(answering: Answering): Promise<TestDnsServer> {
  const server = await startDnsServer(answering);
  servers.push(server);
  return server;
}

const a = (address: string): TestRecord => ({ type: 'A', address });
const resolversOf = (...ports: readonly { readonly port: number }[]) =>
  ports.map(({ port }) => ({ address: '127.0.0.1', port }));

async function resolve(
  answerings: readonly Answering[],
  settings: {
    readonly lookup?: OsLookup;
    readonly limits?: object;
    readonly name?: string;
    readonly srv?: boolean;
  } = {},
) {
  const started = await Promise.all(answerings.map(serve));
  const plan = settings.lookup === undefined ? { resolvers: resolversOf(...started) } : {};
  const ports = {
    systemResolvers: () => resolversOf(...started),
    ...(settings.lookup === undefined
      ? {}
      : { osLookup: () => Promise.resolve(settings.lookup as OsLookup) }),
  };
  const run = createTestRun({ plan, ports, limits: { dnsTryMs: 10_000, ...settings.limits } });
  const names = createNameResolver(run.ctx);
  const name = settings.name ?? 'sip.contoso.test';
  const result = settings.srv === true ? null : await names.addresses(run.ctx, name);
  const srv = settings.srv === true ? await names.srv(run.ctx, name) : null;
  return { run, names, result, srv, started, resolved: conclusionOf(run) };
}

function conclusionOf(run: TestRun) {
  return eventsOf(run.events, 'dns.name.resolved').at(-1)?.data;
}

describe('addresses from one resolver', () => {
  it('asks for A and AAAA at once, IPv4 comes first, and nothing is asked twice', async () => {
    const { run, names, result, started } = await resolve([
      zone({
        'sip.contoso.test A': { records: [a('192.0.2.2'), a('192.0.2.1')] },
        'sip.contoso.test AAAA': { records: [{ type: 'AAAA', address: 'fe80::1' }] },
      }),
    ]);

    expect(result).toMatchObject({ outcome: 'answered', addresses: ['192.0.2.2', '192.0.2.1', 'fe80::1'] });
    expect(await names.addresses(run.ctx, 'SIP.contoso.test.')).toBe(result);
    expect([...(started[0]?.questions ?? [])].sort()).toEqual([
      'sip.contoso.test A udp',
      'sip.contoso.test AAAA udp',
    ]);
    const [answer] = eventsOf(run.events, 'dns.answer.received');
    expect(answer?.data).toMatchObject({
      resolver: `127.0.0.1:${started[0]?.port ?? 0}`,
      transport: 'udp',
      outcome: 'answered',
      rcode: 'NOERROR',
      authoritative: true,
    });
    expect(run.events[answer?.cause ?? -1]?.kind).toBe('dns.query.sent');
    expect(conclusionOf(run)).toMatchObject({ usedFrom: answer?.data.resolver, disagreements: [] });
  });

  it.each([
    [{ rcode: 3 }, 'nxdomain'],
    [{ rcode: 2 }, 'servfail'],
    [{ rcode: 5 }, 'refused'],
    [{ rcode: 4 }, 'other-rcode'],
    [{ records: [] }, 'no-data'],
    ['silence', 'timeout'],
    [{ bytes: (id: number) => [Uint8Array.of(id >>> 8, id & 255, 1)] }, 'malformed'],
  ] as const)('%j is %s', async (reply, outcome) => {
    const limits = reply === 'silence' ? { dnsTryMs: 60 } : {};
    const { result, resolved } = await resolve([() => reply], { limits });

    expect(result).toMatchObject({ outcome, addresses: [] });
    expect(resolved).toMatchObject({ outcome, addresses: [], disagreements: [] });
  });

  it('a closed port is unreachable, at once', async () => {
    const closed = await startDnsServer(() => 'silence');
    closed.close();
    const run = createTestRun({ plan: { resolvers: resolversOf(closed) } });

    expect(await createNameResolver(run.ctx).addresses(run.ctx, 'sip.contoso.test')).toMatchObject({
      outcome: 'unreachable',
    });
    expect(eventsOf(run.events, 'dns.query.failed').map(({ data }) => data.outcome)).toEqual([
      'unreachable',
      'unreachable',
    ]);
  });

  it('silence is asked again as often as the plan says', async () => {
    const { run } = await resolve([() => 'silence'], { limits: { dnsTryMs: 20, dnsTries: 3 } });

    const attempts = eventsOf(run.events, 'dns.query.sent').filter(({ data }) => data.type === 'A');
    expect(attempts.map(({ data }) => data.attempt)).toEqual([1, 2, 3]);
  });

  it('answers to other questions and with other ids are not ours', async () => {
    const forged = (id: number, answer: Buffer): readonly Uint8Array[] => {
      const otherId = Buffer.from(answer);
      otherId.writeUInt16BE((id + 1) & 0xffff, 0);
      const otherName = Buffer.from(answer);
      otherName[13] = 'x'.charCodeAt(0);
      return [otherId, otherName, Uint8Array.of(9), answer];
    };
    const { result } = await resolve([(_, type) => (type === 'A' ? { bytes: forged } : { records: [] })]);

    expect(result?.outcome).toBe('no-data');
  });

  it('goes on by TCP when the answer is truncated, in the same flow', async () => {
    const many = Array.from({ length: 20 }, (_, index) => a(`192.0.2.${index}`));
    const { run, result } = await resolve([
      (_, type, transport) =>
        type === 'AAAA'
          ? { records: [] }
          : transport === 'udp'
            ? { records: [], truncated: true }
            : { records: many },
    ]);

    expect(result?.addresses).toHaveLength(16);
    const answers = eventsOf(run.events, 'dns.answer.received').filter(({ data }) => data.type === 'A');
    expect(answers.map(({ data }) => [data.transport, data.truncated])).toEqual([
      ['udp', true],
      ['tcp', false],
    ]);
    expect(new Set(answers.map(({ flow }) => flow)).size).toBe(1);
    expect(eventsOf(run.events, 'limit.exceeded')[0]?.data).toMatchObject({
      limit: 'addressesPerName',
      allowed: 16,
    });
  });

  it('an answer that is cut short over TCP too says nothing about the name', async () => {
    const { run, result } = await resolve([() => ({ records: [], truncated: true })]);

    expect(result).toMatchObject({ outcome: 'malformed', addresses: [] });
    expect(
      eventsOf(run.events, 'dns.answer.received')
        .map(({ data }) => data.outcome)
        .slice(-1),
    ).toEqual(['malformed']);
  });

  it('names the aliases of an answer', async () => {
    const { run, result } = await resolve([
      () => ({
        records: [
          { type: 'CNAME', target: 'edge.contoso.test' },
          { ...a('192.0.2.9'), name: 'edge.contoso.test' },
        ],
      }),
    ]);

    expect(result?.addresses).toEqual(['192.0.2.9']);
    expect(eventsOf(run.events, 'dns.answer.received')[0]?.data.cnameChain).toEqual([
      'sip.contoso.test',
      'edge.contoso.test',
    ]);
  });

  it('asks for the target of an alias that an authoritative server leaves to us', async () => {
    const { result, started } = await resolve([
      zone({
        'sip.contoso.test A': {
          records: [{ type: 'CNAME', target: 'edge.fabrikam.test' }],
          recursion: false,
        },
        'edge.fabrikam.test A': { records: [a('192.0.2.9')] },
      }),
    ]);

    expect(result).toMatchObject({ outcome: 'answered', addresses: ['192.0.2.9'] });
    expect(started[0]?.questions).toContain('edge.fabrikam.test A udp');
  });

  it('aliases in a circle are malformed, within an answer and across answers', async () => {
    const within = await resolve([
      () => ({
        records: [
          { type: 'CNAME', target: 'b.test' },
          { type: 'CNAME', target: 'sip.contoso.test', name: 'b.test' },
        ],
      }),
    ]);
    const across = await resolve([
      (name) => ({
        records: [{ type: 'CNAME', target: name === 'b.test' ? 'sip.contoso.test' : 'b.test' }],
        recursion: false,
      }),
    ]);

    expect([within.result?.outcome, across.result?.outcome]).toEqual(['malformed', 'malformed']);
  });

  it('does not ask for what is no name', async () => {
    const { run, result } = await resolve([() => ({ records: [] })], { name: 'pool 01.contoso.test' });

    expect(result?.outcome).toBe('malformed');
    expect(eventsOf(run.events, 'dns.query.sent')).toEqual([]);
  });

  it.each(['192.0.2.7', '2001:db8::7', '[2001:db8::7]'])('%s stands for itself', async (name) => {
    const { run, result } = await resolve([], { name });

    expect(result).toMatchObject({ outcome: 'answered', addresses: [name.replace(/[[\]]/g, '')] });
    expect(run.events.map(({ kind }) => kind)).toEqual(['dns.name.resolved']);
    expect(conclusionOf(run)?.usedFrom).toBe('literal');
  });
});

describe('several parties', () => {
  const here = zone({ 'sip.contoso.test A': { records: [a('192.0.2.1'), a('192.0.2.2')] } });
  const turned = zone({ 'sip.contoso.test A': { records: [a('192.0.2.2'), a('192.0.2.1')] } });
  const elsewhere = zone({ 'sip.contoso.test A': { records: [a('198.51.100.1')] } });

  it('use the first resolver that has an answer, and list who says something else', async () => {
    const { resolved, started } = await resolve([zone({}), here, turned, elsewhere]);

    expect(resolved).toMatchObject({
      outcome: 'answered',
      addresses: ['192.0.2.1', '192.0.2.2'],
      usedFrom: `127.0.0.1:${started[1]?.port ?? 0}`,
    });
    expect(resolved?.disagreements).toEqual([
      { who: `127.0.0.1:${started[0]?.port ?? 0}`, outcome: 'nxdomain', answers: [] },
      { who: `127.0.0.1:${started[3]?.port ?? 0}`, outcome: 'answered', answers: ['198.51.100.1'] },
    ]);
  });

  it('the operating system is dialled when it knows the name', async () => {
    const { resolved, started } = await resolve([here], {
      lookup: { outcome: 'answered', addresses: ['10.0.0.1'] },
    });

    expect(resolved).toMatchObject({ addresses: ['10.0.0.1'], usedFrom: 'system' });
    expect(resolved?.disagreements).toEqual([
      { who: `127.0.0.1:${started[0]?.port ?? 0}`, outcome: 'answered', answers: ['192.0.2.1', '192.0.2.2'] },
    ]);
  });

  it('the operating system leaving out a family is no contradiction', async () => {
    const both = zone({
      'sip.contoso.test A': { records: [a('192.0.2.1')] },
      'sip.contoso.test AAAA': { records: [{ type: 'AAAA', address: '2001:db8::1' }] },
    });
    const { resolved } = await resolve([both], { lookup: { outcome: 'answered', addresses: ['192.0.2.1'] } });

    expect(resolved).toMatchObject({ addresses: ['192.0.2.1'], usedFrom: 'system', disagreements: [] });
  });

  it('DNS is used when the operating system has no answer, which is then listed', async () => {
    const { resolved } = await resolve([here], { lookup: { outcome: 'nxdomain', code: 'ENOTFOUND' } });

    expect(resolved).toMatchObject({
      outcome: 'answered',
      disagreements: [{ who: 'system', outcome: 'nxdomain', answers: [] }],
    });
  });

  it('a dead resolver does not hold up the others, and is not held against them', async () => {
    const { run, resolved, result } = await resolve([() => 'silence', here], {
      limits: { dnsTryMs: 60_000 },
    });

    expect(resolved).toMatchObject({ outcome: 'answered', disagreements: [] });
    expect(result?.tookMs).toBeLessThan(5_000);
    expect(eventsOf(run.events, 'dns.query.failed').map(({ data }) => data.outcome)).toEqual([
      'timeout',
      'timeout',
    ]);
  });

  it('trouble at one resolver is not the end while another is silent', async () => {
    const { result } = await resolve([() => ({ rcode: 2 }), () => 'silence'], {
      limits: { dnsTryMs: 1_000, dnsTries: 1 },
    });

    expect(result?.outcome).toBe('servfail');
  });

  it('without any resolver nothing can be reached', async () => {
    const { result } = await resolve([], { name: '_sip._tls.contoso.test', srv: true }).then(({ srv }) => ({
      result: srv,
    }));

    expect(result).toMatchObject({ outcome: 'unreachable', records: [] });
  });
});

describe('SRV', () => {
  const srv = (target: string, priority: number): TestRecord => ({
    type: 'SRV',
    priority,
    weight: 10,
    port: 5061,
    target,
  });

  it('comes in the order of priority, and the operating system is not asked', async () => {
    const { srv: result, run } = await resolve(
      [() => ({ records: [srv('second.contoso.test', 20), srv('first.contoso.test', 10)] })],
      { name: '_sip._tls.contoso.test', srv: true, lookup: { outcome: 'nxdomain', code: 'ENOTFOUND' } },
    );

    expect(result?.records.map(({ target }) => target)).toEqual([
      'first.contoso.test',
      'second.contoso.test',
    ]);
    expect(eventsOf(run.events, 'dns.query.sent').map(({ data }) => data.type)).toEqual(['SRV']);
  });

  it('is bounded', async () => {
    const records = Array.from({ length: 40 }, (_, index) => srv(`h${index}.contoso.test`, index));
    const { srv: result, run } = await resolve([() => ({ records })], {
      name: '_sip._tls.contoso.test',
      srv: true,
    });

    expect(result?.records).toHaveLength(32);
    expect(eventsOf(run.events, 'limit.exceeded')[0]?.data).toEqual({
      limit: 'srvRecords',
      allowed: 32,
      what: '40 SRV records of _sip._tls.contoso.test',
    });
  });
});

describe('cancelling', () => {
  it('ends the wait at once and records nothing more', async () => {
    const server = await serve(() => 'silence');
    const run = createTestRun({ plan: { resolvers: resolversOf(server) }, limits: { dnsTryMs: 60_000 } });
    const pending = createNameResolver(run.ctx).addresses(run.ctx, 'sip.contoso.test');
    const before = run.events.length;

    run.cancel();

    expect(await pending).toMatchObject({ outcome: 'timeout', addresses: [] });
    expect(run.events).toHaveLength(before);
  });
});
