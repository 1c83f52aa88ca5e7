import type { Connection } from '../facts/connections.ts';
import { connectionFaults, hasConnectionAt } from '../facts/connection-faults.ts';
import type { EndpointFact } from '../facts/endpoints.ts';
import { defineRule, verdictOf, type Fault } from '../rule.ts';
import { formatHostAndPort } from '../../lib/host-and-port.ts';
import { openssl } from '../connection-words.ts';
import { foundBy } from '../surroundings.ts';
import { foreign, listed, sentences } from '../words.ts';

interface NotSipFault extends Fault {
  readonly endpoint: EndpointFact;
  /** The plain bytes that came in place of TLS; else the answer to the REGISTER is what is no SIP. */
  readonly banner: Connection | null;
}

export const notSip = defineRule<NotSipFault>({
  id: 'connectivity.not-sip',
  step: 'connectivity',
  severity: 'error',
  owner: 'network',
  text: {
    title: 'What answers there is not a SIP server.',
    meaning:
      'Something else listens where the Skype for Business server should be: a web server, a mail server, another service. The address or the port leads to the wrong machine, or a proxy stands before the right one.',
    remedy:
      'Correct the address or port in DNS or in the topology, or the rule of the device before the server.',
    reference: 'RFC 3261 7',
  },
  judge: (facts) => {
    const banners = connectionFaults(
      facts,
      'tls-failed',
      ({ tlsFault }) => tlsFault?.failure === 'plain-text',
    );
    return verdictOf<NotSipFault>(
      [
        ...banners.flatMap(({ connection, place, evidence }) =>
          place.kind === 'endpoint'
            ? [{ place, evidence, endpoint: place.endpoint, banner: connection }]
            : [],
        ),
        ...facts.endpoints.flatMap((endpoint): readonly NotSipFault[] => {
          const { registration, outcome } = endpoint;
          const rejected = registration?.rejected ?? null;
          if (outcome !== 'not-sip' || registration === null || rejected === null) return [];
          const evidence = [registration.requestSeq, rejected.seq];
          return [
            { place: { kind: 'endpoint', endpoint, isPartial: false }, evidence, endpoint, banner: null },
          ];
        }),
      ],
      hasConnectionAt(facts, ['trusted', 'tls-failed']),
    );
  },
  describe: (faults) => {
    const [first] = faults;
    const { endpoint } = first.endpoint;
    const rejected = first.endpoint.registration?.rejected ?? null;
    const kind =
      first.banner === null ? KINDS[rejected?.looksLike ?? 'plain-text'] : bannerKind(first.banner);
    const isBrokenSip = first.banner === null && rejected?.looksLike === 'sip';
    const said = first.banner === null ? (rejected?.head ?? null) : (first.banner.tlsFault?.banner ?? null);
    const others = faults
      .map((fault) => formatHostAndPort(fault.endpoint.endpoint))
      .filter((place) => place !== formatHostAndPort(endpoint));
    return {
      title: isBrokenSip
        ? `${foreign(endpoint.host)} on port ${endpoint.port} answers with SIP that cannot be read.`
        : `${foreign(endpoint.host)} on port ${endpoint.port} is ${kind}, not a SIP server.`,
      explanation: sentences(
        `${formatHostAndPort(endpoint)} was found through ${foundBy(endpoint.via)}.`,
        first.banner === null
          ? `The secure connection is fine, but the answer to the sign-in request ${
              isBrokenSip ? `breaks the rules of SIP: ${foreign(rejected.detail, 160)}` : 'is not SIP'
            }.`
          : 'It answered with plain bytes where the secure connection should begin.',
        said === null || said === '' ? null : `It began with "${foreign(said, 120)}".`,
        others.length === 0 ? null : `The same was seen at ${listed(others)}.`,
      ),
      remedy: `Check which service listens on port ${endpoint.port} of ${endpoint.host}, and whether DNS names the machine and port of the Front End or Access Edge.`,
      verify: openssl(endpoint),
      alternatives: [
        ...(isBrokenSip
          ? [
              'A device on the way (SIP inspection, ALG) damages the answer: it can be read from another network.',
            ]
          : []),
        'The port belongs to another service of the same machine: the Skype for Business service listens on another port.',
        'A reverse proxy or web server answers for the name: its own name is in the answer.',
      ],
    };
  },
});

const KINDS = {
  http: 'a web server',
  'plain-text': 'another kind of service',
  binary: 'another kind of service',
  sip: 'a server whose SIP cannot be read',
} as const;

function bannerKind({ tlsFault }: Connection): string {
  const banner = tlsFault?.banner ?? '';
  if (/^HTTP\/|^<(?:!doctype|html)/i.test(banner)) return 'a web server';
  if (banner.startsWith('SSH-')) return 'an SSH server';
  return /^220[ -]/.test(banner) ? 'a mail or file server' : 'another kind of service';
}
