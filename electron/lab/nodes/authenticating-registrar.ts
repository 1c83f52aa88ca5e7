import type { ReceivedAuthorization } from '../../../shared/protocol/sip/authorization.ts';
import type { SipRequest, SipResponse } from '../../../shared/protocol/sip/message.ts';
import type { Account } from '../directory.ts';
import { denialOf, TIME_SKEW, TIMED_OUT, UNAVAILABLE } from './denials.ts';
import { dialogOf, followUpOf } from './follow-up.ts';
import type { FrontEnd } from './front-end.ts';
import { challenge, isKeyed, objection, targetnameFor, type Registrar, type Verdict } from './registrar.ts';
import { createAssociation, type SecurityAssociation } from './security-association.ts';
import { authorizationOf, commonVersion, senderOf, type Sender } from './sender.ts';
import { createServerRequests } from './server-requests.ts';
import { serve } from './service.ts';
import {
  diagnosticsHeader,
  refusal,
  respond,
  type Arrival,
  type Diagnosis,
  type Refusal,
} from './sip-answer.ts';
import { noteHeard, noteSilence, signatureOf, type NoteVerification } from './verifications.ts';

/** What one connection has agreed on. Clients begin anew at will; the oldest association goes. */
const ASSOCIATIONS_PER_CONNECTION = 8;

/** A registrar towards one connection. Messages must be handed over one after the other. */
export interface RegistrarConnection {
  /** Never rejects. */
  answer(request: SipRequest, arrival: Arrival, note: NoteVerification): Promise<Verdict>;
  /** Takes a client's answer to a request of the server. */
  hear(response: SipResponse, note: NoteVerification): void;
  /** Wipes all keys. */
  close(): void;
}

/** One request with all that its answer needs. */
interface Exchange {
  readonly request: SipRequest;
  readonly arrival: Arrival;
  readonly sender: Sender;
  readonly authorization: ReceivedAuthorization;
  readonly note: NoteVerification;
}

