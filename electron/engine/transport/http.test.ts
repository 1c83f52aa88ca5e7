import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import {
  connect,
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import { deflateRawSync, deflateSync, gzipSync, brotliCompressSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { eventsOf } from '../../../shared/events/catalogue.ts';
import type { EnginePorts } from '../ports.ts';
import { createNameResolver } from './dns.ts';
import { createHttpClient } from './http.ts';
import { OVERTAKEN } from './overtaken.ts';
import { connectTcp } from './tcp.ts';
import { createTestRun } from './testing/test-run.ts';
import { createTrust } from './tls.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../probes/connectivity/fixtures/${name}`, import.meta.url), 'utf8');

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => socket.destroy())));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
const serveHttp = (handler: Handler): Promise<number> => listen(createHttpServer(handler));
/** A server that says these bytes to whoever connects. */
const serveBytes = (bytes: string): Promise<number> =>
  listen(createTcpServer((socket) => socket.once('data', () => socket.end(bytes))));

/** A client that finds host:80 and host:443 of web.contoso.test on the given loopback ports. */
async function createClient(
  ports: { readonly http?: number; readonly https?: number },
  settings: {
    readonly limits?: object;
    readonly ports?: Partial<EnginePorts>;
    readonly roots?: readonly string[];
  } = {},
) {
  const redirect = (fromPort: number, toPort: number | undefined) =>
    toPort === undefined ? [] : [{ fromHost: 'fe01.contoso.test', fromPort, toHost: '127.0.0.1', toPort }];
  const run = createTestRun({
    plan: { connectTo: [...redirect(80, ports.http), ...redirect(443, ports.https)] },
    limits: settings.limits ?? {},
    ports: {
      trustStore: () =>
        Promise.resolve({
          source: 'system',
          path: null,
          certificates: settings.roots ?? [fixture('root.pem')],
        }),
      ...settings.ports,
    },
  });
  const client = createHttpClient(run.ctx, createNameResolver(run.ctx), await createTrust(run.ctx));
  const get = (url: string, headers: readonly (readonly [string, string])[] = []) =>
    client.get(run.ctx, new URL(url), headers);
  return { run, client, get, kinds: () => run.events.map(({ kind }) => kind) };
}

describe('a GET', () => {
  it('is sent as given, and both messages are recorded', async () => {
    const seen: string[][] = [];
    const port = await serveHttp((request, response) => {
      seen.push([request.url ?? '', ...request.rawHeaders]);
      response.writeHead(404, 'Not here', { 'X-Test': 'one' });
      response.end('naïve');
    });
    const { run, get, client } = await createClient({ http: port });

    const outcome = await get('http://fe01.contoso.test/?sipuri=alice%40contoso.test', [['Accept', 'a/b']]);
    client.close();

    expect(seen).toEqual([
      [
        '/?sipuri=alice%40contoso.test',
        'Host',
        'fe01.contoso.test',
        'Accept',
        'a/b',
        'Connection',
        'keep-alive',
      ],
    ]);
    expect(outcome).toMatchObject({ ok: true, response: { status: 404, reason: 'Not here', body: 'naïve' } });
    expect(run.events.map(({ kind }) => kind)).toEqual([
      'tcp.connect.started',
      'tcp.connect.succeeded',
      'http.request.sent',
      'http.response.received',
      'connection.closed',
    ]);
    expect(new Set(run.events.map(({ flow }) => flow)).size).toBe(1);
    expect(run.events[3]).toMatchObject({ cause: 2, data: { status: 404, body: 'naïve', bodyBytes: 6 } });
    expect(run.events[0]?.data).toMatchObject({
      redirected: true,
      peer: { role: 'web', host: 'fe01.contoso.test', port: 80 },
    });
  });

  it('uses the connection again', async () => {
    const port = await serveHttp((_, response) => response.end('ok'));
    const { get, kinds } = await createClient({ http: port });

    await get('http://fe01.contoso.test/1');
    await get('http://fe01.contoso.test/2');

    expect(kinds().filter((kind) => kind === 'tcp.connect.succeeded')).toHaveLength(1);
    expect(kinds().filter((kind) => kind === 'http.response.received')).toHaveLength(2);
  });

  it('opens another connection when the kept one turns out to be closed', async () => {
    let requests = 0;
    const port = await listen(
      createTcpServer((socket) => {
        socket.on('data', () => {
          requests += 1;
          if (requests === 2) socket.destroy();
          else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
        });
      }),
    );
    const { get, run } = await createClient({ http: port });

    await get('http://fe01.contoso.test/1');

    expect(await get('http://fe01.contoso.test/2')).toMatchObject({ ok: true, response: { status: 200 } });
    expect(eventsOf(run.events, 'http.request.failed').map(({ data }) => data.failure)).toEqual(['reset']);
  });

  it('goes over TLS to a server that is trusted', async () => {
    const identity = {
      key: fixture('server.key'),
      cert: fixture('server.pem') + fixture('intermediate.pem'),
    };
    const port = await listen(createHttpsServer(identity, (_, response) => response.end('secret')));
    const { get, client, kinds } = await createClient({ https: port });

    expect(await get('https://fe01.contoso.test/')).toMatchObject({ ok: true, response: { body: 'secret' } });
    client.close();
    expect(kinds()).toContain('tls.certificates.judged');
  });

  it('sends nothing to a server that is not', async () => {
    const identity = {
      key: fixture('server.key'),
      cert: fixture('server.pem') + fixture('intermediate.pem'),
    };
    let requests = 0;
    const port = await listen(createHttpsServer(identity, () => (requests += 1)));
    const { get, kinds } = await createClient({ https: port }, { roots: [fixture('stranger.pem')] });

    expect(await get('https://fe01.contoso.test/')).toMatchObject({
      ok: false,
      failure: 'untrusted-certificate',
    });
    expect(requests).toBe(0);
    expect(kinds()).not.toContain('http.request.sent');
    expect(kinds().slice(-2)).toEqual(['connection.closed', 'http.request.failed']);
  });
});

