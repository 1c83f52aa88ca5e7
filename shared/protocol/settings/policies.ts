import { policyLabel } from './policy-names.ts';
import type { Provisioning } from './provisioning.ts';
import type { ProvisioningGroupName } from './requests.ts';

/** One policy of the user, for a list that can be searched and copied. */
export interface Policy {
  readonly group: ProvisioningGroupName;
  /** As the server spells it. */
  readonly setting: string;
  readonly label: string;
  readonly value: string;
  /** The value as a switch; null: it is no switch but a number or a text. */
  readonly isOn: boolean | null;
}

/** What decides what a user may do, or how the client behaves; the other groups are addresses and grammars. */
export const POLICY_GROUPS = [
  'ucPolicy',
  'meetingPolicy',
  'endpointConfiguration',
  'mediaConfiguration',
  'locationPolicy',
  'presencePolicyV2',
  'persistentChatConfiguration',
  'publicProviders',
  'userSetting',
] as const satisfies readonly ProvisioningGroupName[];

/** In the order of the groups above, within one in the server's order. */
export function policiesOf(provisioning: Provisioning): readonly Policy[] {
  return POLICY_GROUPS.flatMap((name) => {
    const group = provisioning.groups.find(({ known }) => known === name);
    return (group?.settings ?? []).map(({ name: setting, value }) => ({
      group: name,
      setting,
      label: policyLabel(setting),
      value,
      isOn: readSwitch(value),
    }));
  });
}

/** Words only: 1 and 0 are as often a number. */
function readSwitch(value: string): boolean | null {
  const word = value.toLowerCase();
  if (word === 'true') return true;
  return word === 'false' ? false : null;
}
