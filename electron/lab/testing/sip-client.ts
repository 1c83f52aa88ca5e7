import { EventEmitter, once } from 'node:events';
import type { Duplex } from 'node:stream';
import {
  authenticationInfoOf,
  serializeAuthorization,
  signatureBytes,
  signatureHex,
  type AuthorizationFields,
} from '../../../shared/protocol/sip/authorization.ts';
import { parseChallenge, type Challenge } from '../../../shared/protocol/sip/challenge.ts';
import {
  firstHeader,
  headerValues,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from '../../../shared/protocol/sip/message.ts';
import { parseSipMessage } from '../../../shared/protocol/sip/parse-message.ts';
import { serializeSipMessage } from '../../../shared/protocol/sip/serialize-message.ts';
import { signatureBuffer } from '../../../shared/protocol/sip/signature-buffer.ts';
import { createSipFramer } from '../../../shared/protocol/sip/stream-framer.ts';
import type { Lab } from '../lab.ts';
import { instanceOfEpid } from '../nodes/endpoint-id.ts';
import { connectTls, registerText } from './test-client.ts';

/** Sends one request and waits for its answer; null when the connection ended, or for `silenceMs` nothing came. */
export type Ask = (request: SipRequest, silenceMs?: number) => Promise<SipResponse | null>;

export interface Line {
  readonly ask: Ask;
  /** The answer to a request that was sent before; null as for `ask`. */
  readonly answer: Ask;
  /** Writes all of it as one segment. */
  send(...messages: readonly SipMessage[]): void;
  /** The next request of the server; null when the connection ended, or for `silenceMs` none came. */
  hear(silenceMs?: number): Promise<SipRequest | null>;
  sendEmptyLine(): void;
  /** How many empty lines came. */
  keepAlives(): number;
  readonly isClosed: Promise<void>;
  close(): void;
}

export async function openLine(lab: Lab, host = 'pool01.contoso.test', port = 5061): Promise<Line> {
  return lineOver(await connectTls(lab, host, port));
}

function lineOver(socket: Duplex): Line {
  const framer = createSipFramer();
  const arrivals = new EventEmitter();
  const requests: SipRequest[] = [];
  const responses: SipResponse[] = [];
  let keepAlives = 0;
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Uint8Array) => {
    for (const item of framer.push(chunk)) {
      if (item.kind === 'keep-alive') keepAlives += 1;
      if (item.kind !== 'message') continue;
      if (item.message.kind === 'request') requests.push(item.message);
      else responses.push(item.message);
    }
    arrivals.emit('arrival');
  });
  const isClosed = once(socket, 'close').then(() => {
    arrivals.emit('arrival');
  });
  const write = (...messages: readonly SipMessage[]): void => {
    socket.write(Buffer.concat(messages.map(serializeSipMessage)));
  };

  async function take<Message extends SipMessage>(
    from: Message[],
    isWanted: (message: Message) => boolean,
    silenceMs: number,
  ): Promise<Message | null> {
    for (;;) {
      const at = from.findIndex(isWanted);
      if (at >= 0) return from.splice(at, 1)[0] ?? null;
      if (socket.closed) return null;
      const signal = AbortSignal.timeout(silenceMs);
      if ((await once(arrivals, 'arrival', { signal }).catch(() => null)) === null) return null;
    }
  }

  const answer: Ask = (request, silenceMs = 5_000) =>
    take(responses, (response) => isAnswerTo(request, response), silenceMs);
  return {
    ask(request, silenceMs) {
      write(request);
      return answer(request, silenceMs);
    },
    answer,
    send: write,
    hear: (silenceMs = 5_000) => take(requests, () => true, silenceMs),
    sendEmptyLine: () => void socket.write('\r\n'),
    keepAlives: () => keepAlives,
    isClosed,
    close: () => socket.destroy(),
  };
}

function isAnswerTo(request: SipRequest, response: SipResponse): boolean {
  return ['Call-ID', 'CSeq'].every((name) => firstHeader(request, name) === firstHeader(response, name));
}

/** What a client says to a request of the server. */
export function answerTo(request: SipRequest, status = 200, reason = 'OK'): SipResponse {
  const copied = ['Via', 'From', 'To', 'Call-ID', 'CSeq'];
  const headers = request.headers.filter(({ name }) => copied.includes(name));
  return { kind: 'response', status, reason, headers, body: new Uint8Array(0) };
}

