import { createHmac } from 'node:crypto';
import { Duplex } from 'node:stream';
import { connect, type SecureVersion, type TLSSocket } from 'node:tls';
import { flightEnd } from '../../../shared/protocol/tls/records.ts';
import type { SipResponse } from '../../../shared/protocol/sip/message.ts';
import {
  authorized,
  offerOf,
  signed,
  type Ask,
  type ClientAssociation,
  type Endpoint,
} from './sip-client.ts';

export interface TlsDskSignIn {
  /** The anonymous one, hello, certificate, and the signed one when it came to that. */
  readonly answers: readonly (SipResponse | null)[];
  /** The server's first flight, as it came. */
  readonly serverFlight: Uint8Array;
  /** null: the server broke off before there were keys. */
  readonly association: ClientAssociation | null;
  readonly cipherSuite: string;
}

export interface DskCertificate {
  readonly key: string;
  readonly cert: string;
}

/** Signs in with TLS-DSK as the reference has it: four REGISTERs. `version` and `ciphers` of the TLS inside. */
export async function signInByTlsDsk(
  ask: Ask,
  endpoint: Endpoint,
  certificate: DskCertificate | null,
  inner: { readonly version: SecureVersion; readonly ciphers: string },
): Promise<TlsDskSignIn> {
  let output: Buffer[] = [];
  let check = (): void => undefined;
  const wire = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      output.push(chunk);
      done();
      check();
    },
  });
  const flight = (end: string): Promise<string> =>
    new Promise((resolve) => {
      check = () => {
        const bytes = Buffer.concat(output);
        if (flightEnd(bytes) !== end) return;
        output = [];
        check = () => undefined;
        resolve(bytes.toString('base64'));
      };
      check();
    });
  const tls = connect({
    socket: wire,
    rejectUnauthorized: false,
    minVersion: inner.version,
    maxVersion: inner.version,
    ciphers: inner.ciphers,
    ...certificate,
  });
  tls.on('error', () => undefined);
  const isSecure = new Promise<void>((resolve) => tls.once('secureConnect', () => resolve()));

  const answers: (SipResponse | null)[] = [await ask(endpoint.request())];
  const begin = { scheme: 'TLS-DSK', challenge: offerOf(answers[0] ?? null, 'TLS-DSK') };
  const hello = await flight('client-hello');
  answers.push(await ask(authorized(endpoint.request(), begin, { gssapiData: hello, version: 4 })));
  const invited = { scheme: 'TLS-DSK', challenge: offerOf(answers[1] ?? null, 'TLS-DSK') };
  const serverFlight = tokenOf(invited.challenge);
  wire.push(serverFlight);
  const proof = await flight('finished');
  answers.push(await ask(authorized(endpoint.request(), invited, { gssapiData: proof, version: 4 })));
  const finishing = offerOf(answers[2] ?? null, 'TLS-DSK');
  const result = { answers, serverFlight, cipherSuite: '' };
  if (!finishing.parameters.has('gssapi-data')) {
    tls.destroy();
    return { ...result, association: null };
  }
  wire.push(tokenOf(finishing));
  await isSecure;
  const cipherSuite = tls.getCipher().standardName;
  const association = { ...invited, version: 4, keys: keysOf(tls, cipherSuite) } as const;
  tls.destroy();
  const last = signed(endpoint.request({ Expires: '300' }), association, 1, { version: 4 });
  answers.push(await ask(last));
  return { ...result, cipherSuite, association };
}

function tokenOf({ parameters }: ClientAssociation['challenge']): Buffer {
  return Buffer.from(parameters.get('gssapi-data') ?? '', 'base64');
}

function keysOf(tls: TLSSocket, cipherSuite: string): ClientAssociation['keys'] {
  // @types/node 20.19 demands a context; in TLS 1.2 none is not the same as an empty one.
  const exporting = tls as unknown as { exportKeyingMaterial(length: number, label: string): Buffer };
  const block = exporting.exportKeyingMaterial(128, 'client EAP encryption');
  const hash = /_SHA(\d*)$/.exec(cipherSuite)?.[1] === '' ? 'sha1' : cipherSuite.slice(-6).toLowerCase();
  const mac = (key: Buffer, message: Uint8Array): Buffer => createHmac(hash, key).update(message).digest();
  return {
    sign: (message) => mac(block.subarray(64, 96), message),
    isFromServer: (message, signature) => mac(block.subarray(96), message).equals(signature),
  };
}
