import { CERTIFICATE_PLIGHTS, TCP_PLIGHTS } from '../connection-words.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import type { ProbedService } from '../facts/settings.ts';

/** Why a place cannot be used, as the end of a sentence. */
export function plightOf({ outcome, connections, host }: ProbedService, { names }: RunFacts): string {
  switch (outcome) {
    case 'unresolvable': {
      const found = names.addressOf(host)?.outcome ?? 'nxdomain';
      return found === 'nxdomain' || found === 'no-data'
        ? 'its name is not found in DNS'
        : 'DNS does not say where it is';
    }
    case 'tcp-failed': {
      const fault = connections.find(({ tcpFault }) => tcpFault !== null)?.tcpFault ?? null;
      return fault === null ? 'no connection comes about' : TCP_PLIGHTS[fault.failure];
    }
    case 'tls-failed':
      return 'no secure connection comes about';
    case 'untrusted': {
      const problem = connections.flatMap(({ problems }) => problems)[0];
      return problem === undefined
        ? 'its certificate is not accepted'
        : `its certificate is not accepted (${CERTIFICATE_PLIGHTS[problem.kind]})`;
    }
    case 'proxy-failed':
      return 'the web proxy makes no connection to it';
    case 'reached':
    case 'cancelled':
      return outcome;
  }
}

/** What does not work without it. */
export function effectOf(service: string): string {
  return EFFECTS.get(service) ?? 'a feature that does not work';
}

const EFFECTS: ReadonlyMap<string, string> = new Map([
  ['address-book', 'an address book that stays empty or old'],
  ['address-book-search', 'no search for colleagues'],
  ['group-expansion', 'distribution groups that cannot be opened'],
  ['meeting-client', 'a meeting client that cannot be fetched'],
  ['ucwa', 'no sign-in for mobile clients and web applications'],
  ['dial-in-page', 'no page with dial-in numbers and PIN'],
  ['location-information', 'no location for emergency calls'],
  ['response-group', 'response groups that cannot be entered or left'],
  ['help-desk', 'no help desk page'],
  ['device-update', 'telephones without updates'],
  ['media-relay', 'calls and shared screens with people outside the network that fail or have no sound'],
  ['conferencing', 'meetings that cannot be begun'],
]);
