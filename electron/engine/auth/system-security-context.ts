import type { AuthMethod } from '../../../shared/run/ids.ts';
import { withDeadline } from '../clock.ts';
import type { ProbeContext } from '../context.ts';
import type { SystemContext, SystemFailure, SystemStep } from '../system-security.ts';
import type { Advance, SecurityContext, SignatureVerdict } from './security-context.ts';

export interface SystemSecurityContext extends SecurityContext {
  /** Why the operating system gave no token, once advance has failed with `system`. */
  readonly failure: () => SystemFailure | null;
}

/** The operating system's context as a method over SIP, with every step bounded by limits.ticketMs. */
export function createSystemSecurityContext(
  ctx: ProbeContext,
  method: AuthMethod,
  system: SystemContext,
): SystemSecurityContext {
  let failure: SystemFailure | null = null;

  async function advance(token: Uint8Array | null): Promise<Advance> {
    const { clock } = ctx.ports;
    const waited = await withDeadline(clock, ctx.plan.limits.ticketMs, ctx.signal, () => system.step(token));
    switch (waited.kind) {
      case 'cancelled':
        return { kind: 'failed', failure: 'cancelled', detail: 'cancelled' };
      case 'timeout': {
        const text = `The operating system gave no answer within ${ctx.plan.limits.ticketMs} ms.`;
        failure = { failure: 'timeout', code: null, text };
        return { kind: 'failed', failure: 'system', detail: text };
      }
      case 'done':
        return taken(waited.value);
    }
  }

  function taken(step: SystemStep): Advance {
    if (step.ok) {
      if (step.isComplete && step.token.length === 0) return { kind: 'complete' };
      return { kind: 'token', token: step.token, isComplete: step.isComplete };
    }
    failure = { failure: step.failure, code: step.code, text: step.text };
    return { kind: 'failed', failure: 'system', detail: step.text };
  }

  function verify(message: Uint8Array, signature: Uint8Array): SignatureVerdict {
    return system.verifyMic(message, signature)
      ? { valid: true, macBytes: signature.length }
      : { valid: false, problem: 'mismatch', macBytes: signature.length, expectedMacBytes: null };
  }

  return {
    method,
    get strength() {
      return method === 'kerberos' ? system.ticket().enctype : null;
    },
    failure: () => failure,
    advance,
    sign: (message) => system.getMic(message),
    verify,
    close: () => system.close(),
  };
}
