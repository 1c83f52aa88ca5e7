import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TLSSocket } from 'node:tls';
import { parseAuthorization } from '../../../../../shared/protocol/sip/authorization.ts';
import {
  firstHeader,
  type SipHeader,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from '../../../../../shared/protocol/sip/message.ts';
import { offeredSchemes } from '../../../../../shared/protocol/sip/offered-schemes.ts';
import { serializeSipMessage } from '../../../../../shared/protocol/sip/serialize-message.ts';
import { signatureBuffer } from '../../../../../shared/protocol/sip/signature-buffer.ts';
import { createSipFramer } from '../../../../../shared/protocol/sip/stream-framer.ts';
import { EVENT } from '../../../../../shared/protocol/settings/requests.ts';
import type { SecurityContext } from '../../../auth/security-context.ts';

const REALM = 'SIP Communications Service';
const TARGET = 'fe01.contoso.test';
const SCHEME = 'NTLM';

export type SettingsTopic =
  'provisioning' | 'contacts' | 'self' | 'presence' | 'location-profile' | 'media-relay' | 'conferencing';

/** Keys that both sides know: the signature is a plain hash. */
export const TEST_SECURITY: SecurityContext = {
  method: 'ntlm',
  strength: null,
  advance: () => Promise.resolve({ kind: 'complete' }),
  sign: hashOf,
  verify(message, signature) {
    const macBytes = signature.length;
    return Buffer.from(hashOf(message)).equals(Buffer.from(signature))
      ? { valid: true, macBytes }
      : { valid: false, problem: 'mismatch', macBytes, expectedMacBytes: 32 };
  },
  close: () => undefined,
};

/** The challenge that the association of a test answers. */
export function testOffer() {
  const challenge = `${SCHEME} realm="${REALM}", targetname="${TARGET}", version=4`;
  const [offer] = offeredSchemes({
    ...message('response', []),
    headers: [{ name: 'WWW-Authenticate', value: challenge }],
  });
  if (offer === undefined) throw new Error('no offer');
  return offer;
}

/** One connection of a server that signs what it says, with what it heard. */
export class SettingsServer {
  /** In the order in which they came. */
  readonly requests: SipRequest[] = [];
  readonly answers: SipResponse[] = [];
  /** Of every message that came, whether its signature was right. */
  readonly signatures: boolean[] = [];
  /** Line ends that came between messages. */
  lineEnds = 0;
  private readonly socket: TLSSocket;
  private snum = 0;

  constructor(socket: TLSSocket, onRequest: (server: SettingsServer, request: SipRequest) => void) {
    this.socket = socket;
    socket.setNoDelay(true);
    const framer = createSipFramer();
    socket.on('data', (chunk: Buffer) => {
      for (const item of framer.push(chunk)) {
        if (item.kind === 'keep-alive') this.lineEnds += 1;
        if (item.kind !== 'message') continue;
        this.signatures.push(isSigned(item.message));
        if (item.message.kind === 'response') this.answers.push(item.message);
        else {
          this.requests.push(item.message);
          onRequest(this, item.message);
        }
      }
    });
  }

  request(topic: SettingsTopic): SipRequest | undefined {
    return this.requests.find((request) => topicOf(request) === topic);
  }

  /** Answers as a healthy server, with the data in the answer. */
  answer(request: SipRequest): void {
    this.reply(request, 200, healthyBody(topicOf(request)));
  }

  reply(request: SipRequest, status: number, body: Body = NO_BODY, more: readonly SipHeader[] = []): void {
    this.say(response(request, status, body, more));
  }

  /** A NOTIFY or BENOTIFY within the dialog of a SUBSCRIBE. */
  notify(subscribe: SipRequest, body: Body, method = 'NOTIFY', state = 'active;expires=7200'): void {
    this.say(notification(subscribe, body, method, state));
  }

  /** Signed. */
  say(message: SipMessage): void {
    this.snum += 1;
    const [srand, snum] = ['9616454F', String(this.snum)];
    const buffer = bufferOf(message, srand, snum);
    const value =
      `${SCHEME} rspauth="${Buffer.from(hashOf(buffer)).toString('hex')}", srand="${srand}", snum="${snum}", ` +
      `targetname="${TARGET}", realm="${REALM}"`;
    this.sayUnsigned({ ...message, headers: [{ name: 'Authentication-Info', value }, ...message.headers] });
  }

  sayUnsigned(message: SipMessage): void {
    this.write(serializeSipMessage(message));
  }

  write(bytes: Uint8Array | string): void {
    this.socket.write(bytes);
  }

  hangUp(): void {
    this.socket.end();
  }
}

export interface Body {
  readonly type: string | null;
  readonly bytes: Uint8Array;
}

export const NO_BODY: Body = { type: null, bytes: new Uint8Array(0) };

export function textBody(type: string, text: string): Body {
  return { type, bytes: new TextEncoder().encode(text) };
}

export function vector(name: string): string {
  const path = new URL(`../../../../../shared/protocol/settings/vectors/${name}`, import.meta.url);
  return readFileSync(path, 'utf8');
}

export function topicOf(request: SipRequest): SettingsTopic {
  const event = firstHeader(request, 'Event');
  const subscribed = (['provisioning', 'contacts', 'self', 'presence'] as const).find(
    (topic) => EVENT[topic] === event,
  );
  if (subscribed !== undefined) return subscribed;
  if (request.requestUri.includes('locationprofile')) return 'location-profile';
  return request.requestUri.includes('MRAS') ? 'media-relay' : 'conferencing';
}

export function response(
  request: SipRequest,
  status: number,
  { type, bytes }: Body,
  more: readonly SipHeader[] = [],
): SipResponse {
  const isSubscription = request.method === 'SUBSCRIBE' && status === 200;
  const isOver = firstHeader(request, 'Expires') === '0';
  const state = isOver ? 'terminated;expires=0' : 'active;expires=7200';
  const headers = [
    ...['Via', 'From', 'Call-ID', 'CSeq'].map((name) => ({ name, value: firstHeader(request, name) ?? '' })),
    { name: 'To', value: tagged(firstHeader(request, 'To') ?? '') },
    ...(type === null ? [] : [{ name: 'Content-Type', value: type }]),
    ...(isSubscription ? [{ name: 'Expires', value: isOver ? '0' : '7200' }] : []),
    ...(isSubscription && bytes.length > 0
      ? [
          { name: 'Event', value: firstHeader(request, 'Event') ?? '' },
          { name: 'ms-piggyback-cseq', value: '1' },
          { name: 'subscription-state', value: state },
        ]
      : []),
    ...more,
  ];
  return { ...message('response', headers), status, reason: status === 200 ? 'OK' : 'Test', body: bytes };
}

export function notification(
  subscribe: SipRequest,
  { type, bytes }: Body,
  method = 'NOTIFY',
  state = 'active;expires=7200',
): SipRequest {
  const headers = [
    { name: 'Via', value: `SIP/2.0/TLS ${TARGET}:5061;branch=z9hG4bK1` },
    { name: 'From', value: tagged(firstHeader(subscribe, 'To') ?? '') },
    { name: 'To', value: firstHeader(subscribe, 'From') ?? '' },
    { name: 'Call-ID', value: firstHeader(subscribe, 'Call-ID') ?? '' },
    { name: 'CSeq', value: `1 ${method}` },
    { name: 'Event', value: firstHeader(subscribe, 'Event') ?? '' },
    { name: 'subscription-state', value: state },
    ...(type === null ? [] : [{ name: 'Content-Type', value: type }]),
  ];
  return { ...message('request', headers), method, requestUri: 'sip:alice@contoso.test', body: bytes };
}

/** What a server in good order has to say of one topic. */
export function healthyBody(topic: SettingsTopic): Body {
  switch (topic) {
    case 'provisioning':
      return textBody('application/vnd-microsoft-roaming-provisioning-v2+xml', PROVISIONING);
    case 'contacts':
      return textBody(
        'application/vnd-microsoft-roaming-contacts+xml',
        vector('roaming-contacts-response.xml'),
      );
    case 'self':
      return textBody('application/vnd-microsoft-roaming-self+xml', vector('roaming-self-response.xml'));
    case 'presence':
      return textBody('application/msrtc-event-categories+xml', PRESENCE);
    case 'location-profile':
      return textBody('application/ms-location-profile-definition+xml', vector('location-profile.xml'));
    case 'media-relay':
      return textBody('application/msrtc-media-relay-auth+xml', vector('mras-response.xml'));
    case 'conferencing':
      return textBody('application/cccp+xml', vector('cccp-capabilities-response.xml'));
  }
}

/** Settings that name no web service. */
export const PROVISIONING = provisioningWith(
  '<mrasUri>sip:pool.contoso.test@contoso.test;gruu;opaque=srvr:MRAS:1</mrasUri>' +
    '<focusFactoryUri>sip:alice@contoso.test;gruu;opaque=app:conf:focusfactory</focusFactoryUri>',
);

export function provisioningWith(settings: string): string {
  return (
    '<provisionGroupList xmlns="http://schemas.microsoft.com/2006/09/sip/provisiongrouplist-notification">' +
    `<provisionGroup name="ServerConfiguration">${settings}</provisionGroup></provisionGroupList>`
  );
}

export const PRESENCE =
  '<categories uri="sip:bob@contoso.test"><category name="state"><state><availability>3500</availability></state>' +
  '</category></categories>';

function message(kind: 'response', headers: readonly SipHeader[]): SipResponse;
function message(kind: 'request', headers: readonly SipHeader[]): SipRequest;
function message(kind: 'response' | 'request', headers: readonly SipHeader[]): SipMessage {
  const body = new Uint8Array(0);
  return kind === 'response'
    ? { kind, status: 200, reason: 'OK', headers, body }
    : { kind, method: 'NOTIFY', requestUri: 'sip:alice@contoso.test', headers, body };
}

function tagged(to: string): string {
  return to.includes(';tag=') ? to : `${to};tag=5E61CCD9`;
}

function hashOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

function bufferOf(message: SipMessage, rand: string, num: string): Uint8Array {
  return signatureBuffer(message, {
    scheme: SCHEME,
    rand,
    num,
    realm: REALM,
    targetname: TARGET,
    version: 4,
  });
}

function isSigned(message: SipMessage): boolean {
  const given = parseAuthorization(firstHeader(message, 'Authorization') ?? '');
  const buffer = bufferOf(message, given?.crand ?? '', given?.cnum ?? '');
  return given?.response === Buffer.from(hashOf(buffer)).toString('hex');
}