describe('a POST', () => {
  it('carries its body and repeated headers; what is secret in either direction is not in the log', async () => {
    const seen: unknown[] = [];
    const port = await serveHttp((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        seen.push(request.method, request.rawHeaders, Buffer.concat(chunks).toString());
        response.setHeader('Set-Cookie', ['a=SECRET1', 'b=SECRET2']);
        response.setHeader('WWW-Authenticate', 'Negotiate U0VDUkVUMw==');
        response.end('<BinarySecret>SECRET4=</BinarySecret>');
      });
    });
    const { run, client } = await createClient({ http: port });
    const headers = [
      ['X-Twice', '1'],
      ['Authorization', 'NTLM U0VDUkVUNQ=='],
      ['x-twice', '2'],
    ] as const;
    const body = Buffer.from('<a><BinarySecret>SECRET6=</BinarySecret></a>');

    const outcome = await client.post(run.ctx, new URL('http://fe01.contoso.test/x'), headers, body);

    expect(seen).toEqual([
      'POST',
      [
        ...[
          'Host',
          'fe01.contoso.test',
          'X-Twice',
          '1',
          'X-Twice',
          '2',
          'Authorization',
          'NTLM U0VDUkVUNQ==',
        ],
        ...['Content-Length', '44', 'Connection', 'keep-alive'],
      ],
      body.toString(),
    ]);
    expect(outcome).toMatchObject({ ok: true, response: { body: '<BinarySecret>SECRET4=</BinarySecret>' } });
    expect(eventsOf(run.events, 'http.request.sent')[0]?.data).toMatchObject({
      headers: expect.arrayContaining([['Authorization', 'NTLM [withheld, 7 bytes]']]) as unknown,
      body: '<a><BinarySecret>[withheld, 5 bytes]</BinarySecret></a>',
      bodyBytes: 44,
    });
    expect(JSON.stringify(run.events)).not.toMatch(/SECRET\d|U0VDUkVU/);
  });
});

describe('a connection that is held', () => {
  const url = new URL('http://fe01.contoso.test/');

  it('carries one request after the other, and is free for others when it is released', async () => {
    const ports: (number | undefined)[] = [];
    const port = await serveHttp((request, response) => {
      ports.push(request.socket.remotePort);
      response.end('ok');
    });
    const { run, client, get } = await createClient({ http: port });
    const hold = await client.hold(run.ctx, url);
    if (!hold.ok) throw new Error('not held');

    const sent: number[] = [];
    await hold.held.post([], new Uint8Array(0), (seq) => sent.push(seq));
    await get(url.href);
    await hold.held.post([], Buffer.from('2'));
    hold.held.release();
    await get(url.href);

    const [first, other, second, third] = ports;
    expect(second).toBe(first);
    expect(other).not.toBe(first);
    expect([first, other]).toContain(third);
    expect(run.events[sent[0] ?? -1]).toMatchObject({
      kind: 'http.request.sent',
      data: { body: '', bodyBytes: 0 },
    });
  });

  it('is not replaced when the server ends it between two requests', async () => {
    const port = await serveHttp((_, response) => {
      response.setHeader('Connection', 'close');
      response.end('ok');
    });
    const { run, client } = await createClient({ http: port });
    const hold = await client.hold(run.ctx, url);
    if (!hold.ok) throw new Error('not held');

    expect(await hold.held.post([], new Uint8Array(0))).toMatchObject({ ok: true });
    expect(await hold.held.post([], new Uint8Array(0))).toMatchObject({ ok: false, failure: 'reset' });
    hold.held.release();
    expect(eventsOf(run.events, 'http.request.sent')).toHaveLength(1);
    expect(eventsOf(run.events, 'http.request.failed')).toHaveLength(1);
  });

  it('is replaced when a kept one turns out to be closed before anything was answered', async () => {
    let requests = 0;
    const port = await listen(
      createTcpServer((socket) => {
        socket.on('data', () => {
          requests += 1;
          if (requests === 2) socket.destroy();
          else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
        });
      }),
    );
    const { run, client, get } = await createClient({ http: port });
    await get(url.href);
    const hold = await client.hold(run.ctx, url);
    if (!hold.ok) throw new Error('not held');

    expect(await hold.held.post([], new Uint8Array(0))).toMatchObject({ ok: true });
    hold.held.release();
    expect(eventsOf(run.events, 'tcp.connect.succeeded')).toHaveLength(2);
  });

  it('that cannot be opened fails as a request does', async () => {
    const { run, client } = await createClient({});

    expect(await client.hold(run.ctx, url)).toMatchObject({ ok: false, failure: 'connect' });
    expect(eventsOf(run.events, 'http.request.failed')).toHaveLength(1);
  });
});

