import { afterEach, describe, expect, test } from 'vitest';
import { ScenarioInfo } from '../../shared/lab/scenario-info.ts';
import { LAB_USERS } from './directory.ts';
import { findScenario, SCENARIOS, startLab, type Lab } from './lab.ts';
import {
  connectTcp,
  connectTls,
  exchange,
  get,
  realPort,
  registerText,
  resolverOf,
} from './testing/test-client.ts';

const XML = 'application/vnd.microsoft.rtc.autodiscover+xml;v=1';
const JSON_TYPE = 'application/vnd.microsoft.rtc.autodiscover+json;v=1';
const END_OF_ANSWER = 'Content-Length: 0\r\n\r\n';
const DOORS = [
  ['pool01.contoso.test', 5061],
  ['sip.contoso.test', 443],
] as const;

const running: Lab[] = [];

async function start(scenarioId: string, latencyMs?: number): Promise<Lab> {
  const lab = await startLab(scenarioId, latencyMs === undefined ? {} : { latencyMs });
  running.push(lab);
  return lab;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((lab) => lab.close()));
});

async function register(lab: Lab, host: string, port: number): Promise<string> {
  return exchange(await connectTls(lab, host, port), registerText(), END_OF_ANSWER);
}

describe('the scenarios', () => {
  test('are described, each once', () => {
    for (const scenario of SCENARIOS) ScenarioInfo.parse(scenario);

    expect(SCENARIOS).toHaveLength(85);
    expect(new Set(SCENARIOS.map(({ id }) => id)).size).toBe(85);
    expect(findScenario('cert-expired')?.expect.finding).toBe('connectivity.certificate-expired');
    expect(findScenario('no-such-thing')).toBeNull();
  });

  test('those that sign in name one of the users', () => {
    const known = new Set(LAB_USERS.flatMap(({ address, user }) => [address, user]));
    const named = SCENARIOS.flatMap(({ signIn }) => (signIn === null ? [] : [signIn.address, signIn.user]));
    // For Kerberos the user is a principal, which in this company is the UPN.
    expect(named.filter((name) => !known.has(name))).toEqual([]);
    expect(named).toHaveLength(112);
    expect(LAB_USERS.map(({ address }) => address.split('@')[0])).toEqual([
      'alice',
      'bob',
      'dave',
      'erin',
      'frank',
      'grace',
      'heidi',
    ]);
  });

  test('an unknown one is refused', async () => {
    await expect(startLab('no-such-thing')).rejects.toThrow('no-such-thing');
  });
});

/** Sockets, servers, workers; the test runner has timers of its own. */
function openHandles(): readonly string[] {
  return process
    .getActiveResourcesInfo()
    .filter((kind) => kind !== 'Timeout' && kind !== 'Immediate')
    .toSorted();
}

describe('starting and ending', () => {
  test('many at once, and nothing is left', async () => {
    const before = openHandles();

    const labs = await Promise.all(
      ['healthy', 'healthy', 'tcp-blackhole', 'tcp-refused'].map((id) => startLab(id)),
    );
    const [first] = labs;
    const idle = await connectTls(first!, 'pool01.contoso.test', 5061);
    const idleClosed = new Promise<void>((resolve) => {
      idle.once('close', () => resolve());
      idle.on('error', () => undefined);
    });
    const followed = (async () => {
      const nodes: string[] = [];
      for await (const { node } of first!.ledger.follow()) nodes.push(node);
      return nodes;
    })();
    await resolverOf(first!).resolve4('sip.contoso.test');
    const ports = labs.map((lab) => lab.resolver.port);
    await Promise.all(labs.flatMap((lab) => [lab.close(), lab.close()]));
    await idleClosed;

    expect(new Set(ports).size).toBe(4);
    expect(await followed).toEqual(['dns']);
    const listens = labs.flatMap((lab) => lab.endpoints.map(({ listen }) => Number(listen.split(':')[1])));
    const outcomes = await Promise.all([...ports, ...listens].map((port) => connectTcp(port, 10_000)));
    expect(new Set(outcomes)).toEqual(new Set(['ECONNREFUSED']));
    expect(openHandles()).toEqual(before);
  });

  test('await using closes it', async () => {
    let port: number;
    {
      await using lab = await startLab('healthy-ecdsa');
      port = lab.resolver.port;
    }

    expect(await connectTcp(port, 10_000)).toBe('ECONNREFUSED');
  });
});

