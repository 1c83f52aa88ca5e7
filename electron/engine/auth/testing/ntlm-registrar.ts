import type { TLSSocket } from 'node:tls';
import { AV_IDS, serializeAvPairs } from '../../../../shared/protocol/ntlm/av-pairs.ts';
import { buildChallengeMessage } from '../../../../shared/protocol/ntlm/challenge-message.ts';
import { ntHash, type NtlmSessionKeys } from '../../../../shared/protocol/ntlm/keys.ts';
import { verifyAuthenticate } from '../../../../shared/protocol/ntlm/server.ts';
import {
  connectionlessSignature,
  connectionlessSignatureProblem,
} from '../../../../shared/protocol/ntlm/signature.ts';
import { parseAuthorization } from '../../../../shared/protocol/sip/authorization.ts';
import {
  firstHeader,
  type SipHeader,
  type SipRequest,
  type SipResponse,
} from '../../../../shared/protocol/sip/message.ts';
import { serializeSipMessage } from '../../../../shared/protocol/sip/serialize-message.ts';
import { signatureBuffer } from '../../../../shared/protocol/sip/signature-buffer.ts';
import { createSipFramer } from '../../../../shared/protocol/sip/stream-framer.ts';

const REALM = 'SIP Communications Service';
const TARGET = 'fe01.contoso.test';
/** As OCS and Lync offer. */
const FLAGS = 0xe29882f3;
const SERVER_CHALLENGE = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);

export interface NtlmRegistrarOptions {
  readonly password: string;
  readonly version?: 2 | 3 | 4;
  /** What the completing REGISTER is answered with once the logon is right. */
  readonly status?: number;
  /** Spoils the answer to the completing REGISTER. */
  readonly spoil?: 'no-signature' | 'wrong-signature' | 'other-opaque' | 'other-realm' | 'silence' | 'close';
  /** Challenges for ever instead of ending the handshake. */
  readonly endless?: boolean;
  /** Other schemes in the first 401. */
  readonly alsoOffers?: readonly string[];
  readonly opaque?: string;
  readonly realm?: string;
  /** As challenges and signatures spell it. */
  readonly scheme?: string;
  /** Challenges as a proxy does (RFC 3261 22.3). */
  readonly isProxy?: boolean;
  /** What stands in the challenges in place of the version that it speaks. */
  readonly statedVersion?: string;
  /** Answers in place of the registrar; undefined leaves it to the registrar. null: nobody answers. */
  readonly instead?: (request: SipRequest, logons: number) => SipResponse | null | undefined;
  /** Changes an answer on its way. */
  readonly decorate?: (response: SipResponse, request: SipRequest) => SipResponse;
  /** Writes the bytes of one answer; in one piece when left out. */
  readonly write?: (socket: TLSSocket, bytes: Uint8Array, request: SipRequest) => void;
}

/** What the registrar saw. */
export interface NtlmRegistrarLog {
  readonly requests: SipRequest[];
  /** Of every signed request, whether its signature was right. */
  readonly signatures: boolean[];
  /** Complete logons that came in, right or wrong. */
  logons: number;
  registered: boolean;
}

