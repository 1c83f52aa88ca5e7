import { formatHostAndPort } from '../../lib/host-and-port.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { hasFailed, type ConcludedRequest, type ProbedService } from '../facts/settings.ts';
import { defineRule, verdictOf, type Fault, type FindingText } from '../rule.ts';
import { command, foreign, listed, sentences } from '../words.ts';
import { effectOf, plightOf } from './service-words.ts';
import { isConsequence, SETTINGS_PLACE } from './settings-rule.ts';
import { endingOf, evidenceOf, homeHostOf, isOutage, showFabric } from './settings-words.ts';

/** A place that cannot be reached, or a service behind the server that gives nothing. */
type ServiceFault =
  (Fault & { readonly probe: ProbedService }) | (Fault & { readonly one: ConcludedRequest });

export const serviceUrlUnreachable = defineRule<ServiceFault>({
  id: 'settings.service-url-unreachable',
  step: 'settings',
  severity: 'warning',
  owner: 'network',
  text: {
    title: 'A service that the settings name cannot be reached.',
    meaning:
      'The settings tell the client where address book, group expansion, meetings, media relay and other services are. One of these places cannot be reached from here, so that what depends on it does not work, while chat and presence do.',
    remedy:
      'Let the name of the service resolve in this network, open its port, check its certificate, and correct the published URL where it leads to the wrong place.',
    reference: '[MS-SIPREGE] 2.2.2.5.1; [MS-AVEDGEA]',
  },
  judge: (facts) => {
    const probes = ownProbes(facts).filter(({ outcome }) => outcome !== 'reached');
    const asked = facts.settings.requests.filter(
      ({ request }) => request === 'media-relay' || request === 'conferencing',
    );
    const faults: readonly ServiceFault[] = [
      ...probes.map((probe) => ({ probe, place: SETTINGS_PLACE, evidence: probeEvidence(probe, facts) })),
      ...asked.filter(hasFailed).map((one) => ({
        one,
        place: SETTINGS_PLACE,
        evidence: evidenceOf(one),
        isConsequence: isConsequence(one, facts),
      })),
    ];
    return verdictOf(faults, ownProbes(facts).length > 0 || asked.length > 0);
  },
  describe: (faults, facts) => {
    const [first] = faults;
    const probes = faults.flatMap((fault) => ('probe' in fault ? [fault.probe] : []));
    const requests = faults.flatMap((fault) => ('one' in fault ? [fault.one] : []));
    const effects = [
      ...new Set([
        ...probes.map(({ service }) => effectOf(service)),
        ...requests.map(({ request }) => effectOf(request)),
      ]),
    ];
    const words =
      'probe' in first ? describeProbe(first.probe, probes, facts) : describeRequest(first.one, facts);
    return {
      ...words,
      explanation: sentences(
        ...placesInWords(probes, facts),
        ...requests.map((one) => endingOf(one, facts)),
        `What the user will notice: ${listed(effects)}.`,
        'Chat and presence work all the same.',
      ),
    };
  },
});

/** Of the user's own side; from the other side of the firewall some are rightly out of reach. */
function ownProbes({ settings: { services, isOutside } }: RunFacts): readonly ProbedService[] {
  const own = isOutside ? 'external' : 'internal';
  return services.filter(
    ({ side, service, outcome }) => outcome !== 'cancelled' && (side === own || service === RELAY),
  );
}

const RELAY = 'media-relay';

function describeProbe(
  probe: ProbedService,
  probes: readonly ProbedService[],
  facts: RunFacts,
): Omit<FindingText, 'explanation'> {
  const { host, port, outcome } = probe;
  const labels = [...new Set(probes.map(({ label }) => foreign(label, 60)))];
  const place = foreign(host);
  const isRelay = probe.service === RELAY;
  return {
    title:
      labels.length === 1
        ? `${labels[0] ?? 'A service'}: ${place} cannot be used, because ${plightOf(probe, facts)}.`
        : `Services cannot be used (${listed(labels)}): ${place}, for one, because ${plightOf(probe, facts)}.`,
    remedy: remedyFor(probe, isRelay),
    verify:
      outcome === 'unresolvable'
        ? command((safe) => `Resolve-DnsName ${safe}`, host)
        : command((safe) => `Test-NetConnection ${safe} -Port ${port}`, host),
    owner: outcome === 'untrusted' || outcome === 'tls-failed' ? 'server' : 'network',
    alternatives: [
      'The setting names a server that was removed or renamed: it is found from nowhere (Get-CsService -WebServer shows what is published).',
      'The place is known or open in another network only: from there it works.',
      ...(isRelay ? ['Calls may still go by UDP 3478, which this test does not try.'] : []),
    ],
  };
}

