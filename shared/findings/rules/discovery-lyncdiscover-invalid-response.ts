import { defineRule, verdictOf } from '../rule.ts';
import type { RejectReason } from '../facts/web.ts';
import type { Owner } from '../finding.ts';
import { command, foreign, listed, sentences } from '../words.ts';
import {
  candidateFaults,
  detailOf,
  isWebAsked,
  namesOf,
  type CandidateFault,
} from './discovery-candidates.ts';
import { isLoop } from './discovery-lyncdiscover-redirect-loop.ts';

export const lyncdiscoverInvalidResponse = defineRule<CandidateFault>({
  id: 'discovery.lyncdiscover-invalid-response',
  step: 'discovery',
  severity: 'error',
  owner: 'server',
  text: {
    title: 'What answers under the autodiscover name is no autodiscover service.',
    meaning:
      'A web server answered, but not with what autodiscover answers: a web page, the log-in page of a guest network, a damaged document, a document that names no server, or a redirect that must not be followed.',
    remedy:
      'Let the lyncdiscover names lead to the web services of the Front End pool; in a guest network log in to it first.',
    reference: '[MS-OCDISCWS] 2.2.4, 3.1.5.2',
  },
  judge: (facts) => {
    const faults = candidateFaults(
      facts,
      ['invalid-response', 'captive-portal', 'no-sip-access', 'redirect-refused'],
      'autodiscover',
    );
    return verdictOf(
      faults.filter((fault) => !isLoop(fault)),
      isWebAsked(facts),
    );
  },
  describe: (faults) => {
    const [first] = faults;
    const { candidate } = first.at;
    const words = wordsFor(first);
    return {
      title: `${foreign(candidate.name)} ${words.title}`,
      explanation: sentences(
        `A web server answers under ${namesOf(faults)}, but ${words.explanation}`,
        rejections(faults),
        detailOf(first),
      ),
      remedy: words.remedy,
      verify: command(
        (safe) => `curl -v -H "Accept: application/vnd.microsoft.rtc.autodiscover+xml;v=1" https://${safe}/`,
        candidate.name,
      ),
      alternatives: words.alternatives,
      ...(words.owner === undefined ? {} : { owner: words.owner }),
    };
  },
});

interface Words {
  readonly title: string;
  readonly explanation: string;
  readonly remedy: string;
  readonly alternatives: readonly string[];
  readonly owner?: Owner;
}

function wordsFor({ at }: CandidateFault): Words {
  const { candidate, legs, hops } = at;
  const refused = hops.find((hop) => hop.refused !== null);
  if (
    candidate.reason === 'captive-portal' ||
    legs.some(({ rejected }) => rejected?.reason === 'captive-portal')
  ) {
    return {
      title: 'shows the log-in page of this network instead of autodiscover.',
      explanation: 'it shows the same page for any name: this network wants you to log in to it first.',
      remedy: 'Open a browser, log in to the network (guest Wi-Fi, hotel), then sign in again.',
      alternatives: [],
      owner: 'user',
    };
  }
  if (candidate.reason === 'no-sip-access') {
    return {
      title: 'answers, but names no server for this network.',
      explanation:
        candidate.network === 'internal'
          ? 'its document does not say where the SIP server is for a client inside the network.'
          : 'its document does not say where the SIP server is: from outside, that is how a pool without an Edge answers.',
      remedy:
        candidate.network === 'internal'
          ? 'Check in the topology that the pool has its Front Ends and their SIP port, and that this name leads to its internal web site, not the external one; then publish the topology again.'
          : 'Check in the topology that the pool has an Edge associated for client access, and publish the topology again.',
      alternatives: [],
    };
  }
  if (candidate.reason === 'redirect-refused' || refused !== undefined) {
    const to = refused === undefined ? 'another address' : foreign(refused.to.replace(/\?.*$/s, ''), 160);
    return {
      title: 'sends the client to an address that must not be followed.',
      explanation: `it redirects to ${to}, which is refused (${refused?.refused === 'downgrade' ? 'a secure address must not lead to an insecure one' : 'the target must be a plain web address without a user name'}).`,
      remedy: 'Correct the redirect so that it leads to the https address of the web services.',
      alternatives: [],
    };
  }
  return {
    title: 'answers, but is not an autodiscover service.',
    explanation: 'what it sends is no autodiscover document.',
    remedy: `Check which web server stands behind ${foreign(candidate.name)}: the reverse proxy needs a rule for the name that leads to the web services of the Front End pool.`,
    alternatives: [
      'The name leads to an ordinary web site or the default page of a web server: a browser shows it.',
      'The reverse proxy rewrites or damages the answer: asked directly, the web service sends a proper document.',
    ],
  };
}

const REASONS: Readonly<Record<RejectReason, string>> = {
  html: 'a web page',
  'captive-portal': 'a log-in page',
  'content-type': 'a document of another type',
  malformed: 'a damaged document',
  empty: 'an empty answer',
  'too-large': 'more than an autodiscover answer can be',
  'wrong-resource': 'a document about something else',
};

function rejections(faults: readonly CandidateFault[]): string | null {
  const seen = faults.flatMap(({ at }) =>
    at.legs.flatMap(({ url, rejected }) =>
      rejected === null
        ? []
        : [`${foreign(url.replace(/\?.*$/s, ''), 120)} sent ${REASONS[rejected.reason]}`],
    ),
  );
  return seen.length === 0 ? null : `${listed(seen)}.`;
}
