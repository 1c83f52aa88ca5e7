import { visible } from '../../lib/text.ts';
import type { SignInAttempt } from '../authentication-facts.ts';
import { ATTEMPT_OUTCOMES } from '../describe/authentication.ts';
import { hostAndPort } from '../describe/dns.ts';
import { METHOD_NAMES } from '../describe/sip.ts';
import type { SignInFacts } from '../sign-in-facts.ts';

/** A sign-in that is sent on takes one for each server; more than these come from a log that somebody made up. */
const MAX_ATTEMPTS = 8;

/** With whose name and by which methods the sign-in was tried, a line each. */
export function triedLines(facts: SignInFacts): readonly string[] {
  const { start, offered, isImported, isReachable, authentication } = facts;
  const credentials = start?.data.plan.credentials;
  // Where the server is ready for it, the verdict says by which methods.
  const methods = (offered ?? []).map((method) => METHOD_NAMES[method]).join(', ');
  const offer = methods === '' || isReachable ? [] : [`Methods offered: ${methods}; not tried`];
  if (!authentication.wantsSignIn || credentials === undefined) return offer;
  const attempts = authentication.attempts.filter(
    ({ purpose }) => purpose === 'sign-in' || purpose === 'comparison',
  );
  const more = attempts.length - MAX_ATTEMPTS;
  const name =
    credentials.kind === 'password'
      ? [`User name: ${visible(credentials.user, 320)}`]
      : isImported
        ? []
        : ['User name: the one who is signed in to the computer'];
  return [
    ...name,
    ...(attempts.length === 0 ? offer : []),
    ...attempts.slice(0, MAX_ATTEMPTS).map((attempt) => attemptLine(attempt, facts)),
    ...(more > 0 ? [`Tried ${more} more times`] : []),
  ];
}

function attemptLine(
  { purpose, method, endpoint, outcome, status }: SignInAttempt,
  facts: SignInFacts,
): string {
  const what = purpose === 'comparison' ? 'Compared' : 'Tried';
  const { server } = facts;
  const isElsewhere = server === null || server.host !== endpoint.host || server.port !== endpoint.port;
  const where = isElsewhere ? ` at ${hostAndPort(endpoint.host, endpoint.port)}` : '';
  const result = outcome === null ? 'not finished' : ATTEMPT_OUTCOMES[outcome];
  const code = status === null || outcome === 'signed-in' || outcome === 'learned' ? '' : ` (${status})`;
  return `${what}: ${METHOD_NAMES[method]}${where}, ${result}${code}`;
}