function remedyFor({ host, port, outcome, setting }: ProbedService, isRelay: boolean): string {
  const place = foreign(host);
  const published = isRelay
    ? 'check the A/V Edge in the topology'
    : `correct ${foreign(setting, 60)} (published URLs of the web services in the topology)`;
  switch (outcome) {
    case 'unresolvable':
      return `Create an address record for ${place} in the DNS of this network, or, if the server has another name now, ${published}.`;
    case 'untrusted':
    case 'tls-failed':
      return `Check the certificate that is assigned to the service on port ${port} of ${place}: its names, its dates, and the authority that issued it.`;
    case 'proxy-failed':
      return `Let the web proxy of this PC pass connections to ${place}, or take that name out of its use (proxy exceptions).`;
    default:
      return isRelay
        ? `Allow TCP port ${port} (and UDP port 3478) from this network to ${place}, and check that the A/V Edge service is running.`
        : `Allow TCP port ${port} from this network to ${place}, and check that the web service there is running.`;
  }
}

function describeRequest(one: ConcludedRequest, facts: RunFacts): Omit<FindingText, 'explanation'> {
  const host = homeHostOf(facts);
  const isRelay = one.request === 'media-relay';
  return {
    title: isRelay
      ? 'The media relay gives no access, so that calls with people outside the network may have no sound.'
      : 'The service for meetings does not answer as it should, so that meetings cannot be begun.',
    remedy: isRelay
      ? `Check the A/V authentication service on the Edge and the way from ${host} to it (port 5062, certificates): Get-CsWindowsService on the Edge, Get-CsService -EdgeServer.`
      : `Check the conferencing services on the pool of ${host} (Get-CsWindowsService).`,
    verify: isRelay ? 'Get-CsService -EdgeServer' : showFabric(facts),
    owner: 'server',
    alternatives: [
      ...(isRelay
        ? ['The Edge or its A/V service is down: nobody has sound with people outside.']
        : ['The conferencing servers of the pool are stopped: nobody of the pool can begin a meeting.']),
      ...(isOutage(one) ? ['The way between the servers is closed: the service itself runs.'] : []),
    ],
  };
}

/** One sentence for each place with all that is there. */
function placesInWords(probes: readonly ProbedService[], facts: RunFacts): readonly string[] {
  const byPlace = new Map<string, ProbedService[]>();
  for (const probe of probes) {
    const key = formatHostAndPort(probe);
    byPlace.set(key, [...(byPlace.get(key) ?? []), probe]);
  }
  return [...byPlace].slice(0, MOST_TOLD).map(([place, [first, ...more]]) => {
    const all = first === undefined ? [] : [first, ...more];
    const names = listed(all.map(({ label, setting }) => `${foreign(label, 60)}, ${foreign(setting, 60)}`));
    const why = first === undefined ? '' : plightOf(first, facts);
    return `${foreign(place)} (${names}) cannot be used: ${why}.`;
  });
}

const MOST_TOLD = 6;

function probeEvidence({ seq, connections, host }: ProbedService, { names }: RunFacts): readonly number[] {
  const seen = connections.flatMap(({ startedSeq, tcpFault, tlsFault, judgedSeq }) => [
    startedSeq,
    tcpFault?.seq,
    tlsFault?.seq,
    judgedSeq,
  ]);
  return [
    ...(names.addressOf(host)?.evidence ?? []),
    ...seen.filter((one) => one !== undefined && one !== null),
    seq,
  ];
}
