import { span } from '../../lib/duration.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { failedProvisioning, type ConcludedRequest } from '../facts/settings.ts';
import type { Owner } from '../finding.ts';
import { defineRule, verdictOf, type Fault } from '../rule.ts';
import { sentences } from '../words.ts';
import { showUser } from './registration-rule.ts';
import { isConsequence, SETTINGS_PLACE } from './settings-rule.ts';
import { adviceOf, endingOf, evidenceOf, homeHostOf, isOutage, showFabric } from './settings-words.ts';

interface ProvisioningFault extends Fault {
  /** null: the time for the run was over before anything came. */
  readonly one: ConcludedRequest | null;
}

export const provisioningFailed = defineRule<ProvisioningFault>({
  id: 'settings.provisioning-failed',
  step: 'settings',
  severity: 'error',
  owner: 'server',
  text: {
    title: 'The server takes the sign-in and does not give the settings.',
    meaning:
      'Right after the sign-in the client asks for its policies and for the addresses of the services (in-band provisioning). Without them it does not know what the user may do, nor where address book, meetings and media relay are: it shows "limited functionality" or signs out again.',
    remedy:
      'Check the policies that are assigned to the user, the services and the database of the home pool, and whether large answers get lost on the way.',
    reference: '[MS-SIPREGE] 2.2.2',
  },
  judge: (facts) => {
    const { settings } = facts;
    const one = failedProvisioning(settings);
    const place = SETTINGS_PLACE;
    const faults: readonly ProvisioningFault[] =
      one !== null
        ? [{ one, place, evidence: evidenceOf(one), isConsequence: isConsequence(one, facts) }]
        : settings.unansweredSeq !== null
          ? [{ one: null, place, evidence: [settings.unansweredSeq] }]
          : [];
    const isAsked = settings.requests.some(
      ({ request, outcome }) => request === 'provisioning' && outcome !== 'not-asked',
    );
    return verdictOf(faults, isAsked);
  },
  describe: ([{ one }], facts) => {
    const host = homeHostOf(facts);
    const words = wordsFor(one);
    const { advice, owner } = one === null ? { advice: null } : adviceOf(one);
    const verify = words.isAboutUser ? showUser(facts.discovery.address) : showFabric(facts);
    return {
      title: words.title.replace('WHO', host),
      explanation: sentences(
        one === null
          ? `The time for the test, ${span(facts.ending.budgetMs ?? 0)}, was over before ${host} had given the policies and server addresses.`
          : endingOf(one, facts),
        words.explanation,
        aboutStandIn(facts),
      ),
      remedy: sentences(words.remedy.replaceAll('WHO', host), advice),
      verify,
      owner: owner ?? words.owner,
      alternatives: words.alternatives,
    };
  },
});

interface Words {
  readonly title: string;
  readonly explanation: string;
  readonly remedy: string;
  readonly owner: Owner;
  readonly isAboutUser: boolean;
  readonly alternatives: readonly string[];
}

const FORBIDDEN: Words = {
  title: 'You are signed in, but the server WHO refuses to give you your settings.',
  explanation:
    'The logon itself is in order; it is the policies and server addresses that the server will not hand out to this user. A client may sign out again or show a bare window.',
  remedy:
    'Check the policies that are assigned to the user (Get-CsUser, Get-CsClientPolicy), and whether they exist and can be read; then look in the event log of WHO.',
  owner: 'server',
  isAboutUser: true,
  alternatives: [
    'A policy of the user forbids it, or names a policy that was deleted: other users of the pool get their settings.',
    'The account has been disabled, or moved, since the logon: Get-CsUser shows it.',
  ],
};

const UNKNOWN_USER: Words = {
  title: 'You are signed in, but the server WHO does not find your settings.',
  explanation:
    'The registrar took the user in, and the part of the server that keeps the settings does not know him: typical of an account that is being moved to another pool, or has just been enabled.',
  remedy:
    'Check where the account is at home (Get-CsUser, property RegistrarPool), finish or repeat the move with Move-CsUser, and wait for the replication.',
  owner: 'server',
  isAboutUser: true,
  alternatives: [
    'A move to another pool is under way: it works again after some minutes.',
    'The account was enabled a moment ago and has not reached this server: it works after the next replication (Update-CsUserDatabase).',
  ],
};

