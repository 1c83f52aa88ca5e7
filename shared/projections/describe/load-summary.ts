import type { SettingsRequestKind } from '../../events/settings-events.ts';
import { counted, listed } from '../../lib/listing.ts';
import { isWanting, type LoadFacts } from '../load-facts.ts';
import { SETTINGS_NAMES } from './settings.ts';

/** One line on what came, and what did not: "Policies, 12 contacts, dial plan with 6 rules, 14 service addresses reachable". */
export function loadSummary(load: LoadFacts): string {
  const came = [
    hasCome(load, 'provisioning') ? SETTINGS_NAMES.provisioning : null,
    contactsText(load),
    dialPlanText(load),
    servicesText(load),
  ].filter((part) => part !== null);
  const list = came.length === 0 ? 'nothing that a client needs' : came.join(', ');
  const missing = missingText(load);
  return capitalised(missing === '' ? list : `${list}; not: ${missing}`);
}

/** What is waited for, or done, while the settings are loaded. */
export function loadActivity({ asked, concluded, services, isLeaving }: LoadFacts): string {
  if (isLeaving) return 'Signing out…';
  const waiting = asked.filter((kind) => !concluded.has(kind)).map((kind) => SETTINGS_NAMES[kind]);
  if (waiting.length > 0) return `Loading settings: ${listed(waiting)}…`;
  if (concluded.has('provisioning') || services.tried > 0) return 'Trying the service addresses…';
  return 'Loading settings…';
}

function hasCome({ concluded }: LoadFacts, kind: SettingsRequestKind): boolean {
  return concluded.get(kind)?.outcome === 'received';
}

function contactsText({ contacts }: LoadFacts): string | null {
  if (contacts === null) return null;
  if (contacts.storage === 'exchange' && contacts.contacts === 0) return 'contacts in Exchange';
  return counted(contacts.contacts, 'contact');
}

function dialPlanText({ locationProfile }: LoadFacts): string | null {
  return locationProfile === null ? null : `dial plan with ${counted(locationProfile.rules.length, 'rule')}`;
}

function servicesText({ services: { tried, reached } }: LoadFacts): string | null {
  if (tried === 0) return null;
  const noun = 'service address';
  return reached === tried
    ? `${counted(reached, noun, `${noun}es`)} reachable`
    : `${reached} of ${counted(tried, noun, `${noun}es`)} reachable`;
}

function missingText({ concluded }: LoadFacts): string {
  const missing = [...concluded.values()].filter(({ outcome }) => isWanting(outcome));
  return listed(
    missing.map(({ request, outcome, status }) => {
      const code = outcome === 'refused' && status !== null ? ` (${status})` : '';
      return `${SETTINGS_NAMES[request]}${code}`;
    }),
  );
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
