import { tlsVersion } from '../../lib/tls-version.ts';
import type { LoggedEvent, LoggedEventOf } from '../../events/catalogue.ts';
import type { StepId } from '../../run/ids.ts';
import { stepOf } from '../../steps/steps.ts';
import type { SignInFacts } from '../sign-in-facts.ts';
import { date } from '../../lib/date.ts';
import { foundBy } from './discovery.ts';
import { hostAndPort } from './dns.ts';
import { listed } from '../../lib/listing.ts';
import { visible } from '../../lib/text.ts';
import { registersClause } from './authentication.ts';
import { METHOD_NAMES } from './sip.ts';

/** One line on what a step that passed has found. */
export function stepSummary(id: StepId, facts: SignInFacts, log: readonly LoggedEvent[]): string {
  switch (id) {
    case 'discovery': {
      const endpoint = facts.found ?? facts.server ?? facts.endpoints[0];
      if (endpoint === undefined) return stepOf(id).proves;
      return `${hostAndPort(endpoint.host, endpoint.port)}, ${foundBy(endpoint.via)}`;
    }
    case 'connectivity':
      return connectionSummary(facts, log);
    case 'authentication':
      return authenticationSummary(facts);
    case 'redirection':
    case 'settings':
      return stepOf(id).proves;
  }
}

/** What is going on in a step. */
export function activity(id: StepId, { authentication }: SignInFacts): string {
  const { wantsSignIn, attempts, signIn } = authentication;
  if (id !== 'authentication' || !wantsSignIn) return `${stepOf(id).activity}…`;
  if (attempts.at(-1)?.purpose === 'comparison') return 'Trying the other methods…';
  return signIn === null ? 'Signing in…' : `Signing in with ${METHOD_NAMES[signIn.method]}…`;
}

/** Why a step has no result of its own. */
export function notReached(id: StepId, facts: SignInFacts, failedStep: StepId | null): string {
  if (facts.authentication.isSignedIn && failedStep === null) {
    if (id === 'redirection') return 'Not needed: the server did not send the sign-in on to another one.';
    if (id === 'settings') return 'Not asked for: this check ends with the sign-in.';
  }
  if (facts.isCancelled) return 'Not reached: cancelled before.';
  if (failedStep === null || failedStep === id) {
    return facts.isReachable ? `Needs a sign-in; ${whyNot(facts)}.` : 'Not reached.';
  }
  const { number, title } = stepOf(failedStep);
  return `Not reached: the sign-in stopped at step ${number}, ${title}.`;
}

function connectionSummary(facts: SignInFacts, log: readonly LoggedEvent[]): string {
  const { server, found } = facts;
  if (server === null) return stepOf('connectivity').proves;
  const { completed, received } = serverTls(server, log);
  const parts = [
    completed === null ? 'Connected' : tlsVersion(completed.data.protocol),
    validity(received),
    found !== null && (found.host !== server.host || found.port !== server.port)
      ? `at ${hostAndPort(server.host, server.port)}`
      : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

function validity(received: LoggedEventOf<'tls.certificates.received'> | null): string | null {
  const leaf = received?.data.chain[0];
  return leaf === undefined ? null : `certificate valid until ${date(leaf.notAfterMs)}`;
}

/** The handshake of the connection over which the server was asked; else any that succeeded with it. */
function serverTls(
  server: { readonly host: string; readonly port: number },
  log: readonly LoggedEvent[],
): {
  readonly completed: LoggedEventOf<'tls.handshake.completed'> | null;
  readonly received: LoggedEventOf<'tls.certificates.received'> | null;
} {
  let flow: string | null = null;
  let completed: LoggedEventOf<'tls.handshake.completed'> | null = null;
  let received: LoggedEventOf<'tls.certificates.received'> | null = null;
  for (const event of log.toReversed()) {
    if (!('peer' in event.data) || event.data.peer.role !== 'sip') continue;
    if (event.data.peer.host !== server.host || event.data.peer.port !== server.port) continue;
    if (flow !== null && event.flow !== flow) continue;
    if (event.kind === 'sip.request.sent') flow ??= event.flow;
    else if (event.kind === 'tls.handshake.completed' && event.data.attempt === 'ordinary')
      completed ??= event;
    else if (event.kind === 'tls.certificates.received') received ??= event;
  }
  return { completed, received };
}

function authenticationSummary(facts: SignInFacts): string {
  const { offered, authentication } = facts;
  const { signIn } = authentication;
  if (signIn !== null && authentication.isAuthenticated) {
    const { method, registers, expectedRegisters, targetname } = signIn;
    const name = METHOD_NAMES[method];
    const count = registersClause(method, registers, expectedRegisters);
    if (!signIn.isSignedIn) return `Proved with ${name}, ${count}; sent on to another server`;
    const by = targetname === null ? '' : `; the answer is signed by ${visible(targetname, 255)}`;
    return `Signed in with ${name}, ${count}${by}`;
  }
  if (offered === null) return stepOf('authentication').proves;
  if (offered.length === 0) return 'The server signs anybody in, without credentials.';
  const methods = listed(offered.map((method) => METHOD_NAMES[method]));
  return `Offers ${methods}; not signed in: ${whyNot(facts)}`;
}

function whyNot({ start }: SignInFacts): string {
  const kind = start?.data.plan.credentials.kind ?? 'none';
  return kind === 'none' ? 'no credentials were given' : 'this run was to stop before it';
}
