import { failure, success } from '../../../../shared/lib/result.ts';
import type { SipRequest } from '../../../../shared/protocol/sip/message.ts';
import { attributeOf, elementAt, readXml } from '../soap-xml.ts';
import { REFUSALS } from './refusals.ts';
import { addressInTo, addressInUri, contentTypeOf } from './request-terms.ts';
import type { SettingsCall, Told } from './settings-call.ts';

const PUBLISH_TYPE = 'application/msrtc-category-publish+xml';

/** What a client changes of its own presence, by content type, and the root that it has ([MS-PRES]). */
const ROOTS: ReadonlyMap<string, string> = new Map([
  [PUBLISH_TYPE, 'publish'],
  ['application/msrtc-presence-setsubscriber+xml', 'setSubscribers'],
  ['application/msrtc-setcontainermembers+xml', 'setContainerMembers'],
]);

export function isPublication(request: SipRequest): boolean {
  return ROOTS.has(contentTypeOf(request));
}

/** Taken, and not kept: the states of these people stay as they are, so that every sign-in finds the same. */
export function answerPublication({ request, caller, faults }: SettingsCall): Told {
  const own = caller.account.address.toLowerCase();
  if (addressInTo(request) !== own) return failure(REFUSALS.notFound);
  const root = readXml(new TextDecoder().decode(request.body));
  const type = contentTypeOf(request);
  if (root === null || root.localName !== ROOTS.get(type)) return failure(REFUSALS.malformed);
  const publisher = attributeOf(elementAt(root, 'publications'), 'uri') ?? '';
  if (type === PUBLISH_TYPE && addressInUri(publisher) !== own) return failure(REFUSALS.notFound);
  if (faults.has('user-services-unavailable')) return failure(REFUSALS.userServicesDown);
  return success({ type: null, body: new Uint8Array(0) });
}
