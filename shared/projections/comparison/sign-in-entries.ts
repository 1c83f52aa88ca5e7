import { listed } from '../../lib/listing.ts';
import { visible } from '../../lib/text.ts';
import { METHOD_NAMES } from '../describe/sip.ts';
import { ATTEMPT_OUTCOMES, registersClause } from '../describe/authentication.ts';
import { hostAndPort } from '../describe/dns.ts';
import { REDIRECTION_ENDINGS } from '../describe/redirection.ts';
import type { SignInAttempt } from '../authentication-facts.ts';
import type { Entry } from './pair-entries.ts';
import type { Side } from './side.ts';

/** The methods that the server offers, the one that was taken, and what it took. */
export function authenticationEntries({ facts }: Side): readonly Entry[] {
  const { offered, authentication } = facts;
  const { signIn, attempts } = authentication;
  const software = signIn?.registered?.server ?? null;
  const others = attempts.filter(({ purpose }) => purpose === 'comparison');
  const entries: readonly (Entry | null)[] = [
    offered === null
      ? null
      : {
          label: 'Methods offered',
          text:
            offered.length === 0
              ? 'none, anybody is let in'
              : listed(offered.map((one) => METHOD_NAMES[one])),
          sense: [...offered].sort().join(' '),
          isTelling: true,
        },
    signIn === null
      ? null
      : { label: 'Method used', text: METHOD_NAMES[signIn.method], isTelling: true, isInLogs: true },
    signIn === null ? null : resultEntry('Result', signIn, true),
    signIn === null
      ? null
      : {
          label: 'REGISTERs',
          text: registersClause(signIn.method, signIn.registers, signIn.expectedRegisters),
          isInLogs: true,
        },
    software === null ? null : { label: 'Server software', text: visible(software, 120) },
    ...others.map((attempt) => resultEntry(`Compared: ${METHOD_NAMES[attempt.method]}`, attempt, false)),
  ];
  return entries.filter((entry) => entry !== null);
}

function resultEntry(
  label: string,
  { outcome, status, isSignedIn }: SignInAttempt,
  isTelling: boolean,
): Entry {
  const words = outcome === null ? 'not finished' : ATTEMPT_OUTCOMES[outcome];
  return {
    label,
    text: status === null || isSignedIn ? words : `${words} (${status})`,
    isTelling,
    isInLogs: true,
  };
}

/** From server to server, and where that ended. */
export function redirectionEntries({ facts: { redirection } }: Side): readonly Entry[] {
  const { hops, home, outcome, isFirstChoice } = redirection;
  const common = { isTelling: true, isNaming: true, isInLogs: true };
  const entries: Entry[] = hops.map(({ from, to, status, isSigned }, index) => ({
    ...common,
    label: `Hop ${index + 1}`,
    text: `${hostAndPort(from.host, from.port)} to ${to === null ? 'nowhere' : hostAndPort(to.host, to.port)} (${status}${isSigned ? '' : ', not signed'})`,
  }));
  if (hops.length === 0) return entries;
  if (home !== null) {
    entries.push({ ...common, label: 'Home server', text: hostAndPort(home.host, home.port) });
    if (isFirstChoice === false)
      entries.push({ ...common, label: 'First choice', text: 'could not be used', isNaming: false });
  } else if (outcome !== null && outcome !== 'arrived') {
    entries.push({ ...common, label: 'Ending', text: REDIRECTION_ENDINGS[outcome], isNaming: false });
  }
  return entries;
}

const SEVERITY_WORDS = { error: 'Problem', warning: 'Warning', info: 'Note' } as const;

/** What the rules say of each run. A client log shows little of the first two steps. */
export function findingEntries({ findings }: Side): readonly Entry[] {
  return findings.map(({ id, severity, step, rootCause, consequence, title }) => ({
    label: id,
    text: `${rootCause ? 'Root cause' : SEVERITY_WORDS[severity]}${consequence ? ', a consequence' : ''}: ${visible(title, 600)}`,
    sense: `${severity} ${rootCause} ${consequence}`,
    isTelling: severity !== 'info' && !consequence,
    isInLogs: step !== 'discovery' && step !== 'connectivity',
  }));
}

/** The computer and the tool, as far as they matter for a sign-in. */
export function environmentEntries({ index, facts: { start } }: Side): readonly Entry[] {
  const tool = start?.data.tool;
  const observed = index.of('run.environment.observed').at(-1)?.data;
  const plan = start?.data.plan;
  const entries: readonly (Entry | null)[] = [
    tool === undefined ? null : { label: 'Tool', text: visible(`${tool.name} ${tool.version}`, 120) },
    observed === undefined ? null : { label: 'System', text: visible(observed.platform, 120) },
    observed === undefined ? null : { label: 'Runtime', text: visible(observed.runtime, 120) },
    plan === undefined || plan.resolvers.length === 0
      ? null
      : resolverEntry(
          'DNS servers asked',
          plan.resolvers.map(({ address, port }) => hostAndPort(address, port)),
        ),
    observed === undefined
      ? null
      : resolverEntry(
          'DNS servers of the system',
          observed.systemResolvers.map((one) => visible(one, 80)),
        ),
    observed === undefined ? null : { label: 'Trusted certificates', text: trustText(observed.trustStore) },
  ];
  return entries.filter((entry) => entry !== null);
}

function resolverEntry(label: string, resolvers: readonly string[]): Entry {
  return { label, text: resolvers.length === 0 ? 'none' : resolvers.join(', '), isNaming: true };
}

function trustText({
  source,
  path,
  certificates,
  added,
}: {
  readonly source: string;
  readonly path: string | null;
  readonly certificates: number;
  readonly added: number;
}): string {
  const where = path === null ? source : `${source}, ${visible(path, 200)}`;
  return `${certificates} (${where})${added === 0 ? '' : ` and ${added} added`}`;
}
