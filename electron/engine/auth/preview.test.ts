import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventsOf } from '../../../shared/events/catalogue.ts';
import { firstHeader, type SipRequest } from '../../../shared/protocol/sip/message.ts';
import {
  createLoopbackServers,
  type LoopbackServers,
} from '../probes/connectivity/fixtures/loopback-server.ts';
import { previewMethods } from './preview.ts';
import { answer, isOfMethod, type NtlmRegistrarOptions } from './testing/ntlm-registrar.ts';
import { outcomes, sessionAt, type RegistrarSession } from './testing/registrar-session.ts';

const TLS_DSK = 'TLS-DSK realm="SIP Communications Service", targetname="fe01.contoso.test", version=4';
/** A fatal handshake_failure. */
const ALERT = 'FQMDAAICKA==';

let servers: LoopbackServers;

beforeEach(() => {
  servers = createLoopbackServers();
});
afterEach(() => servers.close());

async function preview(
  options: Partial<NtlmRegistrarOptions>,
  before: (session: RegistrarSession) => void = () => undefined,
): Promise<RegistrarSession> {
  const session = await sessionAt(servers, { password: 'nobody asks', ...options });
  before(session);
  await previewMethods(session.ctx, session.dialog, session.challenge);
  session.dialog.channel.close();
  return session;
}

/** Answers the hello of TLS-DSK, and leaves the rest to the registrar. */
function onHello(reply: (request: SipRequest) => ReturnType<typeof answer>): Partial<NtlmRegistrarOptions> {
  return {
    alsoOffers: [TLS_DSK],
    instead: (request) => (isOfMethod(request, 'TLS-DSK') ? reply(request) : undefined),
  };
}

describe('a look ahead without credentials', () => {
  it('learns the challenge of NTLM and the answer to a TLS hello, in one dialog and without a logon', async () => {
    const { log, probe } = await preview(
      onHello((request) =>
        answer(request, 401, [
          { name: 'WWW-Authenticate', value: TLS_DSK },
          { name: 'WWW-Authenticate', value: `${TLS_DSK}, opaque="2B", gssapi-data="${ALERT}"` },
        ]),
      ),
    );

    expect(outcomes(probe)).toEqual(['ntlm learned', 'tls-dsk learned']);
    expect(
      eventsOf(probe.events, 'authentication.token.observed').map(
        ({ data: { direction, token } }) => `${direction} ${token.kind}`,
      ),
    ).toEqual(['sent empty', 'received ntlm-challenge', 'sent tls', 'received tls']);
    expect(log.requests.map((request) => firstHeader(request, 'CSeq'))).toEqual(
      [1, 2, 3].map((cseq) => `${cseq} REGISTER`),
    );
    expect(log.logons).toBe(0);
    expect(log.signatures).toEqual([]);
  });

  it.each([
    [
      'does not go on',
      (request: SipRequest) => answer(request, 401, [{ name: 'WWW-Authenticate', value: TLS_DSK }]),
      401,
    ],
    ['refuses', (request: SipRequest) => answer(request, 403, []), 403],
  ] as const)('of a server that %s is over', async (_, reply, status) => {
    const { probe } = await preview(onHello(reply));

    expect(eventsOf(probe.events, 'authentication.attempt.ended').at(-1)?.data).toEqual({
      purpose: 'preview',
      method: 'tls-dsk',
      outcome: 'refused',
      status,
      detail: null,
      registers: 1,
      expectedRegisters: null,
    });
  });

  it('that is taken for a sign-in is taken back', async () => {
    const { log, probe } = await preview(onHello((request) => answer(request, 200, [])));

    expect(outcomes(probe)).toEqual(['ntlm learned', 'tls-dsk refused']);
    expect(firstHeader(log.requests.at(-1) ?? REQUEST, 'Expires')).toBe('0');
  });

  it('leaves out what names no target, and what nobody can look at', async () => {
    const { probe } = await preview({
      alsoOffers: [
        'TLS-DSK realm="x"',
        'Kerberos realm="x", targetname="sip/y"',
        'Digest realm="x", nonce="y"',
      ],
    });

    expect(outcomes(probe)).toEqual(['ntlm learned']);
  });

  it('asks nothing on a run that is cancelled', async () => {
    const { log, probe } = await preview({ alsoOffers: [TLS_DSK] }, (session) => session.probe.cancel());

    expect(outcomes(probe)).toEqual([]);
    expect(log.requests).toHaveLength(1);
  });

  it('asks nothing of a server that has hung up', async () => {
    const { probe } = await preview({ alsoOffers: [TLS_DSK] }, ({ dialog }) =>
      dialog.channel.connection.socket.destroy(),
    );

    expect(outcomes(probe)).toEqual([]);
  });

  it('ends with a server that hangs up meanwhile', async () => {
    const { probe } = await preview({
      alsoOffers: [TLS_DSK],
      write: (socket, bytes, request) => {
        if (firstHeader(request, 'CSeq') === '1 REGISTER') socket.write(bytes);
        else socket.end();
      },
    });

    expect(outcomes(probe)).toEqual(['ntlm closed']);
  });
});

const REQUEST: SipRequest = {
  kind: 'request',
  method: 'X',
  requestUri: 'x',
  headers: [],
  body: new Uint8Array(0),
};
