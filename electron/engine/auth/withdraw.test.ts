import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventsOf } from '../../../shared/events/catalogue.ts';
import { firstHeader } from '../../../shared/protocol/sip/message.ts';
import {
  createLoopbackServers,
  type LoopbackServers,
} from '../probes/connectivity/fixtures/loopback-server.ts';
import { answer, type NtlmRegistrarOptions } from './testing/ntlm-registrar.ts';
import { sessionAt, type RegistrarSession } from './testing/registrar-session.ts';
import { withdraw } from './withdraw.ts';

let servers: LoopbackServers;

beforeEach(() => {
  servers = createLoopbackServers();
});
afterEach(() => servers.close());

/** Takes a registration back that came about without keys. */
async function withdrawn(
  instead: NtlmRegistrarOptions['instead'],
  before: (session: RegistrarSession) => void = () => undefined,
): Promise<{ readonly session: RegistrarSession; readonly statuses: readonly (number | null)[] }> {
  const session = await sessionAt(servers, {
    password: 'nobody asks',
    instead: (request, logons) =>
      firstHeader(request, 'Expires') === '0' ? instead?.(request, logons) : undefined,
  });
  before(session);
  await withdraw(session.ctx, session.dialog, null);
  session.dialog.channel.close();
  const events = eventsOf(session.probe.events, 'authentication.withdrawn');
  return { session, statuses: events.map(({ data }) => data.status) };
}

describe('withdraw', () => {
  it('sends a REGISTER with Expires 0 in the same dialog, and says what came of it', async () => {
    const { session, statuses } = await withdrawn((request) => answer(request, 200, []));
    const [first, last] = session.log.requests;

    expect(statuses).toEqual([200]);
    expect(firstHeader(last ?? NO_REQUEST, 'CSeq')).toBe('2 REGISTER');
    expect(firstHeader(last ?? NO_REQUEST, 'Call-ID')).toBe(firstHeader(first ?? NO_REQUEST, 'Call-ID'));
    expect(eventsOf(session.probe.events, 'authentication.signature.checked')).toEqual([]);
  });

  it('says so when the registrar refuses', async () => {
    expect((await withdrawn((request) => answer(request, 481, []))).statuses).toEqual([481]);
  });

  it('is done on a run that was cancelled before', async () => {
    const { statuses } = await withdrawn(
      (request) => answer(request, 200, []),
      ({ dialog, probe }) => {
        dialog.channel.connection.holdOpen();
        probe.cancel();
      },
    );

    expect(statuses).toEqual([200]);
  });

  it('says so when there is nobody any more', async () => {
    const { statuses } = await withdrawn(
      () => null,
      ({ dialog }) => dialog.channel.connection.socket.destroy(),
    );

    expect(statuses).toEqual([null]);
  });
});

const NO_REQUEST = {
  kind: 'request',
  method: '',
  requestUri: '',
  headers: [],
  body: new Uint8Array(0),
} as const;
