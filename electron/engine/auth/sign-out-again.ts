import type { SipEndpoint } from '../../../shared/events/connection-events.ts';
import type { ProbeContext } from '../context.ts';
import { leaveEndpoint, probeEndpoint } from '../probes/connectivity/probe-endpoint.ts';
import { registerAnonymously } from '../probes/registration/register-anonymously.ts';
import type { NameResolver } from '../transport/dns.ts';
import type { Trust } from '../transport/tls.ts';
import { signInAtRegistrar, type SignInResources } from './sign-in-at-registrar.ts';

/**
 * Ends a registration whose connection was lost: a registrar keeps it until its time is over, and would ring us until then. A new
 * connection, the same endpoint id, which takes its place, and out. Once, and not on a cancelled run.
 */
export async function signOutAgain(
  ctx: ProbeContext,
  endpoint: SipEndpoint,
  resources: Omit<SignInResources, 'whileRegistered' | 'purpose'> & {
    readonly names: NameResolver;
    readonly trust: Trust;
  },
): Promise<void> {
  if (ctx.signal.aborted) return;
  const at = ctx.at({ probe: 'sign-out', flow: null });
  const outcome = probeEndpoint(at, resources.names, resources.trust, endpoint);
  try {
    const reached = await outcome;
    if (reached.kind !== 'connected') return;
    const asked = await registerAnonymously(at, reached.connection);
    if (asked.kind !== 'challenged') return;
    try {
      const { principal, http, network, kdc } = resources;
      const { dialog, response } = asked;
      await signInAtRegistrar(at, dialog, response, { principal, http, network, kdc, purpose: 'sign-out' });
    } finally {
      asked.dialog.channel.close();
    }
  } finally {
    await leaveEndpoint(outcome);
  }
}