describe('an answer that is not one', () => {
  const header = 'HTTP/1.1 200 OK\r\n';

  it.each([
    ['another protocol', '220 mail.contoso.test ESMTP\r\n', 'malformed'],
    ['nothing', '', 'reset'],
    ['half a body', `${header}Content-Length: 10\r\n\r\nhalf`, 'reset'],
    ['a header without end', `${header}X: ${'x'.repeat(70_000)}`, 'too-large'],
    ['a body beyond the limit', `${header}\r\n${'x'.repeat(3_000)}`, 'too-large'],
    ['a wrong chunk', `${header}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 'malformed'],
    ['an unknown coding', `${header}Content-Encoding: zstd9\r\nContent-Length: 1\r\n\r\nx`, 'malformed'],
    [
      'another protocol by agreement',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
      'reset',
    ],
  ])('%s', async (_, bytes, failure) => {
    const { get, run } = await createClient(
      { http: await serveBytes(bytes) },
      { limits: { httpBodyBytes: 2_000 } },
    );

    expect(await get('http://fe01.contoso.test/')).toMatchObject({ ok: false, failure });
    expect(eventsOf(run.events, 'http.request.failed').map(({ data }) => data.failure)).toEqual([failure]);
    expect(eventsOf(run.events, 'limit.exceeded')).toHaveLength(failure === 'too-large' ? 1 : 0);
  });

  it('silence ends with the limit', async () => {
    const port = await serveHttp(() => undefined);
    const { get } = await createClient({ http: port }, { limits: { httpExchangeMs: 30 } });

    expect(await get('http://fe01.contoso.test/')).toMatchObject({ ok: false, failure: 'timeout' });
  });

  it('a name without address is told apart', async () => {
    const { get, run } = await createClient({});

    expect(await get('http://nowhere.contoso.test/')).toMatchObject({
      ok: false,
      failure: 'connect',
      isUnresolved: true,
    });
    expect(eventsOf(run.events, 'http.request.failed')[0]?.data.detail).toBe(
      'the name nowhere.contoso.test has no address (nxdomain)',
    );
  });

  it('cancelling ends it at once and records nothing more', async () => {
    let onRequest = (): void => undefined;
    const requested = new Promise<void>((resolve) => (onRequest = resolve));
    const port = await serveHttp(() => onRequest());
    const { get, run, kinds } = await createClient({ http: port });

    const pending = get('http://fe01.contoso.test/');
    await requested;
    run.cancel();

    expect(await pending).toMatchObject({ ok: false, failure: 'cancelled' });
    expect(kinds().at(-1)).toBe('http.request.sent');
  });
});

describe('content codings', () => {
  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['deflate, gzip', (bytes: Buffer) => gzipSync(deflateSync(bytes))],
  ] as const)('%s is undone, and bounded', async (coding, encode) => {
    let text = 'hello hello hello';
    const port = await serveHttp((_, response) => {
      response.setHeader('Content-Encoding', coding);
      response.end(encode(Buffer.from(text)));
    });
    const { get } = await createClient({ http: port }, { limits: { httpBodyBytes: 5_000 } });

    expect(await get('http://fe01.contoso.test/')).toMatchObject({ ok: true, response: { body: text } });
    text = 'x'.repeat(1_000_000);
    expect(await get('http://fe01.contoso.test/')).toMatchObject({ ok: false, failure: 'too-large' });
  });
});

describe('several addresses', () => {
  it('are tried in turn', async () => {
    const port = await serveHttp((_, response) => response.end('ok'));
    const { get, run } = await createClient(
      {},
      {
        ports: {
          osLookup: () => Promise.resolve({ outcome: 'answered', addresses: ['127.0.0.2', '127.0.0.1'] }),
        },
      },
    );

    expect(await get(`http://pool.contoso.test:${port}/`)).toMatchObject({ ok: true });
    expect(eventsOf(run.events, 'tcp.connect.failed').map(({ data }) => data.address)).toEqual(['127.0.0.2']);
  });
});

describe('a request that another one has made needless', () => {
  it('leaves a log in which its connection is closed', async () => {
    let onRequest = (): void => undefined;
    const requested = new Promise<void>((resolve) => (onRequest = resolve));
    const port = await serveHttp(() => onRequest());
    const stop = new AbortController();
    const { client, run } = await createClient({ http: port });
    const getting = client.get(run.ctx.under(stop.signal), new URL('http://fe01.contoso.test/'), []);
    await requested;

    stop.abort(OVERTAKEN);

    expect(await getting).toMatchObject({ ok: false, failure: 'cancelled' });
    expect(eventsOf(run.events, 'connection.closed').map(({ data }) => [data.by, data.detail])).toEqual([
      ['us', 'not needed any longer'],
    ]);
  });

  it('also while it connects', async () => {
    const stop = new AbortController();
    const run = createTestRun({});
    const peer = { role: 'web', host: 'fe01.contoso.test', port: 80 } as const;
    const target = { address: '127.0.0.1', port: await listen(createTcpServer()), redirected: false };
    const connecting = connectTcp(run.ctx.under(stop.signal), peer, target);

    stop.abort(OVERTAKEN);

    expect(await connecting).toMatchObject({ ok: false, failure: 'cancelled' });
    expect(run.events.map(({ kind }) => kind)).toEqual(['tcp.connect.started', 'connection.closed']);
  });
});

describe('a proxy', () => {
  const proxyAt = (port: number): Partial<EnginePorts> => ({
    proxyFor: () => Promise.resolve({ kind: 'http', host: '127.0.0.1', port }),
  });

  it('gets the whole URL of a plain request', async () => {
    const port = await serveHttp((request, response) => response.end(request.url));
    const { get, run } = await createClient({}, { ports: proxyAt(port) });

    expect(await get('http://web.contoso.test/a?b#c')).toMatchObject({
      ok: true,
      response: { body: 'http://web.contoso.test/a?b' },
    });
    expect(eventsOf(run.events, 'http.request.sent')[0]?.data.proxy).toBe(`127.0.0.1:${port}`);
    expect(eventsOf(run.events, 'dns.query.sent')).toEqual([]);
  });

  it('is asked for a tunnel to a secure server, which is checked as ever', async () => {
    const identity = {
      key: fixture('server.key'),
      cert: fixture('server.pem') + fixture('intermediate.pem'),
    };
    const https = await listen(createHttpsServer(identity, (_, response) => response.end('through')));
    const proxy = createHttpServer();
    proxy.on('connect', (request, socket) => {
      const onward = connect(https, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      sockets.add(onward);
      expect(request.url).toBe('fe01.contoso.test:443');
    });
    const { get, run } = await createClient({}, { ports: proxyAt(await listen(proxy)) });

    expect(await get('https://fe01.contoso.test/')).toMatchObject({
      ok: true,
      response: { body: 'through' },
    });
    expect(eventsOf(run.events, 'http.request.sent').map(({ data }) => data.method)).toEqual([
      'CONNECT',
      'GET',
    ]);
    expect(eventsOf(run.events, 'tls.certificates.judged')[0]?.data.trusted).toBe(true);
  });

  it.each([
    ['HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n', 'proxy-authentication'],
    ['HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n', 'proxy'],
    ['garbage\r\n\r\n', 'proxy'],
  ])('that answers %j', async (bytes, failure) => {
    const { get } = await createClient({}, { ports: proxyAt(await serveBytes(bytes)) });

    expect(await get('https://fe01.contoso.test/')).toMatchObject({ ok: false, failure });
  });

  it('is left aside for this machine and for what connect-to covers', async () => {
    const port = await serveHttp((_, response) => response.end('direct'));
    const { get } = await createClient({ http: port }, { ports: proxyAt(1) });

    expect(await get('http://fe01.contoso.test/')).toMatchObject({ ok: true, response: { body: 'direct' } });
    expect(await get(`http://127.0.0.1:${port}/`)).toMatchObject({ ok: true, response: { body: 'direct' } });
  });
});
