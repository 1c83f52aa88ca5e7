import { tlsVersion } from '../../lib/tls-version.ts';
import type { LoggedEvent, LoggedEventOf } from '../../events/catalogue.ts';
import type { StepId } from '../../run/ids.ts';
import { stepOf } from '../../steps/steps.ts';
import type { SignInFacts } from '../sign-in-facts.ts';
import { date } from '../../lib/date.ts';
import { foundBy } from './discovery.ts';
import { hostAndPort } from './dns.ts';
import { counted, listed } from '../../lib/listing.ts';
import { visible } from '../../lib/text.ts';
import { registersClause } from './authentication.ts';
import { loadActivity, loadSummary } from './load-summary.ts';
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
      return facts.redirection.hops.length === 0 ? notSentOn(facts.redirection) : redirectionSummary(facts);
    case 'settings':
      return loadSummary(facts.load);
  }
}

/** What is going on in a step. */
export function activity(id: StepId, facts: SignInFacts): string {
  const { wantsSignIn, attempts, signIn } = facts.authentication;
  if (id === 'discovery' || id === 'connectivity' || !wantsSignIn) return `${stepOf(id).activity}…`;
  const last = attempts.at(-1)?.purpose;
  if (last === 'comparison') return 'Trying the other methods…';
  if (last === 'sign-out') return 'Signing out…';
  if (id === 'settings') return loadActivity(facts.load);
  if (id === 'redirection') return redirectionActivity(facts);
  return signIn === null ? 'Signing in…' : `Signing in with ${METHOD_NAMES[signIn.method]}…`;
}

function redirectionActivity({ redirection, authentication: { signIn } }: SignInFacts): string {
  if (signIn?.endpoint.via === 'redirect' && signIn.outcome === null) {
    return `Signing in at ${visible(signIn.endpoint.host, 255)} with ${METHOD_NAMES[signIn.method]}…`;
  }
  const to = redirection.hops.at(-1)?.to ?? null;
  return to === null ? `${stepOf('redirection').activity}…` : `Going on to ${visible(to.host, 255)}…`;
}

function notSentOn({ isOnBackup }: SignInFacts['redirection']): string {
  return isOnBackup
    ? 'The first server keeps the sign-in, in place of the primary registrar.'
    : 'The first server is the home server.';
}

/** Why a step has no result of its own. */
export function notReached(id: StepId, facts: SignInFacts, failedStep: StepId | null): string {
  const { authentication, redirection } = facts;
  if (id === 'redirection' && authentication.isSignedIn) {
    return notSentOn(redirection);
  }
  if (id === 'authentication' && redirection.hops.length > 0 && authentication.sentOn === null) {
    return 'Not asked for: the server sent the sign-in on before it asked who you are.';
  }
  if (facts.isImported && (failedStep === null || isBefore(id, failedStep))) return notShown(id, facts);
  if (facts.isCancelled) return 'Not reached: cancelled before.';
  if (id === 'settings' && authentication.isSignedIn && failedStep === null) {
    return 'Not asked for: this check ends with the sign-in.';
  }
  if (failedStep === null || failedStep === id) {
    return facts.isReachable ? `Needs a sign-in; ${whyNot(facts)}.` : 'Not reached.';
  }
  const { number, title } = stepOf(failedStep);
  return `Not reached: the sign-in stopped at step ${number}, ${title}.`;
}

/** Of a log of somebody else: what it does not show may have gone well. */
function notShown(id: StepId, { startedAtMs, isCancelled }: SignInFacts): string {
  const isBegun = startedAtMs.has(id);
  if (isCancelled && isBegun) return 'The log ends before this step has a result.';
  if (isBegun) return 'This log shows only a part of it.';
  return id === 'discovery'
    ? 'This log does not show how the server was found.'
    : 'This log does not show it.';
}

function isBefore(id: StepId, other: StepId): boolean {
  return stepOf(id).number < stepOf(other).number;
}

function connectionSummary(facts: SignInFacts, log: readonly LoggedEvent[]): string {
  const { found } = facts;
  const server = facts.firstServer ?? facts.server;
  if (server === null) return stepOf('connectivity').proves;
  const { completed, received } = serverTls(server, log);
  const parts = [
    completed === null
      ? 'Connected'
      : facts.isImported
        ? 'Connected with TLS'
        : tlsVersion(completed.data.protocol),
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

function redirectionSummary({ redirection, server }: SignInFacts): string {
  const { hops, isFirstChoice } = redirection;
  const home = redirection.home ?? server;
  const [first] = hops;
  if (home === null || first === undefined) return stepOf('redirection').proves;
  const way =
    hops.length === 1
      ? `sent there by ${visible(first.from.host, 255)}`
      : `sent there by way of ${counted(hops.length, 'server')}`;
  const second = isFirstChoice === false ? ', as the first choice could not be used' : '';
  return `${hostAndPort(home.host, home.port)}, ${way}${second}`;
}

function authenticationSummary(facts: SignInFacts): string {
  const { offered, authentication } = facts;
  const proof = authentication.isAuthenticated ? authentication.signIn : authentication.sentOn;
  if (proof !== null) {
    const { method, registers, expectedRegisters, targetname } = proof;
    const name = METHOD_NAMES[method];
    const count = registersClause(method, registers, expectedRegisters);
    if (!proof.isSignedIn) return `Proved with ${name}, ${count}; sent on to another server`;
    // That it is signed is seen in a log of somebody else; whether by whom it says, is not.
    const by =
      targetname === null || facts.isImported ? '' : `; the answer is signed by ${visible(targetname, 255)}`;
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
