import type { Deployment } from './deployment.ts';
import type { SettingsFault } from './nodes/settings/settings-fault.ts';
import {
  asUser,
  failed,
  offering,
  signedIn,
  signInScenario,
  type Expectation,
  type Scenario,
} from './scenario.ts';

type Settings = Deployment['settings'];

const PIGGYBACK: Settings = { delivery: 'piggyback', notifyDelayMs: 0, faults: [] };

function settingsScenario(
  id: string,
  title: string,
  story: string,
  expect: Expectation,
  changes: Partial<Deployment>,
): Scenario {
  const all = { ...offering('NTLM'), ...changes };
  return signInScenario(id, title, story, asUser('bob', 'auto'), expect, all, 'settings');
}

function having(...faults: readonly SettingsFault[]): Pick<Deployment, 'settings'> {
  return { settings: { ...PIGGYBACK, faults } };
}

export const SETTINGS_SCENARIOS: readonly Scenario[] = [
  settingsScenario(
    'settings-healthy',
    'Signed in, with all settings and contacts',
    'The client is signed in and has its policies, dial plan and contacts at once. All of it comes with the answers themselves.',
    signedIn(),
    {},
  ),
  settingsScenario(
    'settings-notify-late',
    'Settings and contacts come a second later',
    'The contact list stays empty for a moment, then appears: the server sends it in messages of its own, and keeps the connection alive meanwhile.',
    signedIn(),
    {
      settings: { ...PIGGYBACK, delivery: 'notify', notifyDelayMs: 1_000 },
      keepAlive: { timeoutSec: 1, askedAfterMs: 500 },
    },
  ),
  settingsScenario(
    'settings-benotify',
    'Settings and contacts come in messages without an answer',
    'The user notices nothing: the server sends the contact list in messages of its own that nobody has to answer.',
    signedIn(),
    { settings: { ...PIGGYBACK, delivery: 'benotify' } },
  ),
  settingsScenario(
    'location-profile-404',
    'There is no dial plan for the user',
    'Chat and contacts work. Numbers are dialled as they were typed, so that short ones reach nobody: the server has no dial plan for Bob.',
    signedIn('settings.location-profile-failed'),
    having('location-profile-404'),
  ),
  settingsScenario(
    'location-profile-garbage',
    'The dial plan cannot be read',
    'Chat and contacts work. Short numbers reach nobody: a web page comes where the dial plan should be.',
    signedIn('settings.location-profile-invalid'),
    having('location-profile-garbage'),
  ),
  settingsScenario(
    'contacts-503',
    'The contact list is not to be had',
    'The client is signed in with an empty contact list. The server answers 503: the service that keeps it is not running.',
    signedIn('settings.contacts-failed'),
    having('contacts-503'),
  ),
  settingsScenario(
    'contacts-in-exchange',
    'The contacts are kept in Exchange',
    "The contact list comes from the user's mailbox. The server has none and says so, and that is how it should be.",
    signedIn(),
    having('contacts-in-exchange'),
  ),
  settingsScenario(
    'provisioning-403',
    'The server refuses the settings',
    'The client signs in and is signed out again a moment later. The password is fine; the server answers 403 when asked for policies.',
    failed('settings', 'provisioning-failed'),
    having('provisioning-403'),
  ),
  settingsScenario(
    'provisioning-timeout',
    'The settings never come',
    'The client stays at "signing in" although the password was accepted: the question for policies is never answered.',
    failed('settings', 'provisioning-failed'),
    having('provisioning-timeout'),
  ),
  settingsScenario(
    'provisioning-empty',
    'The settings are empty',
    'The client is signed in, but without address book, meetings and policies: the document with the settings holds none.',
    signedIn('settings.provisioning-incomplete'),
    having('provisioning-empty'),
  ),
  settingsScenario(
    'presence-489',
    'The server knows nothing of presence',
    'The client is signed in and has its contacts, but all of them are shown as "presence unknown". The server answers 489.',
    signedIn('settings.presence-failed'),
    having('presence-489'),
  ),
  settingsScenario(
    'policy-url-unreachable',
    'The address book is where nobody finds it',
    'The client is signed in, but searching for a colleague finds nobody: the name of the web server in the settings is in no DNS.',
    signedIn('settings.service-url-unreachable'),
    having('policy-url-unreachable'),
  ),
  settingsScenario(
    'dropped-mid-settings',
    'The connection ends while settings are loaded',
    'The client is signed in for a moment, then starts all over: something on the way cuts the connection.',
    failed('settings', 'connection-lost'),
    having('dropped-mid-settings'),
  ),
  settingsScenario(
    'unregister-lost',
    'The answer to the sign-out never comes',
    'The user signs out, and the client takes its time to close. The server has signed him out, but its answer was lost.',
    signedIn(),
    { registrationFault: 'unregister-lost' },
  ),
];