describe('healthy', () => {
  test('DNS leads to the servers', async () => {
    const resolver = resolverOf(await start('healthy'));

    await expect(resolver.resolveSrv('_sipinternaltls._tcp.contoso.test')).resolves.toEqual([
      { priority: 0, weight: 0, port: 5061, name: 'pool01.contoso.test' },
    ]);
    await expect(resolver.resolveSrv('_sip._tls.contoso.test')).resolves.toEqual([
      { priority: 0, weight: 0, port: 443, name: 'sip.contoso.test' },
    ]);
    await expect(resolver.resolve4('lyncdiscoverinternal.contoso.test')).resolves.toEqual(['127.0.0.1']);
    await expect(resolver.resolve6('lyncdiscover.contoso.test')).rejects.toMatchObject({ code: 'ENODATA' });
  });

  test('the Front End and the Edge challenge; the answer goes into the ledger', async () => {
    const lab = await start('healthy');

    const inside = await register(lab, 'pool01.contoso.test', 5061);
    const outside = await register(lab, 'sip.contoso.test', 443);

    expect(inside).toMatch(/^SIP\/2\.0 401 Unauthorized\r\n/);
    expect(inside).toContain('WWW-Authenticate: Kerberos');
    expect(outside).toContain('ms-user-logon-data: RemoteUser');
    const [entry] = lab.ledger.entries;
    expect(entry).toMatchObject({
      node: 'front-end',
      what: 'REGISTER sip:contoso.test from <sip:alice@contoso.test>;tag=4a2b44d131;epid=8248ca9ebb: challenged',
      ok: true,
    });
    expect(inside).toContain(`ms-received-port=${entry!.client.split(':')[1]!}`);
  });

  test('keep-alives, several requests in one segment and byte by byte', async () => {
    const lab = await start('healthy');
    const both = await connectTls(lab, 'fe01.contoso.test', 5061);
    const slow = await connectTls(lab, 'sipinternal.contoso.test', 5061);

    const answers = await exchange(
      both,
      `\r\n\r\n${registerText({ 'Call-ID': 'one' })}\r\n\r\n${registerText({ 'Call-ID': 'two' })}`,
      `Call-ID: two\r\n`,
    );
    for (const byte of Buffer.from(`\r\n\r\n${registerText().slice(0, -1)}`)) slow.write(Uint8Array.of(byte));
    const slowAnswer = await exchange(slow, '\n', END_OF_ANSWER);

    expect(answers.match(/SIP\/2\.0 401/g)).toHaveLength(2);
    expect(slowAnswer).toMatch(/^SIP\/2\.0 401/);
  });

  test('hangs up on what is not SIP', async () => {
    const lab = await start('healthy');

    const received = await exchange(
      await connectTls(lab, 'pool01.contoso.test', 5061),
      'GET / HTTP/1.1\r\n\r\n',
    );

    expect(received).toBe('');
    expect(lab.ledger.entries).toMatchObject([{ node: 'front-end', ok: false }]);
  });

  test('connect-to covers every SIP and web port of every name', async () => {
    const lab = await start('healthy');

    expect(lab.connectTo).toHaveLength(27);
    expect(await connectTcp(realPort(lab, 'sip.contoso.test', 5061), 10_000)).toBe('ECONNREFUSED');
    expect(await connectTcp(realPort(lab, 'webint.contoso.test', 80), 10_000)).toBe('ECONNREFUSED');
    expect(await connectTcp(realPort(lab, 'sipexternal.contoso.test', 443), 10_000)).toBe('connected');
    expect(lab.endpoints.map(({ role, host, port }) => `${role} ${host}:${port}`)).toEqual([
      'web lyncdiscoverinternal.contoso.test:443',
      'web lyncdiscoverinternal.contoso.test:80',
      'web webint.contoso.test:443',
      'web lyncdiscover.contoso.test:443',
      'web lyncdiscover.contoso.test:80',
      'web webext.contoso.test:443',
      'front-end pool01.contoso.test:5061',
      'front-end fe01.contoso.test:5061',
      'front-end sipinternal.contoso.test:5061',
      'edge sip.contoso.test:443',
      'edge sipexternal.contoso.test:443',
      'front-end fe02.contoso.test:5061',
      'front-end pool02.contoso.test:5061',
      'front-end fe11.contoso.test:5061',
      'director director01.contoso.test:5061',
      'av-edge av.contoso.test:443',
    ]);
    expect(await connectTcp(realPort(lab, 'av.contoso.test', 443), 10_000)).toBe('connected');
  });
});

