import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventsOf, parseLoggedEvent, type LoggedEvent } from '../../shared/events/catalogue.ts';
import { CAPTURE_FILE, captureRun, KEY_FILE } from '../support/captured-run.ts';
import { documentOf, requireBuiltCli } from '../support/command-line.ts';
import { privateRoomNeeds } from '../support/private-room.ts';
import { describeWith } from '../support/programs.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { captureOf, openCapture, tshark, type Capture, type TlsPorts } from '../support/tshark.ts';

const room = privateRoomNeeds().map((packageName) => ({ packageName, isInstalled: false }));

let folder: TemporaryFolder;
let log: readonly LoggedEvent[];
let capture: Capture;

async function signIn(scenario: string): Promise<void> {
  requireBuiltCli();
  folder = await createTemporaryFolder('tshark');
  const run = await captureRun(scenario, folder.path);
  expect(run).toMatchObject({ code: 0 });
  log = documentOf(run).log.map((event) => {
    const parsed = parseLoggedEvent(event);
    if (!parsed.ok || !parsed.known) throw new Error(`not in our catalogue: ${JSON.stringify(event)}`);
    return parsed.event;
  });
  capture = openCapture(
    path.join(folder.path, CAPTURE_FILE),
    path.join(folder.path, KEY_FILE),
    tlsPorts(log),
  );
}

/** What all of our sign-ins must stand. */
function itReadsTheWire(): void {
  it('finds nothing malformed', async () => {
    expect(await capture.read('_ws.malformed || _ws.expert.severity == "Error"')).toEqual([]);
  });

  it('reads every SIP message as we wrote and read it', async () => {
    const requests = eventsOf(log, 'sip.request.sent').map(({ data }) => [data.method, cseq(data.headers)]);
    const answers = eventsOf(log, 'sip.response.received').map(({ data }) => [
      String(data.status),
      cseq(data.headers),
    ]);

    expect(requests.length).toBeGreaterThan(2);
    expect(await capture.fields('sip.Request-Line', 'sip.Method', 'sip.CSeq')).toEqual(requests);
    expect(await capture.fields('sip.Status-Line', 'sip.Status-Code', 'sip.CSeq')).toEqual(answers);
  });

  it('reads every HTTP request', async () => {
    const requests = eventsOf(log, 'http.request.sent').map(({ data }) => data.method);

    expect(requests).not.toEqual([]);
    const seen = await capture.fields('http.request', 'http.request.method');
    expect(seen.flat().sort()).toEqual([...requests].sort());
  });
}

/** The tokens of the SIP headers, in order. */
async function sipTokens(scheme: string): Promise<readonly Uint8Array[]> {
  const rows = await capture.fields('sip', 'sip.Authorization', 'sip.WWW-Authenticate');
  const values = [
    ...rows
      .flat()
      .join('\n')
      .matchAll(/\b([A-Z-]+) [^\r\n]*?gssapi-data="([^"\r\n]+)"/g),
  ];
  const tokens = values.flatMap(([, name, value = '']) => (name === scheme ? [value] : []));
  return tokens.map((value) => new Uint8Array(Buffer.from(value, 'base64')));
}

const noMore = async (): Promise<void> => folder[Symbol.asyncDispose]();

describeWith([tshark, ...room], 'tshark on a sign-in with NTLM', () => {
  beforeAll(() => signIn('ntlm'));
  afterAll(noMore);
  itReadsTheWire();

  it('decodes the NTLM messages in the SIP headers', async () => {
    const messages = await captureOf('ntlmssp', await sipTokens('NTLM'), folder.path);

    expect(await messages.read('_ws.malformed || _ws.expert.severity == "Error"')).toEqual([]);
    // As datagrams, which have no NEGOTIATE ([MS-NLMP] 1.3.1.3).
    expect(
      await messages.fields(
        'ntlmssp',
        'ntlmssp.messagetype',
        'ntlmssp.negotiatedatagram',
        'ntlmssp.auth.domain',
        'ntlmssp.auth.username',
      ),
    ).toEqual([
      ['0x00000002', '1', '', ''],
      ['0x00000003', '1', 'CONTOSO', 'alice'],
    ]);
  });
});

describeWith([tshark, ...room], 'tshark on a sign-in with TLS-DSK', () => {
  beforeAll(() => signIn('tls-dsk'));
  afterAll(noMore);
  itReadsTheWire();

  it('decodes the NTLM messages of the web ticket', async () => {
    expect(await capture.fields('ntlmssp', 'ntlmssp.messagetype', 'ntlmssp.auth.username')).toEqual([
      ['0x00000001', ''],
      ['0x00000002', ''],
      ['0x00000003', 'alice'],
    ]);
  });

  it('decodes the TLS handshake in the SIP headers', async () => {
    const messages = await captureOf('tls', await sipTokens('TLS-DSK'), folder.path);

    expect(await messages.read('_ws.malformed || _ws.expert.severity == "Error"')).toEqual([]);
    // A whole handshake, with the client's certificate; each side's Finished is encrypted (RFC 2246 7.3).
    const flights = await messages.fields('tls', 'tls.handshake.type');
    expect(flights.flat()).toEqual(['1', '2,11,13,14', '11,16,15', '']);
    expect(await messages.fields('tls.change_cipher_spec', 'frame.number')).toEqual([['3'], ['4']]);
  });
});

/** The ports where the practice network really listened, with what it speaks there. */
function tlsPorts(events: readonly LoggedEvent[]): TlsPorts {
  const secured = eventsOf(events, 'tls.handshake.completed').map(({ data }) => data.peer);
  const dialled = eventsOf(events, 'tcp.connect.started').map(({ data }) => data);
  return new Map(
    secured.flatMap(({ role, host, port }) => {
      const found = dialled.find(({ peer }) => peer.host === host && peer.port === port);
      return found === undefined ? [] : [[found.port, role === 'sip' ? 'sip' : 'http'] as const];
    }),
  );
}

function cseq(headers: readonly (readonly [string, string])[]): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === 'cseq')?.[1];
}