export function openRegistrar(registrar: Registrar, frontEnd: FrontEnd): RegistrarConnection {
  const associations = new Map<string, SecurityAssociation>();
  const serverRequests = createServerRequests();

  return {
    async answer(request, arrival, note) {
      const objected = objection(request, registrar, arrival);
      if (objected !== null) return objected;
      const authorization = authorizationOf(request);
      const sender = senderOf(request);
      if (authorization === null || sender === null) {
        return { response: challenge(request, registrar, arrival), ok: true, remark: 'challenged' };
      }
      const exchange = { request, arrival, sender, authorization, note };
      const association =
        authorization.opaque === null ? begin(exchange) : associations.get(authorization.opaque);
      return association?.isFor(authorization, sender.epid) === true
        ? proceed(association, exchange)
        : refuse(null, exchange, 'no such security association');
    },
    hear(response, note) {
      const heard = serverRequests.hear(response);
      if (heard !== null) noteHeard(heard, note);
    },
    close() {
      for (const opaque of associations.keys()) drop(opaque);
    },
  };

  /** A first token needs no opaque; the server makes one up for its answer. */
  function begin({ authorization, sender }: Exchange): SecurityAssociation | undefined {
    const wanted = authorization.scheme.toLowerCase();
    const scheme = registrar.schemes.filter(isKeyed).find((one) => one.toLowerCase() === wanted);
    if (scheme === undefined || authorization.gssapiData === null) return undefined;
    const acceptor = frontEnd.acceptorFor(scheme, registrar);
    if (acceptor === null) return undefined;
    const association = createAssociation(
      {
        scheme,
        targetname: targetnameFor(scheme, registrar),
        epid: sender.epid,
        version: commonVersion(registrar.authVersion, authorization.version),
        signsWrongly: frontEnd.fault === 'bad-server-signature',
      },
      acceptor,
    );
    associations.set(association.opaque, association);
    const [oldest] = associations.keys();
    if (associations.size > ASSOCIATIONS_PER_CONNECTION && oldest !== undefined) drop(oldest);
    return association;
  }

  function drop(opaque: string): void {
    associations.get(opaque)?.acceptor.close();
    associations.delete(opaque);
  }

  async function proceed(association: SecurityAssociation, exchange: Exchange): Promise<Verdict> {
    const isShaking = association.state === 'handshake';
    const hasToken = exchange.authorization.gssapiData !== null;
    if (isShaking && hasToken) return shake(association, exchange);
    if (isShaking || hasToken) return refuse(association, exchange, 'out of turn');
    return verified(association, exchange, () =>
      association.state === 'keyed' ? complete(association, exchange) : admit(association, exchange),
    );
  }

  async function shake(association: SecurityAssociation, exchange: Exchange): Promise<Verdict> {
    const { arrival, authorization, note, request, sender } = exchange;
    const token = Buffer.from(authorization.gssapiData ?? '', 'base64');
    const accepted = await association.acceptor.accept(token, sender);
    if (accepted.kind === 'refused') {
      if (accepted.verified !== null) note(accepted.verified, false, accepted.why);
      return refuse(association, exchange, accepted.why, accepted.diagnosis);
    }
    if (accepted.kind === 'accepted') {
      note(accepted.verified, true, `of ${accepted.account.address}`);
      association.account = accepted.account;
      association.state = 'keyed';
    }
    if (accepted.token !== null) {
      const header = association.tokenHeader(accepted.token);
      const response = respond(request, registrar, arrival, 401, 'Unauthorized', [header]);
      return { response, ok: true, remark: `${association.terms.scheme}: answered the token` };
    }
    // The request that completes the client's side is signed from version 4 on ([MS-SIPAE] 3.3.5).
    return association.terms.version >= 4
      ? verified(association, exchange, () => complete(association, exchange))
      : complete(association, exchange);
  }

  function verified(association: SecurityAssociation, exchange: Exchange, next: () => Verdict): Verdict {
    const { authorization, note, request } = exchange;
    const check = association.check(request, authorization);
    const remark = check.ok ? `of ${request.method}, cnum ${authorization.cnum ?? ''}` : check.why;
    note(signatureOf(association), check.ok, remark);
    return check.ok ? next() : refuse(association, exchange, check.why);
  }

  /** Known by now, but not yet let in. */
  function complete(association: SecurityAssociation, exchange: Exchange): Verdict {
    const { arrival, request } = exchange;
    switch (frontEnd.fault) {
      case 'auth-silent':
        return { response: null, ok: true, remark: 'left without an answer' };
      case 'clock-skew':
        return refuse(association, exchange, TIME_SKEW.why, TIME_SKEW);
      case 'auth-504':
        // The gate says so itself, and it has no keys to sign with.
        return {
          response: refusal(request, registrar, arrival, TIMED_OUT),
          ok: true,
          remark: 'refused with 504',
        };
      case 'auth-503':
        return turnAway(association, exchange, UNAVAILABLE);
      default:
        break;
    }
    return admit(association, exchange);
  }

  /** Every message is judged by its own From: the signature proves who sent it, not that it tells the truth. */
  function admit(association: SecurityAssociation, exchange: Exchange): Verdict {
    if (association.account === null) return refuse(association, exchange, 'nobody is signed in');
    const denial = denialOf(association.account, exchange.sender);
    if (denial !== null) return turnAway(association, exchange, denial);
    association.state = 'established';
    return attend(association, association.account, exchange);
  }

  function attend(association: SecurityAssociation, account: Account, exchange: Exchange): Verdict {
    const { arrival, note, request, sender } = exchange;
    const service = serve({ request, sender, account, arrival }, registrar, frontEnd);
    if (service.isSignOut) noteSilence(serverRequests.takeSilent(), note);
    const { ok, remark } = service;
    if (service.response === null) return { response: null, ok, remark, followUp: followUpOf(service, null) };
    const { status, reason, headers, body } = service.response;
    const bare = { ...respond(request, registrar, arrival, status, reason, headers), body };
    const dialog = dialogOf(bare, association, registrar.frontEndFqdn);
    // Whoever has signed out is told nothing more, and without keys nothing can be signed.
    const followUp = followUpOf(service, (notification) => {
      const target = frontEnd.contactOf(sender);
      return target === null || !associations.has(association.opaque)
        ? null
        : serverRequests.open(notification, { ...dialog, target });
    });
    return { response: association.sign(bare), ok, remark, followUp };
  }

  /** Authenticated, and refused all the same: a signed answer. */
  function turnAway(
    association: SecurityAssociation,
    { arrival, request }: Exchange,
    told: Refusal,
  ): Verdict {
    const response = association.sign(refusal(request, registrar, arrival, told));
    return { response, ok: true, remark: `refused with ${told.status}: ${told.why}` };
  }

  /** 401 with all methods again: what went before counts for nothing, unless somebody is signed in by it. */
  function refuse(
    association: SecurityAssociation | null,
    { arrival, request }: Exchange,
    why: string,
    diagnosis: Diagnosis | null = null,
  ): Verdict {
    if (association !== null && association.state !== 'established') drop(association.opaque);
    const more = diagnosis === null ? [] : [diagnosticsHeader(registrar, diagnosis)];
    return {
      response: challenge(request, registrar, arrival, more),
      ok: false,
      remark: `challenged anew: ${why}`,
    };
  }
}
