import type { CandidateFact } from '../facts/discovery.ts';
import { legEvidence } from '../facts/web.ts';
import { defineRule, verdictOf, type Fault } from '../rule.ts';
import { command, foreign, sentences } from '../words.ts';

interface ProxyFault extends Fault {
  readonly at: CandidateFact;
}

export const proxyAuthenticationRequired = defineRule<ProxyFault>({
  id: 'connectivity.proxy-authentication-required',
  step: 'connectivity',
  severity: 'error',
  owner: 'network',
  text: {
    title: 'The web proxy asks for a user name and password.',
    meaning:
      'The way to the web service leads through a proxy that lets nobody pass without signing in to it (status 407). Programs that sign in to Skype for Business do not do that.',
    remedy:
      'Exempt the names of Skype for Business from the proxy, or allow them to pass without authentication.',
    reference: 'RFC 9110 15.5.8',
  },
  judge: ({ discovery }) =>
    verdictOf(
      discovery.candidates
        .filter(({ candidate }) => candidate.reason === 'proxy-authentication')
        .map((at) => ({
          at,
          place: { kind: 'candidate', candidate: at },
          evidence: [...at.legs.flatMap(legEvidence), at.seq],
        })),
      discovery.candidates.some(({ legs }) => legs.length > 0),
    ),
  describe: (faults) => {
    const { candidate, legs } = faults[0].at;
    const detail = legs.find(({ failure }) => failure?.failure === 'proxy-authentication')?.failure?.detail;
    return {
      title: `The web proxy wants a password before it lets anything through to ${foreign(candidate.name)}.`,
      explanation: sentences(
        `Autodiscover at ${foreign(candidate.name)} goes through a web proxy by this PC's settings, and the proxy answered 407: authentication required.`,
        detail === undefined ? null : `(${foreign(detail, 160)})`,
      ),
      remedy: `Exempt ${foreign(candidate.name)} and the web services of Skype for Business from the proxy, or let them pass without authentication.`,
      verify: command((safe) => `curl -v https://${safe}/`, candidate.name),
      step: 'discovery',
    };
  },
});