describe('autodiscover', () => {
  test('Root, Domain and User over HTTPS, in JSON', async () => {
    const lab = await start('healthy');
    const root = await get(lab, 'https://lyncdiscoverinternal.contoso.test/?sipuri=alice%40contoso.test');
    const domain = await get(
      lab,
      'https://webint.contoso.test/autodiscover/AUTODISCOVERservice.svc/root/domain',
    );
    const user = await get(lab, 'https://webext.contoso.test/Autodiscover/AutodiscoverService.svc/root/user');

    const base = 'https://webint.contoso.test/Autodiscover/AutodiscoverService.svc/root';
    expect([root.status, root.headers['content-type'], root.headers['x-ms-server-fqdn']]).toEqual([
      200,
      JSON_TYPE,
      'fe01.contoso.test',
    ]);
    expect(Date.parse(root.headers.date ?? '')).toBeGreaterThan(Date.now() - 60_000);
    expect(JSON.parse(root.body)).toEqual({
      AccessLocation: 'Internal',
      Root: {
        Links: [
          { token: 'Domain', href: `${base}/domain` },
          { token: 'User', href: `${base}/user` },
          { token: 'Self', href: base },
        ],
      },
    });
    expect(JSON.parse(domain.body)).toMatchObject({
      AccessLocation: 'Internal',
      Domain: {
        SipClientInternalAccess: { fqdn: 'pool01.contoso.test', port: '5061' },
        SipClientExternalAccess: { fqdn: 'sip.contoso.test', port: '443' },
      },
    });
    expect([user.status, user.headers['x-ms-webticketurl'], user.headers['x-ms-webticketsupported']]).toEqual(
      [401, 'https://webext.contoso.test/WebTicket/WebTicketService.svc', 'cwt,saml'],
    );
    expect(lab.ledger.entries[0]).toMatchObject({
      node: 'web-internal',
      what: 'GET https://lyncdiscoverinternal.contoso.test/?sipuri=alice%40contoso.test',
    });
  });

  test.each(['?sipuri=sip:ALICE@contoso.test', '?sipuri=alice@contoso.test', ''])(
    'accepts "%s"',
    async (query) => {
      const { body } = await get(await start('healthy'), `https://lyncdiscover.contoso.test/${query}`);

      expect(JSON.parse(body)).toMatchObject({ AccessLocation: 'External' });
    },
  );

  test('over HTTP the Root is one Redirect', async () => {
    const lab = await start('healthy');

    const { status, body } = await get(lab, 'http://lyncdiscover.contoso.test/?sipuri=alice@contoso.test');
    const elsewhere = await get(
      lab,
      'http://lyncdiscover.contoso.test/Autodiscover/AutodiscoverService.svc/root/domain',
    );

    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({
      AccessLocation: 'External',
      Root: {
        Links: [
          {
            token: 'Redirect',
            href: 'https://webext.contoso.test/Autodiscover/AutodiscoverService.svc/root?originalDomain=contoso.test',
          },
        ],
      },
    });
    expect(elsewhere.status).toBe(404);
  });

  test('writes JSON or XML as the scenario has it, or as the client accepts it', async () => {
    const [json, xml] = await Promise.all([start('healthy'), start('healthy-xml')]);
    const both = { accept: `${XML}, ${JSON_TYPE}` };

    const types = await Promise.all([
      get(json, 'https://lyncdiscover.contoso.test/', both),
      get(json, 'https://lyncdiscover.contoso.test/', { accept: XML }),
      get(xml, 'https://lyncdiscover.contoso.test/', both),
      get(xml, 'https://lyncdiscover.contoso.test/', { accept: JSON_TYPE }),
    ]);
    const negotiated = await start('ntlm');
    const byWish = await Promise.all(
      [{ accept: XML }, both, {}].map((headers) =>
        get(negotiated, 'https://lyncdiscover.contoso.test/', headers),
      ),
    );
    const domain = await get(
      xml,
      'https://webext.contoso.test/Autodiscover/AutodiscoverService.svc/root/domain',
    );

    expect(types.map(({ headers }) => headers['content-type'])).toEqual([JSON_TYPE, JSON_TYPE, XML, XML]);
    expect(byWish.map(({ headers }) => headers['content-type'])).toEqual([XML, JSON_TYPE, JSON_TYPE]);
    expect(domain.body).toContain('AccessLocation="External"');
    expect(domain.body).toContain('<SipClientExternalAccess fqdn="sip.contoso.test" port="443"/>');
  });

  test('other methods and other paths', async () => {
    const lab = await start('healthy');

    const answers = await Promise.all([
      get(lab, 'https://lyncdiscover.contoso.test/', {}, 'POST'),
      get(lab, 'https://lyncdiscover.contoso.test/', {}, 'HEAD'),
      get(lab, 'https://webext.contoso.test/'),
      get(lab, 'https://webext.contoso.test/nothing'),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([405, 200, 404, 404]);
  });

  test.each([
    ['lyncdiscover-404', 404],
    ['lyncdiscover-500', 500],
    ['lyncdiscover-garbage', 200],
  ])('%s answers an HTML page with %d, everywhere', async (scenario, status) => {
    const lab = await start(scenario);

    const answers = await Promise.all([
      get(lab, 'https://lyncdiscoverinternal.contoso.test/'),
      get(lab, 'http://lyncdiscoverinternal.contoso.test/'),
      get(lab, 'https://lyncdiscover.contoso.test/'),
      get(lab, 'http://lyncdiscover.contoso.test/'),
    ]);

    expect(answers.map((answer) => answer.status)).toEqual([status, status, status, status]);
    expect(answers.every(({ headers }) => headers['content-type']?.startsWith('text/html'))).toBe(true);
  });

  test('lyncdiscover-loop leads everyone into the same circle', async () => {
    const lab = await start('lyncdiscover-loop');
    const locationOf = async (url: string): Promise<string | undefined> =>
      (await get(lab, url)).headers.location;

    const services =
      'https://webext.contoso.test/Autodiscover/AutodiscoverService.svc/root?sipuri=alice%40contoso.test';
    for (const name of ['lyncdiscoverinternal', 'lyncdiscover']) {
      for (const scheme of ['http', 'https']) {
        expect(await locationOf(`${scheme}://${name}.contoso.test/?sipuri=alice%40contoso.test`)).toBe(
          services,
        );
      }
    }
    expect(await locationOf(services)).toBe('https://lyncdiscover.contoso.test/?sipuri=alice%40contoso.test');
    await expect(resolverOf(lab).resolve4('sip.contoso.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});

describe('what DNS publishes', () => {
  test.each([
    [
      'healthy-external',
      ['lyncdiscover', 'webext', 'sip', 'sipexternal'],
      ['lyncdiscoverinternal', 'webint', 'pool01', 'sipinternal'],
    ],
    [
      'healthy-srv-only',
      ['pool01', 'sip'],
      ['lyncdiscoverinternal', 'lyncdiscover', 'sipinternal', 'sipexternal'],
    ],
    [
      'healthy-a-only',
      ['sipinternal', 'sip', 'sipexternal'],
      ['lyncdiscoverinternal', 'lyncdiscover', 'pool01'],
    ],
    [
      'no-records',
      [],
      ['lyncdiscoverinternal', 'lyncdiscover', 'sipinternal', 'sip', 'sipexternal', 'pool01'],
    ],
    ['srv-target-missing', [], ['pool01', 'sip', 'lyncdiscover', 'sipinternal', 'sipexternal']],
  ])('%s', async (scenario, present, absent) => {
    const lab = await start(scenario);
    const resolver = resolverOf(lab);
    const outcomeOf = (name: string): Promise<unknown> =>
      resolver.resolve4(`${name}.contoso.test`).then(
        (found) => found,
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
      );

    expect(await Promise.all(present.map(outcomeOf))).toEqual(present.map(() => ['127.0.0.1']));
    expect(await Promise.all(absent.map(outcomeOf))).toEqual(absent.map(() => 'ENOTFOUND'));
    const dialled = new Set(lab.connectTo.map(({ fromHost }) => fromHost.split('.')[0]));
    for (const name of present) expect(dialled).toContain(name);
    for (const name of absent) expect(dialled).not.toContain(name);
  });

  test('srv-target-missing has SRV records all the same', async () => {
    const resolver = resolverOf(await start('srv-target-missing'));

    await expect(resolver.resolveSrv('_sip._tls.contoso.test')).resolves.toHaveLength(1);
    await expect(resolver.resolveSrv('_sipinternaltls._tcp.contoso.test')).resolves.toHaveLength(1);
  });

  test.each([
    ['dns-timeout', 'ETIMEOUT'],
    ['dns-servfail', 'ESERVFAIL'],
  ])('%s', async (scenario, code) => {
    const lab = await start(scenario);

    await expect(resolverOf(lab, 1_000).resolve4('sip.contoso.test')).rejects.toMatchObject({ code });
    expect(lab.connectTo).toEqual([]);
  });
});

describe('faults at every SIP door', () => {
  test('tcp-refused', async () => {
    const lab = await start('tcp-refused');

    for (const [host, port] of DOORS) {
      expect(await connectTcp(realPort(lab, host, port), 10_000)).toBe('ECONNREFUSED');
    }
    expect((await get(lab, 'https://lyncdiscover.contoso.test/')).status).toBe(200);
  });

  test('tcp-blackhole, also where nothing would listen', async () => {
    const lab = await start('tcp-blackhole');
    const ports = [...DOORS, ['sip.contoso.test', 5061] as const].map(([host, port]) =>
      realPort(lab, host, port),
    );

    expect(await Promise.all(ports.map((port) => connectTcp(port, 1_500)))).toEqual([
      'timeout',
      'timeout',
      'timeout',
    ]);
    expect(await connectTcp(realPort(lab, 'webint.contoso.test', 80), 10_000)).toBe('ECONNREFUSED');
  });

  test.each([
    ['tls-alert', 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'],
    ['tls-old-version', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'],
    ['cert-expired', 'CERT_HAS_EXPIRED'],
    ['cert-not-yet-valid', 'CERT_NOT_YET_VALID'],
    ['cert-wrong-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['cert-untrusted-root', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
    ['cert-missing-intermediate', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ])('%s', async (scenario, code) => {
    const lab = await start(scenario);

    for (const [host, port] of DOORS) {
      await expect(connectTls(lab, host, port)).rejects.toMatchObject({ code });
    }
    expect((await get(lab, 'https://webext.contoso.test/nothing')).status).toBe(404);
  });

  test('tls-old-version does speak TLS 1.1, and SIP', async () => {
    const lab = await start('tls-old-version');

    const socket = await connectTls(lab, 'sip.contoso.test', 443, {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
    });

    expect(socket.getProtocol()).toBe('TLSv1.1');
    expect(await exchange(socket, registerText(), END_OF_ANSWER)).toMatch(/^SIP\/2\.0 401/);
  });

  test('not-sip answers in HTTP', async () => {
    const lab = await start('not-sip');

    for (const [host, port] of DOORS) {
      const received = await exchange(await connectTls(lab, host, port), registerText());
      expect(received).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    }
  });

  test.each([
    ['sip-403', 'SIP/2.0 403 Forbidden', '4003;'],
    ['sip-404', 'SIP/2.0 404 Not Found', '4005;'],
    ['sip-503', 'SIP/2.0 503 Service Unavailable', 'Retry-After: 30'],
    ['sip-504', 'SIP/2.0 504 Server time-out', '1010;'],
  ])('%s', async (scenario, statusLine, detail) => {
    const lab = await start(scenario);

    for (const [host, port] of DOORS) {
      const received = await register(lab, host, port);
      expect(received).toContain(`${statusLine}\r\n`);
      expect(received).toContain(detail);
    }
  });

  test('sip-silent reads and says nothing', async () => {
    const lab = await start('sip-silent');
    const socket = await connectTls(lab, 'pool01.contoso.test', 5061);
    const received = exchange(socket, registerText());

    for await (const entry of lab.ledger.follow()) {
      expect(entry).toMatchObject({ node: 'front-end', ok: true });
      break;
    }
    socket.end();

    expect(await received).toBe('');
  });
});

test('with latency, every flight of DNS, TLS, HTTP and SIP comes later', async () => {
  const lab = await start('healthy', 40);
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  };

  const dnsMs = await timed(() => resolverOf(lab).resolve4('sip.contoso.test'));
  const httpMs = await timed(() => get(lab, 'http://lyncdiscover.contoso.test/'));
  // One flight of the handshake, one of the answer.
  const sipMs = await timed(() => register(lab, 'pool01.contoso.test', 5061));

  expect(dnsMs).toBeGreaterThanOrEqual(39);
  expect(httpMs).toBeGreaterThanOrEqual(39);
  expect(sipMs).toBeGreaterThanOrEqual(79);
  expect(lab.ledger.entries.every(({ client }) => /^127\.0\.0\.1:\d+$/.test(client))).toBe(true);
});
