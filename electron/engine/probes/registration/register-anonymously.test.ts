import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsOf, type LoggedEvent } from '../../../../shared/events/catalogue.ts';
import { firstHeader, type SipRequest, type SipResponse } from '../../../../shared/protocol/sip/message.ts';
import { serializeSipMessage } from '../../../../shared/protocol/sip/serialize-message.ts';
import { createSipFramer } from '../../../../shared/protocol/sip/stream-framer.ts';
import { createTrust } from '../../transport/tls.ts';
import {
  createLoopbackServers,
  GOOD,
  type LoopbackServers,
} from '../connectivity/fixtures/loopback-server.ts';
import {
  createTestProbe,
  type TestProbe,
  type TestSettings,
} from '../connectivity/fixtures/probe-context.ts';
import { probeEndpoint, type SipConnection } from '../connectivity/probe-endpoint.ts';
import { endpointIdOf } from './endpoint-identity.ts';
import { registerAnonymously } from './register-anonymously.ts';

let servers: LoopbackServers;

beforeEach(() => {
  servers = createLoopbackServers();
});
afterEach(() => servers.close());

test('sends the REGISTER of a client and records the 401 with everything in it', async () => {
  const port = await servers.tls(GOOD, (socket) =>
    onRequests(socket, (request) => {
      send(socket, answer(request, 100, 'Trying'));
      send(socket, answer(request, 401, 'Unauthorized', { 'WWW-Authenticate': 'NTLM realm="x", version=4' }));
    }),
  );
  const { probe, connection } = await connected(port);

  const outcome = await registerAnonymously(probe.ctx, connection);

  if (outcome.kind !== 'challenged') throw new Error(`not challenged but ${outcome.kind}`);
  expect(outcome.response.status).toBe(401);
  outcome.dialog.channel.close();
  const [request] = eventsOf(probe.events, 'sip.request.sent');
  const headers = new Map(request!.data.headers);
  const epid = endpointIdOf('alice@contoso.test', 'test-machine');
  expect(request).toMatchObject({
    flow: connection.flow,
    data: { method: 'REGISTER', requestUri: 'sip:contoso.test', peer: connection.peer },
  });
  expect(headers.get('Via')).toBe(`SIP/2.0/TLS 127.0.0.1:${connection.localPort}`);
  expect(headers.get('From')).toMatch(new RegExp(`^<sip:alice@contoso.test>;tag=[0-9a-f]{10};epid=${epid}$`));
  expect(headers.get('CSeq')).toBe('1 REGISTER');
  expect(epid).toMatch(/^[0-9a-f]{10}$/);
  const responses = eventsOf(probe.events, 'sip.response.received');
  expect(responses.map(({ cause, data }) => [cause, data.status])).toEqual([
    [request!.seq, 100],
    [request!.seq, 401],
  ]);
  expect(responses[1]!.data.headers).toContainEqual(['WWW-Authenticate', 'NTLM realm="x", version=4']);
  expect(probe.events.at(-1)).toMatchObject({ kind: 'connection.closed', data: { by: 'us' } });
});

test('hands over a redirection that comes before the question who is there, with its Call-ID and CSeq', async () => {
  const port = await servers.tls(GOOD, (socket) =>
    onRequests(socket, (request) =>
      send(socket, answer(request, 302, 'Moved', { Contact: '<sip:pool02.contoso.test;transport=tls>' })),
    ),
  );
  const { probe, connection } = await connected(port);

  const outcome = await registerAnonymously(probe.ctx, connection);

  if (outcome.kind !== 'redirected') throw new Error(`not redirected but ${outcome.kind}`);
  const [request] = eventsOf(probe.events, 'sip.request.sent');
  expect(new Map(request!.data.headers).get('Call-ID')).toBe(outcome.sequence.callId);
  expect(outcome.sequence.next()).toBe(2);
  expect(outcome.answer.seq).toBe(eventsOf(probe.events, 'sip.response.received')[0]?.seq);
  await servers.idle();
});

test('a server that registers anybody is told to forget it', async () => {
  const seen: SipRequest[] = [];
  const port = await servers.tls(GOOD, (socket) =>
    onRequests(socket, (request) => {
      seen.push(request);
      send(socket, answer(request, 200, 'OK'));
    }),
  );
  const { probe, connection } = await connected(port);

  expect(await registerAnonymously(probe.ctx, connection)).toEqual({ kind: 'final', status: 200 });

  expect(seen.map((request) => firstHeader(request, 'CSeq'))).toEqual(['1 REGISTER', '2 REGISTER']);
  expect(seen.map((request) => firstHeader(request, 'Expires'))).toEqual([null, '0']);
  expect(new Set(seen.map((request) => firstHeader(request, 'Call-ID'))).size).toBe(1);
  expect(eventsOf(probe.events, 'sip.request.sent')).toHaveLength(2);
});

