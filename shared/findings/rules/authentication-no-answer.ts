import { span } from '../../lib/duration.ts';
import type { EndpointFact } from '../facts/endpoints.ts';
import { registrarsOf } from '../facts/run-facts.ts';
import { METHOD_NAMES } from '../authentication-words.ts';
import { defineRule, joinRules, verdictOf, type Fault } from '../rule.ts';
import { formatHostAndPort } from '../../lib/host-and-port.ts';
import { openssl } from '../connection-words.ts';
import { foundBy } from '../surroundings.ts';
import { foreign, listed, sentences } from '../words.ts';
import { defineSetbackRule, hasAttempt } from './setback-rule.ts';

interface SilenceFault extends Fault {
  readonly endpoint: EndpointFact;
}

const atBeginning = defineRule<SilenceFault>({
  id: 'authentication.no-answer',
  step: 'authentication',
  severity: 'error',
  owner: 'server',
  text: {
    title: 'The server never answers the sign-in.',
    meaning:
      'The secure connection stands, but no final answer comes to a request of the sign-in: the service hangs or is overloaded, or a device on the way swallows SIP.',
    remedy:
      'Check the state and the load of the service; look for a SIP-aware firewall (ALG) on the way and switch that function off.',
    reference: 'RFC 3261 17.1.2',
  },
  judge: (facts) => {
    const asked = registrarsOf(facts).filter(({ registration }) => registration !== null);
    return verdictOf(
      asked
        .filter(({ outcome }) => outcome === 'no-answer')
        .map((endpoint) => ({
          endpoint,
          place: { kind: 'endpoint', endpoint, isPartial: false },
          evidence: evidenceOf(endpoint),
        })),
      asked.length > 0,
    );
  },
  describe: (faults) => {
    const { endpoint, registration } = faults[0].endpoint;
    const host = foreign(endpoint.host);
    const failed = registration?.failed ?? null;
    const rejected = registration?.rejected ?? null;
    const isCut = failed?.failure === 'closed' || failed?.failure === 'reset';
    const provisional = registration?.provisionalSeqs.length ?? 0;
    const others = faults
      .map((fault) => formatHostAndPort(fault.endpoint.endpoint))
      .filter((at) => at !== formatHostAndPort(endpoint));
    return {
      title: isCut
        ? `The server ${host} hangs up instead of answering the sign-in.`
        : `The server ${host} never answers the sign-in.`,
      explanation: sentences(
        `The secure connection to ${formatHostAndPort(endpoint)} (found through ${foundBy(endpoint.via)}) is fine and its certificate is trusted.`,
        isCut
          ? registration?.isSent === true
            ? `${span(failed.tookMs)} after the anonymous REGISTER the connection was ${failed.failure === 'reset' ? 'reset' : 'closed'} without an answer.`
            : `The connection was ${failed.failure === 'reset' ? 'reset' : 'closed'} before the anonymous REGISTER could be sent.`
          : registration?.isFlooded === true
            ? 'To the anonymous REGISTER came more answers than this program reads, and none of them was a final one.'
            : `The anonymous REGISTER got no final answer within ${span(failed?.tookMs ?? 0)}.`,
        rejected === null
          ? null
          : `An answer began, "${foreign(rejected.head, 80)}", but never came to its end.`,
        provisional === 0 ? null : `Provisional answers came (${provisional}), but nothing after them.`,
        others.length === 0 ? null : `The same was seen at ${listed(others)}.`,
      ),
      remedy: `Check on ${host} whether the Front End or Access Edge service is overloaded, paused or hanging, and whether a firewall on the way inspects SIP.`,
      verify: openssl(endpoint),
      alternatives: [
        'The service hangs or is overloaded: users in all networks are affected.',
        'A firewall with SIP inspection swallows the request: it works from another network or with VPN.',
        'The server waits for a server behind it: its own log shows the request as pending.',
        ...(isCut
          ? [
              'The port is for servers and wants a certificate of the client (connectivity.client-certificate-required): at an Access Edge clients use 443, not 5061.',
            ]
          : []),
      ],
    };
  },
});

/** Silence, or the end of the connection, after the server had asked for credentials. */
const atEnd = defineSetbackRule({
  id: atBeginning.id,
  owner: 'server',
  cause: 'no-answer',
  text: atBeginning.text,
  isApplicable: hasAttempt,
  describe: ({ attempt, method }, { authentication }) => {
    const host = foreign(attempt?.endpoint.host ?? 'the server');
    const name = method === null ? 'the method' : METHOD_NAMES[method];
    const failed = attempt?.last?.failed ?? null;
    const isCut =
      attempt?.outcome === 'closed' || failed?.failure === 'closed' || failed?.failure === 'reset';
    const expected = attempt?.expectedRegisters ?? null;
    const of = expected === null ? '' : ` of ${expected}`;
    const which =
      attempt === null ? 'The last REGISTER' : `REGISTER ${attempt.registers}${of} of the ${name} sign-in`;
    const isOpen = authentication.password.submitted.length > 0 && authentication.password.accepted === null;
    return {
      title: isCut
        ? `The server ${host} hangs up in the middle of the sign-in.`
        : `The server ${host} falls silent in the middle of the sign-in.`,
      explanation: sentences(
        'The server was reached and asked for credentials, and answered what came before.',
        isCut
          ? `${which} was not answered: the connection was ${failed?.failure === 'reset' ? 'reset' : 'closed'}${failed === null ? '' : ` after ${span(failed.tookMs)}`}.`
          : `${which} got no final answer${failed === null ? '' : ` within ${span(failed.tookMs)}`}.`,
        isOpen
          ? 'Whether the password is right is therefore not known; this test does not send it a second time.'
          : null,
      ),
      remedy: `Check on ${host} the load, the way to the domain controllers and to the database of the pool, on which it may be waiting; and whether a firewall on the way inspects SIP.`,
      verify: attempt === null ? null : openssl(attempt.endpoint),
      alternatives: [
        'The server waits for a domain controller or its database: other users hang at the same place, and its event log says so.',
        'Large requests are lost on the way (MTU, typical of VPN): small ones pass, and from another network it works.',
        'A firewall with SIP inspection swallows the request: it works from another network or with VPN.',
      ],
    };
  },
});

export const noAnswer = joinRules(atBeginning, atEnd);

function evidenceOf({ registration }: EndpointFact): readonly number[] {
  if (registration === null) return [];
  const { requestSeq, provisionalSeqs, rejected, failed } = registration;
  return [
    requestSeq,
    ...provisionalSeqs,
    ...[rejected, failed].flatMap((one) => (one === null ? [] : [one.seq])),
  ];
}
