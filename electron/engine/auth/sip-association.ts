import type { EventData } from '../../../shared/events/catalogue.ts';
import type { Peer } from '../../../shared/events/connection-events.ts';
import {
  authenticationInfosOf,
  signatureBytes,
  signatureHex,
  type AuthenticationInfo,
  type AuthorizationFields,
  type ClientSignature,
} from '../../../shared/protocol/sip/authorization.ts';
import type { SipMessage, SipRequest } from '../../../shared/protocol/sip/message.ts';
import type { OfferedScheme } from '../../../shared/protocol/sip/offered-schemes.ts';
import { signatureBuffer } from '../../../shared/protocol/sip/signature-buffer.ts';
import type { ProbeContext } from '../context.ts';
import { randomHex } from '../entropy.ts';
import { createReplayWindow } from './replay-window.ts';
import type { SecurityContext } from './security-context.ts';
import { nameIn, statedVersion, versionOf, withCredentials } from './sip-credentials.ts';

type Problem = NonNullable<EventData<'authentication.signature.checked'>['problem']>;

/**
 * A security association on SIP: the keys of a method, bound to scheme, realm, target and opaque, with the counters of both
 * directions ([MS-SIPAE] 3.2.5.2).
 */
export class SipAssociation {
  readonly peer: Peer;
  readonly realm: string;
  readonly targetname: string;
  readonly version: 2 | 3 | 4;
  private name: string | null;
  private readonly offer: OfferedScheme;
  private readonly context: SecurityContext;
  private readonly ctx: ProbeContext;
  private readonly received = createReplayWindow();
  private cnum = 0;

  constructor(ctx: ProbeContext, peer: Peer, context: SecurityContext, offer: OfferedScheme) {
    this.ctx = ctx;
    this.peer = peer;
    this.context = context;
    this.offer = offer;
    this.realm = offer.realm ?? '';
    this.targetname = offer.targetname ?? '';
    this.version = versionOf(offer.version);
    this.name = nameIn(offer.opaque);
  }

  /** The server's name for it, said back in every later request ([MS-SIP] 3.1.5.1); null as long as it has given none. */
  get opaque(): string | null {
    return this.name;
  }

  /** Takes what the server says while the handshake lasts. */
  rename(opaque: string | null): void {
    this.name = nameIn(opaque) ?? this.name;
  }

  /** One request of the handshake: with the method's token, and signed where the version asks for that ([MS-SIPAE] 3.2.5.1). */
  withToken(request: SipRequest, token: Uint8Array | null, isComplete: boolean): SipRequest {
    // Versions 2 and 3 sign only what comes after the handshake; a request without token has nothing but its signature.
    const isSigned = isComplete && (this.version === 4 || token === null);
    return this.authorized(request, {
      version: statedVersion(this.version),
      gssapiData: token === null ? null : Buffer.from(token).toString('base64'),
      signature: isSigned ? this.signature(request) : null,
    });
  }

  /**
   * Any message once the association stands, an answer to a request of the server too ([MS-SIP] 3.1.4.2); version is left out then
   * (seen there).
   */
  signed<Message extends SipMessage>(message: Message): Message {
    return this.authorized(message, {
      version: null,
      gssapiData: null,
      signature: this.signature(message),
    });
  }

  /** Whether a message has a signature at all, right or wrong. */
  isSignedBy(message: SipMessage): boolean {
    return this.infoOf(message) !== null;
  }

  /** Checks the server's signature of a message and records the result. Takes the seq of the message, and where it belongs. */
  check(message: SipMessage, cause: number, ctx: ProbeContext = this.ctx): boolean {
    const info = this.infoOf(message);
    const verdict = this.judge(message, info);
    ctx.record(
      'authentication.signature.checked',
      {
        peer: this.peer,
        method: this.context.method,
        valid: verdict.problem === null,
        ...verdict,
        snum: info?.snum ?? null,
      },
      cause,
    );
    if (verdict.problem === null) this.name ??= nameIn(info?.opaque ?? null);
    return verdict.problem === null;
  }

  /** The signature for this association; a server on the way may have put one of its own beside it. */
  private infoOf(message: SipMessage): AuthenticationInfo | null {
    const signed = authenticationInfosOf(message).filter(({ rspauth }) => rspauth !== null);
    const isOurs = ({ scheme, opaque, targetname }: AuthenticationInfo): boolean =>
      isSame(scheme, this.offer.scheme) &&
      (opaque === null || this.opaque === null || isSame(opaque, this.opaque)) &&
      (targetname === null || targetname === this.targetname);
    return signed.find(isOurs) ?? signed[0] ?? null;
  }

  private judge(
    message: SipMessage,
    info: AuthenticationInfo | null,
  ): {
    readonly problem: Problem | null;
    readonly macBytes: number | null;
    readonly expectedMacBytes: number | null;
  } {
    const none = { macBytes: null, expectedMacBytes: null };
    if (info === null || info.rspauth === null) return { problem: 'missing', ...none };
    const { rspauth, srand, snum, realm, targetname } = info;
    const opaque = nameIn(info.opaque);
    const mac = signatureBytes(rspauth);
    if (srand === null || snum === null || mac === null) return { problem: 'malformed', ...none };
    if (opaque !== null && this.opaque !== null && !isSame(opaque, this.opaque)) {
      return { problem: 'unknown-association', ...none };
    }
    const verdict = this.context.verify(this.buffer(message, srand, snum), mac);
    const { macBytes } = verdict;
    if (!verdict.valid) {
      const { expectedMacBytes } = verdict;
      if (realm !== null && realm !== this.realm)
        return { problem: 'realm-changed', macBytes, expectedMacBytes };
      if (targetname !== null && targetname !== this.targetname) {
        return { problem: 'targetname-changed', macBytes, expectedMacBytes };
      }
      return { problem: verdict.problem, macBytes, expectedMacBytes };
    }
    const turn = this.received.take(snum);
    return { problem: turn === 'fresh' ? null : turn, macBytes, expectedMacBytes: null };
  }

  private signature(message: SipMessage): ClientSignature {
    this.cnum += 1;
    const crand = randomHex(this.ctx.ports.entropy, 4);
    const cnum = String(this.cnum);
    const mac = this.context.sign(this.buffer(message, crand, cnum));
    return { crand, cnum, response: signatureHex(mac) };
  }

  private buffer(message: SipMessage, rand: string, num: string): Uint8Array {
    const { realm, targetname, version, offer } = this;
    return signatureBuffer(message, { scheme: offer.scheme, rand, num, realm, targetname, version });
  }

  private authorized<Message extends SipMessage>(
    message: Message,
    fields: Pick<AuthorizationFields, 'version' | 'gssapiData' | 'signature'>,
  ): Message {
    const { offer, realm, targetname, opaque } = this;
    return withCredentials(message, offer, {
      scheme: offer.scheme,
      realm,
      targetname,
      opaque,
      ...fields,
    });
  }
}

/** Hex and scheme names come in either case. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
