import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventsOf } from '../../../shared/events/catalogue.ts';
import type { Peer } from '../../../shared/events/connection-events.ts';
import {
  createTestProbe,
  fixture,
  impatientClock,
  type TestProbe,
  type TestSettings,
} from '../probes/connectivity/fixtures/probe-context.ts';
import {
  createLoopbackServers,
  GOOD,
  OLD,
  type LoopbackServers,
} from '../probes/connectivity/fixtures/loopback-server.ts';
import { isClientCertificateError } from './tls-failure.ts';
import { connectTcp } from './tcp.ts';
import { createTrust, handshakeTls, lookAtLegacyTls, type TlsResult } from './tls.ts';

const peer: Peer = { role: 'sip', host: 'fe01.contoso.test', port: 5061 };

let servers: LoopbackServers;

beforeEach(() => {
  servers = createLoopbackServers();
});
afterEach(() => servers.close());

describe('a handshake that comes about', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)('%s: version, cipher and the chain as sent', async (version) => {
    const order = ['server.pem', 'stranger.pem', 'intermediate.pem', 'stranger.pem', 'root.pem'];
    const port = await servers.tls({ ...GOOD, cert: order.map(fixture).join(''), maxVersion: version });

    const { probe, result } = await shake(port);

    expect(result).toMatchObject({ ok: true, trusted: true, problems: [] });
    expect(eventsOf(probe.events, 'tls.handshake.started')[0]?.data).toEqual({
      peer,
      serverName: 'fe01.contoso.test',
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      attempt: 'ordinary',
    });
    const completed = eventsOf(probe.events, 'tls.handshake.completed')[0];
    expect(completed?.data).toMatchObject({ protocol: version, alpn: null });
    // BoringSSL does not say which curve it was.
    expect(completed?.data.keyExchange).toMatch(version === 'TLSv1.2' ? /^ECDHE/ : /^ECDHE|^\(EC\)DHE/);
    expect(completed?.data.cipher).toMatch(/^TLS_/);
    const received = eventsOf(probe.events, 'tls.certificates.received')[0];
    expect(received?.cause).toBe(completed?.seq);
    expect(received?.data.chain.map((certificate) => certificate.subject)).toEqual([
      'CN=fe01.contoso.test, O=Contoso\\, Ltd., C=XX',
      'CN=Fabrikam Trust Services, O=Fabrikam',
      'CN=Contoso Issuing CA 1, O=Contoso',
      'CN=Fabrikam Trust Services, O=Fabrikam',
      'CN=Contoso Root CA, O=Contoso, DC=contoso, DC=test',
    ]);
    expect(eventsOf(probe.events, 'tls.certificates.judged')[0]?.data.path).toEqual([
      'CN=fe01.contoso.test, O=Contoso\\, Ltd., C=XX',
      'CN=Contoso Issuing CA 1, O=Contoso',
      'CN=Contoso Root CA, O=Contoso, DC=contoso, DC=test',
    ]);
  });

  test('an ECDSA certificate; no SNI for an IP address', async () => {
    const port = await servers.tls({
      cert: fixture('server-ec.pem') + fixture('intermediate.pem'),
      key: fixture('server-ec.key'),
    });

    const { probe, result } = await shake(port, {}, '192.0.2.10');

    expect(result).toMatchObject({ ok: true, trusted: true });
    expect(eventsOf(probe.events, 'tls.handshake.started')[0]?.data.serverName).toBeNull();
  });

  test('an untrusted chain is completed all the same and says so', async () => {
    const port = await servers.tls(GOOD);

    const { result } = await shake(port, { roots: [] }, 'other.contoso.test');

    expect(result).toMatchObject({
      ok: true,
      trusted: false,
      problems: [{ kind: 'untrusted-root' }, { kind: 'name-mismatch', host: 'other.contoso.test' }],
    });
  });

  test('what the library alone objects to is named, too', async () => {
    const port = await servers.tls({
      ...GOOD,
      cert: fixture('unknown-critical.pem') + fixture('intermediate.pem'),
    });

    const { result } = await shake(port);

    expect(result).toMatchObject({ ok: true, trusted: false, problems: [{ kind: 'other' }] });
  });

  test('more certificates than the limit are left out and recorded', async () => {
    const port = await servers.tls({ ...GOOD, cert: String(GOOD.cert) + fixture('root.pem') });

    const { probe, result } = await shake(port, { limits: { certificateCount: 2 } });

    expect(result).toMatchObject({ ok: true, trusted: true });
    expect(eventsOf(probe.events, 'tls.certificates.received')[0]?.data.chain).toHaveLength(2);
    expect(eventsOf(probe.events, 'limit.exceeded')[0]?.data).toMatchObject({
      limit: 'certificateCount',
      allowed: 2,
    });
  });

  test('bytes pass both ways afterwards', async () => {
    const port = await servers.tls(GOOD, (socket) => socket.pipe(socket));

    const { result } = await shake(port);
    if (!result.ok) throw new Error('expected a connection');
    const received = new Promise((resolve) =>
      result.socket.once('data', (chunk: Buffer) => resolve(chunk.toString())),
    );
    result.socket.write('hello');

    expect(await received).toBe('hello');
    const closed = new Promise((resolve) => result.socket.once('close', resolve));
    result.socket.end();
    await closed;
  });

  test('a server that insists on a client certificate under TLS 1.3 says so afterwards', async () => {
    const port = await servers.tls({
      ...GOOD,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.3',
    });

    const { result } = await shake(port);
    if (!result.ok) throw new Error('expected a connection');
    const { socket, fault } = result;
    await new Promise((resolve) => {
      socket.once('close', resolve);
      socket.resume();
    });

    expect(isClientCertificateError(fault())).toBe(true);
  });
});