/** What a client keeps of one sign-in: its endpoint and the number of its next request. */
export interface Endpoint {
  readonly address: string;
  readonly epid: string;
  request(changes?: Readonly<Record<string, string | null>>, method?: string): SipRequest;
}

export function createEndpoint(address = 'alice@contoso.test', epid = '8248ca9ebb'): Endpoint {
  let cseq = 0;
  return {
    address,
    epid,
    request(changes = {}, method = 'REGISTER') {
      cseq += 1;
      const text = registerText({
        From: `<sip:${address}>;tag=4a2b44d131;epid=${epid}`,
        To: `<sip:${address}>`,
        CSeq: `${cseq} ${method}`,
        Contact: `<sip:192.0.2.10:50123;transport=tls;ms-opaque=fad3dfab32>;proxy=replace;+sip.instance="<urn:uuid:${instanceOfEpid(epid)}>"`,
        ...changes,
      }).replace('REGISTER sip:', `${method} sip:`);
      const parsed = parseSipMessage(new TextEncoder().encode(text));
      if (!parsed.ok || parsed.message.kind !== 'request') throw new Error('the test wrote no request');
      return parsed.message;
    },
  };
}

/** The challenge of one scheme, or a failed test. */
export function offerOf(response: SipResponse | null, scheme: string): Challenge {
  const challenges =
    response === null ? [] : headerValues(response, 'WWW-Authenticate').map(parseChallengeOf);
  const found = challenges.find((challenge) => challenge.scheme === scheme);
  if (found === undefined) throw new Error(`${response?.status ?? 'no answer'}: no challenge for ${scheme}`);
  return found;
}

function parseChallengeOf(value: string): Challenge {
  return parseChallenge(value) ?? { scheme: '', parameters: new Map(), isComplete: false };
}

/** What a client needs in order to sign and to check: the keys, behind two functions. */
export interface Keys {
  sign(message: Uint8Array): Uint8Array;
  isFromServer(message: Uint8Array, signature: Uint8Array): boolean;
}

export interface ClientAssociation {
  readonly scheme: string;
  readonly challenge: Challenge;
  readonly version: 2 | 3 | 4;
  readonly keys: Keys;
}

let crands = 0x13317733;

/** Signs a request of an association, or an answer to one of the server's; `fields` for the requests of a handshake. */
export function signed<Message extends SipMessage>(
  request: Message,
  association: ClientAssociation,
  cnum: number,
  fields: Partial<AuthorizationFields> = {},
): Message {
  const { scheme, challenge, version, keys } = association;
  crands += 1;
  const crand = crands.toString(16);
  const { realm, targetname } = namesOf(challenge);
  const input = signatureBuffer(request, {
    scheme,
    rand: crand,
    num: String(cnum),
    realm,
    targetname,
    version,
  });
  const response = signatureHex(keys.sign(input));
  return authorized(request, association, { signature: { crand, cnum: String(cnum), response }, ...fields });
}

/** The request with an Authorization of these fields. */
export function authorized<Message extends SipMessage>(
  request: Message,
  { scheme, challenge }: Pick<ClientAssociation, 'scheme' | 'challenge'>,
  fields: Partial<AuthorizationFields>,
): Message {
  const opaque = challenge.parameters.get('opaque') ?? null;
  const value = serializeAuthorization({
    scheme,
    ...namesOf(challenge),
    opaque,
    version: null,
    gssapiData: null,
    signature: null,
    ...fields,
  });
  return { ...request, headers: [...request.headers, { name: 'Authorization', value }] };
}

/** Whether the server's signature of this answer is right. */
export function isSignedByServer(message: SipMessage, association: ClientAssociation): boolean {
  const told = authenticationInfoOf(message);
  const signature = signatureBytes(told?.rspauth ?? '');
  if (told === null || signature === null) return false;
  const { scheme, challenge, version, keys } = association;
  const { realm, targetname } = namesOf(challenge);
  const { srand, snum } = told;
  const input = signatureBuffer(message, {
    scheme,
    rand: srand ?? '',
    num: snum ?? '',
    realm,
    targetname,
    version,
  });
  return keys.isFromServer(input, signature);
}

function namesOf({ parameters }: Challenge): { readonly realm: string; readonly targetname: string } {
  return { realm: parameters.get('realm') ?? '', targetname: parameters.get('targetname') ?? '' };
}
