import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { eventsOf } from '../../../../shared/events/catalogue.ts';
import type { SipEndpoint } from '../../../../shared/events/connection-events.ts';
import type { RunPlan } from '../../../../shared/run/plan.ts';
import { createNameResolver } from '../../transport/dns.ts';
import {
  startDnsServer,
  zone,
  type Answering,
  type TestDnsServer,
  type TestReply,
} from '../../transport/testing/dns-test-server.ts';
import { createTestRun } from '../../transport/testing/test-run.ts';
import { createHttpClient } from '../../transport/http.ts';
import { createTrust } from '../../transport/tls.ts';
import { discover } from './discover.ts';

// Certificates of the connectivity tests: they bear this name. Everything is asked of the domain around it.
const HOST = 'fe01.contoso.test';
const fixture = (name: string): string =>
  readFileSync(new URL(`../connectivity/fixtures/${name}`, import.meta.url), 'utf8');
const IDENTITY = { key: fixture('server.key'), cert: fixture('server.pem') + fixture('intermediate.pem') };

const servers: (Server | TestDnsServer)[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => socket.destroy())));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
const http = (handler: Handler): Promise<number> => listen(createHttpServer(handler));
const https = (handler: Handler): Promise<number> => listen(createHttpsServer(IDENTITY, handler));

async function closedPort(): Promise<number> {
  const server = createTcpServer();
  const port = await listen(server);
  server.close();
  return port;
}

/** Where names and ports of the story lead: { 'host:port': local port }. */
type Leads = Readonly<Record<string, number>>;

interface Story {
  readonly dns?: Readonly<Record<string, TestReply>> | Answering;
  readonly leads?: Leads;
  readonly plan?: Partial<Omit<RunPlan, 'limits'>>;
  readonly limits?: object;
  readonly ports?: object;
}

async function begin({ dns = {}, leads = {}, plan = {}, limits = {}, ports = {} }: Story) {
  const server = await startDnsServer(typeof dns === 'function' ? dns : zone(dns));
  servers.push(server);
  const connectTo = Object.entries(leads).map(([place, toPort]) => {
    const [fromHost = '', fromPort = ''] = place.split(':');
    return { fromHost, fromPort: Number(fromPort), toHost: '127.0.0.1', toPort };
  });
  const resolvers = [{ address: '127.0.0.1', port: server.port }];
  const run = createTestRun({
    plan: { resolvers, connectTo, ...plan },
    // Generous, because the machine may be busy; stories of silence have a limit of their own.
    limits: { dnsTryMs: 10_000, dnsTries: 1, ...limits },
    ports: {
      trustStore: () =>
        Promise.resolve({ source: 'system', path: null, certificates: [fixture('root.pem')] }),
      ...ports,
    },
  });
  const announced: SipEndpoint[] = [];
  const trust = await createTrust(run.ctx);
  const names = createNameResolver(run.ctx);
  const client = createHttpClient(run.ctx, names, trust);
  const discovering = discover(run.ctx, names, client, (found) => announced.push(...found)).then(
    (result) => ({
      ...result,
      background: result.background.then(() => client.close()),
    }),
  );
  return { run, discovering, announced, questions: server.questions };
}

async function tell(story: Story) {
  const begun = await begin(story);
  const result = await begun.discovering;
  await result.background;
  const candidates = eventsOf(begun.run.events, 'discovery.candidate.concluded').map(({ data }) => data);
  return {
    ...begun,
    result,
    events: begun.run.events,
    candidates,
    via: (via: string) => candidates.find((candidate) => candidate.via === via),
    places: result.endpoints.map(({ host, port, via }) => `${host}:${port} ${via}`),
    concluded: eventsOf(begun.run.events, 'discovery.concluded')[0]?.data,
  };
}

const a = (address = '127.0.0.1'): TestReply => ({ records: [{ type: 'A', address }] });
const srv = (target: string, port: number): TestReply => ({
  records: [{ type: 'SRV', priority: 0, weight: 0, port, target }],
});