const OUTAGE: Words = {
  title: 'You are signed in, but the server WHO cannot give the settings at present.',
  explanation:
    'The pool works with limited functionality: it takes users in, and has no access to what is stored for them.',
  remedy:
    'Check the pool of WHO: services, fabric and database (Get-CsPoolFabricState, Get-CsWindowsService, Get-CsDatabaseMirrorState).',
  owner: 'server',
  isAboutUser: false,
  alternatives: [
    'The pool is in resiliency mode after a failover, or its database is down: other users have the same.',
    'The pool is overloaded or has just been started: it works after some minutes.',
  ],
};

const NOT_UNDERSTOOD: Words = {
  title: 'You are signed in, but the server WHO does not know the request for settings.',
  explanation:
    'The request is the one that every client since Lync 2010 sends, and servers of that product know it. Something that changes SIP stands in between, or the server is of another make.',
  remedy:
    'Look for a session border controller, load balancer or firewall with SIP inspection before WHO, and take it out of the way for clients.',
  owner: 'network',
  isAboutUser: false,
  alternatives: [
    'A device on the way changes or refuses requests that it does not know: from another network it works.',
    'The server is older or of another make: its answers carry another product name.',
  ],
};

const SILENCE: Words = {
  title: 'You are signed in, but the server WHO does not answer when asked for the settings.',
  explanation:
    'Small requests went through before. The answer with the settings is the first large one (often more than 50 kB), so that it is also the first to get lost where large packets do.',
  remedy:
    'Check the load and the database of the pool of WHO (Get-CsPoolFabricState), then the packet size on the way (MTU, VPN) and any inspection device.',
  owner: 'server',
  isAboutUser: false,
  alternatives: [
    'The pool is overloaded or waits for its database: other users wait, too, from any network.',
    'Large answers are lost on the way (MTU, VPN, SSL inspection): from another network it works.',
  ],
};

const LATE: Words = {
  ...SILENCE,
  title: 'You are signed in, but the settings never came from WHO.',
  explanation:
    'The server promised the settings and did not send them: neither with its answer nor in a NOTIFY of its own.',
};

const UNREADABLE: Words = {
  title: 'You are signed in, but the settings that WHO sends cannot be read.',
  explanation: 'What came is not the document that it should be, so that a client cannot use any of it.',
  remedy:
    'Look for a device between this PC and WHO that changes or cuts what passes; then look in the event log of the server.',
  owner: 'network',
  isAboutUser: false,
  alternatives: [
    'A device on the way changes or cuts the answer: from another network it can be read.',
    'A policy holds characters that do not belong there: users with other policies get readable settings.',
  ],
};

const REFUSED: Words = {
  title: 'You are signed in, but the server WHO does not give you your settings.',
  explanation: 'The logon itself is in order; a client is left without policies and server addresses.',
  remedy: 'Look in the logs of WHO for this request; its Call-ID is in the evidence.',
  owner: 'server',
  isAboutUser: false,
  alternatives: [],
};

/** Source: RFC 3261 21, RFC 6665 8.3.2 for 489. */
function wordsFor(one: ConcludedRequest | null): Words {
  if (one === null) return SILENCE;
  const { outcome, status } = one;
  if (outcome === 'no-answer') return SILENCE;
  if (outcome === 'no-data') return LATE;
  if (outcome === 'invalid') return UNREADABLE;
  if (isOutage(one)) return status === 504 ? SILENCE : OUTAGE;
  if (status === 403) return FORBIDDEN;
  if (status === 404) return UNKNOWN_USER;
  if (status === 408) return SILENCE;
  return status !== null && [405, 406, 415, 420, 489, 501].includes(status) ? NOT_UNDERSTOOD : REFUSED;
}

function aboutStandIn({ settings: { described } }: RunFacts): string | null {
  return described?.isConnectedToPrimary === false || described?.userServices?.toLowerCase() === 'unavailable'
    ? 'The registrar says of itself that it stands in for the home pool, or has no access to its data (redirection.backup-registrar).'
    : null;
}
