import { formatHostAndPort } from '../../lib/host-and-port.ts';
import { repliesInWords } from '../dns-words.ts';
import { isUnusable, lastTargets, type RedirectHop, type RedirectTarget } from '../facts/redirection.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { defineRule, verdictOf, type Fault, type FindingText } from '../rule.ts';
import { command, foreign, sentences } from '../words.ts';
import {
  aboutOthers,
  isAbsent,
  isAddress,
  isOutsideRun,
  plightOf,
  sentOnBy,
  showHome,
} from './redirection-words.ts';
import { CONNECTION_RULES, wordsAt } from './words-at.ts';

interface TargetFault extends Fault {
  readonly target: RedirectTarget;
  readonly hop: RedirectHop;
}

export const targetUnreachable = defineRule<TargetFault>({
  id: 'redirection.target-unreachable',
  step: 'redirection',
  severity: 'error',
  owner: 'network',
  text: {
    title: 'The home server, to which the sign-in is sent on, cannot be reached.',
    meaning:
      'The first server knows the user and sends the sign-in on to the server on which the account lives. From here that server has no address, does not take the connection, or does not speak TLS: it is down, a firewall stands in between, or its name is known in another network only.',
    remedy:
      'Let the name of the home pool resolve in this network and open port 5061 to it; check that the pool is running. Clients outside must never be sent to an internal server: the Edge has to carry their sign-in.',
    reference: '[MS-SIP] 4.1; RFC 3261 8.1.3.4',
  },
  judge: (facts) => verdictOf(targetFaults(facts), facts.redirection.targets.length > 0),
  describe: ([{ target, hop }], facts) => {
    const { endpoint } = target.at;
    const host = foreign(endpoint.host);
    const why = reasonFor(target, facts);
    const others = lastTargets(facts.redirection).filter((one) => one !== target && isUnusable(one));
    return {
      ...why,
      title: `You were sent to your home server ${host}, but ${plightOf(target)}.`,
      explanation: sentences(
        sentOnBy(hop),
        why.explanation,
        isAddress(endpoint.host)
          ? 'The server named an IP address in the place of a name: the topology should name the pool by its full name.'
          : null,
        aboutOthers(others),
        hop.isSigned
          ? 'The account and the password are in order; it is the way to the home server that fails.'
          : null,
      ),
    };
  },
});

function targetFaults(facts: RunFacts): readonly TargetFault[] {
  const { redirection } = facts;
  const hop = redirection.hops.at(-1);
  if (hop === undefined) return [];
  return lastTargets(redirection)
    .filter((target) => target.outcome !== 'untrusted' && isUnusable(target))
    .map((target) => ({
      target,
      hop,
      place: { kind: 'target', target },
      evidence: [
        ...(hop.answerSeq === null ? [] : [hop.answerSeq]),
        hop.seq,
        ...(target.at.name?.evidence ?? []),
        ...wordsAt(target.at, CONNECTION_RULES, facts).flatMap(({ evidence }) => evidence),
        target.seq,
      ],
    }));
}

type Reason = Omit<FindingText, 'title'>;

function reasonFor(target: RedirectTarget, facts: RunFacts): Reason {
  const seen = target.outcome === 'unresolvable' ? nameless(target, facts) : atServer(target, facts);
  return isMisrouted(target, facts) ? misrouted(seen, target, facts) : seen;
}

function nameless({ at }: RedirectTarget, facts: RunFacts): Reason {
  const host = foreign(at.endpoint.host);
  const outcome = at.name?.outcome ?? null;
  return {
    explanation: sentences(
      isAbsent(outcome)
        ? `The DNS servers of this network have no address for ${host}.`
        : `Asking DNS for the address of ${host} ended with: ${outcome ?? 'no answer'}.`,
      isAbsent(outcome) ? null : repliesInWords(at.name),
    ),
    remedy: isAbsent(outcome)
      ? `Create an address record for ${host} in the DNS of this network, or, if the pool has another name now, correct it in the topology.`
      : 'Check the DNS servers of this network.',
    verify: command((safe) => `Resolve-DnsName ${safe}`, at.endpoint.host),
    alternatives: [
      'The name is misspelled in the topology, or of a pool that was removed: it is found nowhere.',
      'The record is missing in the DNS of this network only: another DNS server has it.',
      ...(showHome(facts.discovery.address) === null
        ? []
        : ['The account is still assigned to a pool that is gone: Get-CsUserPoolInfo names it.']),
    ],
  };
}

function atServer({ at, outcome }: RedirectTarget, facts: RunFacts): Reason {
  const [words] = wordsAt(at, CONNECTION_RULES, facts);
  const { host, port } = at.endpoint;
  const isDown =
    outcome === 'tcp-failed' && at.connections.some(({ tcpFault }) => tcpFault?.failure === 'refused');
  if (words === undefined) {
    return {
      explanation: `The connection to ${formatHostAndPort(at.endpoint)} did not come about.`,
      remedy: `Check that ${foreign(host)} is running, and that port ${port} can be reached from here.`,
      verify: command((safe) => `Test-NetConnection ${safe} -Port ${port}`, host),
    };
  }
  return {
    ...words,
    remedy: isDown
      ? `Check whether the pool ${foreign(host)} is running (Get-CsPoolFabricState, Get-CsWindowsService) and start it; until then only a backup pool can take its users in.`
      : words.remedy,
  };
}

/** Outside nobody has a way to an internal server: by its name, its address, or the firewall. */
function isMisrouted({ at, outcome }: RedirectTarget, facts: RunFacts): boolean {
  if (!isOutsideRun(facts)) return false;
  const addresses = [...(at.name?.addresses ?? []), at.endpoint.host];
  const isSilent = at.connections.some(({ tcpFault }) => tcpFault !== null && tcpFault.failure !== 'refused');
  return (
    outcome === 'unresolvable' ||
    (outcome === 'tcp-failed' && (isSilent || addresses.some((address) => PRIVATE.test(address))))
  );
}

/** RFC 1918, RFC 4193, link-local. */
const PRIVATE =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|f[cd][\da-f]{2}:|fe[89ab][\da-f]:)/i;

function misrouted(seen: Reason, { at }: RedirectTarget, { redirection }: RunFacts): Reason {
  const host = foreign(at.endpoint.host);
  const from = foreign(redirection.hops.at(-1)?.from.host ?? 'the Edge');
  return {
    ...seen,
    explanation: sentences(
      seen.explanation,
      `This PC is outside of the company's network, and ${host} is a server of the inside, which from here nobody is meant to reach: an Edge has to carry the sign-in to the home pool itself, and ${from} sends the client there instead.`,
    ),
    remedy: `Let clients outside come in through the Access Edge, and check its next hop (Get-CsService -EdgeServer names it as Registrar): it must be a Director or pool that takes the users of the Edge without sending them on. Then check that DNS outside leads to the Edge and not to a Front End.`,
    owner: 'server',
    alternatives: [
      'DNS outside, or a published rule, leads to a Front End or Director in the place of the Access Edge: the first server then challenges as one of the inside.',
      'The next hop of the Edge is wrong: users of that pool fail outside, and all is well inside.',
      'The PC is inside after all and sees the DNS records for outside: with the company DNS servers it works.',
    ],
  };
}