describe('a handshake that fails', () => {
  test.each([
    ['handshake_failure', 40, 'alert'],
    ['internal_error', 80, 'alert'],
    ['protocol_version', 70, 'version'],
    ['certificate_required', 116, 'client-certificate'],
  ])('the alert %s', async (alert, description, failure) => {
    const port = await servers.tcp((socket) => {
      socket.once('data', () => socket.end(Uint8Array.of(21, 3, 1, 0, 2, 2, description)));
    });

    const { probe, result } = await shake(port);

    expect(result).toMatchObject({ ok: false, failure });
    expect(eventsOf(probe.events, 'tls.handshake.failed')[0]?.data).toMatchObject({
      failure,
      alert,
      banner: null,
    });
  });

  test('a plain-text service that speaks first', async () => {
    const port = await servers.tcp((socket) => socket.write('220 mail.contoso.test ESMTP\r\n'));

    const { probe, result } = await shake(port);

    expect(result).toMatchObject({ ok: false, failure: 'plain-text' });
    expect(eventsOf(probe.events, 'tls.handshake.failed')[0]?.data.banner).toBe(
      '220 mail.contoso.test ESMTP\\r\\n',
    );
  });

  test('a web server without TLS', async () => {
    const port = await servers.tcp((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });

    expect((await shake(port)).result).toMatchObject({ failure: 'plain-text' });
  });

  test('silence', async () => {
    const port = await servers.tcp(() => undefined);

    const { probe, result } = await shake(port, { clock: impatientClock });

    expect(result).toMatchObject({ ok: false, failure: 'silence' });
    expect(eventsOf(probe.events, 'tls.handshake.failed')[0]?.data.banner).toBeNull();
  });

  test('a connection closed instead of an answer', async () => {
    const port = await servers.tcp((socket) => socket.once('data', () => socket.end()));

    expect((await shake(port)).result).toMatchObject({ failure: 'closed' });
  });

  test('a connection reset instead of an answer', async () => {
    const port = await servers.tcp((socket) => socket.once('data', () => socket.resetAndDestroy()));

    expect((await shake(port)).result).toMatchObject({ failure: 'reset' });
  });

  test('only TLS 1.0: refused, and named by a second look', async () => {
    const port = await servers.tls(OLD);

    const { result } = await shake(port);
    const second = await shake(port, {}, peer.host, lookAtLegacyTls);

    expect(result).toMatchObject({ ok: false, failure: 'version' });
    expect(second.result).toMatchObject({ ok: true, trusted: true });
    expect(eventsOf(second.probe.events, 'tls.handshake.completed')[0]?.data).toMatchObject({
      protocol: 'TLSv1',
      attempt: 'legacy',
    });
  });

  test('an answer in TLS 1.0 although it was not offered', async () => {
    const hello = Buffer.concat([
      Buffer.from([2, 0, 0, 38, 3, 1]),
      Buffer.alloc(32, 7),
      Buffer.from([0, 0, 47, 0]),
    ]);
    const port = await servers.tcp((socket) => {
      socket.once('data', () =>
        socket.write(Buffer.concat([Buffer.from([22, 3, 1, 0, hello.length]), hello])),
      );
    });

    const { probe } = await shake(port);

    expect(eventsOf(probe.events, 'tls.handshake.failed')[0]?.data).toMatchObject({
      failure: 'version',
      detail: 'The server chose TLS 1.0, which clients of today refuse.',
    });
  });

  test('a server that insists on a client certificate under TLS 1.2', async () => {
    const port = await servers.tls({
      ...GOOD,
      requestCert: true,
      rejectUnauthorized: true,
      maxVersion: 'TLSv1.2',
    });

    const { result } = await shake(port);

    expect(result).toMatchObject({ ok: false, failure: 'client-certificate' });
  });

  test('cancelling destroys the connection at once', async () => {
    const probe = createTestProbe();
    const peerClosed: { promise: Promise<unknown> } = { promise: Promise.reject(new Error('nobody came')) };
    peerClosed.promise.catch(() => undefined);
    const port = await servers.tcp((socket) => {
      peerClosed.promise = new Promise((resolve) => socket.once('close', resolve));
      socket.once('data', () => probe.cancel());
    });

    const { result } = await shake(port, {}, peer.host, handshakeTls, probe);

    expect(result).toMatchObject({ ok: false, failure: 'cancelled' });
    await peerClosed.promise;
    expect(probe.events.at(-1)?.kind).toBe('tls.handshake.started');
  });
});

async function shake(
  port: number,
  settings: TestSettings = {},
  host = peer.host,
  attempt = handshakeTls,
  probe: TestProbe = createTestProbe(settings),
): Promise<{ probe: TestProbe; result: TlsResult }> {
  const trust = await createTrust(probe.ctx);
  const patient = createTestProbe();
  const tcp = await connectTcp(patient.ctx, peer, { address: '127.0.0.1', port, redirected: false });
  if (!tcp.ok) throw new Error('no TCP connection');
  return { probe, result: await attempt(probe.ctx, trust, { ...peer, host }, tcp.socket, host) };
}