test('requests of the server are recorded and refused, answers to others are named', async () => {
  const port = await servers.tls(GOOD, (socket) => {
    const got: SipResponse[] = [];
    let register: SipRequest | null = null;
    onMessages(socket, (message) => {
      if (message.kind === 'response') got.push(message);
      else {
        register = message;
        send(socket, serverRequest('NOTIFY'));
        send(socket, serverRequest('OPTIONS'));
        send(socket, {
          ...answer(message, 403, 'Forbidden'),
          headers: answer(serverRequest('OPTIONS'), 403, '').headers,
        });
      }
      if (got.length === 2 && register !== null) {
        send(socket, answer(register, got[0]!.status === 481 && got[1]!.status === 405 ? 404 : 500, 'Done'));
      }
    });
  });
  const { probe, connection } = await connected(port);

  expect(await registerAnonymously(probe.ctx, connection)).toEqual({ kind: 'final', status: 404 });

  expect(eventsOf(probe.events, 'sip.request.received').map(({ data }) => data.method)).toEqual([
    'NOTIFY',
    'OPTIONS',
  ]);
  expect(eventsOf(probe.events, 'sip.message.rejected')[0]?.data).toMatchObject({
    code: 'unexpected-response',
    looksLike: 'sip',
  });
});

test.each([
  ['HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n', 'http'],
  ['220 mail.contoso.test ESMTP\r\n', 'plain-text'],
  ['\x00\x01\x02\xff\xfe\n', 'binary'],
] as const)('an answer that is not SIP: %j', async (text, looksLike) => {
  const port = await servers.tls(GOOD, (socket) => socket.write(Buffer.from(text, 'latin1')));
  const { probe, connection } = await connected(port);

  expect(await registerAnonymously(probe.ctx, connection)).toEqual({ kind: 'not-sip' });
  expect(eventsOf(probe.events, 'sip.message.rejected')[0]?.data.looksLike).toBe(looksLike);
});

test('half an answer of another protocol, then the end', async () => {
  const port = await servers.tls(GOOD, (socket) => socket.once('data', () => socket.end('* OK IMAP4 ready')));
  const { probe, connection } = await connected(port);

  expect(await registerAnonymously(probe.ctx, connection)).toEqual({ kind: 'not-sip' });
  expect(eventsOf(probe.events, 'sip.message.rejected')[0]?.data).toMatchObject({
    code: 'truncated',
    looksLike: 'plain-text',
    head: '* OK IMAP4 ready',
  });
});

test('a malformed answer is named, too', async () => {
  const port = await servers.tls(GOOD, (socket) =>
    socket.once('data', () => socket.write('SIP/2.0 401 No\r\nbroken\r\n\r\n')),
  );
  const { probe, connection } = await connected(port);

  expect(await registerAnonymously(probe.ctx, connection)).toEqual({ kind: 'not-sip' });
  expect(eventsOf(probe.events, 'sip.message.rejected')[0]?.data.looksLike).toBe('sip');
});

test('silence ends at the limit', async () => {
  const port = await servers.tls(GOOD);
  const { probe, connection } = await connected(port, { limits: { sipTransactionMs: 1 } });

  expect(await registerAnonymously(probe.ctx, connection)).toEqual({ kind: 'no-answer' });
  expect(eventsOf(probe.events, 'sip.transaction.failed')[0]?.data.failure).toBe('timeout');
});

test.each(['closed', 'reset'] as const)('a connection that is %s instead of an answer', async (ending) => {
  const raw: { destroy: () => unknown } = { destroy: () => undefined };
  const port = await servers.tls(GOOD, (socket) => {
    socket.once('data', () => (ending === 'closed' ? socket.end() : raw.destroy()));
  });
  servers.onConnection((socket) => (raw.destroy = () => socket.resetAndDestroy()));
  const { probe, connection } = await connected(port);

  expect(await registerAnonymously(probe.ctx, connection)).toEqual({ kind: 'closed' });
  expect(eventsOf(probe.events, 'sip.transaction.failed')[0]?.data.failure).toBe(ending);
  expect(eventsOf(probe.events, 'connection.closed').map(({ data }) => data.by)).toEqual(['peer']);
});

test('a TLS 1.3 server that insists on a client certificate is named as such', async () => {
  const port = await servers.tls({
    ...GOOD,
    minVersion: 'TLSv1.3',
    requestCert: true,
    rejectUnauthorized: true,
  });
  const { probe, connection } = await connected(port);

  expect(await registerAnonymously(probe.ctx, connection)).toEqual({ kind: 'closed' });
  expect(eventsOf(probe.events, 'tls.handshake.failed')[0]).toMatchObject({
    step: 'connectivity',
    data: { failure: 'client-certificate', alert: 'certificate_required' },
  });
  expect(eventsOf(probe.events, 'connection.closed').map(({ data }) => data.by)).toEqual(['peer']);
});

