import { formatHostAndPort } from '../../lib/host-and-port.ts';
import { CERTIFICATE_PLIGHTS, openssl } from '../connection-words.ts';
import { isUnusable, lastTargets, type RedirectHop, type RedirectTarget } from '../facts/redirection.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { defineRule, verdictOf, type Fault } from '../rule.ts';
import { foreign, sentences } from '../words.ts';
import { aboutOthers, isAddress, sentOnBy } from './redirection-words.ts';
import { CERTIFICATE_RULES, wordsAt } from './words-at.ts';

interface TrustFault extends Fault {
  readonly target: RedirectTarget;
  readonly hop: RedirectHop;
}

export const targetUntrusted = defineRule<TrustFault>({
  id: 'redirection.target-untrusted',
  step: 'redirection',
  severity: 'error',
  owner: 'server',
  text: {
    title: 'The home server, to which the sign-in is sent on, shows a certificate that is not accepted.',
    meaning:
      'The first server knows the user and sends the sign-in on to the server on which the account lives. That one shows a certificate that is expired, made out to another name, or issued by nobody whom this PC trusts. A client does not go on, and users of other pools notice nothing.',
    remedy:
      'Give every server of the home pool a certificate that holds the name to which clients are sent, of an authority that the PCs trust.',
    reference: '[MS-SIP] 4.1; RFC 6125 6.4',
  },
  judge: (facts) =>
    verdictOf(
      trustFaults(facts),
      facts.redirection.targets.some(({ outcome }) => outcome === 'untrusted' || outcome === 'reached'),
    ),
  describe: ([{ target, hop }], facts) => {
    const { endpoint } = target.at;
    const host = foreign(endpoint.host);
    const plight = target.at.connections.flatMap(({ problems }) => problems)[0];
    const [words, ...more] = wordsAt(target.at, CERTIFICATE_RULES, facts);
    const others = lastTargets(facts.redirection).filter((one) => one !== target && isUnusable(one));
    return {
      title: `You were sent to your home server ${host}, but its certificate is not accepted${plight === undefined ? '' : ` (${CERTIFICATE_PLIGHTS[plight.kind]})`}.`,
      explanation: sentences(
        sentOnBy(hop),
        words === undefined
          ? `The certificate that ${formatHostAndPort(endpoint)} shows was refused.`
          : sentences(words.title, words.explanation),
        ...more.map(({ title }) => title),
        isAddress(endpoint.host)
          ? 'The server named an IP address in the place of a name, which certificates seldom hold: the topology should name the pool by its full name.'
          : null,
        aboutOthers(others),
        'The test does not go on over a connection whose other end cannot be told; nothing of the password was sent there.',
      ),
      remedy: words?.remedy ?? `Check the certificates that are assigned on ${host}.`,
      verify: words?.verify ?? openssl(endpoint, '-showcerts'),
      ...(words === undefined ? {} : { owner: words.owner }),
      alternatives: [...(words?.alternatives ?? [])],
    };
  },
});

function trustFaults(facts: RunFacts): readonly TrustFault[] {
  const { redirection } = facts;
  const hop = redirection.hops.at(-1);
  if (hop === undefined) return [];
  return lastTargets(redirection)
    .filter(({ outcome }) => outcome === 'untrusted')
    .map((target) => ({
      target,
      hop,
      place: { kind: 'target', target },
      evidence: [
        ...(hop.answerSeq === null ? [] : [hop.answerSeq]),
        hop.seq,
        ...wordsAt(target.at, CERTIFICATE_RULES, facts).flatMap(({ evidence }) => evidence),
        target.seq,
      ],
    }));
}
