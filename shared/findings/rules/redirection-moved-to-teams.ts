import { isInCloud, type CloudSign } from '../facts/cloud.ts';
import { failedStep } from '../facts/decision.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { defineRule, verdictOf, type Fault, type FindingText } from '../rule.ts';
import { capital } from '../connection-words.ts';
import { command, foreign, sentences } from '../words.ts';
import { plightOf } from './redirection-words.ts';
import { showUser } from './registration-rule.ts';

interface CloudFault extends Fault {
  readonly sign: CloudSign;
}

export const movedToTeams = defineRule<CloudFault>({
  id: 'redirection.moved-to-teams',
  step: 'redirection',
  severity: 'error',
  owner: 'server',
  text: {
    title: "The sign-in is sent to Microsoft's cloud, where Skype for Business has been switched off.",
    meaning:
      'A server, or a record in DNS, leads to Skype for Business Online (lync.com and its national sisters). Microsoft closed that service in July 2021 (in China in October 2023); who was moved there uses Teams, and a Skype for Business client has nowhere to sign in. What still leads there is a remnant of the time when both were used side by side.',
    remedy:
      'If the user was moved, use Teams and remove the client. If not, correct the account (hosting provider, home pool) or the DNS records, so that they lead to the servers of the company.',
    reference: 'https://learn.microsoft.com/en-us/skypeforbusiness/hybrid/decommission-on-prem-overview',
  },
  judge: ({ cloud, redirection, discovery }) => {
    const signs = [cloud.end, cloud.used, ...cloud.beside].filter((sign) => sign !== null);
    return verdictOf(
      signs.map((sign) => ({ sign, place: { kind: 'cloud', sign }, evidence: sign.evidence })),
      redirection.concluded !== null || discovery.candidates.length > 0,
    );
  },
  describe: ([{ sign }], facts) => {
    const { cloud, decision } = facts;
    if (sign === cloud.end && sign.how === 'redirect') return sentToCloud(sign, facts);
    if (sign !== cloud.end && sign !== cloud.used) return remnant(sign, facts);
    const step = failedStep(decision);
    return { ...foundInCloud(sign, facts), ...(step === null ? { step: 'discovery' } : { step }) };
  },
});

const CLOSED =
  'Skype for Business Online, which was there, was closed by Microsoft in July 2021; accounts that were moved to Microsoft 365 use Teams only.';

function sentToCloud({ from, host }: CloudSign, { discovery }: RunFacts): FindingText {
  const address = foreign(discovery.address);
  return {
    title:
      'Your account leads to Microsoft 365, where Skype for Business no longer exists: use Teams instead.',
    explanation: sentences(
      `The server ${foreign(from)} sends the sign-in of ${address} on to ${foreign(host)}, which belongs to Microsoft's cloud.`,
      CLOSED,
      'The test did not go there: nothing in the cloud would take the sign-in, and no password was sent to it.',
    ),
    remedy: `If ${address} was moved to Teams, remove the Skype for Business client from the PC and use Teams. If the account should be on the company's own servers, correct it there: Get-CsUser shows HostingProvider (SRV: is the company itself, sipfed.online.lync.com is the cloud); Move-CsUser brings it back or finishes the move.`,
    verify: showUser(discovery.address),
    alternatives: [
      'The user was moved to Teams: the account works there, and the client is a left-over on the PC.',
      'A move was broken off half-way: HostingProvider still names the cloud, though the account never worked there.',
      'Directory synchronisation brought an old value back (msRTCSIP-DeploymentLocator): other users who were never moved are affected, too.',
    ],
  };
}

function foundInCloud(sign: CloudSign, facts: RunFacts): FindingText {
  const { discovery } = facts;
  const domain = foreign(discovery.domain);
  return {
    title: `The sign-in of ${domain} leads to Microsoft's cloud, where Skype for Business has been switched off.`,
    explanation: sentences(
      `${capital(wayOf(sign))} leads to ${foreign(sign.host)}, which belongs to Microsoft 365.`,
      CLOSED,
      whatWasSeen(facts),
      facts.authentication.password.submitted.length === 0 ? 'No password was sent there.' : null,
    ),
    ...mendRecords(sign, domain),
    verify: recordCommand(sign),
    owner: 'network',
    alternatives: [
      'The whole company has moved to Teams: the records are left-overs, and so is the client on the PC.',
      'Only some accounts have moved: then DNS must lead to the servers of the company, which know who lives where.',
      ...(discovery.network === 'external'
        ? ['Only DNS outside leads to the cloud: inside, other records lead to the servers of the company.']
        : []),
    ],
  };
}

/** A record that decided nothing in this run. */
function remnant(sign: CloudSign, { discovery }: RunFacts): FindingText {
  const domain = foreign(discovery.domain);
  return {
    title: `${capital(wayOf(sign))} still leads to Microsoft's cloud, which no longer has a Skype for Business service.`,
    explanation: sentences(
      `It leads to ${foreign(sign.host)}. This run did not depend on it; a client that comes to this record first would lose time there or end at it.`,
      CLOSED,
    ),
    ...mendRecords(sign, domain),
    verify: recordCommand(sign),
    owner: 'network',
    step: 'discovery',
  };
}

function mendRecords(sign: CloudSign, domain: string): Pick<FindingText, 'remedy'> {
  const record = foreign(sign.from);
  return {
    remedy: `If all of ${domain} uses Teams, remove ${record} from DNS (only _sipfederationtls._tcp is still needed) and the client from the PCs. If servers of the company are in use, let ${record} lead to them.`,
  };
}

function wayOf({ how, from }: CloudSign): string {
  const name = foreign(from);
  switch (how) {
    case 'redirect':
      return `the server ${name}`;
    case 'srv':
      return `the DNS record ${name}`;
    case 'alias':
      return `the DNS name ${name}, an alias (CNAME),`;
    case 'autodiscover':
      return `autodiscover at ${name}`;
    case 'name':
      return `the name ${name}`;
  }
}

/** How far the run came there: what other rules would have said of any other server. */
function whatWasSeen({ decision, endpoints, names }: RunFacts): string | null {
  const at = endpoints.find(({ endpoint }) => isInCloud(endpoint.host, names));
  if (at === undefined) return null;
  if (at.stage === 'trusted')
    return decision.kind === 'reachable'
      ? 'A server there still answers and asks who signs in.'
      : 'A server there still answers; the test does not sign in to it.';
  const outcome = STAGES[at.stage];
  return outcome === null
    ? null
    : `Tried all the same, ${foreign(at.endpoint.host)} was of no use: ${plightOf({ at, outcome })}.`;
}

const STAGES = {
  pending: null,
  unresolved: 'unresolvable',
  'tcp-failed': 'tcp-failed',
  'tls-failed': 'tls-failed',
  untrusted: 'untrusted',
  trusted: null,
} as const;

function recordCommand({ how, from }: CloudSign): string | null {
  return command((safe) => `Resolve-DnsName ${safe}${how === 'srv' ? ' -Type SRV' : ''}`, from);
}
