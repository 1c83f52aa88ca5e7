import { createHmac, generateKeyPairSync } from 'node:crypto';
import { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket, type SecureContextOptions } from 'node:tls';
import fc from 'fast-check';
import forge from 'node-forge';
import { afterEach, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../../shared/run/limits.ts';
import { encodeRecord, reframeFlight } from '../../../../shared/protocol/tls/reframe.ts';
import { readFlight } from '../../../../shared/protocol/tls/records.ts';
import { createVirtualClock } from '../../testing/virtual-clock.ts';
import type { ClientCertificate } from '../client-certificate.ts';
import { Secret } from '../secret.ts';
import type { Advance } from '../security-context.ts';
import { createTlsDskContext, type TlsDskContext } from './tls-dsk-context.ts';
import { tlsDskHello } from './tls-dsk-hello.ts';
import { readClientHello, readServerHello } from '../../../../shared/protocol/tls/hello.ts';
import { prf, type PrfHash } from './testing/prf.ts';

const TARGETNAME = 'fe01.contoso.test';
const MESSAGE = new TextEncoder().encode('<TLS-DSK><0a1b2c3d><1><SIP Communications Service>');
const server = createIdentity(TARGETNAME, 'sha256');
const client = createIdentity('alice@contoso.test', 'sha256');

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

describe('a handshake in tokens', () => {
  test.each<[string, string, string, PrfHash, string, number]>([
    ['TLSv1.2', 'AES256-SHA', 'TLS_RSA_WITH_AES_256_CBC_SHA', 'sha256', 'sha1', 20],
    ['TLSv1.2', 'ECDHE-RSA-AES128-SHA', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'sha256', 'sha1', 20],
    ['TLSv1.2', 'AES128-SHA256', 'TLS_RSA_WITH_AES_128_CBC_SHA256', 'sha256', 'sha256', 32],
    [
      'TLSv1.2',
      'ECDHE-RSA-AES256-GCM-SHA384',
      'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
      'sha384',
      'sha384',
      48,
    ],
    ['TLSv1.1', 'AES128-SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA', 'md5+sha1', 'sha1', 20],
    ['TLSv1', 'AES256-SHA', 'TLS_RSA_WITH_AES_256_CBC_SHA', 'md5+sha1', 'sha1', 20],
  ])(
    '%s with %s signs as the secrets of the handshake demand',
    async (version, cipher, suite, hash, mac, size) => {
      const acceptor = accept({ maxVersion: version as 'TLSv1.2', ciphers: `${cipher}:@SECLEVEL=0` });
      const context = createContext();

      const hello = tokenOf(await context.advance(null));
      const first = await acceptor.respond(hello);
      const proof = tokenOf(await context.advance(first));
      const second = await acceptor.respond(proof);
      const done = await context.advance(second);

      expect(done).toEqual({ kind: 'complete' });
      expect(context.strength).toBe(
        `${suite}, ${version === 'TLSv1' ? 'TLS 1.0' : version.replace('v', ' ')}`,
      );
      expect(context.serverCertificates().map((der) => Buffer.from(der))).toEqual([server.der]);
      expect(acceptor.clientCertificate()).toEqual(client.der);
      const block = prf({
        hash,
        secret: acceptor.masterSecret(),
        label: 'client EAP encryption',
        seed: Buffer.concat([randomOf(hello), randomOf(first)]),
        length: 128,
      });
      const sign = (key: Uint8Array): Uint8Array =>
        new Uint8Array(createHmac(mac, key).update(MESSAGE).digest());
      expect(context.sign(MESSAGE)).toEqual(sign(block.subarray(64, 96)));
      expect(context.verify(MESSAGE, sign(block.subarray(96, 128)))).toEqual({ valid: true, macBytes: size });
      expect(context.verify(MESSAGE, sign(block.subarray(64, 96)))).toMatchObject({ problem: 'mismatch' });
    },
  );

  test('flights are whole, of the shapes that servers know, and offer neither resumption nor a name', async () => {
    const acceptor = accept({});
    const context = createContext();

    const hello = tokenOf(await context.advance(null));
    const proof = tokenOf(await context.advance(reframeFlight(await acceptor.respond(hello))));

    expect(readFlight(hello).records.map(({ messages }) => messages)).toEqual([['ClientHello']]);
    expect(readFlight(proof).records.flatMap(({ messages }) => messages)).toEqual([
      'Certificate',
      'ClientKeyExchange',
      'CertificateVerify',
      'ChangeCipherSpec',
      'encrypted',
    ]);
    const offered = readClientHello(readFlight(hello).messages[0]!.body)!;
    expect(offered).toMatchObject({ version: 0x0303, sessionIdBytes: 0, serverName: null });
    expect(offered.extensions).not.toContain(35);
    expect(offered.cipherSuites.slice(0, 4)).toEqual([0x0035, 0x002f, 0xc014, 0xc013]);
  });

  test('a certificate signed with SHA-1, as older pools issue them, is shown all the same', async () => {
    const older = createIdentity('alice@contoso.test', 'sha1');
    const acceptor = accept({});
    const context = createContext(certificateOf(older));

    const first = await acceptor.respond(tokenOf(await context.advance(null)));
    const second = await acceptor.respond(tokenOf(await context.advance(first)));

    expect(await context.advance(second)).toEqual({ kind: 'complete' });
    expect(acceptor.clientCertificate()).toEqual(older.der);
  });
});

describe('a handshake that breaks off', () => {
  test.each([
    ['no bytes', new Uint8Array(0), 'unreadable', 'no token'],
    ['text', new TextEncoder().encode('HTTP/1.1 400'), 'unreadable', 'not TLS'],
    ['an alert', Uint8Array.of(21, 3, 3, 0, 2, 2, 40), 'handshake', 'handshake_failure'],
    [
      'a hello and no more',
      encodeRecord(22, 0x0303, Uint8Array.of(2, 0, 0, 0)),
      'unreadable',
      'after ServerHello',
    ],
    ['a record cut off', Uint8Array.of(22, 3, 3, 1, 0, 2), 'unreadable', 'cut off'],
    ['more than is read', new Uint8Array(DEFAULT_LIMITS.tokenBytes + 1), 'unreadable', '65537'],
    [
      'a flight without a hello',
      encodeRecord(22, 0x0303, Uint8Array.of(14, 0, 0, 0)),
      'handshake',
      'ERR_SSL',
    ],
  ])('%s in place of the first flight', async (_, token, failure, detail) => {
    const context = createContext();
    await context.advance(null);

    const answer = await context.advance(token);

    expect(answer).toMatchObject({ kind: 'failed', failure });
    expect(answer.kind === 'failed' && answer.detail).toContain(detail);
  });

  test('a hundred certificates that are none are read up to the limit, and refused', async () => {
    const context = createContext();
    await context.advance(null);
    const handshake = (type: number, body: Uint8Array): number[] => [type, ...bytes24(body.length), ...body];
    const hello = Uint8Array.from([3, 3, ...new Uint8Array(32), 0, 0, 0x35, 0]);
    const certificate = [...bytes24(3), 1, 2, 3];
    const list = Array.from({ length: 100 }, () => certificate).flat();
    const flight = [
      ...handshake(2, hello),
      ...handshake(11, Uint8Array.from([...bytes24(list.length), ...list])),
      ...handshake(14, new Uint8Array(0)),
    ];

    const answer = await context.advance(encodeRecord(22, 0x0303, Uint8Array.from(flight)));

    expect(answer).toMatchObject({ kind: 'failed', failure: 'handshake' });
    expect(context.serverCertificates()).toHaveLength(32);
  });

  test('the alert that refuses the certificate is named', async () => {
    const acceptor = accept({});
    const context = createContext();
    await context.advance(await acceptor.respond(tokenOf(await context.advance(null))));

    const answer = await context.advance(Uint8Array.of(21, 3, 3, 0, 2, 2, 48));

    expect(answer).toMatchObject({
      failure: 'handshake',
      detail: expect.stringContaining('unknown_ca') as string,
    });
    expect(context.verify(MESSAGE, new Uint8Array(20)).valid).toBe(false);
  });

  test('a Finished that was tampered with is no Finished', async () => {
    const acceptor = accept({});
    const context = createContext();
    const proof = tokenOf(
      await context.advance(await acceptor.respond(tokenOf(await context.advance(null)))),
    );
    const last = await acceptor.respond(proof);
    last[last.length - 1]! ^= 1;

    expect(await context.advance(last)).toMatchObject({ kind: 'failed', failure: 'handshake' });
  });

  test('a certificate without its key is told before anything is sent', async () => {
    const context = createContext({ ...certificateOf(client), privateKeyPem: new Secret(new Uint8Array(8)) });

    const answer = await context.advance(null);

    expect(answer).toMatchObject({ kind: 'failed', failure: 'system' });
  });

  test('tokens out of turn are refused', async () => {
    const early = createContext();
    const late = createContext();
    late.close();

    expect(await early.advance(new Uint8Array(3))).toMatchObject({ kind: 'failed', failure: 'handshake' });
    expect(await late.advance(null)).toMatchObject({ kind: 'failed', failure: 'handshake' });
    expect(() => late.sign(MESSAGE)).toThrow('no keys');
  });

  test('a cancelled run waits for nothing', async () => {
    const aborter = new AbortController();
    aborter.abort();
    const context = createContext(undefined, aborter.signal);

    expect(await context.advance(null)).toMatchObject({ kind: 'failed', failure: 'cancelled' });
  });

  test('no bytes of a server break it', async () => {
    await fc.assert(
      fc.asyncProperty(hostileFlight(), async (flight) => {
        const context = createContext();
        await context.advance(null);
        const answer = await context.advance(flight);
        context.close();
        expect(answer.kind).toBe('failed');
      }),
      { numRuns: 60 },
    );
  });
});

test('the hello of a preview needs no certificate', async () => {
  const { signal } = new AbortController();

  const hello = await tlsDskHello({ clock: createVirtualClock(), signal, limits: DEFAULT_LIMITS });

  expect(readFlight(hello ?? new Uint8Array(0)).end).toBe('client-hello');
});

function bytes24(length: number): readonly number[] {
  return [length >> 16, (length >> 8) & 0xff, length & 0xff];
}

interface Identity {
  readonly certificatePem: string;
  readonly keyPem: string;
  readonly der: Buffer;
}

function createIdentity(commonName: string, hash: 'sha1' | 'sha256'): Identity {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(Date.UTC(2020, 0, 1));
  certificate.validity.notAfter = new Date(Date.UTC(2049, 0, 1));
  certificate.setSubject([{ name: 'commonName', value: commonName }]);
  // Of another name, so that the library does not pass over the signature as that of a root.
  certificate.setIssuer([{ name: 'commonName', value: 'Communications Server' }]);
  certificate.sign(
    forge.pki.privateKeyFromPem(privateKey),
    hash === 'sha1' ? forge.md.sha1.create() : forge.md.sha256.create(),
  );
  const der = forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes();
  return {
    certificatePem: forge.pki.certificateToPem(certificate),
    keyPem: privateKey,
    der: Buffer.from(der, 'latin1'),
  };
}

function certificateOf(identity: Identity): ClientCertificate {
  return {
    certificatePem: identity.certificatePem,
    privateKeyPem: new Secret(new TextEncoder().encode(identity.keyPem)),
    notBeforeMs: 0,
    notAfterMs: 0,
  };
}

function createContext(
  certificate = certificateOf(client),
  signal = new AbortController().signal,
): TlsDskContext {
  const context = createTlsDskContext({
    certificate,
    targetname: TARGETNAME,
    clock: createVirtualClock(),
    signal,
    limits: DEFAULT_LIMITS,
  });
  opened.push(context);
  return context;
}

/** An ordinary TLS server over a stream in memory. */
function accept(options: SecureContextOptions): {
  respond(flight: Uint8Array): Promise<Uint8Array>;
  clientCertificate(): Buffer | undefined;
  masterSecret(): Buffer;
} {
  let written: Buffer[] = [];
  let check = (): void => undefined;
  const wire = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk);
      done();
      check();
    },
  });
  const socket = new TLSSocket(wire, {
    isServer: true,
    requestCert: true,
    rejectUnauthorized: false,
    secureContext: createSecureContext({
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.2',
      ciphers: 'AES256-SHA:@SECLEVEL=0',
      ...options,
      key: server.keyPem,
      cert: server.certificatePem,
    }),
  });
  let secret = Buffer.alloc(0);
  socket.on('keylog', (line) => {
    const [, , master] = line.toString('latin1').trim().split(' ');
    secret = Buffer.from(master ?? '', 'hex');
  });
  socket.on('error', () => undefined);
  opened.push({ close: () => socket.destroy() });
  return {
    respond(flight) {
      written = [];
      return new Promise((resolve) => {
        check = () => {
          const bytes = new Uint8Array(Buffer.concat(written));
          if (readFlight(bytes).end !== null) resolve(bytes);
        };
        wire.push(flight);
      });
    },
    clientCertificate: () => socket.getPeerX509Certificate()?.raw,
    masterSecret: () => secret,
  };
}

function tokenOf(advance: Advance): Uint8Array {
  expect(advance).toMatchObject({ kind: 'token', isComplete: false });
  return advance.kind === 'token' ? advance.token : new Uint8Array(0);
}

function randomOf(flight: Uint8Array): Uint8Array {
  const { type, body } = readFlight(flight).messages[0]!;
  return (type === 1 ? readClientHello(body) : readServerHello(body))!.random;
}

/** Bytes that look like TLS as far as to reach the library behind. */
function hostileFlight(): fc.Arbitrary<Uint8Array> {
  const message = fc
    .tuple(fc.constantFrom(0, 2, 11, 12, 13, 14, 22), fc.uint8Array({ maxLength: 60 }))
    .map(([type, body]) => [type, 0, 0, body.length, ...body]);
  const messages = fc.array(message, { maxLength: 5 }).map((list) => [...list.flat(), 14, 0, 0, 0]);
  return fc.oneof(
    fc.uint8Array({ maxLength: 100 }),
    fc
      .tuple(messages, fc.constantFrom(0x0300, 0x0301, 0x0303))
      .map(([bytes, version]) => encodeRecord(22, version, Uint8Array.from(bytes))),
  );
}
