import type { AttemptPurpose } from '../../../shared/events/authentication-events.ts';
import { firstHeader, type SipResponse } from '../../../shared/protocol/sip/message.ts';
import { offeredSchemes } from '../../../shared/protocol/sip/offered-schemes.ts';
import type { AuthMethod, Network, Via } from '../../../shared/run/ids.ts';
import type { ProbeContext } from '../context.ts';
import { createRegisterDialog, type RegisterDialog } from '../probes/registration/register-dialog.ts';
import type { HttpClient } from '../transport/http.ts';
import { isChallenge, isSuccess, type Answered } from './attempt-ending.ts';
import { attemptMethod, type Attempt, type AttemptResult } from './attempt.ts';
import { offerOf, rankMethods, REGISTERS_NEEDED, type RankedMethod } from './choose-method.ts';
import type { ClientCertificate } from './client-certificate.ts';
import { openContext, type Principal } from './create-context.ts';
import type { KdcLocation } from './kerberos/locate-kdc.ts';
import type { Registration } from './registration.ts';
import { findStoredCertificate } from './stored-certificate.ts';
import { withdraw } from './withdraw.ts';

export interface SignInResources {
  readonly principal: Principal;
  readonly http: HttpClient;
  /** Where this run stands, by discovery's evidence. */
  readonly network: Network;
  /** Looked for since the run began; null where Kerberos cannot be meant. */
  readonly kdc: Promise<KdcLocation | null>;
  /** What is done while the registration of the sign-in itself stands. */
  readonly whileRegistered?: (registration: Registration) => Promise<void>;
  /** sign-out: only to end a registration that another connection has left behind. */
  readonly purpose?: 'sign-in' | 'sign-out';
}

/** How signing in at one registrar ended, as far as it matters for what comes next. */
export type RegistrarOutcome =
  /** isLeftBehind: the connection was lost before we could sign out. */
  | { readonly kind: 'signed-in'; readonly isLeftBehind: boolean }
  /** Known here, and at home elsewhere: a 3xx that the server signed. */
  | { readonly kind: 'redirected'; readonly answer: Answered }
  | { readonly kind: 'refused' };

/**
 * Signs in at a registrar that asks who is there: by the method that the client would take, by the next one when that one cannot be
 * had, and with `all`, after the first success and a sign-out, by every other one offered. Leaves no registration behind.
 */
export async function signInAtRegistrar(
  ctx: ProbeContext,
  dialog: RegisterDialog,
  challenge: SipResponse,
  resources: SignInResources,
): Promise<RegistrarOutcome> {
  const registrar = new RegistrarSignIn(ctx, dialog, challenge, resources);
  try {
    await registrar.prepare();
    const used = await registrar.signIn();
    const { redirect } = registrar;
    if (redirect !== null) return { kind: 'redirected', answer: redirect };
    if (used === null) return { kind: 'refused' };
    if (ctx.plan.auth === 'all' && resources.purpose !== 'sign-out') await registrar.compare(used);
    return { kind: 'signed-in', isLeftBehind: registrar.isLeftBehind };
  } finally {
    registrar.close();
  }
}

class RegistrarSignIn {
  /** The 3xx that ended the sign-in here. */
  redirect: Answered | null = null;
  isLeftBehind = false;
  private readonly ctx: ProbeContext;
  private readonly dialog: RegisterDialog;
  private readonly challenge: SipResponse;
  private readonly resources: SignInResources;
  private storedCertificate: ClientCertificate | null = null;
  private kdc: KdcLocation | null = null;
  private readonly failed = new Set<AuthMethod>();

  constructor(ctx: ProbeContext, dialog: RegisterDialog, challenge: SipResponse, resources: SignInResources) {
    this.ctx = ctx;
    this.dialog = dialog;
    this.challenge = challenge;
    this.resources = resources;
  }

  /** Waits for what the choice depends on. */
  async prepare(): Promise<void> {
    const offers = offeredSchemes(this.challenge);
    if (offerOf(offers, 'tls-dsk') !== null) this.storedCertificate = await findStoredCertificate(this.ctx);
    if (offerOf(offers, 'kerberos') !== null) this.kdc = await this.resources.kdc;
  }

  /** Returns the method that signed in, or null. */
  async signIn(): Promise<AuthMethod | null> {
    while (!this.ctx.signal.aborted) {
      const ranked = this.rank(this.challenge);
      const method = ranked.find(({ standing }) => standing === 'chosen')?.method ?? null;
      // That nothing is left is news only when nothing was tried.
      if (method === null && this.failed.size > 0) return null;
      const { purpose = 'sign-in' } = this.resources;
      this.recordChoice(purpose, method, ranked);
      if (method === null) return null;
      const isStored = method === 'tls-dsk' && this.storedCertificate !== null;
      const result = await this.attempt(purpose, method, this.dialog, this.challenge);
      this.isLeftBehind = result.isLeftBehind;
      if (result.outcome === 'signed-in') return method;
      if (result.outcome === 'redirected') this.redirect = result.answer;
      if (!this.mayGoOn(result, isStored)) return null;
      // A certificate that the server does not take any more is replaced, as the client does; everything else is not repeated.
      if (isStored) this.dropCertificate();
      else this.failed.add(method);
    }
    return null;
  }

