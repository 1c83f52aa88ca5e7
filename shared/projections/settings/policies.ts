import type { LoggedEventOf } from '../../events/catalogue.ts';
import { visible } from '../../lib/text.ts';
import { POLICY_GROUPS, policiesOf, type Policy } from '../../protocol/settings/policies.ts';
import type { ProvisionGroup } from '../../protocol/settings/provisioning.ts';
import type { ProvisioningGroupName } from '../../protocol/settings/requests.ts';
import type { PolicyGroup, PolicyList, PolicyRow } from '../settings-model.ts';
import { oncePerEvent } from './once-per-event.ts';
import { provisioningOf } from './provisioning.ts';

const TITLES: Readonly<Record<(typeof POLICY_GROUPS)[number], string>> = {
  ucPolicy: 'Calls',
  meetingPolicy: 'Meetings',
  endpointConfiguration: 'Client',
  mediaConfiguration: 'Audio and video',
  locationPolicy: 'Location for emergency calls',
  presencePolicyV2: 'Presence',
  persistentChatConfiguration: 'Persistent chat',
  publicProviders: 'Public providers',
  userSetting: 'User',
};

/** Thousands of lines that say how presence is written: nothing to look for in a list of policies. */
const GRAMMARS: readonly (ProvisioningGroupName | null)[] = [
  'publicationGrammar',
  'privacyPublicationGrammar',
];
const LONGEST_VALUE = 1_000;

/** The policies first, then every other group as it came, grammars apart. */
export const policyList = oncePerEvent((event: LoggedEventOf<'settings.provisioning.read'>): PolicyList => {
  const provisioning = provisioningOf(event);
  const isGrammar = ({ known }: ProvisionGroup): boolean => GRAMMARS.includes(known);
  const isPolicy = ({ known }: ProvisionGroup): boolean => POLICY_GROUPS.some((name) => name === known);
  const policies = policiesOf(provisioning);
  const groups = [
    ...policyGroups(policies),
    ...provisioning.groups.filter((group) => !isGrammar(group) && !isPolicy(group)).map(asSent),
  ].filter(({ policies }) => policies.length > 0);
  return {
    groups,
    policyCount: policies.length,
    count: groups.reduce((sum, { policies }) => sum + policies.length, 0),
    unlisted: provisioning.groups
      .filter((group) => isGrammar(group) && group.settings.length > 0)
      .map(({ name, settings }) => ({ name: visible(name), settings: settings.length })),
  };
});

/** What a person looks for: the groups whose setting, label or value has the words in it; an empty search has them all. */
export function searchPolicies(groups: readonly PolicyGroup[], search: string): readonly PolicyGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return groups;
  return groups
    .map((group) => ({
      ...group,
      policies: group.policies.filter(({ setting, label, value }) => {
        const text = `${setting} ${label} ${value} ${group.title} ${group.name}`.toLowerCase();
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter(({ policies }) => policies.length > 0);
}

function policyGroups(policies: readonly Policy[]): readonly PolicyGroup[] {
  return POLICY_GROUPS.map((name) => ({
    name,
    title: TITLES[name],
    policies: policies.filter(({ group }) => group === name).map(policyRow),
  }));
}

function policyRow({ setting, label, value, isOn }: Policy): PolicyRow {
  return {
    setting: visible(setting),
    label: visible(label),
    // Not "on" and "off": half of the labels say that something is off.
    value: isOn === null ? visible(value, LONGEST_VALUE) : isOn ? 'yes' : 'no',
    isOn,
  };
}

function asSent({ name, known, settings }: ProvisionGroup): PolicyGroup {
  return {
    name: visible(name),
    title: known === 'ServerConfiguration' ? 'Server configuration, as sent' : visible(name),
    policies: settings.map((setting) => ({
      setting: visible(setting.name),
      label: visible(setting.name),
      value: visible(setting.value, LONGEST_VALUE),
      isOn: null,
    })),
  };
}
