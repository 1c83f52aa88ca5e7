import { endpointKey, formatHostAndPort } from '../../lib/host-and-port.ts';
import { canonicalName } from '../../protocol/dns/dns-name.ts';
import type { RedirectHop } from '../facts/redirection.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { defineRule, verdictOf, type Fault } from '../rule.ts';
import { command, foreign, listed, sentences } from '../words.ts';
import { isTrusted } from './discovery-outside-domain.ts';
import { sentOnBy } from './redirection-words.ts';

interface OutsideFault extends Fault {
  readonly host: string;
  readonly port: number;
  readonly hop: RedirectHop;
}

export const redirectOutsideDomain = defineRule<OutsideFault>({
  id: 'redirection.outside-domain',
  step: 'redirection',
  severity: 'warning',
  owner: 'helpdesk',
  text: {
    title: 'The sign-in is sent on to a server outside of the domain of the sign-in address.',
    meaning:
      'The home server has a name outside the domain of the sign-in address. The client cannot tell whether that is meant so, and asks the user: "cannot verify that the server is trusted for your sign-in address. Connect anyway?"',
    remedy:
      'Give the home pool a name inside the domain, or add the domain of the server to the policy TrustModelData on the PCs.',
    reference: null,
  },
  judge: (facts) => verdictOf(outsiders(facts), facts.redirection.home !== null),
  describe: (faults, { discovery }) => {
    const [{ host: named, port, hop }] = faults;
    const host = foreign(named);
    const domain = foreign(discovery.domain);
    const others = faults.slice(1).map((fault) => fault.host);
    return {
      title: `The client will ask whether to trust ${host}, to which you are sent, because it is not in ${domain}.`,
      explanation: sentences(
        sentOnBy(hop),
        `That is ${formatHostAndPort({ host, port })}, a name outside ${domain} and outside the domains that the client trusts by itself.`,
        'The first time, the client therefore shows: "cannot verify that the server is trusted for your sign-in address. Connect anyway?" Older clients and phones refuse.',
        others.length === 0 ? null : `The same is true of ${listed(others)}.`,
      ),
      remedy: `If ${host} is the right server, add its domain to the policy TrustModelData, or give the pool a name in ${domain}. A user may confirm the question once, if the name is known.`,
      verify: command((safe) => `Resolve-DnsName ${safe}`, named),
    };
  },
});

/** Every server on the way to the home server, that one included. */
function outsiders({ redirection, discovery, registrations }: RunFacts): readonly OutsideFault[] {
  const { hops, home } = redirection;
  if (home === null || discovery.domain === '') return [];
  const arrivals = [...hops.slice(1).map(({ from }) => from), home.endpoint];
  return arrivals.flatMap((endpoint, index): readonly OutsideFault[] => {
    const hop = hops[index];
    if (hop === undefined || isTrusted(canonicalName(endpoint.host), discovery.domain)) return [];
    const asked = registrations.find(
      (one) => one.area === 'home' && one.key === endpointKey(endpoint) && one.requestSeq > hop.seq,
    );
    return [
      {
        host: endpoint.host,
        port: endpoint.port,
        hop,
        place: { kind: 'step', step: 'redirection' },
        evidence: [hop.seq, ...(asked === undefined ? [] : [asked.requestSeq])],
      },
    ];
  });
}
