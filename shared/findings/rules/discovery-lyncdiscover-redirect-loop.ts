import { defineRule, verdictOf } from '../rule.ts';
import { command, foreign, sentences } from '../words.ts';
import {
  candidateFaults,
  detailOf,
  isWebAsked,
  namesOf,
  type CandidateFault,
} from './discovery-candidates.ts';

/** Hops that are told one by one. */
const SHOWN_HOPS = 6;

export const lyncdiscoverRedirectLoop = defineRule<CandidateFault>({
  id: 'discovery.lyncdiscover-redirect-loop',
  step: 'discovery',
  severity: 'error',
  owner: 'server',
  text: {
    title: 'Autodiscover sends the client in circles.',
    meaning:
      'The autodiscover web service sends the client on to another address, and that one sends it back, or on and on: typically a redirect rule that matches its own target, or two deployments that each believe the other one holds the user.',
    remedy: 'Correct the redirect rule, or the half-finished move of the user between pools or to the cloud.',
    reference: '[MS-OCDISCWS] 3.1.5.2',
  },
  judge: (facts) => {
    const loops = candidateFaults(facts, ['redirect-loop', 'redirect-refused'], 'autodiscover');
    return verdictOf(loops.filter(isLoop), isWebAsked(facts));
  },
  describe: (faults) => {
    const [first] = faults;
    const { hops, candidate } = first.at;
    // HTTP and HTTPS are asked at once and often go the same way.
    const steps = [...new Set(hops.map(({ from, to }) => `${short(from)} → ${short(to)}`))];
    const shown = steps.slice(0, SHOWN_HOPS).join('; ');
    const rest = steps.length - SHOWN_HOPS;
    const isEndless = hops.some(({ refused }) => refused === 'too-many');
    return {
      title: isEndless
        ? `Autodiscover at ${foreign(candidate.name)} redirects the client again and again.`
        : `Autodiscover at ${foreign(candidate.name)} sends the client in circles.`,
      explanation: sentences(
        `Following the redirects of ${namesOf(faults)} came to no end.`,
        steps.length === 0 ? null : `The steps: ${shown}${rest > 0 ? `; and ${rest} more` : ''}.`,
        detailOf(first),
      ),
      remedy:
        'Follow the addresses in the explanation one by one and correct the rule that leads back: on the reverse proxy, in the web services, or in the setting that says which pool (or cloud) holds the user.',
      verify: command((safe) => `curl -vL --max-redirs 10 https://${safe}/`, candidate.name),
      alternatives: [
        'A redirect rule of the reverse proxy matches its own target: the hops stay on one host.',
        'Two deployments each believe that the other holds the user: the hops go back and forth between two hosts.',
      ],
    };
  },
});

/** A refused redirect is a loop or an endless chain, or it is one that must not be followed: another finding. */
export function isLoop({ at }: CandidateFault): boolean {
  if (at.candidate.reason === 'redirect-loop') return true;
  return at.hops.some(({ refused }) => refused === 'loop' || refused === 'too-many');
}

function short(url: string): string {
  return foreign(url.replace(/\?.*$/s, ''), 100);
}
