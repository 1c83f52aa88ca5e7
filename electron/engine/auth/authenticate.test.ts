import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsOf } from '../../../shared/events/catalogue.ts';
import { firstHeader, type SipRequest } from '../../../shared/protocol/sip/message.ts';
import { serializeSipMessage } from '../../../shared/protocol/sip/serialize-message.ts';
import {
  createLoopbackServers,
  type LoopbackServers,
} from '../probes/connectivity/fixtures/loopback-server.ts';
import { NO_NAMES } from '../probes/settings/testing/registered-session.ts';
import { notification, textBody } from '../probes/settings/testing/settings-server.ts';
import { createHttpClient } from '../transport/http.ts';
import { createTrust } from '../transport/tls.ts';
import { authenticate } from './authenticate.ts';
import { PASSWORD, sessionAt } from './testing/registrar-session.ts';

let servers: LoopbackServers;

beforeEach(() => {
  servers = createLoopbackServers();
});
afterEach(() => servers.close());

test.each([
  ['with nothing said', 2, (socket: TLSSocket) => socket.end()],
  [
    'after the registrar took the registration back',
    1,
    (socket: TLSSocket, request: SipRequest) => socket.end(deregistration(request)),
  ],
] as const)('a connection that is lost %s takes %i in all', async (_, expected, act) => {
  let connections = 0;
  servers.onConnection(() => (connections += 1));
  const session = await sessionAt(servers, {
    password: PASSWORD,
    write(socket, bytes, request) {
      if (request.method === 'REGISTER') socket.write(bytes);
      else if (firstHeader(request, 'Event') === 'vnd-microsoft-roaming-self') act(socket, request);
    },
  });
  const { ctx, guard, dialog, challenge: response, probe } = session;
  const trust = await createTrust(ctx);
  const http = createHttpClient(ctx, NO_NAMES, trust);
  const { endpoint } = dialog.channel.connection;
  await authenticate(
    ctx,
    { endpoint, outcome: { kind: 'challenged', dialog, response } },
    {
      names: NO_NAMES,
      trust,
      http,
      credentials: { kind: 'password', user: guard.user, guard },
      kdc: Promise.resolve(null),
      network: 'internal',
      onRegistered: () => undefined,
    },
  );
  http.close();

  expect(connections).toBe(expected);
  expect(session.log.logons).toBe(expected);
  expect(eventsOf(probe.events, 'step.finished').map(({ data }) => data.step)).toEqual(['settings']);
  await servers.idle();
});

function deregistration(request: SipRequest): Uint8Array {
  const notify = notification(request, textBody('text/registration-event', 'deregistered;event=deactivated'));
  const headers = notify.headers.map((header) =>
    header.name === 'Event' ? { ...header, value: 'registration-notify' } : header,
  );
  return serializeSipMessage({ ...notify, headers });
}
