import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Agent, request as httpsRequest } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import forge from 'node-forge';
import { ntHash } from '../../../shared/protocol/ntlm/keys.ts';
import { openConnection, respondToChallenge } from '../../../shared/protocol/ntlm/client.ts';
import { createCertificateRegister, type CertificateRegister } from '../certificate-register.ts';
import { createDirectory, type Directory } from '../directory.ts';
import type { WebTicketFault } from '../faults.ts';
import { createLedger, type LedgerBook } from '../ledger.ts';
import { createCertificateAuthority, type CertificateAuthority } from '../nodes/ca.ts';
import { startWeb } from '../nodes/web.ts';
import { createWebServices } from '../nodes/web-services.ts';

/** A client of the web services that knows of them only what goes over the wire: no XML library, text and offsets. */

export const WEB = 'webint.contoso.test';
export const AUTH_URL = `https://${WEB}/WebTicket/WebTicketService.svc/Auth`;
export const PROOF_URL = `https://${WEB}/CertProv/CertProvisioningService.svc/WebTicket_Proof_SHA1`;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Every header of that name, which `headers` joins. */
  readonly challenges: readonly string[];
  readonly body: string;
}

export interface PracticeWeb extends AsyncDisposable {
  readonly port: number;
  readonly caPem: string;
  readonly directory: Directory;
  readonly register: CertificateRegister;
  readonly ledger: LedgerBook;
}

/** One for all web sites of a test file: an RSA key costs more than all else here. */
let certificates: Promise<CertificateAuthority> | null = null;

/** The internal web site alone, without the rest of the practice network. */
export async function startPracticeWeb(
  settings: { readonly fault?: WebTicketFault; readonly clockOffsetMs?: number } = {},
): Promise<PracticeWeb> {
  certificates ??= createCertificateAuthority('ecdsa');
  const authority = await certificates;
  const directory = createDirectory();
  const register = createCertificateRegister();
  const ledger = createLedger();
  const web = await startWeb({
    site: {
      accessLocation: 'Internal',
      domain: 'contoso.test',
      discoverHost: 'lyncdiscoverinternal.contoso.test',
      servicesHost: WEB,
      frontEndFqdn: 'fe01.contoso.test',
      sipAccess: [],
    },
    identity: authority.issue([WEB], null),
    format: 'json',
    fault: null,
    loop: { services: WEB, discover: WEB },
    services: await createWebServices({
      directory,
      register,
      fault: settings.fault ?? null,
      clockOffsetMs: settings.clockOffsetMs ?? 0,
    }),
    latencyMs: 0,
    note: ledger.note,
  });
  return {
    port: web.httpsPort,
    caPem: authority.rootPem,
    directory,
    register,
    ledger,
    [Symbol.asyncDispose]: () => web.close(),
  };
}

export interface WebConnection extends Disposable {
  send(
    method: string,
    path: string,
    body?: string | Uint8Array,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
}

/** One connection: NTLM is bound to it. */
export function connectWeb({ port, caPem }: Pick<PracticeWeb, 'port' | 'caPem'>): WebConnection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    send: (method, path, body = '', headers = {}) =>
      new Promise((resolve, reject) => {
        const request = httpsRequest(
          {
            agent,
            method,
            path,
            host: '127.0.0.1',
            port,
            ca: caPem,
            servername: WEB,
            headers: { Host: WEB, 'Content-Length': String(Buffer.byteLength(body)), ...headers },
          },
          (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('end', () =>
              resolve({
                status: response.statusCode ?? 0,
                headers: response.headers,
                challenges: response.headersDistinct['www-authenticate'] ?? [],
                body: Buffer.concat(chunks).toString(),
              }),
            );
          },
        );
        request.once('error', reject);
        request.end(body);
      }),
    [Symbol.dispose]: () => agent.destroy(),
  };
}

export interface LogonChoices {
  readonly domain?: string;
  readonly password?: string;
  readonly scheme?: 'NTLM' | 'Negotiate';
  readonly withMic?: boolean;
  /** Around the messages of NTLM, as SPNEGO puts something there; and off again. */
  readonly wrap?: (message: Uint8Array) => Uint8Array;
  readonly unwrap?: (token: Uint8Array) => Uint8Array;
}

