import type { MethodReason } from '../../../shared/events/authentication-events.ts';
import type { OfferedScheme } from '../../../shared/protocol/sip/offered-schemes.ts';
import type { AuthMethod } from '../../../shared/run/ids.ts';
import type { AuthChoice, CredentialsChoice } from '../../../shared/run/plan.ts';
import type { SystemAvailability } from '../system-security.ts';

/** How many REGISTERs each method takes, the anonymous one included (Kerberos and NTLM: [MS-SIP] 3.1, 4.1, 4.2). */
export const REGISTERS_NEEDED: Readonly<Record<AuthMethod, number>> = { kerberos: 2, ntlm: 3, 'tls-dsk': 4 };

/** Everything that the choice depends on. */
export interface MethodSituation {
  readonly offers: readonly OfferedScheme[];
  readonly auth: AuthChoice;
  readonly credentials: CredentialsChoice['kind'];
  /** Outside nobody reaches a domain controller. */
  readonly isOutside: boolean;
  /** The user's certificate of an earlier sign-in is still valid. */
  readonly hasStoredCertificate: boolean;
  readonly available: {
    readonly kerberos: SystemAvailability;
    readonly ntlm: SystemAvailability;
    readonly negotiate: SystemAvailability;
  };
  /** null: a key distribution centre may be there; else why there is none. */
  readonly kdcMissing: string | null;
  /** Tried before, in vain. */
  readonly failed: ReadonlySet<AuthMethod>;
}

export interface RankedMethod {
  readonly method: AuthMethod;
  readonly standing: 'chosen' | 'possible' | 'ruled-out';
  readonly reason: MethodReason;
  readonly detail: string | null;
}

/**
 * Every method in the client's order, the first usable one chosen: a certificate of an earlier sign-in, Kerberos inside, NTLM,
 * a new certificate. A method that nothing else stands in for is tried even if it will fail: its failure is what is to be seen.
 */
export function rankMethods(situation: MethodSituation): readonly RankedMethod[] {
  const order: readonly AuthMethod[] = situation.hasStoredCertificate
    ? ['tls-dsk', 'kerberos', 'ntlm']
    : ['kerberos', 'ntlm', 'tls-dsk'];
  const objections = order.map((method) => ({ method, objection: objectionTo(method, situation) }));
  const usable = objections.find(({ objection }) => objection === null);
  const lastResort = usable ?? objections.find(({ objection }) => objection?.isWorthTrying === true);
  return objections.map(({ method, objection }) => {
    if (method === lastResort?.method) {
      return {
        method,
        standing: 'chosen',
        reason: reasonFor(method, situation),
        detail: objection?.detail ?? null,
      };
    }
    return objection === null
      ? { method, standing: 'possible', reason: 'earlier-method-used', detail: null }
      : { method, standing: 'ruled-out', reason: objection.reason, detail: objection.detail };
  });
}

/** The offer of a method; of several the first that can be answered. */
export function offerOf(offers: readonly OfferedScheme[], method: AuthMethod): OfferedScheme | null {
  const own = offers.filter((offer) => offer.method === method);
  return own.find(isAnswerable) ?? own[0] ?? null;
}

/** It says what has to be said back: realm and target. */
export function isAnswerable({ realm, targetname }: OfferedScheme): boolean {
  return isEchoable(realm) && isEchoable(targetname);
}

/** What a challenge says has to be said back, in one line. */
export function isEchoable(value: string | null): value is string {
  return value !== null && !/[\r\n]/.test(value);
}

interface Objection {
  readonly reason: MethodReason;
  readonly detail: string | null;
  /** The reason itself is a fault that a run should show. */
  readonly isWorthTrying: boolean;
}

function objectionTo(method: AuthMethod, situation: MethodSituation): Objection | null {
  const { auth, credentials, available } = situation;
  const against = (reason: MethodReason, detail: string | null = null, isWorthTrying = false): Objection => ({
    reason,
    detail,
    isWorthTrying,
  });
  const offer = offerOf(situation.offers, method);
  const isForced = auth === method;
  if (credentials === 'none' || auth === 'none') return against('no-credentials');
  if (offer === null) return against('not-offered');
  if (situation.failed.has(method)) return against('failed-before');
  if (!isForced && auth !== 'auto' && auth !== 'all') return against('not-asked-for');
  if (!isAnswerable(offer)) {
    return against('incomplete-offer', 'The challenge names no realm or no target.');
  }
  switch (method) {
    case 'kerberos':
      if (situation.isOutside && !isForced) return against('outside');
      if (situation.kdcMissing !== null) return against('no-kdc', situation.kdcMissing, true);
      return available.kerberos.ok ? null : against('no-library', available.kerberos.reason, true);
    case 'ntlm':
      return credentials === 'password' || available.ntlm.ok
        ? null
        : against('credentials-unsuitable', available.ntlm.reason);
    case 'tls-dsk':
      if (situation.hasStoredCertificate) return null;
      if (offer.stsUri === null) {
        return against('incomplete-offer', 'The challenge does not say where certificates are issued.');
      }
      return credentials === 'password' || available.negotiate.ok
        ? null
        : against('credentials-unsuitable', available.negotiate.reason);
  }
}

function reasonFor(method: AuthMethod, { auth, hasStoredCertificate }: MethodSituation): MethodReason {
  if (auth === method) return 'asked-for';
  if (method === 'tls-dsk' && hasStoredCertificate) return 'certificate-at-hand';
  return method === 'kerberos' ? 'ticket-at-hand' : 'next-in-order';
}