/** A registrar of a test: NTLM by the shared codecs, with the misbehaviour of the test's choice. One connection at a time. */
export function serveNtlm(socket: TLSSocket, options: NtlmRegistrarOptions, log: NtlmRegistrarLog): void {
  const { version = 4, opaque = '2BDBAC9D', realm = REALM, scheme = 'NTLM', isProxy = false } = options;
  const challengeStatus = isProxy ? 407 : 401;
  const challengeHeader = isProxy ? 'Proxy-Authenticate' : 'WWW-Authenticate';
  const challenge = buildChallengeMessage({
    flags: FLAGS,
    serverChallenge: SERVER_CHALLENGE,
    targetName: '',
    targetInfo: serializeAvPairs([
      { id: AV_IDS.nbDomainName, value: new Uint8Array(Buffer.from('CONTOSO', 'utf16le')) },
    ]),
    version: { major: 10, minor: 0, build: 17763, revision: 15 },
  });
  let keys: NtlmSessionKeys | null = null;
  let snum = 0;

  const framer = createSipFramer();
  socket.on('data', (chunk: Buffer) => {
    for (const item of framer.push(chunk)) {
      if (item.kind === 'message' && item.message.kind === 'request') onRequest(item.message);
    }
  });

  function onRequest(request: SipRequest): void {
    log.requests.push(request);
    const replacement = options.instead?.(request, log.logons);
    if (replacement !== undefined) {
      if (replacement !== null) send(replacement, request);
      return;
    }
    const credentials = firstHeader(request, isProxy ? 'Proxy-Authorization' : 'Authorization');
    const given = parseAuthorization(credentials ?? '');
    if (given === null) {
      send(
        answer(request, challengeStatus, [offer(''), ...(options.alsoOffers ?? []).map(challengeOf)]),
        request,
      );
      return;
    }
    if (given.gssapiData === '' || options.endless === true) {
      const token = Buffer.from(challenge).toString('base64');
      send(
        answer(request, challengeStatus, [offer(`, opaque="${opaque}", gssapi-data="${token}"`)]),
        request,
      );
      return;
    }
    if (given.gssapiData !== null) {
      log.logons += 1;
      const verdict = verifyAuthenticate({
        mode: 'connectionless',
        negotiate: null,
        challengeMessage: challenge,
        serverChallenge: SERVER_CHALLENGE,
        authenticate: new Uint8Array(Buffer.from(given.gssapiData, 'base64')),
        ntHashOf: () => ntHash(new TextEncoder().encode(options.password)),
      });
      if (!verdict.ok) {
        send(answer(request, challengeStatus, [offer('')]), request);
        return;
      }
      ({ keys } = verdict);
    }
    if (keys === null) {
      send(answer(request, challengeStatus, [offer('')]), request);
      return;
    }
    if (given.response !== null) log.signatures.push(isSignedRight(request, given, keys));
    const isWithdrawal = firstHeader(request, 'Expires') === '0';
    log.registered = !isWithdrawal;
    if (isWithdrawal) {
      send(signed(answer(request, 200, [{ name: 'Expires', value: '0' }]), keys, null), request);
      return;
    }
    if (options.spoil === 'silence') return;
    if (options.spoil === 'close') {
      socket.end();
      return;
    }
    const final = answer(request, options.status ?? 200, [
      { name: 'Expires', value: '7200' },
      { name: 'Server', value: 'RTC/7.0' },
    ]);
    send(signed(final, keys, options.spoil ?? null), request);
  }

  function isSignedRight(
    request: SipRequest,
    given: { crand: string | null; cnum: string | null; response: string | null },
    { clientSignKey, clientSealKey }: NtlmSessionKeys,
  ): boolean {
    const buffer = signatureBuffer(request, {
      scheme,
      rand: given.crand ?? '',
      num: given.cnum ?? '',
      realm,
      targetname: TARGET,
      version,
    });
    const signature = new Uint8Array(Buffer.from(given.response ?? '', 'hex'));
    return connectionlessSignatureProblem(clientSignKey, clientSealKey, buffer, signature) === null;
  }

  function signed(
    response: SipResponse,
    { serverSignKey, serverSealKey }: NtlmSessionKeys,
    spoil: NtlmRegistrarOptions['spoil'] | null,
  ): SipResponse {
    if (spoil === 'no-signature') return response;
    snum += 1;
    const rand = '9616454F';
    const buffer = signatureBuffer(response, {
      scheme,
      rand,
      num: String(snum),
      realm,
      targetname: TARGET,
      version,
    });
    const mac = connectionlessSignature(serverSignKey, serverSealKey, 100, buffer);
    if (spoil === 'wrong-signature' || spoil === 'other-realm') mac[5] = (mac[5] ?? 0) ^ 1;
    const value =
      `${scheme} rspauth="${Buffer.from(mac).toString('hex').toUpperCase()}", srand="${rand}", snum="${snum}", ` +
      `opaque="${spoil === 'other-opaque' ? '00000000' : opaque}", qop="auth", targetname="${TARGET}", ` +
      `realm="${spoil === 'other-realm' ? 'Another Realm' : realm}"`;
    return { ...response, headers: [{ name: 'Authentication-Info', value }, ...response.headers] };
  }

  function offer(more: string): SipHeader {
    const stated = options.statedVersion ?? (version === 2 ? '' : `, version=${version}`);
    return challengeOf(`${scheme} realm="${realm}", targetname="${TARGET}"${stated}${more}`);
  }

  function challengeOf(value: string): SipHeader {
    return { name: challengeHeader, value };
  }

  function send(response: SipResponse, request: SipRequest): void {
    const bytes = serializeSipMessage(options.decorate?.(response, request) ?? response);
    if (options.write === undefined) socket.write(bytes);
    else options.write(socket, bytes, request);
  }
}

/** An answer that belongs to the request. */
export function answer(request: SipRequest, status: number, more: readonly SipHeader[]): SipResponse {
  const copied = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => ({
    name,
    value: firstHeader(request, name) ?? '',
  }));
  const to = { name: 'To', value: `${firstHeader(request, 'To') ?? ''};tag=5E61CCD9` };
  return {
    kind: 'response',
    status,
    reason: 'Test',
    headers: [...more, ...copied, to],
    body: new Uint8Array(0),
  };
}

/** Whether a request carries credentials of a scheme. */
export function isOfMethod(request: SipRequest, scheme: string): boolean {
  return firstHeader(request, 'Authorization')?.startsWith(`${scheme} `) === true;
}