const TYPE = 'application/vnd.microsoft.rtc.autodiscover+xml; v=1';
function sendXml(response: ServerResponse, inner: string, location = 'External'): void {
  response.setHeader('Content-Type', TYPE);
  response.end(`<AutodiscoverResponse AccessLocation="${location}">${inner}</AutodiscoverResponse>`);
}
const redirectTo = (url: string): string => `<Root><Link token="Redirect" href="${url}"/></Root>`;
const ROOT = `<Root><Link token="Domain" href="https://${HOST}/root/domain"/><Link token="User" href="https://${HOST}/root/user"/></Root>`;
const DOMAIN =
  '<Domain><SipClientInternalAccess fqdn="pool.contoso.test" port="443"/><SipClientExternalAccess fqdn="sip.contoso.test" port="443"/></Domain>';

/** The web services of a deployment: Root, Domain, and a User resource that wants a ticket. */
function webServices(location = 'External', domain = DOMAIN): Handler {
  return (request, response) => {
    if (request.url?.startsWith('/root/domain') === true) sendXml(response, domain, location);
    else if (request.url?.startsWith('/root/user') === true) {
      response.writeHead(401, {
        'X-MS-WebTicketURL': `https://${HOST}/WebTicket`,
        'X-MS-WebTicketSupported': 'cwt,saml',
      });
      response.end();
    } else sendXml(response, ROOT, location);
  };
}

/** lyncdiscover answers by HTTP only (its certificate would not bear the name) and points to the web services. */
async function deployment(location?: string, domain?: string) {
  const leads = {
    'lyncdiscover.contoso.test:80': await http((_, response) =>
      sendXml(response, redirectTo(`https://${HOST}/root?originalDomain=contoso.test`)),
    ),
    'lyncdiscover.contoso.test:443': await closedPort(),
    [`${HOST}:443`]: await https(webServices(location, domain)),
  };
  const dns = {
    'lyncdiscover.contoso.test A': a(),
    'sip.contoso.test A': a('203.0.113.9'),
    'pool.contoso.test A': a('10.0.0.9'),
  };
  return { leads, dns };
}

