import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsOf } from '../../../../shared/events/catalogue.ts';
import type { SipRequest } from '../../../../shared/protocol/sip/message.ts';
import { serializeSipMessage } from '../../../../shared/protocol/sip/serialize-message.ts';
import { createSipFramer } from '../../../../shared/protocol/sip/stream-framer.ts';
import { answer } from '../../auth/testing/ntlm-registrar.ts';
import { createTrust } from '../../transport/tls.ts';
import {
  createLoopbackServers,
  GOOD,
  type LoopbackServers,
} from '../connectivity/fixtures/loopback-server.ts';
import { createTestProbe } from '../connectivity/fixtures/probe-context.ts';
import { probeEndpoint, type EndpointOutcome } from '../connectivity/probe-endpoint.ts';
import { NO_NAMES } from '../settings/testing/registered-session.ts';
import { registerInOrder, type Candidate } from './register-in-order.ts';

let servers: LoopbackServers;

beforeEach(() => {
  servers = createLoopbackServers();
});
afterEach(() => servers.close());

test('an answer that comes late is taken while the next server is still being tried', async () => {
  let reply: () => void = () => undefined;
  const port = await servers.tls(GOOD, (socket) => {
    const framer = createSipFramer();
    const onRequest = (request: SipRequest): void => {
      reply = () => void socket.write(serializeSipMessage(answer(request, 401, [])));
    };
    socket.on('data', (chunk: Buffer) => {
      for (const item of framer.push(chunk)) {
        if (item.kind === 'message' && item.message.kind === 'request') onRequest(item.message);
      }
    });
  });
  const connectTo = [{ fromHost: 'fe01.contoso.test', fromPort: 5061, toHost: '127.0.0.1', toPort: port }];
  const { ctx, events } = createTestProbe({ plan: { connectTo }, limits: { sipHedgeMs: 100 } });
  const endpoint = { host: 'fe01.contoso.test', port: 5061, transport: 'tls', via: 'manual' } as const;
  const trust = await createTrust(ctx);
  const slow: Candidate = { endpoint, outcome: probeEndpoint(ctx, NO_NAMES, trust, endpoint) };
  const hanging: Candidate = {
    endpoint: { ...endpoint, host: 'fe02.contoso.test' },
    // Looked at only when the first one has been silent for its time.
    get outcome(): Promise<EndpointOutcome> {
      reply();
      return new Promise(() => undefined);
    },
  };

  const decided = await registerInOrder(ctx, [slow, hanging]);

  expect(decided).toMatchObject({ endpoint, outcome: { kind: 'challenged' } });
  expect(eventsOf(events, 'connectivity.endpoint.selected')).toHaveLength(1);
  if (decided?.outcome.kind === 'challenged') decided.outcome.dialog.channel.close();
});
