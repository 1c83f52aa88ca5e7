import { webConnections } from '../facts/connection-faults.ts';
import type { CandidateFact } from '../facts/discovery.ts';
import type { WebLeg } from '../facts/web.ts';
import { defineRule, verdictOf, type FindingText } from '../rule.ts';
import { command, foreign, listed, sentences } from '../words.ts';
import { candidateFaults, isWebAsked, namesOf, type CandidateFault } from './discovery-candidates.ts';

export const lyncdiscoverHttpError = defineRule<CandidateFault>({
  id: 'discovery.lyncdiscover-http-error',
  step: 'discovery',
  severity: 'error',
  owner: 'server',
  text: {
    title: 'The autodiscover web service answers with an error.',
    meaning:
      'The web service that tells clients where their server is was reached, but answers with an HTTP error or not at all: the reverse proxy has no rule for it, asks for a password, or the service behind it is ill.',
    remedy:
      'Check the rule for the lyncdiscover names on the reverse proxy (external web services, port 4443 behind it, no authentication), and the web services of the Front End.',
    reference: '[MS-OCDISCWS] 3.1.5.2',
  },
  judge: (facts) => {
    const faults = [
      ...candidateFaults(facts, ['http-error', 'http-timeout'], 'autodiscover'),
      // The place that it leads to has no address, so that no connection says more.
      ...candidateFaults(
        facts,
        ['connect-failed', 'tls-failed', 'untrusted-certificate'],
        'autodiscover',
      ).filter(({ at }) => webConnections(facts, at).length === 0),
    ];
    return verdictOf(faults, isWebAsked(facts));
  },
  describe: (faults) => {
    const [first] = faults;
    const status = mainStatus(first.at);
    const name = foreign(first.at.candidate.name);
    const atProxy = first.at.legs.find(({ failure }) => failure?.failure === 'proxy')?.failure?.detail;
    if (atProxy !== undefined) return describeProxy(faults, atProxy);
    return {
      title:
        status === null
          ? `The autodiscover service at ${name} does not complete its answer.`
          : `The autodiscover service at ${name} answers with ${status >= 400 ? 'error' : 'status'} ${status}.`,
      explanation: sentences(
        `The name exists and a web server is reached (${namesOf(faults)}), but it does not do its work:`,
        `${listed(faults.flatMap(({ at }) => at.legs.flatMap((leg) => resultOf(leg, at)))) || 'no usable answer'}.`,
        status === null ? null : meaningOf(status),
      ),
      remedy: remedyFor(status, name),
      verify: command(
        (safe) => `curl -v -H "Accept: application/json" https://${safe}/`,
        first.at.candidate.name,
      ),
      alternatives: alternativesFor(status),
    };
  },
});

/** F204 of the field: the web proxy lets nobody through to the service, of which nothing is known therefore. */
function describeProxy(faults: readonly [CandidateFault, ...CandidateFault[]], detail: string): FindingText {
  const names = namesOf(faults);
  return {
    title: `The web proxy does not let anything through to ${foreign(faults[0].at.candidate.name)}.`,
    explanation: sentences(
      `By this PC's settings the way to ${names} leads through a web proxy, and that is where it ends: ${foreign(detail, 200)}.`,
      'Whether the autodiscover service behind it works is therefore unknown.',
    ),
    remedy: `Exempt ${names} and the web services of Skype for Business from the proxy, or let the proxy pass them on; if the proxy itself does not work, correct the proxy settings of the PC.`,
    verify: command((safe) => `curl -v https://${safe}/`, faults[0].at.candidate.name),
    alternatives: [
      'The proxy forbids these names: it answers 403 for them and lets other names through.',
      'The proxy cannot find or reach the server behind it: it answers 502, 503 or 504.',
      'The proxy is down or its name is wrong: nothing on the web works from this PC.',
    ],
    owner: 'network',
  };
}

function mainStatus(at: CandidateFact): number | null {
  const failing = at.legs.filter((leg) => isFailure(leg, at));
  return (failing.find(({ isHttps }) => isHttps) ?? failing[0])?.response?.status ?? null;
}

/** Neither a document nor a redirect that leads on. */
function isFailure({ url, response, ticket }: WebLeg, { hops }: CandidateFact): boolean {
  if (response === null || ticket !== null) return false;
  return response.status < 200 || (response.status > 299 && !hops.some(({ from }) => from === url));
}

function resultOf(leg: WebLeg, at: CandidateFact): readonly string[] {
  const { url, response, failure } = leg;
  const place = foreign(url.replace(/\?.*$/s, ''), 120);
  if (response !== null && isFailure(leg, at)) {
    return [`${place} answered ${response.status} ${foreign(response.reason, 60)}`.trim()];
  }
  return failure === null ? [] : [`${place} failed (${foreign(failure.detail, 120) || failure.failure})`];
}

function meaningOf(status: number): string {
  if (status === 401 || status === 403)
    return 'Autodiscover must be open to everybody: it asks for no password.';
  if (status === 404)
    return 'Usually a reverse proxy or another web site answers that does not know autodiscover.';
  if (status === 502 || status === 504)
    return 'A reverse proxy answers, but cannot reach the web service behind it.';
  if (status < 400) return 'That is neither an answer nor a redirect that leads anywhere.';
  if (status === 407)
    return 'No web proxy is in between by the settings of this PC: something on the way, or the web server, acts as one.';
  return status >= 500 ? 'The web service itself is ill.' : 'The web service does not accept the request.';
}

function remedyFor(status: number | null, name: string): string {
  if (status === 401 || status === 403) {
    return `Switch pre-authentication off for ${name} on the reverse proxy, and check the authentication of the Autodiscover application in IIS.`;
  }
  if (status === null || status >= 500) {
    return `Check the web services of the Front End behind ${name} (IIS, application pool of Autodiscover), and the reverse proxy before it.`;
  }
  return `Check the rule for ${name} on the reverse proxy: it must lead to the web services of the Front End pool (4443 for external names).`;
}

function alternativesFor(status: number | null): readonly string[] {
  if (status === 404 || status === 403) {
    return [
      'The reverse proxy has no rule for the name: its own product name is in the Server or Via header of the answer.',
      'The name leads to an unrelated web site: a browser shows that site.',
    ];
  }
  return [
    'The web service of the Front End is ill: asked directly, past the reverse proxy, it gives the same error.',
    'Only the reverse proxy is ill: asked directly the web service answers.',
  ];
}
