import { createHash, createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import forge from 'node-forge';

export const HOST = 'fe01.contoso.test';
export const STS_URI = `https://${HOST}/CertProv/CertProvisioningService.svc`;
export const TICKET_SERVICE = `https://${HOST}/WebTicket/WebTicketService.svc`;
export const PATHS = {
  certificateMetadata: '/CertProv/CertProvisioningService.svc/mex',
  ticketMetadata: '/WebTicket/WebTicketService.svc/mex',
  ticket: '/WebTicket/WebTicketService.svc/Auth',
  certificate: '/CertProv/CertProvisioningService.svc/WebTicket_Proof_SHA1',
} as const;
export type Place = keyof typeof PATHS;

export interface Received {
  readonly place: string;
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly socket: Socket;
}

/** How the service answers at a place instead of as it should. undefined: as it should. */
export type Override = (request: Received) => Answer | undefined;

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
}

export interface IssuedAs {
  readonly commonName?: string;
  readonly notBeforeMs?: number;
  readonly notAfterMs?: number;
  /** Certifies its own key instead of the one in the request. */
  readonly isForAnotherKey?: boolean;
  readonly asPkcs7?: boolean;
}

export interface WebService {
  readonly port: number;
  readonly received: readonly Received[];
  /** What was found wrong with the requests. */
  readonly complaints: readonly string[];
  override(place: Place, override: Override): void;
  close(): void;
}

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../probes/connectivity/fixtures/${name}`, import.meta.url), 'utf8');
const vector = (name: string): string =>
  readFileSync(
    new URL(`../../../../../shared/protocol/web-ticket/vectors/${name}`, import.meta.url),
    'utf8',
  ).replaceAll('webint.contoso.com', HOST);

export const ROOT_PEM = fixture('root.pem');
export const CHALLENGES = { 'WWW-Authenticate': ['Negotiate', 'NTLM'] };
const XML = { 'Content-Type': 'text/xml; charset=utf-8' };
const SERVER_ENTROPY = Buffer.alloc(32, 7);
/** [MS-NLMP] 4.2.4.3. */
export const NTLM_CHALLENGE = Buffer.from(
  '4e544c4d53535000020000000c000c003800000033828ae20123456789abcdef00000000000000002400240044000000060070170000000f' +
    '53006500720076006500720002000c0044006f006d00610069006e0001000c0053006500720076006500720000000000',
  'hex',
).toString('base64');

/** Both web services on one loopback port, as the reference has them; checks proof signature and request. */
export async function startWebService(nowMs: number, issuedAs: IssuedAs = {}): Promise<WebService> {
  const overrides = new Map<string, Override>();
  const received: Received[] = [];
  const complaints: string[] = [];
  const sockets = new Set<Socket>();
  const clientEntropy = { value: Buffer.alloc(0) };

  function answer(request: Received): Answer {
    const overridden = overrides.get(request.place)?.(request);
    if (overridden !== undefined) return overridden;
    switch (request.place) {
      case PATHS.certificateMetadata:
        return { status: 200, headers: XML, body: vector('mex-certprov.xml') };
      case PATHS.ticketMetadata:
        return { status: 200, headers: XML, body: vector('mex-webticket.xml') };
      case PATHS.ticket:
        return logOn(request, () => {
          clientEntropy.value = Buffer.from(textOf(request.body, 'wst:BinarySecret'), 'base64');
          return { status: 200, headers: XML, body: ticketAnswer(nowMs, nowMs + 8 * 3_600_000) };
        });
      case PATHS.certificate: {
        complaints.push(...proofComplaints(request.body, clientEntropy.value));
        return {
          status: 200,
          headers: XML,
          body: certificateAnswer(request.body, nowMs, issuedAs, complaints),
        };
      }
      default:
        return { status: 404, body: '' };
    }
  }

  const server = createServer(
    { key: fixture('server.key'), cert: fixture('server.pem') + fixture('intermediate.pem') },
    (request: IncomingMessage, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { url = '', method = '', headers, socket } = request;
        const one = { place: url, method, headers, body: Buffer.concat(chunks).toString('utf8'), socket };
        received.push(one);
        const { status, headers: own = {}, body = '' } = answer(one);
        // Headers without a name's second line would hide that a challenge may stand in several.
        response.writeHead(status, { ...own, 'Content-Length': Buffer.byteLength(body) });
        response.end(body);
      });
    },
  );
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => socket.destroy())));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port, // a TCP server has no other kind of address
    received,
    complaints,
    override: (place, override) => overrides.set(PATHS[place], override),
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** NTLM bound to the connection: type 3 counts only where type 2 was given. */
export function logOn(request: Received, then: () => Answer): Answer {
  const token = tokenOf(request);
  if (token === null) return { status: 401, headers: CHALLENGES };
  const scheme = (request.headers.authorization ?? '').split(' ')[0] ?? '';
  const type = Buffer.from(token, 'base64')[8];
  if (type === 1) {
    challenged.add(request.socket);
    return { status: 401, headers: { 'WWW-Authenticate': [`${scheme} ${NTLM_CHALLENGE}`] } };
  }
  return type === 3 && challenged.delete(request.socket) ? then() : { status: 401, headers: CHALLENGES };
}

const challenged = new WeakSet<Socket>();

export function tokenOf({ headers }: Received): string | null {
  return /^(?:NTLM|Negotiate) (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? null;
}

export function ticketAnswer(createdMs: number, expiresMs: number): string {
  return vector('soap-rstr-response.xml')
    .replaceAll('2030-01-15T08:00:00.000Z', new Date(createdMs).toISOString())
    .replaceAll('2030-01-15T16:00:00.000Z', new Date(expiresMs).toISOString())
    .replace(/(<BinarySecret>).*(<\/BinarySecret>)/, `$1${SERVER_ENTROPY.toString('base64')}$2`);
}

export function faultAnswer(id: number, reason: string): string {
  return vector('soap-fault-ocsdiagnostics.xml')
    .replaceAll('28000', `${id}`)
    .replaceAll('User is not SIP enabled.', reason)
    .replace('wsse:FailedAuthentication', 'wsse:InvalidSecurityToken');
}

export const ERROR_INFO = vector('soap-getandpublishcert-errorinfo.xml');

function textOf(xml: string, name: string): string {
  return new RegExp(`<${name}[^>]*>([^<]*)<`).exec(xml)?.[1] ?? '';
}

function elementOf(xml: string, name: string): string {
  return new RegExp(`<${name}[ >][^]*</${name}>`).exec(xml)?.[0] ?? '';
}

/** WS-Trust 1.3 4.4.4.1 and XML Signature, written apart from the code under test. */
function proofComplaints(body: string, clientEntropy: Buffer): readonly string[] {
  const mac = (key: Buffer, ...parts: Buffer[]): Buffer =>
    createHmac('sha1', key).update(Buffer.concat(parts)).digest();
  const first = mac(clientEntropy, SERVER_ENTROPY);
  const second = mac(clientEntropy, first);
  const key = Buffer.concat([
    mac(clientEntropy, first, SERVER_ENTROPY),
    mac(clientEntropy, second, SERVER_ENTROPY),
  ]).subarray(0, 32);
  const timestamp = elementOf(body, 'wsu:Timestamp');
  const signedInfo = elementOf(body, 'SignedInfo');
  const complaints: string[] = [];
  if (clientEntropy.length !== 32) complaints.push('client entropy');
  if (createHash('sha1').update(timestamp).digest('base64') !== textOf(body, 'DigestValue')) {
    complaints.push('digest');
  }
  if (mac(key, Buffer.from(signedInfo)).toString('base64') !== textOf(body, 'SignatureValue')) {
    complaints.push('signature');
  }
  const assertion = elementOf(ticketAnswer(0, 0), 'saml:Assertion').replace(/1970-[^"]*/g, '');
  if (elementOf(body, 'saml:Assertion').replace(/\d{4}-\d\d-[^"]*T[^"]*/g, '') !== assertion) {
    complaints.push('assertion');
  }
  return complaints;
}

const OTHER_KEY = createPublicKey(createPrivateKey(fixture('server.key')));

function certificateAnswer(body: string, nowMs: number, as: IssuedAs, complaints: string[]): string {
  const der = Buffer.from(textOf(body, 'wsse:BinarySecurityToken'), 'base64').toString('latin1');
  const request = forge.pki.certificationRequestFromAsn1(forge.asn1.fromDer(der));
  if (!request.verify()) complaints.push('signature of the certificate request');
  const entity = /Entity="([^"]*)"/.exec(body)?.[1] ?? '';
  const certificate = forge.pki.createCertificate();
  const otherKey = OTHER_KEY.export({ type: 'spki', format: 'pem' }).toString();
  const requested = request.publicKey;
  if (requested === null) throw new Error('certificateAnswer: a request without a key');
  certificate.publicKey = as.isForAnotherKey === true ? forge.pki.publicKeyFromPem(otherKey) : requested;
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(as.notBeforeMs ?? nowMs - 60_000);
  certificate.validity.notAfter = new Date(as.notAfterMs ?? nowMs + 180 * 86_400_000);
  certificate.setSubject([{ name: 'commonName', value: as.commonName ?? entity }]);
  certificate.setIssuer([{ name: 'commonName', value: 'Communications Server' }]);
  certificate.sign(forge.pki.privateKeyFromPem(serverKeyPem()), forge.md.sha256.create());
  return vector('soap-getandpublishcert-response.xml').replace(
    /(<wsse:BinarySecurityToken[^>]*>)[^<]*(<)/,
    `$1${encoded(certificate, as.asPkcs7 === true)}$2`,
  );
}

function serverKeyPem(): string {
  return createPrivateKey(fixture('server.key')).export({ type: 'pkcs1', format: 'pem' }).toString();
}

function encoded(certificate: forge.pki.Certificate, asPkcs7: boolean): string {
  if (!asPkcs7)
    return forge.util.encode64(forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes());
  const p7 = forge.pkcs7.createSignedData();
  p7.addCertificate(fixture('root.pem'));
  p7.addCertificate(certificate);
  return forge.util.encode64(forge.asn1.toDer(p7.toAsn1()).getBytes());
}

/** Proves that a private key belongs to a certificate, by use. */
export function isKeyOf(privateKeyPem: Uint8Array, certificatePem: string): boolean {
  const text = Buffer.from('proof');
  const signature = sign('sha256', text, createPrivateKey(Buffer.from(privateKeyPem)));
  const certificate = forge.pki.certificateFromPem(certificatePem);
  const digest = createHash('sha256').update(text).digest().toString('latin1');
  return (certificate.publicKey as forge.pki.rsa.PublicKey) // the test issues RSA certificates only
    .verify(digest, signature.toString('latin1'));
}