/** Posts with Windows authentication. Returns the answer to the last message. */
export async function postWithNtlm(
  connection: WebConnection,
  path: string,
  body: string,
  user: string,
  choices: LogonChoices = {},
): Promise<Answer> {
  const { domain = 'CONTOSO', password = 'Rungs!2026', scheme = 'NTLM', withMic = true } = choices;
  const { wrap = asItIs, unwrap = asItIs } = choices;
  const authorization = (message: Uint8Array): { Authorization: string } => ({
    Authorization: `${scheme} ${Buffer.from(wrap(message)).toString('base64')}`,
  });
  const negotiate = openConnection();
  const challenged = await connection.send('POST', path, '', authorization(negotiate));
  const [, token = ''] = /^\S+ (\S+)$/.exec(challenged.challenges[0] ?? '') ?? [];
  if (token === '') return challenged;
  const answer = respondToChallenge({
    mode: 'connection',
    negotiate,
    challenge: unwrap(Buffer.from(token, 'base64')),
    user,
    domain,
    workstation: 'DESK07',
    ntHash: ntHash(Buffer.from(password)),
    clientChallenge: randomBytes(8),
    exportedSessionKey: randomBytes(16),
    nowMs: Date.now(),
    withMic,
  });
  if (!answer.ok) throw new Error(answer.error);
  return connection.send('POST', path, body, authorization(answer.value.message));
}

function asItIs(bytes: Uint8Array): Uint8Array {
  return bytes;
}

export interface TicketWish {
  readonly address?: string | null;
  readonly audience?: string;
  readonly requestType?: string;
  readonly entropy?: Buffer;
}

export function ticketRequest(wish: TicketWish = {}): string {
  const {
    address = 'alice@contoso.test',
    audience = PROOF_URL,
    requestType = 'http://docs.oasis-open.org/ws-sx/ws-trust/200512/Issue',
    entropy = randomBytes(32),
  } = wish;
  const claim =
    address === null
      ? ''
      : `<wst:Claims Dialect="urn:component:Microsoft.Rtc.WebAuthentication.2010:authclaims"><auth:ClaimType Uri="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/uri" Optional="false" xmlns:auth="http://schemas.xmlsoap.org/ws/2006/12/authorization"><auth:Value>sip:${address}</auth:Value></auth:ClaimType></wst:Claims>`;
  return `<?xml version="1.0"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:wst="http://docs.oasis-open.org/ws-sx/ws-trust/200512">
<soap:Body><wst:RequestSecurityToken Context="device-1">
<wst:TokenType>http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV1.1</wst:TokenType>
<wst:RequestType>${requestType}</wst:RequestType>
<wsp:AppliesTo xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy"><wsa:EndpointReference xmlns:wsa="http://www.w3.org/2005/08/addressing"><wsa:Address>${audience}</wsa:Address></wsa:EndpointReference></wsp:AppliesTo>
${claim}<wst:Entropy><wst:BinarySecret>${entropy.toString('base64')}</wst:BinarySecret></wst:Entropy>
<wst:KeyType>http://docs.oasis-open.org/ws-sx/ws-trust/200512/SymmetricKey</wst:KeyType>
</wst:RequestSecurityToken></soap:Body></soap:Envelope>`;
}

/** The text between two tags of a document that only ever has one of them; the tags' attributes are of no interest. */
export function inner(xml: string, name: string): string {
  return new RegExp(`<(?:\\w+:)?${name}(?: [^>]*)?>([^]*?)</(?:\\w+:)?${name}>`).exec(xml)?.[1] ?? '';
}

export interface ClientTicket {
  readonly assertion: string;
  readonly created: string;
  readonly expires: string;
  readonly key: Buffer;
}

export async function getTicket(
  web: PracticeWeb,
  wish: TicketWish = {},
  user = 'alice',
): Promise<ClientTicket> {
  using connection = connectWeb(web);
  const entropy = randomBytes(32);
  const path = new URL(AUTH_URL).pathname;
  const answer = await postWithNtlm(connection, path, ticketRequest({ ...wish, entropy }), user);
  if (answer.status !== 200) throw new Error(`no ticket: ${answer.status} ${answer.body}`);
  return ticketIn(answer.body, entropy);
}

