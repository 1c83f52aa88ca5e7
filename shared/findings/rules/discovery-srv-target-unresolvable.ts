import type { AutodiscoverDocument } from '../../events/http-events.ts';
import type { EndpointFact } from '../facts/endpoints.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { canonicalName } from '../../protocol/dns/dns-name.ts';
import { defineRule, verdictOf, type Fault } from '../rule.ts';
import { capital } from '../connection-words.ts';
import { foundBy } from '../surroundings.ts';
import { command, foreign, listed, sentences } from '../words.ts';
import { candidateFaults, toFault, type CandidateFault } from './discovery-candidates.ts';

/** A record whose targets have no address, or a server named by autodiscover that has none. */
type TargetFault = CandidateFault | (Fault & { readonly unnamed: EndpointFact });

export const srvTargetUnresolvable = defineRule<TargetFault>({
  id: 'discovery.srv-target-unresolvable',
  step: 'discovery',
  severity: 'error',
  owner: 'network',
  text: {
    title: 'DNS names a server for which it has no address.',
    meaning:
      'The record that says where the server is exists, but the host name in it has no address: the name is misspelled, the server was removed, or its address record is missing.',
    remedy: 'Create the address record (A or AAAA) of the server, or correct the name in the SRV record.',
    reference: 'RFC 2782',
  },
  judge: (facts) =>
    verdictOf<TargetFault>(
      [
        ...candidateFaults(facts, ['target-unresolvable'], 'any').map(withTargets(facts)),
        ...partlyUnresolvable(facts).map(withTargets(facts)),
        ...unnamedEndpoints(facts),
      ],
      facts.names.all.some(({ question, outcome }) => question === 'srv' && outcome === 'answered') ||
        facts.endpoints.length > 0,
    ),
  describe: (faults, facts) => {
    const [first] = faults;
    const targets = faults.flatMap((fault) => targetsOf(fault, facts));
    const target = foreign(targets[0] ?? 'in its answer');
    const record =
      'at' in first
        ? `${first.at.isAutodiscover ? 'autodiscover at' : 'the DNS record'} ${foreign(first.at.candidate.name)}`
        : foundBy(first.unnamed.endpoint.via);
    const outcome = facts.names.addressOf(targets[0] ?? '')?.outcome ?? null;
    return {
      title: `${capital(record)} names the server ${target}, which has no address.`,
      explanation: sentences(
        `A server was found through ${record}, but looking up the address of ${listed(targets) || target} failed${outcome === null ? '' : ` (${outcome})`}.`,
        faults.length > 1
          ? `This concerns ${listed(faults.map((fault) => ('at' in fault ? fault.at.candidate.name : fault.unnamed.endpoint.host)))}.`
          : null,
      ),
      remedy: `Create an address record for ${target}, or, if the server has another name now, correct it in ${record}.`,
      verify: command((safe) => `nslookup ${safe}`, targets[0] ?? ''),
      alternatives: [
        'The name in the record is misspelled or outdated: the server exists under another name.',
        'The address record is missing in the DNS of this network only: another DNS server has it.',
      ],
    };
  },
});

/** The names without an address: targets of an SRV record, or what autodiscover says and leads to. */
function targetsOf(fault: TargetFault, facts: RunFacts): readonly string[] {
  if ('unnamed' in fault) return [fault.unnamed.endpoint.host];
  const { name, legs } = fault.at;
  const named = [
    ...(name?.srv.map(({ target }) => target) ?? []),
    ...legs.flatMap(({ host, document }) => [host, ...serversOf(document?.document ?? null)]),
  ];
  // Connect-to stands in for the address of an endpoint that is usable in spite of having none.
  const usable = new Set(fault.at.candidate.endpoints.map(({ host }) => canonicalName(host)));
  return [...new Set(named)].filter(
    (host) => facts.names.addressOf(host)?.addresses.length === 0 && !usable.has(canonicalName(host)),
  );
}

/** An SRV record that works, but of which one target or another has no address: a client that draws it first loses time. */
function partlyUnresolvable(facts: RunFacts): readonly CandidateFault[] {
  return facts.discovery.candidates
    .filter(({ candidate, isAutodiscover }) => candidate.endpoints.length > 0 && !isAutodiscover)
    .map(toFault)
    .filter((fault) => targetsOf(fault, facts).length > 0);
}

function serversOf(document: AutodiscoverDocument | null): readonly string[] {
  return [document?.sipClientInternalAccess, document?.sipClientExternalAccess].flatMap((access) =>
    access === null || access === undefined ? [] : [access.fqdn],
  );
}

function withTargets(facts: RunFacts): (fault: CandidateFault) => CandidateFault {
  return (fault) => ({
    ...fault,
    evidence: [
      ...fault.evidence,
      ...targetsOf(fault, facts).flatMap((target) => facts.names.addressOf(target)?.evidence ?? []),
    ],
  });
}

function unnamedEndpoints({ endpoints }: RunFacts): readonly TargetFault[] {
  return endpoints
    .filter(({ stage, endpoint }) => stage === 'unresolved' && endpoint.via !== 'manual')
    .map((unnamed) => ({
      unnamed,
      place: { kind: 'endpoint', endpoint: unnamed, isPartial: false },
      evidence: unnamed.name?.evidence ?? [],
    }));
}
