import { withDeadline } from '../clock.ts';
import type { ProbeContext } from '../context.ts';
import type {
  SystemContext,
  SystemContextRequest,
  SystemFailure,
  SystemOpening,
  SystemSecurity,
} from '../system-security.ts';

export type SystemContextOutcome =
  | { readonly kind: 'open'; readonly context: SystemContext }
  | { readonly kind: 'failed'; readonly failure: SystemFailure }
  | { readonly kind: 'cancelled' };

/**
 * Has the operating system prepare a context, within limits.ticketMs. Its library cannot be interrupted: what it makes when nobody
 * waits any more is closed. Cancels with ctx.signal.
 */
export async function openSystemContext(
  ctx: ProbeContext,
  request: SystemContextRequest,
): Promise<SystemContextOutcome> {
  const { clock } = ctx.ports;
  const { ticketMs } = ctx.plan.limits;
  const openings: Promise<SystemOpening>[] = [];
  const waited = await withDeadline(clock, ticketMs, ctx.signal, () => {
    const opening = openWithOwnPassword(ctx.ports.systemSecurity(), request);
    openings.push(opening);
    return opening;
  });
  if (waited.kind === 'done') {
    const opening = waited.value;
    return opening.ok ? { kind: 'open', context: opening.context } : { kind: 'failed', failure: opening };
  }
  for (const opening of openings) void opening.then((late) => (late.ok ? late.context.close() : undefined));
  if (waited.kind === 'cancelled') return { kind: 'cancelled' };
  const text = `The operating system gave no credentials within ${ticketMs} ms.`;
  return { kind: 'failed', failure: { failure: 'timeout', code: null, text } };
}

/**
 * The library gets a copy of the password, wiped when it is done with it: the run's own may be wiped while the library still waits
 * for its turn, and a password of zeros counts as a failed logon.
 */
async function openWithOwnPassword(
  security: SystemSecurity,
  request: SystemContextRequest,
): Promise<SystemOpening> {
  const { credentials } = request;
  if (credentials.kind !== 'password') return security.open(request);
  const password = Uint8Array.from(credentials.password);
  try {
    return await security.open({ ...request, credentials: { ...credentials, password } });
  } finally {
    password.fill(0);
  }
}
