import { failure, success } from '../../../../shared/lib/result.ts';
import { attributeOf, readXml } from '../soap-xml.ts';
import {
  ENDPOINT_CONFIGURATION,
  LOCATION_POLICY,
  MEDIA_CONFIGURATION,
  MEETING_POLICY,
  PERSISTENT_CHAT,
  PRESENCE_POLICY,
  UC_POLICY,
  USER_SETTING,
} from './policy-groups.ts';
import { PRIVACY_PUBLICATION_GRAMMAR, PUBLICATION_GRAMMAR } from './publication-grammar.ts';
import { badExtension, REFUSALS } from './refusals.ts';
import { contentTypeOf, listed } from './request-terms.ts';
import { serverConfiguration } from './server-configuration.ts';
import type { SettingsCall, Told } from './settings-call.ts';
import { bytesOf, element } from './xml-element.ts';

export const PROVISIONING_TYPE = 'application/vnd-microsoft-roaming-provisioning-v2+xml';
const ASKED = 'http://schemas.microsoft.com/2006/09/sip/provisioninggrouplist';
/** Not the same word: [MS-SIPREGE] 2.2.2.4. */
const TOLD = 'http://schemas.microsoft.com/2006/09/sip/provisiongrouplist-notification';

/** Settings and policies, as far as they are asked for. Source: [MS-SIPREGE] 2.2.2.1 to 2.2.2.5. */
export function answerProvisioning(call: SettingsCall): Told {
  const { request, faults } = call;
  const required = listed(request, 'Require');
  if (required.length > 0) return failure(badExtension(required));
  if (contentTypeOf(request) !== PROVISIONING_TYPE) return failure(REFUSALS.wrongContentType);
  const list = readXml(new TextDecoder().decode(request.body));
  if (list?.localName !== 'provisioningGroupList' || list.namespace !== ASKED)
    return failure(REFUSALS.malformed);
  if (faults.has('provisioning-timeout')) return failure('silence');
  if (faults.has('provisioning-403')) return failure(REFUSALS.versionRefused);
  const wanted = new Set(
    list.children.map((child) => (typeof child === 'string' ? null : attributeOf(child, 'name'))),
  );
  const groups = faults.has('provisioning-empty') ? [] : groupsFor(call).filter(([name]) => wanted.has(name));
  const document = element(
    'provisionGroupList',
    { xmlns: TOLD },
    groups.map(([name, content]) => element('provisionGroup', { name }, content)),
  );
  return success({ type: PROVISIONING_TYPE, body: bytesOf(document) });
}

/** In the server's own order, whatever the order of the request; a group that it does not know is left out. */
function groupsFor({
  site,
  caller,
  faults,
}: SettingsCall): readonly (readonly [string, readonly string[]])[] {
  return [
    ['publicationGrammar', PUBLICATION_GRAMMAR],
    ['privacyPublicationGrammar', PRIVACY_PUBLICATION_GRAMMAR],
    ['ServerConfiguration', serverConfiguration(site, caller.account.address, faults)],
    ['ucPolicy', UC_POLICY],
    ['meetingPolicy', MEETING_POLICY],
    ['userSetting', USER_SETTING],
    ['endpointConfiguration', ENDPOINT_CONFIGURATION],
    ['locationPolicy', LOCATION_POLICY],
    ['mediaConfiguration', MEDIA_CONFIGURATION],
    ['presencePolicyV2', PRESENCE_POLICY],
    // No federation with public networks is left.
    ['publicProviders', []],
    ['persistentChatConfiguration', PERSISTENT_CHAT],
  ];
}