export function ticketIn(body: string, entropy: Buffer): ClientTicket {
  const serverEntropy = Buffer.from(inner(inner(body, 'Entropy'), 'BinarySecret'), 'base64');
  const mac = (...parts: Buffer[]): Buffer =>
    createHmac('sha1', entropy).update(Buffer.concat(parts)).digest();
  // Two blocks of 20 octets are enough for 32: A(1), A(2) of RFC 5246 5.
  const a1 = mac(serverEntropy);
  const a2 = mac(a1);
  return {
    assertion: /<saml:Assertion .*<\/saml:Assertion>/s.exec(body)?.[0] ?? '',
    created: inner(body, 'Created'),
    expires: inner(body, 'Expires'),
    key: Buffer.concat([mac(a1, serverEntropy), mac(a2, serverEntropy)]).subarray(0, 32),
  };
}

export interface CertificateOrder {
  readonly entity?: string;
  readonly deviceId?: string;
  readonly pkcs10: string;
  /** Changes the signed timestamp after it was signed. */
  readonly timestampAfterwards?: (text: string) => string;
}

const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';

/** Timestamp and SignedInfo stand in the message exactly as they are hashed: that is their canonical form. */
export function certificateOrder(ticket: ClientTicket, order: CertificateOrder): string {
  const {
    entity = 'alice@contoso.test',
    deviceId = '{7d0c4a52-6c0b-5f0e-9f42-2f9a4d1b7c01}',
    pkcs10,
  } = order;
  const timestamp = `<wsu:Timestamp xmlns:wsu="${WSU}" wsu:Id="timestamp"><wsu:Created>${ticket.created}</wsu:Created><wsu:Expires>${ticket.expires}</wsu:Expires></wsu:Timestamp>`;
  const digest = createHash('sha1').update(timestamp).digest('base64');
  const signedInfo = `<SignedInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></CanonicalizationMethod><SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"></SignatureMethod><Reference URI="#timestamp"><Transforms><Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></Transform></Transforms><DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"></DigestMethod><DigestValue>${digest}</DigestValue></Reference></SignedInfo>`;
  const value = createHmac('sha1', ticket.key).update(signedInfo).digest('base64');
  const id = /AssertionID="([^"]*)"/.exec(ticket.assertion)?.[1] ?? '';
  const sent = order.timestampAfterwards?.(timestamp) ?? timestamp;
  // Only here the namespaces of the two stand further out, as some clients write them.
  const shortened = signedInfo.replace(' xmlns="http://www.w3.org/2000/09/xmldsig#"', '');
  return `<?xml version="1.0"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:wsse="${WSSE}">
<soap:Header><wsse:Security>${sent}${ticket.assertion}<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">${shortened}<SignatureValue>${value}</SignatureValue><KeyInfo><wsse:SecurityTokenReference><wsse:KeyIdentifier ValueType="http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.0#SAMLAssertionID">${id}</wsse:KeyIdentifier></wsse:SecurityTokenReference></KeyInfo></Signature></wsse:Security></soap:Header>
<soap:Body><GetAndPublishCert xmlns="http://schemas.microsoft.com/OCS/AuthWebServices/" DeviceId="${deviceId}" Entity="${entity}"><wst:RequestSecurityToken xmlns:wst="http://docs.oasis-open.org/ws-sx/ws-trust/200512/"><wst:TokenType>http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3</wst:TokenType><wst:RequestType>http://docs.oasis-open.org/ws-sx/ws-trust/200512/Issue</wst:RequestType><wsse:BinarySecurityToken ValueType="http://schemas.microsoft.com/OCS/AuthWebServices.xsd#PKCS10">${pkcs10}</wsse:BinarySecurityToken></wst:RequestSecurityToken></GetAndPublishCert></soap:Body></soap:Envelope>`;
}

/** Base64 as clients send it, wrapped at 76. signer: another key than the one that is in it. */
export function pkcs10For(
  commonName: string,
  keys: forge.pki.rsa.KeyPair,
  signer = keys,
  digest: forge.md.MessageDigest = forge.md.sha256.create(),
): string {
  const request = forge.pki.createCertificationRequest();
  request.publicKey = keys.publicKey;
  request.setSubject([{ name: 'commonName', value: commonName }]);
  request.sign(signer.privateKey, digest);
  const der = forge.asn1.toDer(forge.pki.certificationRequestToAsn1(request)).getBytes();
  return (
    Buffer.from(der, 'latin1')
      .toString('base64')
      .match(/.{1,76}/g)
      ?.join('\r\n') ?? ''
  );
}
