import type { OfferedScheme } from '../../../shared/protocol/sip/offered-schemes.ts';
import type { AuthMethod } from '../../../shared/run/ids.ts';
import type { ProbeContext } from '../context.ts';
import { endpointIdentityOf } from '../probes/registration/endpoint-identity.ts';
import type { HttpClient } from '../transport/http.ts';
import type { ClientCertificate } from './client-certificate.ts';
import { CANCELLED, WITHHELD, type ContextOutcome } from './context-outcome.ts';
import { logonNameOf, type Credentials } from './credentials.ts';
import { openKerberos } from './kerberos/kerberos-context.ts';
import type { KdcLocation } from './kerberos/locate-kdc.ts';
import { createNtlmContext } from './ntlm/ntlm-context.ts';
import { openSystemContext } from './open-system-context.ts';
import type { SecurityContext } from './security-context.ts';
import { createSystemSecurityContext } from './system-security-context.ts';
import { createTlsDskContext } from './tls-dsk/tls-dsk-context.ts';
import { obtainClientCertificate } from './web/obtain-certificate.ts';

/** Somebody who can sign in. */
export type Principal = Exclude<Credentials, { readonly kind: 'none' }>;

export interface ContextResources {
  readonly principal: Principal;
  readonly http: HttpClient;
  readonly kdc: KdcLocation | null;
  /** Of an earlier sign-in; null when there is none, or the server did not take it. */
  readonly storedCertificate: ClientCertificate | null;
}

/** Prepares a method for the target of its challenge: fetches tickets and certificates, but says nothing over SIP yet. */
export function openContext(
  ctx: ProbeContext,
  method: AuthMethod,
  offer: OfferedScheme,
  resources: ContextResources,
): Promise<ContextOutcome> {
  switch (method) {
    case 'kerberos':
      return openKerberos(ctx, resources.principal, offer.targetname ?? '', resources.kdc);
    case 'ntlm':
      return openNtlm(ctx, offer.targetname ?? '', resources.principal);
    case 'tls-dsk':
      return openTlsDsk(ctx, offer, resources);
  }
}

async function openNtlm(
  ctx: ProbeContext,
  targetname: string,
  principal: Principal,
): Promise<ContextOutcome> {
  const { clock, entropy, platform } = ctx.ports;
  if (principal.kind === 'password') {
    const lease = principal.guard.request(ctx, { carrier: 'sip', to: targetname });
    if (lease === null) return WITHHELD;
    const context = createNtlmContext({
      ...logonNameOf(principal.user),
      workstation: platform.hostName,
      password: lease.password.reveal(),
      entropy,
      nowMs: clock.wall(),
    });
    return { ok: true, context, lease };
  }
  const opened = await openSystemContext(ctx, {
    mechanism: 'ntlm',
    target: { service: 'sip', host: targetname },
    credentials: { kind: 'current-user' },
    datagram: true,
  });
  switch (opened.kind) {
    case 'cancelled':
      return CANCELLED;
    case 'failed':
      return { ok: false, outcome: 'no-token', detail: opened.failure.text };
    case 'open':
      return { ok: true, context: createSystemSecurityContext(ctx, 'ntlm', opened.context), lease: null };
  }
}

async function openTlsDsk(
  ctx: ProbeContext,
  offer: OfferedScheme,
  { principal, http, storedCertificate }: ContextResources,
): Promise<ContextOutcome> {
  const { address, keepCertificate, limits } = ctx.plan;
  const deviceId = endpointIdentityOf(address, ctx.ports.machineId()).instance;
  let certificate: ClientCertificate;
  if (storedCertificate !== null) {
    certificate = storedCertificate;
  } else {
    const obtained = await obtainClientCertificate(ctx, http, {
      stsUri: offer.stsUri ?? '',
      address,
      deviceId,
      credentials: principal,
    });
    if (!obtained.ok) {
      if (ctx.signal.aborted) return CANCELLED;
      if (obtained.failure === 'withheld') return WITHHELD;
      return { ok: false, outcome: 'no-certificate', detail: `${obtained.stage}: ${obtained.failure}` };
    }
    ({ certificate } = obtained);
    if (keepCertificate) await ctx.ports.certificateStore.keep(address, deviceId, certificate);
  }
  const { clock } = ctx.ports;
  const context = createTlsDskContext({
    certificate,
    targetname: offer.targetname ?? '',
    clock,
    signal: ctx.signal,
    limits,
  });
  return { ok: true, context: withKey(context, certificate), lease: null };
}

/** The certificate's key goes with its context. */
function withKey(context: SecurityContext, certificate: ClientCertificate): SecurityContext {
  return {
    method: context.method,
    get strength() {
      return context.strength;
    },
    advance: (token) => context.advance(token),
    sign: (message) => context.sign(message),
    verify: (message, signature) => context.verify(message, signature),
    close() {
      context.close();
      certificate.privateKeyPem.wipe();
    },
  };
}
