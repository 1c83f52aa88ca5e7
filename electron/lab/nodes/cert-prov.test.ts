import { X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { thumbprintOf } from '../certificate-register.ts';
import type { WebTicketFault } from '../faults.ts';
import {
  certificateOrder,
  connectWeb,
  getTicket,
  inner,
  pkcs10For,
  PROOF_URL,
  startPracticeWeb,
  type Answer,
  type CertificateOrder,
  type ClientTicket,
  type PracticeWeb,
} from '../testing/web-service-client.ts';

const PROOF = new URL(PROOF_URL).pathname;
const DAY_MS = 86_400_000;

let web: PracticeWeb;
let keys: forge.pki.rsa.KeyPair;
let otherKeys: forge.pki.rsa.KeyPair;
let ticket: ClientTicket;
let pkcs10: string;

beforeAll(async () => {
  [web, keys, otherKeys] = await Promise.all([startPracticeWeb(), rsa(2_048), rsa(2_048)]);
  ticket = await getTicket(web);
  pkcs10 = pkcs10For('alice@contoso.test', keys);
});
afterAll(() => web[Symbol.asyncDispose]());

function rsa(bits: number): Promise<forge.pki.rsa.KeyPair> {
  return new Promise((resolve, reject) => {
    forge.pki.rsa.generateKeyPair({ bits }, (error: Error | null, pair) =>
      error ? reject(error) : resolve(pair),
    );
  });
}

async function post(body: string, at: PracticeWeb = web): Promise<Answer> {
  using connection = connectWeb(at);
  return await connection.send('POST', PROOF, body, { 'Content-Type': 'text/xml; charset=utf-8' });
}

function order(changes: Partial<CertificateOrder> = {}, by: ClientTicket = ticket): string {
  return certificateOrder(by, { pkcs10, ...changes });
}

function certificateIn({ body }: Answer): X509Certificate {
  return new X509Certificate(Buffer.from(inner(body, 'BinarySecurityToken'), 'base64'));
}

test('a ticket brings a certificate, and the pool keeps it', async () => {
  const answer = await post(order());

  const certificate = certificateIn(answer);
  expect(answer.status).toBe(200);
  expect(answer.body).toContain('ResponseClass="Success"');
  expect([certificate.subject, certificate.issuer]).toEqual([
    'CN=alice@contoso.test',
    'CN=Communications Server',
  ]);
  expect(certificate.publicKey.export({ type: 'spki', format: 'pem' }).toString().replaceAll('\n', '')).toBe(
    forge.pki.publicKeyToPem(keys.publicKey).replaceAll('\r\n', ''),
  );
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  const days = (Date.parse(certificate.validTo) - Date.now()) / DAY_MS;
  expect(days).toBeGreaterThan(179.9);
  expect(days).toBeLessThan(180.1);
  expect(web.register.find(thumbprintOf(certificate.raw))).toMatchObject({
    address: 'alice@contoso.test',
    deviceId: '7d0c4a52-6c0b-5f0e-9f42-2f9a4d1b7c01',
  });
  for (const verified of ['web-ticket', 'proof-signature', 'certificate-request']) {
    expect(web.ledger.entries).toContainEqual(expect.objectContaining({ verified, ok: true }));
  }
});

test('takes SHA-1 requests and a namespace that stands elsewhere', async () => {
  const sha1 = pkcs10For('alice@contoso.test', keys, keys, forge.md.sha1.create());
  const elsewhere = order({ pkcs10: sha1 }).replace(
    /<wsu:Timestamp xmlns:wsu="([^"]*)"/,
    (_, uri: string) => `<wsu:Timestamp xmlns:other="urn:other" xmlns:wsu='${uri}' `,
  );

  expect((await post(elsewhere)).body).toContain('ResponseClass="Success"');
});

test("grace's certificate is over when it comes", async () => {
  const hers = await getTicket(web, { address: 'grace@contoso.test' }, 'grace');
  const request = pkcs10For('grace@contoso.test', keys);

  const answer = await post(order({ entity: 'grace@contoso.test', pkcs10: request }, hers));

  expect(Date.parse(certificateIn(answer).validTo)).toBeLessThan(Date.now());
});

