import { afterAll, beforeAll, expect, it } from 'vitest';
import { captureSignIn, itReadsTheWire, type CapturedSignIn } from '../support/captured-sign-in.ts';
import { privateRoomNeeds } from '../support/private-room.ts';
import { describeWith } from '../support/programs.ts';
import { captureOf, tshark } from '../support/tshark.ts';

const room = privateRoomNeeds().map((packageName) => ({ packageName, isInstalled: false }));

let signIn: CapturedSignIn;
const taken = (): CapturedSignIn => signIn;
const take = async (scenario: string): Promise<void> => {
  signIn = await captureSignIn(scenario);
};
const noMore = async (): Promise<void> => signIn[Symbol.asyncDispose]();

/** The tokens of the SIP headers, in order. */
async function sipTokens(scheme: string): Promise<readonly Uint8Array[]> {
  const rows = await signIn.capture.fields('sip', 'sip.Authorization', 'sip.WWW-Authenticate');
  const values = [
    ...rows
      .flat()
      .join('\n')
      .matchAll(/\b([A-Z-]+) [^\r\n]*?gssapi-data="([^"\r\n]+)"/g),
  ];
  const tokens = values.flatMap(([, name, value = '']) => (name === scheme ? [value] : []));
  return tokens.map((value) => new Uint8Array(Buffer.from(value, 'base64')));
}

describeWith([tshark, ...room], 'tshark on a sign-in with NTLM', () => {
  beforeAll(() => take('ntlm'));
  afterAll(noMore);
  itReadsTheWire(taken);

  it('decodes the NTLM messages in the SIP headers', async () => {
    const messages = await captureOf('ntlmssp', await sipTokens('NTLM'), signIn.folder.path);

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
  beforeAll(() => take('tls-dsk'));
  afterAll(noMore);
  itReadsTheWire(taken);

  it('decodes the NTLM messages of the web ticket', async () => {
    expect(await signIn.capture.fields('ntlmssp', 'ntlmssp.messagetype', 'ntlmssp.auth.username')).toEqual([
      ['0x00000001', ''],
      ['0x00000002', ''],
      ['0x00000003', 'alice'],
    ]);
  });

  it('decodes the TLS handshake in the SIP headers', async () => {
    const messages = await captureOf('tls', await sipTokens('TLS-DSK'), signIn.folder.path);

    expect(await messages.read('_ws.malformed || _ws.expert.severity == "Error"')).toEqual([]);
    // A whole handshake, with the client's certificate; each side's Finished is encrypted (RFC 2246 7.3).
    const flights = await messages.fields('tls', 'tls.handshake.type');
    expect(flights.flat()).toEqual(['1', '2,11,13,14', '11,16,15', '']);
    expect(await messages.fields('tls.change_cipher_spec', 'frame.number')).toEqual([['3'], ['4']]);
  });
});
