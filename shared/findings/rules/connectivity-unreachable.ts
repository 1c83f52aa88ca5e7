import { alsoAt, capitalSubjectOf, dialled, stepOf, testConnection } from '../connection-words.ts';
import { connectionFaults, hasConnectionAt, type ConnectionFault } from '../facts/connection-faults.ts';
import { repliesInWords } from '../dns-words.ts';
import type { NameFact } from '../facts/names.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { defineRule, verdictOf, type Fault, type FindingText } from '../rule.ts';
import { command, foreign, sentences } from '../words.ts';
import { TCP_STAGES } from './stages.ts';

/** A connection without a route, or a server given by hand whose name has no address. */
type UnreachableFault = ConnectionFault | (Fault & { readonly host: string; readonly name: NameFact | null });

export const unreachable = defineRule<UnreachableFault>({
  id: 'connectivity.unreachable',
  step: 'connectivity',
  severity: 'error',
  owner: 'network',
  text: {
    title: 'There is no way from this PC to a server.',
    meaning:
      'The PC cannot even send to the server: it is offline, has no route to that address (for instance an IPv6 address without IPv6, or a company address without VPN), is not allowed to, or the name given by hand has no address.',
    remedy:
      'Check the network connection and the VPN, the routing to the address, and the spelling of a name that was given by hand.',
    reference: 'RFC 1122 3.3.1.1',
  },
  judge: (facts) =>
    verdictOf<UnreachableFault>(
      [...manualNames(facts), ...withoutRoute(facts)],
      hasConnectionAt(facts, TCP_STAGES),
    ),
  describe: (faults) => {
    const [first] = faults;
    if ('host' in first) return describeName(first.host, first.name);
    const own = faults.flatMap((fault) => ('host' in fault ? [] : [fault]));
    const { tcpFault, peer } = first.connection;
    const isDenied = tcpFault?.failure === 'denied';
    const errno = tcpFault?.errno ?? null;
    return {
      title: isDenied
        ? `This PC is not allowed to connect to ${foreign(peer.host)} on port ${peer.port}.`
        : `${capitalSubjectOf(first)} cannot be reached from this PC.`,
      explanation: sentences(
        isDenied
          ? `The operating system did not allow the connection to ${dialled(first)}${errno === null ? '' : ` (${errno})`}: a firewall or protection program on this PC forbids it.`
          : `The connection to ${dialled(first)} failed${errno === null ? '' : ` with ${errno}`}: this PC, or a router near it, knows no way to that address.`,
        alsoAt(own),
      ),
      remedy: isDenied
        ? 'Allow outgoing connections for this program in the firewall or protection program of the PC.'
        : 'Check that the PC is online and, for an address of the company network, that the VPN is connected. Then check the route to the address.',
      verify: testConnection(first),
      alternatives: isDenied
        ? []
        : [
            'The PC is offline or the VPN is not connected: nothing else in that network can be reached either.',
            'DNS gives an address of a kind that this network does not carry (IPv6, or a private address from outside).',
          ],
      ...(isDenied ? { owner: 'helpdesk' } : {}),
      ...stepOf(first),
    };
  },
});

/** An address without a route beside one that works costs a client nothing: it is told at once. */
function withoutRoute(facts: RunFacts): readonly ConnectionFault[] {
  return connectionFaults(
    facts,
    'tcp-failed',
    ({ tcpFault }) => tcpFault !== null && ['unreachable', 'denied', 'other'].includes(tcpFault.failure),
  ).filter(({ place }) => place.kind !== 'endpoint' || !place.isPartial);
}

/** Discovery by name was skipped, so that a name without an address is a fault of this step. */
function manualNames({ endpoints, discovery, names }: RunFacts): readonly UnreachableFault[] {
  const unresolved = endpoints
    .filter(({ stage, endpoint }) => stage === 'unresolved' && endpoint.via === 'manual')
    .map((endpoint): UnreachableFault => {
      const { name, endpoint: place } = endpoint;
      return {
        host: place.host,
        name,
        place: { kind: 'endpoint', endpoint, isPartial: false },
        evidence: name?.evidence ?? [],
      };
    });
  const given = discovery.candidates
    .filter(({ candidate }) => candidate.via === 'manual' && candidate.endpoints.length === 0)
    .map((candidate): UnreachableFault => {
      const host = candidate.candidate.name;
      const name = names.addressOf(host);
      const evidence = [...(name?.evidence ?? []), candidate.seq];
      return { host, name, place: { kind: 'candidate', candidate }, evidence };
    });
  return [...unresolved, ...given];
}

function describeName(given: string, name: NameFact | null): FindingText {
  const host = foreign(given);
  const isSilent = name?.outcome === 'timeout' || name?.outcome === 'unreachable';
  const isAbsent = name === null || name.outcome === 'nxdomain' || name.outcome === 'no-data';
  return {
    title: isAbsent
      ? `The server name ${host} has no address in DNS.`
      : isSilent
        ? `DNS does not answer when asked for the server ${host}.`
        : `DNS does not say where the server ${host} is.`,
    explanation: sentences(
      `The server ${host} was given by hand, so no other one is looked for. Asking DNS for its address ended with: ${name?.outcome ?? 'no answer'}.`,
      isAbsent ? null : repliesInWords(name),
    ),
    remedy: isAbsent
      ? 'Check the spelling of the server name; if it is right, create the missing DNS record.'
      : 'Check the network connection and the DNS servers that were asked.',
    verify: command((safe) => `nslookup ${safe}`, given),
    alternatives: [],
  };
}