test.each<[string, () => Partial<CertificateOrder>, string]>([
  ['another entity', () => ({ entity: 'bob@contoso.test' }), 'not the one that the web ticket was issued to'],
  ['another subject', () => ({ pkcs10: pkcs10For('bob@contoso.test', keys) }), 'subject'],
  [
    'a request signed by another key',
    () => ({ pkcs10: pkcs10For('alice@contoso.test', keys, otherKeys) }),
    'signature',
  ],
  ['no request', () => ({ pkcs10: 'AAAA' }), 'could not be read'],
  ['a device without braces', () => ({ deviceId: '7d0c4a52-6c0b-5f0e-9f42-2f9a4d1b7c01' }), 'DeviceId'],
])('%s is told inside of a 200', async (_, changes, text) => {
  const answer = await post(order(changes()));

  expect(answer.status).toBe(200);
  expect(answer.body).toContain('ResponseClass="Error"');
  expect(inner(answer.body, 'ErrorInfo')).toContain(text);
});

test('a short key gets no certificate', async () => {
  const answer = await post(order({ pkcs10: pkcs10For('alice@contoso.test', await rsa(1_024)) }));

  expect(inner(answer.body, 'ErrorInfo')).toContain('too short');
});

test.each<[string, () => string, string | null, string]>([
  [
    'no ticket',
    () => order().replace(/<saml:Assertion.*<\/saml:Assertion>/s, ''),
    '28020',
    'No valid security token.',
  ],
  [
    'a changed address',
    () => order().replace('sip:alice@contoso.test<', 'sip:bob@contoso.test<'),
    '28032',
    'invalid',
  ],
  ['a changed audience', () => order().replace(/(<saml:Audience>)[^<]*/, '$1https://x/'), '28032', 'invalid'],
  ['a changed key', () => order().replace(/(<e:CipherValue>)./, '$1_'), '28032', 'invalid'],
  ['a changed signature', () => order().replace(/(<ds:SignatureValue>)./, '$1_'), '28032', 'invalid'],
  [
    'a timestamp that nobody signed',
    () => order({ timestampAfterwards: (text) => text.replace('<wsu:Expires>', '<wsu:Expires> ') }),
    null,
    'signature or decryption was invalid',
  ],
  [
    'a proof by another key',
    () => order({}, { ...ticket, key: Buffer.alloc(32) }),
    null,
    'signature or decryption was invalid',
  ],
  [
    'a timestamp of the past',
    () => order({}, { ...ticket, created: '2020-01-01T00:00:00Z', expires: '2020-01-01T01:00:00Z' }),
    null,
    'timestamp',
  ],
])('%s is a fault', async (_, body, errorId, reason) => {
  const answer = await post(body());

  expect(answer.status).toBe(500);
  expect(inner(answer.body, 'faultstring')).toContain(reason);
  expect(inner(answer.body, 'ErrorId')).toBe(errorId ?? '');
  expect(answer.headers['x-ms-diagnostics']?.toString().slice(0, 5)).toBe(errorId ?? undefined);
});

test('a ticket of another pool is no ticket here', async () => {
  await using other = await startPracticeWeb();

  const answer = await post(order(), other);

  expect(inner(answer.body, 'ErrorId')).toBe('28032');
});

test.each<[WebTicketFault, string]>([
  ['web-ticket-expired', '28033'],
  ['web-ticket-wrong-audience', '28077'],
])('%s is refused with %s', async (fault, errorId) => {
  await using faulty = await startPracticeWeb({ fault });

  const answer = await post(order({}, await getTicket(faulty)), faulty);

  expect(answer.status).toBe(500);
  expect(inner(answer.body, 'ErrorId')).toBe(errorId);
  expect(faulty.ledger.entries).toContainEqual(
    expect.objectContaining({ verified: 'web-ticket', ok: false }),
  );
});

test('cert-prov-fault is told inside of a 200, and nothing is published', async () => {
  await using faulty = await startPracticeWeb({ fault: 'cert-prov-fault' });

  const answer = await post(order({}, await getTicket(faulty)), faulty);

  expect(answer.status).toBe(200);
  expect(inner(answer.body, 'ErrorInfo')).toBe('The certificate could not be published.');
  expect(answer.body).not.toContain('BinarySecurityToken');
});

test('what is no SOAP is a fault', async () => {
  for (const body of ['', 'hello', '<x/>', '<a:Envelope/>']) {
    expect((await post(body)).status).toBe(500);
  }
});
