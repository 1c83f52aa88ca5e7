import { OWN_SERVERS, type Deployment } from './deployment.ts';
import { referralTo, type Referral } from './homing.ts';
import { HOSTS, type HomeServerId, type SipServerId } from './machines.ts';
import { PARTNER_RECORDS, RECORDS, recordsLeadingTo } from './records.ts';
import {
  addressOf,
  asUser,
  failed,
  offering,
  signedIn,
  signInScenario,
  type Expectation,
  type Scenario,
} from './scenario.ts';

const BOB = addressOf('bob');

/** Every hop asks for a logon of its own, and no KDC knows the further servers: NTLM. */
const NTLM_ONLY = offering('NTLM');

/** Discovery leads to the Director, as where there is one. */
const AT_DIRECTOR: Partial<Deployment> = {
  ...NTLM_ONLY,
  entry: 'director',
  records: recordsLeadingTo(HOSTS.director),
};

function livingOn(server: HomeServerId): Pick<Deployment, 'homes'> {
  return { homes: { [BOB]: server } };
}

/** What one server says of Bob, whether it is true or not. */
function sentOn(at: SipServerId, ...referrals: readonly Referral[]): Pick<Deployment, 'beliefs'> {
  return { beliefs: { [BOB]: { [at]: referrals } } };
}

function bobScenario(
  id: string,
  title: string,
  story: string,
  expect: Expectation,
  changes: Partial<Deployment>,
): Scenario {
  return signInScenario(id, title, story, asUser('bob', 'auto'), expect, changes, 'home-server');
}

export const REDIRECTION_SCENARIOS: readonly Scenario[] = [
  bobScenario(
    'redirect-same-pool',
    'Sent on to another server of the same pool',
    'DNS leads everybody to the first Front End; Bob belongs to the second one. The user notices nothing.',
    signedIn(),
    { ...NTLM_ONLY, ...livingOn('fe02') },
  ),
  bobScenario(
    'redirect-other-pool',
    'Sent on by a Director to the home pool',
    'A Director takes every sign-in and knows where everybody lives. It sends Bob to his pool; the user notices nothing.',
    signedIn(),
    { ...AT_DIRECTOR, ...livingOn('fe11') },
  ),
  bobScenario(
    'redirect-chain',
    'Sent on twice before the home pool is found',
    'Bob was moved to another pool yesterday, and the Director does not know it yet: it sends him to the old pool, which sends him to the new one.',
    signedIn(),
    { ...AT_DIRECTOR, ...livingOn('fe11'), ...sentOn('director', referralTo(HOSTS.pool)) },
  ),
  bobScenario(
    'redirect-loop',
    'Two pools send the client to each other',
    'The client stays at "signing in" and gives up: since the move of the account each of the two pools believes that Bob lives on the other one.',
    failed('redirection', 'loop'),
    { ...NTLM_ONLY, ...livingOn('fe11'), ...sentOn('fe11', referralTo(HOSTS.pool)) },
  ),
  bobScenario(
    'redirect-unreachable',
    'The home server refuses the connection',
    'The Director takes the password and sends Bob to his pool, where nothing listens. Other users sign in without trouble.',
    failed('redirection', 'target-unreachable'),
    { ...AT_DIRECTOR, ...livingOn('fe11'), down: ['fe11'] },
  ),
  bobScenario(
    'redirect-bad-cert',
    "The home server's certificate bears another name",
    'There was a problem verifying the certificate from the server, for users of one pool only: somebody assigned the wrong certificate there.',
    failed('redirection', 'target-untrusted'),
    {
      ...AT_DIRECTOR,
      ...livingOn('fe11'),
      certificateFault: 'wrong-name',
      certificateFaultAt: 'fe11',
    },
  ),
  bobScenario(
    'redirect-outside-domain',
    'The home server belongs to another domain',
    'After a merger some accounts live on servers of fabrikam.test. The client asks whether sip.fabrikam.test can be trusted, then signs in.',
    signedIn('redirection.outside-domain'),
    {
      ...AT_DIRECTOR,
      ...livingOn('partner'),
      servers: [...OWN_SERVERS, 'partner'],
      records: [...recordsLeadingTo(HOSTS.director), ...PARTNER_RECORDS],
    },
  ),
  bobScenario(
    'redirect-from-edge',
    'The Edge sends the client to a name that only the office knows',
    "At home the client says that it couldn't find the server. In the office all is well: the Edge should carry the sign-in itself, and sends it to pool01 instead.",
    failed('redirection', 'target-unreachable'),
    { ...NTLM_ONLY, records: RECORDS.outside, ...sentOn('edge', referralTo(HOSTS.pool)) },
  ),
  bobScenario(
    'redirect-no-target',
    'The client is sent on, and nobody says where to',
    'The client says that it cannot sign in. The Director knows that Bob lives elsewhere, but his account names no pool.',
    failed('redirection', 'no-target'),
    { ...AT_DIRECTOR, ...sentOn('director') },
  ),
  bobScenario(
    'primary-down-backup',
    'The home pool is down, and its backup answers',
    'The first address that the Director gives refuses the connection, the second one takes the user in. The client may show a notice, and works.',
    signedIn('redirection.backup-registrar'),
    { ...AT_DIRECTOR, down: ['fe01', 'fe02'] },
  ),
  signInScenario(
    'limited-mode',
    'Signed in with limited functionality',
    'The home pool is down and its backup has no access to its data: calls work, the contact list stays empty, and the client speaks of limited functionality due to an outage.',
    asUser('alice', 'auto'),
    signedIn('redirection.backup-registrar'),
    {
      ...NTLM_ONLY,
      entry: 'fe11',
      records: recordsLeadingTo(HOSTS.otherPool),
      down: ['fe01', 'fe02'],
      settings: { delivery: 'piggyback', notifyDelayMs: 0, faults: ['user-services-unavailable'] },
    },
  ),
  bobScenario(
    'moved-to-teams',
    'The account was moved to Microsoft 365',
    'The client finds the old servers in the office, is sent to sipdir.online.lync.com and gets no further: Skype for Business Online has been shut down, Bob uses Teams now.',
    failed('redirection', 'moved-to-teams'),
    { ...AT_DIRECTOR, ...sentOn('director', { host: 'sipdir.online.lync.com', port: 443, q: 0.7 }) },
  ),
];