describe('autodiscover', () => {
  it('walks from the pointer by HTTP over the Root to the Domain, and asks for a ticket on the side', async () => {
    const { places, events, via, concluded, result, candidates } = await tell(await deployment());

    expect(places).toEqual(['sip.contoso.test:443 lyncdiscover', 'sip.contoso.test:5061 host-sip']);
    expect(result).toMatchObject({ chosen: 0, network: 'external' });
    expect(via('lyncdiscover')).toMatchObject({
      standing: 'used',
      reason: 'first-usable',
      order: 2,
      network: 'external',
    });
    expect(via('host-sip')).toMatchObject({
      standing: 'fallback',
      reason: 'earlier-candidate-used',
      order: 6,
    });
    expect(candidates).toHaveLength(7);
    expect(concluded?.networkEvidence).toBe(`${HOST} answers with AccessLocation external`);
    expect(
      eventsOf(events, 'http.redirect.followed').map(({ data }) => [data.kind, data.hop, data.to]),
    ).toEqual([
      ['document', 1, `https://${HOST}/root?originalDomain=contoso.test&sipuri=alice%40contoso.test`],
    ]);
    expect(eventsOf(events, 'autodiscover.ticket.required').map(({ data }) => data)).toEqual([
      { url: `https://${HOST}/root/user`, webTicketUrl: `https://${HOST}/WebTicket`, supported: 'cwt,saml' },
    ]);
    // Root, Domain and User over one connection
    expect(eventsOf(events, 'tls.handshake.completed')).toHaveLength(1);
  });

  it('uses the inside server inside, and tries the usual port behind another one', async () => {
    const { places, result } = await tell(await deployment('internal'));

    expect(places.slice(0, 2)).toEqual([
      'pool.contoso.test:443 lyncdiscover',
      'pool.contoso.test:5061 lyncdiscover',
    ]);
    expect(result.network).toBe('internal');
  });

  it('a network given by hand decides instead', async () => {
    const { places, result, via } = await tell({ ...(await deployment()), plan: { network: 'internal' } });

    expect(places[0]).toBe('pool.contoso.test:443 lyncdiscover');
    expect(result.network).toBe('internal');
    expect(via('lyncdiscover')?.network).toBe('external');
  });

  it('without AccessLocation takes inside first, then outside', async () => {
    const { places } = await tell(await deployment(''));

    expect(places.slice(0, 3)).toEqual([
      'pool.contoso.test:443 lyncdiscover',
      'pool.contoso.test:5061 lyncdiscover',
      'sip.contoso.test:443 lyncdiscover',
    ]);
  });

  it('prefers HTTPS, and does not follow where HTTP leads', async () => {
    const { via, events, places } = await tell({
      plan: { address: 'alice@pool.contoso.test' },
      dns: { 'lyncdiscover.pool.contoso.test A': a(), 'sip.contoso.test A': a() },
      leads: {
        'lyncdiscover.pool.contoso.test:443': await https(webServices()),
        'lyncdiscover.pool.contoso.test:80': await http((_, response) =>
          sendXml(response, redirectTo('http://elsewhere.contoso.test/')),
        ),
        [`${HOST}:443`]: await https(webServices()),
      },
    });

    expect(via('lyncdiscover')).toMatchObject({ standing: 'used', detail: null });
    expect(places[0]).toBe('sip.contoso.test:443 lyncdiscover');
    expect(eventsOf(events, 'http.redirect.followed')).toEqual([]);
    const asked = eventsOf(events, 'http.request.sent').map(({ data }) => data.url);
    expect(asked).toContain('https://lyncdiscover.pool.contoso.test/?sipuri=alice%40pool.contoso.test');
    expect(asked.some((url) => url.includes('elsewhere'))).toBe(false);
  });

  it('says what was wrong with HTTPS when only HTTP led on', async () => {
    const story = await deployment();
    const { via } = await tell({
      ...story,
      leads: { ...story.leads, 'lyncdiscover.contoso.test:443': await https(webServices()) },
    });

    expect(via('lyncdiscover')).toMatchObject({
      standing: 'used',
      detail: 'by HTTP, since HTTPS failed: the certificate is not trusted: name-mismatch',
    });
  });

  it.each([
    ['inside only', '<Domain><SipClientInternalAccess fqdn="pool.contoso.test"/></Domain>', 'no-sip-access'],
    ['nothing, but a User resource', '<Domain/>', 'needs-ticket'],
    [
      'a server without address',
      '<Domain><SipClientExternalAccess fqdn="gone.contoso.test" port="443"/></Domain>',
      'target-unresolvable',
    ],
    [
      'a server that is no name',
      '<Domain><SipClientExternalAccess fqdn="no name" port="443"/></Domain>',
      'invalid-response',
    ],
  ])('a Domain that names %s is of no use', async (_, domain, reason) => {
    const { via, places } = await tell(await deployment('External', domain));

    expect(via('lyncdiscover')).toMatchObject({ found: true, standing: 'unusable', reason, endpoints: [] });
    expect(places).toEqual(['sip.contoso.test:5061 host-sip', 'sip.contoso.test:443 host-sip']);
  });

  it('asks for a User resource once, however many Roots name it', async () => {
    const { leads, dns } = await deployment();
    const both = {
      ...leads,
      'lyncdiscoverinternal.contoso.test:80': leads['lyncdiscover.contoso.test:80'],
      'lyncdiscoverinternal.contoso.test:443': await closedPort(),
    };
    const { events, via } = await tell({
      leads: both,
      dns: { ...dns, 'lyncdiscoverinternal.contoso.test A': a() },
    });

    expect(via('lyncdiscoverinternal')?.standing).toBe('used');
    expect(via('lyncdiscover')?.standing).toBe('fallback');
    expect(eventsOf(events, 'autodiscover.ticket.required')).toHaveLength(1);
  });
});