test('more provisional answers than the limit end it', async () => {
  const port = await servers.tls(GOOD, (socket) =>
    onRequests(socket, (request) => {
      for (let i = 0; i < 5; i++) send(socket, answer(request, 182, 'Queued'));
    }),
  );
  const { probe, connection } = await connected(port, { limits: { provisionalAnswers: 3 } });

  expect(await registerAnonymously(probe.ctx, connection)).toEqual({ kind: 'no-answer' });
  expect(eventsOf(probe.events, 'sip.response.received')).toHaveLength(3);
  expect(eventsOf(probe.events, 'limit.exceeded')[0]?.data).toMatchObject({
    limit: 'provisionalAnswers',
    allowed: 3,
  });
});

test('more challenges than are read are an observation', async () => {
  const schemes = ['NTLM', 'Kerberos', 'Digest'].map((scheme) => `${scheme} realm="x"`).join(', ');
  const port = await servers.tls(GOOD, (socket) =>
    onRequests(socket, (request) =>
      send(socket, answer(request, 401, 'Unauthorized', { 'WWW-Authenticate': schemes })),
    ),
  );
  const { probe, connection } = await connected(port, { limits: { challenges: 2 } });

  expect(await registerAnonymously(probe.ctx, connection)).toMatchObject({ kind: 'challenged' });
  connection.close();
  expect(eventsOf(probe.events, 'limit.exceeded')[0]?.data).toMatchObject({
    limit: 'challenges',
    allowed: 2,
  });
});

test('cancelling is recorded at once and closes the connection', async () => {
  const cancel: { now: () => void } = { now: () => undefined };
  const port = await servers.tls(GOOD, (socket) => socket.once('data', () => cancel.now()));
  const { probe, connection } = await connected(port);
  let recorded: LoggedEvent | undefined;
  cancel.now = () => {
    probe.cancel();
    recorded = probe.events.at(-1);
  };

  expect(await registerAnonymously(probe.ctx, connection)).toEqual({ kind: 'cancelled' });

  expect(recorded).toMatchObject({ kind: 'sip.transaction.failed', data: { failure: 'cancelled' } });
  expect(probe.events.at(-1)).toBe(recorded);
  if (!connection.socket.closed) await new Promise((resolve) => connection.socket.once('close', resolve));
});

async function connected(
  port: number,
  settings: TestSettings = {},
): Promise<{ probe: TestProbe; connection: SipConnection }> {
  const connectTo = [{ fromHost: 'fe01.contoso.test', fromPort: 5061, toHost: '127.0.0.1', toPort: port }];
  const probe = createTestProbe({ ...settings, plan: { connectTo } });
  const trust = await createTrust(probe.ctx);
  const names = {
    addresses: () => Promise.reject(new Error('not asked')),
    srv: () => Promise.reject(new Error('not asked')),
  };
  const endpoint = { host: 'fe01.contoso.test', port: 5061, transport: 'tls', via: 'manual' } as const;
  const outcome = await probeEndpoint(probe.ctx, names, trust, endpoint);
  if (outcome.kind !== 'connected') throw new Error(`expected a connection, got ${outcome.kind}`);
  return { probe, connection: outcome.connection };
}

function onMessages(socket: TLSSocket, handle: (message: SipRequest | SipResponse) => void): void {
  const framer = createSipFramer();
  socket.on('data', (chunk: Buffer) => {
    for (const item of framer.push(chunk)) if (item.kind === 'message') handle(item.message);
  });
}

function onRequests(socket: TLSSocket, handle: (request: SipRequest) => void): void {
  onMessages(socket, (message) => {
    if (message.kind === 'request') handle(message);
  });
}

function send(socket: TLSSocket, message: SipRequest | SipResponse): void {
  socket.write(serializeSipMessage(message));
}

function answer(
  request: SipRequest,
  status: number,
  reason: string,
  extra: Record<string, string> = {},
): SipResponse {
  const copied = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map((name) => ({
    name,
    value: firstHeader(request, name) ?? '',
  }));
  const added = Object.entries(extra).map(([name, value]) => ({ name, value }));
  return { kind: 'response', status, reason, headers: [...copied, ...added], body: new Uint8Array(0) };
}

function serverRequest(method: string): SipRequest {
  const headers = [
    ['Via', 'SIP/2.0/TLS 192.0.2.10:5061;branch=z9hG4bK1'],
    ['From', '<sip:server@contoso.test>;tag=1'],
    ['To', '<sip:alice@contoso.test>'],
    ['Call-ID', `call-${method}`],
    ['CSeq', `1 ${method}`],
  ].map(([name = '', value = '']) => ({ name, value }));
  return { kind: 'request', method, requestUri: 'sip:alice@contoso.test', headers, body: new Uint8Array(0) };
}