  async compare(used: AuthMethod): Promise<void> {
    const others = this.rank(this.challenge).filter(
      ({ method, standing }) => method !== used && standing !== 'ruled-out' && !this.failed.has(method),
    );
    for (const { method } of others) {
      if (this.ctx.signal.aborted || !this.dialog.channel.isOpen) return;
      const dialog = createRegisterDialog(this.ctx, this.dialog.channel);
      const ranked = this.rank(this.challenge).map((one): RankedMethod =>
        one.method === method ? { ...one, standing: 'chosen', reason: 'comparison' } : one,
      );
      this.recordChoice('comparison', method, ranked);
      const { flow, endpoint } = this.dialog.channel.connection;
      const at = this.ctx.at({ probe: `${method} at ${endpoint.host}:${endpoint.port}`, flow });
      const first = await dialog.send(at);
      if (first.kind !== 'answered') return;
      // A server that takes this connection for signed in has registered us once more.
      if (isSuccess(first.response)) {
        this.isLeftBehind = !(await withdraw(this.ctx, dialog, null)) && !dialog.channel.isOpen;
      }
      // Its offer may be another one now.
      if (!isChallenge(first.response) || offerOf(offeredSchemes(first.response), method) === null) return;
      const { isLeftBehind } = await this.attempt('comparison', method, dialog, first.response);
      this.isLeftBehind = isLeftBehind;
    }
  }

  /** Wipes the key of a certificate that was not needed. */
  close(): void {
    this.dropCertificate();
  }

  private dropCertificate(): void {
    this.storedCertificate?.privateKeyPem.wipe();
    this.storedCertificate = null;
  }

  private attempt(
    purpose: Attempt['purpose'],
    method: AuthMethod,
    dialog: RegisterDialog,
    challenge: SipResponse,
  ): Promise<AttemptResult> {
    const offer = offerOf(offeredSchemes(challenge), method);
    if (offer === null) throw new Error(`attempt: ${method} is not offered`);
    const { principal, http, whileRegistered } = this.resources;
    const { kdc, storedCertificate } = this;
    return attemptMethod(this.ctx, dialog, {
      purpose,
      method,
      offer,
      open: (at) => openContext(at, method, offer, { principal, http, kdc, storedCertificate }),
      ...(purpose === 'sign-in' && whileRegistered !== undefined ? { whileRegistered } : {}),
    });
  }

  /**
   * Another method may be tried when this one came to nothing before the server judged the credentials, or when it was a ticket or a
   * certificate that it refused.
   */
  private mayGoOn({ outcome, status }: AttemptResult, isStored: boolean): boolean {
    if (!this.dialog.channel.isOpen) return false;
    const { principal } = this.resources;
    if (principal.kind === 'password' && ['rejected', 'undecided'].includes(principal.guard.state)) {
      return false;
    }
    switch (outcome) {
      case 'no-token':
      case 'no-certificate':
      case 'bad-token':
        return true;
      case 'rejected':
        // Not the password, or it would be spent; as the signed-in user nobody can tell, so that it ends there.
        return principal.kind === 'password' || isStored;
      case 'refused':
        // Asked for its first token, the server only lists its methods again: this one it does not mean.
        return status === 401 || status === 407;
      default:
        return false;
    }
  }

  private rank(challenge: SipResponse): readonly RankedMethod[] {
    const { plan, ports } = this.ctx;
    const offers = offeredSchemes(challenge);
    return rankMethods({
      offers,
      auth: plan.auth,
      credentials: this.resources.principal.kind,
      isOutside: isOutside(challenge, this.resources.network, this.dialog.channel.connection.endpoint.via),
      hasStoredCertificate: this.storedCertificate !== null,
      // Loading a library takes time: only where somebody offers what it is for.
      available: offers.length === 0 ? NOTHING_AVAILABLE : ports.systemSecurity().available,
      kdcMissing: this.kdc?.missing ?? null,
      failed: this.failed,
    });
  }

  private recordChoice(
    purpose: AttemptPurpose,
    method: AuthMethod | null,
    ranked: readonly RankedMethod[],
  ): void {
    const chosen = ranked.find(({ standing }) => standing === 'chosen') ?? null;
    this.ctx.record('authentication.method.chosen', {
      purpose,
      method,
      reason: chosen?.reason ?? 'not-offered',
      candidates: ranked.map((one) => ({ ...one })),
      expectedRegisters: method === null ? null : REGISTERS_NEEDED[method],
    });
  }
}

const ABSENT = { ok: false, reason: 'nothing is offered that needs it' } as const;
const NOTHING_AVAILABLE = { kerberos: ABSENT, ntlm: ABSENT, negotiate: ABSENT };

const EXTERNAL_VIAS: readonly Via[] = ['lyncdiscover', 'srv-external', 'host-sipexternal'];

/** The Edge says so itself ([MS-SIPRE] 2.2.16); else it is what discovery found, or the kind of name that led here. */
function isOutside(challenge: SipResponse, network: Network, via: Via): boolean {
  if (/RemoteUser/i.test(firstHeader(challenge, 'ms-user-logon-data') ?? '')) return true;
  return network === 'unknown' ? EXTERNAL_VIAS.includes(via) : network === 'external';
}