describe('redirects', () => {
  const story = async (handler: Handler, more: Leads = {}) =>
    tell({
      dns: { 'lyncdiscover.contoso.test A': a() },
      leads: {
        'lyncdiscover.contoso.test:80': await http(handler),
        'lyncdiscover.contoso.test:443': await closedPort(),
        ...more,
      },
    });
  const moved =
    (location: string): Handler =>
    (_, response) => {
      response.writeHead(302, { Location: location });
      response.end();
    };

  it('in a circle are refused', async () => {
    const { via, events } = await story((request, response) =>
      moved(request.url?.startsWith('/a') === true ? '/?sipuri=other' : '/A')(request, response),
    );

    expect(via('lyncdiscover')).toMatchObject({ standing: 'unusable', reason: 'redirect-loop' });
    expect(eventsOf(events, 'http.redirect.refused').map(({ data }) => data.reason)).toEqual(['loop']);
  });

  it('without end are refused after as many as the plan allows, both kinds together', async () => {
    let count = 0;
    const { via, events } = await story((request, response) => {
      count += 1;
      if (count % 2 === 0) moved(`/step${count}`)(request, response);
      else sendXml(response, redirectTo(`http://lyncdiscover.contoso.test/step${count}`));
    });

    expect(via('lyncdiscover')?.reason).toBe('redirect-loop');
    expect(eventsOf(events, 'http.redirect.followed').map(({ data }) => data.hop)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
    expect(eventsOf(events, 'http.redirect.refused').map(({ data }) => data.reason)).toEqual(['too-many']);
    expect(count).toBe(11);
  });

  it('from https to http are refused', async () => {
    const { via, events } = await story(moved(`https://${HOST}/`), {
      [`${HOST}:443`]: await https(moved('http://lyncdiscover.contoso.test/x')),
    });

    expect(via('lyncdiscover')).toMatchObject({ reason: 'redirect-refused' });
    expect(eventsOf(events, 'http.redirect.refused')[0]?.data).toMatchObject({
      reason: 'downgrade',
      kind: 'http',
    });
  });

  it('to no web address are refused', async () => {
    const { via, events } = await story((_, response) => sendXml(response, redirectTo('file:///etc/passwd')));

    expect(via('lyncdiscover')).toMatchObject({ reason: 'redirect-refused' });
    expect(eventsOf(events, 'http.redirect.refused')[0]?.data).toMatchObject({
      reason: 'invalid',
      kind: 'document',
    });
  });

  it('to a name without address lead nowhere', async () => {
    const { via } = await story(moved('https://gone.contoso.test/'));

    expect(via('lyncdiscover')).toMatchObject({ reason: 'target-unresolvable' });
  });
});

describe('what is no autodiscover service', () => {
  const page = '<html><head><title>Welcome</title>';
  const sendPage: Handler = (_, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(page);
  };
  const dns = { 'lyncdiscover.contoso.test A': a() };
  const at = async (plain: Handler, more: Leads = {}): Promise<Leads> => ({
    'lyncdiscover.contoso.test:80': await http(plain),
    'lyncdiscover.contoso.test:443': await closedPort(),
    ...more,
  });

  it.each([
    [404, 'http-error'],
    [500, 'http-error'],
    [511, 'captive-portal'],
    [204, 'invalid-response'],
  ])('status %i', async (status, reason) => {
    const leads = await at((_, response) => {
      response.writeHead(status);
      response.end();
    });
    const { via, result } = await tell({ dns, leads });

    expect(via('lyncdiscover')).toMatchObject({ found: true, standing: 'unusable', reason });
    expect(result).toMatchObject({ chosen: null, endpoints: [], network: 'unknown' });
  });

  it('a closed host', async () => {
    const leads = {
      'lyncdiscover.contoso.test:80': await closedPort(),
      'lyncdiscover.contoso.test:443': await closedPort(),
    };

    expect((await tell({ dns, leads })).via('lyncdiscover')).toMatchObject({
      found: true,
      reason: 'connect-failed',
    });
  });

  it('a web page', async () => {
    const { via, events } = await tell({ dns, leads: await at(sendPage) });

    expect(via('lyncdiscover')).toMatchObject({ reason: 'invalid-response' });
    expect(eventsOf(events, 'autodiscover.document.rejected').map(({ data }) => data.reason)).toEqual([
      'html',
    ]);
  });

  it('a captive portal that leads to its own host', async () => {
    const leads = await at(
      (_, response) => {
        response.writeHead(302, { Location: 'http://login.hotel.test/' });
        response.end();
      },
      { 'login.hotel.test:80': await http(sendPage) },
    );
    const { via, events } = await tell({ dns, leads });

    expect(via('lyncdiscover')).toMatchObject({ reason: 'captive-portal' });
    expect(eventsOf(events, 'autodiscover.document.rejected').map(({ data }) => data.reason)).toEqual([
      'captive-portal',
    ]);
  });

  it('a captive portal that shows the same page at different addresses', async () => {
    const leads = {
      ...(await at(sendPage)),
      'lyncdiscoverinternal.contoso.test:80': await http(sendPage),
      'lyncdiscoverinternal.contoso.test:443': await closedPort(),
    };
    const both = { ...dns, 'lyncdiscoverinternal.contoso.test A': a('10.0.0.1') };
    const { via } = await tell({ dns: both, leads });
    const sameServer = await tell({ dns: { ...both, 'lyncdiscoverinternal.contoso.test A': a() }, leads });

    expect([via('lyncdiscover')?.reason, via('lyncdiscoverinternal')?.reason]).toEqual([
      'captive-portal',
      'captive-portal',
    ]);
    expect(sameServer.via('lyncdiscover')?.reason).toBe('invalid-response');
  });

  it('a wildcard, which makes the other host names worthless too', async () => {
    const everything: Answering = (_, type) => (type === 'A' ? a('127.0.0.1') : { records: [] });
    const names = ['lyncdiscover', 'lyncdiscoverinternal'];
    const leads = Object.fromEntries(
      await Promise.all(
        names.flatMap((name) => [
          http(sendPage).then((port) => [`${name}.contoso.test:80`, port] as const),
          closedPort().then((port) => [`${name}.contoso.test:443`, port] as const),
        ]),
      ),
    );
    const { candidates, events, result } = await tell({ dns: everything, leads });

    expect(candidates.map(({ via, reason }) => [via, reason]).sort()).toEqual([
      ['host-sip', 'wildcard'],
      ['host-sipexternal', 'wildcard'],
      ['host-sipinternal', 'wildcard'],
      ['lyncdiscover', 'wildcard'],
      ['lyncdiscoverinternal', 'wildcard'],
      ['srv-external', 'no-record'],
      ['srv-internal', 'no-record'],
    ]);
    expect(eventsOf(events, 'discovery.wildcard.probed')[0]?.data).toMatchObject({
      exists: true,
      addresses: ['127.0.0.1'],
    });
    expect(result.endpoints).toEqual([]);
  });
});

describe('records', () => {
  it('SRV before hosts, each target with an address', async () => {
    const { places, via, result, concluded } = await tell({
      dns: {
        '_sip._tls.contoso.test SRV': srv('edge.contoso.test', 443),
        'edge.contoso.test A': a('203.0.113.1'),
        'sip.contoso.test A': a('203.0.113.1'),
        'sipexternal.contoso.test A': a('203.0.113.1'),
      },
    });

    expect(places).toEqual([
      'edge.contoso.test:443 srv-external',
      'sip.contoso.test:5061 host-sip',
      'sip.contoso.test:443 host-sip',
      'sipexternal.contoso.test:443 host-sipexternal',
      'sipexternal.contoso.test:5061 host-sipexternal',
    ]);
    expect(result).toMatchObject({ chosen: 0, network: 'external' });
    expect(via('srv-internal')).toMatchObject({ found: false, standing: 'not-found', reason: 'no-record' });
    expect(concluded?.networkEvidence).toBe(
      '_sip._tls.contoso.test is a name for clients outside the network',
    );
  });

  it.each([
    [srv('gone.contoso.test', 443), 'target-unresolvable', true],
    [srv('.', 0), 'service-absent', true],
    [{ rcode: 2 }, 'dns-servfail', false],
    [{ rcode: 5 }, 'dns-refused', false],
    ['silence', 'dns-timeout', false],
    [{ bytes: (id: number) => [Uint8Array.of(id >>> 8, id & 255)] }, 'dns-malformed', false],
  ] as const)('%j is %s', async (reply, reason, found) => {
    const limits = reply === 'silence' ? { dnsTryMs: 1_000 } : {};
    const { via } = await tell({ dns: { '_sip._tls.contoso.test SRV': reply }, limits });

    expect(via('srv-external')).toMatchObject({ reason, found, standing: found ? 'unusable' : 'not-found' });
  });

  it('a target with port 0 is of no use, and not called absent', async () => {
    const { via } = await tell({
      dns: { '_sip._tls.contoso.test SRV': srv('sip.contoso.test', 0), 'sip.contoso.test A': a() },
    });

    expect(via('srv-external')).toMatchObject({
      standing: 'unusable',
      reason: 'service-absent',
      detail:
        'the record _sip._tls.contoso.test names sip.contoso.test with port 0, where nothing can listen',
    });
  });

  it('the same server twice is one endpoint', async () => {
    const record = { type: 'SRV', priority: 0, weight: 0, port: 443, target: 'edge.contoso.test' } as const;
    const { via } = await tell({
      dns: {
        '_sip._tls.contoso.test SRV': { records: [record, { ...record, priority: 10 }] },
        'edge.contoso.test A': a('203.0.113.1'),
      },
    });

    expect(via('srv-external')?.endpoints).toEqual([
      { host: 'edge.contoso.test', port: 443, transport: 'tls', via: 'srv-external' },
    ]);
  });

  it('a target without address is good enough when connect-to covers it', async () => {
    const { places } = await tell({
      dns: { '_sip._tls.contoso.test SRV': srv('gone.contoso.test', 443) },
      leads: { 'gone.contoso.test:443': 1 },
    });

    expect(places).toEqual(['gone.contoso.test:443 srv-external']);
  });

  it('a network given by hand puts the other side behind', async () => {
    const { via, places } = await tell({
      dns: {
        '_sipinternaltls._tcp.contoso.test SRV': srv('sip.contoso.test', 5061),
        'sip.contoso.test A': a(),
      },
      plan: { network: 'external' },
    });

    expect(places[0]).toBe('sip.contoso.test:5061 host-sip');
    expect(via('host-sip')?.standing).toBe('used');
    expect(via('srv-internal')).toMatchObject({ standing: 'fallback', reason: 'not-for-this-network' });
  });

  it('Lync 2010 knows no autodiscover', async () => {
    const { candidates, questions } = await tell({ plan: { profile: 'lync2010' } });

    expect(candidates.map(({ order }) => order).sort()).toEqual([1, 2, 3, 4, 5]);
    expect(questions.some((question) => question.startsWith('lyncdiscover'))).toBe(false);
  });
});

describe('a server given by hand', () => {
  it('is the only candidate', async () => {
    const { places, candidates, questions, result } = await tell({
      dns: { 'pool.fabrikam.test A': a('10.0.0.1') },
      plan: { server: { host: 'pool.fabrikam.test', port: null } },
    });

    expect(places).toEqual(['pool.fabrikam.test:5061 manual', 'pool.fabrikam.test:443 manual']);
    expect(candidates).toMatchObject([{ via: 'manual', standing: 'used', order: 1 }]);
    expect(result.network).toBe('internal');
    expect([...questions].sort()).toEqual(['pool.fabrikam.test A udp', 'pool.fabrikam.test AAAA udp']);
  });

  it('has its own order of ports outside, and its own port', async () => {
    const dns = { 'edge.fabrikam.test A': a() };
    const outside = await tell({
      dns,
      plan: { server: { host: 'edge.fabrikam.test', port: null }, network: 'external' },
    });
    const given = await tell({ dns, plan: { server: { host: 'edge.fabrikam.test', port: 8443 } } });

    expect(outside.places).toEqual(['edge.fabrikam.test:443 manual', 'edge.fabrikam.test:5061 manual']);
    expect(given.places).toEqual(['edge.fabrikam.test:8443 manual']);
  });

  it('without an address is of no use', async () => {
    const { via, result } = await tell({ plan: { server: { host: 'gone.fabrikam.test', port: 443 } } });

    expect(via('manual')).toMatchObject({ standing: 'not-found', reason: 'no-record' });
    expect(result).toMatchObject({ endpoints: [], chosen: null });
  });
});

describe('the decision', () => {
  it('does not wait for what cannot change it any more', async () => {
    const silentHost: Answering = (name, type) =>
      name === 'sipexternal.contoso.test'
        ? 'silence'
        : zone({ '_sip._tls.contoso.test SRV': srv('sip.contoso.test', 443), 'sip.contoso.test A': a() })(
            name,
            type,
            'udp',
          );
    const { discovering, run } = await begin({ dns: silentHost, limits: { dnsTryMs: 1_000 } });

    const result = await discovering;
    const before = eventsOf(run.events, 'discovery.candidate.concluded').map(({ data }) => data.via);
    await result.background;

    expect(result.endpoints[0]).toMatchObject({ host: 'sip.contoso.test', via: 'srv-external' });
    expect(before).not.toContain('host-sipexternal');
    expect(eventsOf(run.events, 'discovery.candidate.concluded').at(-1)?.data).toMatchObject({
      via: 'host-sipexternal',
      reason: 'dns-timeout',
    });
  });

  it('waits for a silent candidate that comes before; what was found is announced meanwhile', async () => {
    const silentHost: Answering = (name, type) =>
      name === 'lyncdiscover.contoso.test'
        ? 'silence'
        : zone({ 'sip.contoso.test A': a() })(name, type, 'udp');
    const { via, announced, concluded } = await tell({ dns: silentHost, limits: { dnsTryMs: 1_000 } });

    expect(announced.map(({ port }) => port)).toEqual([5061, 443]);
    expect(via('host-sip')?.standing).toBe('used');
    expect(concluded?.serialCostMs).toBeGreaterThanOrEqual(1_000);
  });

  it('costs a serial client the sum of its way', async () => {
    const { concluded, candidates } = await tell({ dns: () => 'silence', limits: { dnsTryMs: 100 } });

    const sum = candidates.reduce((total, { tookMs }) => total + tookMs, 0);
    expect(concluded?.serialCostMs).toBeCloseTo(sum, 0);
    expect(concluded?.tookMs).toBeLessThan(sum);
    expect(concluded).toMatchObject({ endpoints: [], chosen: null });
  });

  it('cancelled, ends at once and records nothing more', async () => {
    const { discovering, run } = await begin({ dns: () => 'silence', limits: { dnsTryMs: 60_000 } });
    const before = run.events.length;

    run.cancel();
    const result = await discovering;
    await result.background;

    expect(result).toMatchObject({ endpoints: [], chosen: null });
    expect(run.events).toHaveLength(before);
  });

  it.each([
    ['the tunnel', 403, 'connect-failed', 'the proxy refused the connection: 403 Forbidden'],
    ['everything', 407, 'proxy-authentication', 'the proxy wants a user name and password (407)'],
  ])('a proxy that refuses %s is what stands in the way', async (_, status, reason, detail) => {
    const refusing = createHttpServer((__, response) => response.writeHead(status).end());
    refusing.on('connect', (__, socket) => socket.end(`HTTP/1.1 ${status} Forbidden\r\n\r\n`));
    const proxy = await listen(refusing);
    const { via } = await tell({
      dns: { 'lyncdiscover.contoso.test A': a('203.0.113.1') },
      ports: { proxyFor: () => Promise.resolve({ kind: 'http', host: '127.0.0.1', port: proxy }) },
    });

    expect(via('lyncdiscover')).toMatchObject({ standing: 'unusable', reason });
    expect(via('lyncdiscover')?.detail).toContain(detail);
  });

  it('a proxy whose name has no address is not held against the server behind it', async () => {
    const { via } = await tell({
      dns: { 'lyncdiscover.contoso.test A': a('203.0.113.1') },
      ports: { proxyFor: () => Promise.resolve({ kind: 'http', host: 'proxy.contoso.test', port: 3128 }) },
    });

    expect(via('lyncdiscover')).toMatchObject({
      reason: 'connect-failed',
      detail: 'the proxy proxy.contoso.test:3128 has no address (nxdomain)',
    });
  });

  it('a 407 of the web server itself is an error of that server', async () => {
    const port = await http((_, response) => response.writeHead(407).end());
    const { via } = await tell({
      dns: { 'lyncdiscover.contoso.test A': a() },
      leads: { 'lyncdiscover.contoso.test:80': port, 'lyncdiscover.contoso.test:443': await closedPort() },
    });

    expect(via('lyncdiscover')).toMatchObject({ standing: 'unusable', reason: 'http-error' });
  });

  it('asks through the proxy for names that only the proxy knows', async () => {
    const proxy = await http((request, response) => {
      if (request.url?.startsWith('http://lyncdiscover.contoso.test/') === true) sendXml(response, DOMAIN);
      else response.writeHead(502).end();
    });
    const { via, places } = await tell({
      dns: { 'sip.contoso.test A': a() },
      ports: { proxyFor: () => Promise.resolve({ kind: 'http', host: '127.0.0.1', port: proxy }) },
    });

    expect(via('lyncdiscoverinternal')).toMatchObject({ standing: 'not-found', reason: 'no-record' });
    expect(via('lyncdiscover')?.standing).toBe('used');
    expect(places[0]).toBe('sip.contoso.test:443 lyncdiscover');
  });
});
