import { canonicalName } from '../../protocol/dns/dns-name.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { hostAsked } from '../facts/web.ts';
import { defineRule, verdictOf, type Fault } from '../rule.ts';
import { formatHostAndPort } from '../../lib/host-and-port.ts';
import { foundBy } from '../surroundings.ts';
import { command, foreign, sentences } from '../words.ts';

interface OutsideFault extends Fault {
  readonly host: string;
  readonly role: string;
}

/** What the client trusts without asking when no policy says otherwise (its TrustModelData). */
const TRUSTED_DOMAINS: readonly string[] = [
  'lync.com',
  'outlook.com',
  'lync.glbdns.microsoft.com',
  'microsoftonline.com',
];

export const outsideDomain = defineRule<OutsideFault>({
  id: 'discovery.outside-domain',
  step: 'discovery',
  severity: 'warning',
  owner: 'helpdesk',
  text: {
    title: 'The server does not belong to the domain of the sign-in address.',
    meaning:
      'The server that was found has a name outside the domain of the sign-in address. The client cannot tell whether that is meant so, and asks the user: "cannot verify that the server is trusted for your sign-in address. Connect anyway?"',
    remedy:
      'Use server names inside the domain, or add the domain of the server to the policy TrustModelData on the PCs.',
    reference: null,
  },
  judge: (facts) => {
    const faults = outsiders(facts);
    return verdictOf(faults, facts.decision.kind === 'reachable');
  },
  describe: (faults, { discovery }) => {
    const [first] = faults;
    const domain = foreign(discovery.domain);
    const host = foreign(first.host);
    return {
      title: `The client will ask whether to trust ${host}, because it is not in ${domain}.`,
      explanation: sentences(
        `${first.role} is ${host}, a name outside ${domain} and outside the domains that the client trusts by itself.`,
        'The first time, the client therefore shows: "cannot verify that the server is trusted for your sign-in address. Connect anyway?" Older clients and phones refuse.',
      ),
      remedy: `If ${host} is the right server, add its domain to the policy TrustModelData, or give the server a name in ${domain}. A user may confirm the question once, if the name is known.`,
      verify: command((safe) => `nslookup -type=SRV _sip._tls.${safe}`, discovery.domain),
    };
  },
});

/** The used server, and the web service to which a used autodiscover name sent the client. */
function outsiders({ decision, discovery }: RunFacts): readonly OutsideFault[] {
  if (decision.kind !== 'reachable' || discovery.domain === '') return [];
  const { endpoint, registration } = decision.endpoint;
  // A name given by hand is trusted without a question.
  if (endpoint.via === 'manual') return [];
  const faults: OutsideFault[] = [];
  const used = discovery.candidates.find(({ candidate }) => candidate.via === endpoint.via);
  for (const hop of used?.hops ?? []) {
    const host = hostAsked(hop.to);
    if (hop.refused !== null || isTrusted(host, discovery.domain)) continue;
    faults.push({
      place: { kind: 'run' },
      evidence: [hop.seq],
      host,
      role: `The web service to which ${foreign(used?.candidate.name ?? 'autodiscover')} sends the client`,
    });
  }
  if (!isTrusted(canonicalName(endpoint.host), discovery.domain)) {
    faults.push({
      place: { kind: 'run' },
      evidence: [used?.seq, registration?.requestSeq].filter((seq) => seq !== undefined),
      host: endpoint.host,
      role: `The server found through ${foundBy(endpoint.via)} (${formatHostAndPort(endpoint)})`,
    });
  }
  return faults;
}

/** Whether the client goes on with a host without asking the user; both in canonical form. */
export function isTrusted(host: string, domain: string): boolean {
  return [domain, ...TRUSTED_DOMAINS].some((trusted) => host === trusted || host.endsWith(`.${trusted}`));
}
