import { randomBytes } from 'node:crypto';
import { failure, success } from '../../../../shared/lib/result.ts';
import { attributeOf, elementAt, readXml, type XmlElement } from '../soap-xml.ts';
import { contentOf, PUBLISHED_AT } from './categories.ts';
import { badEvent, REFUSALS } from './refusals.ts';
import { addressInTo, addressInUri, contentTypeOf } from './request-terms.ts';
import { writeRelatedParts } from './related-parts.ts';
import type { SettingsCall, Told } from './settings-call.ts';
import { personAt, staffOf, type Person } from './staff.ts';
import { bytesOf, element } from './xml-element.ts';

export const CATEGORIES_TYPE = 'application/msrtc-event-categories+xml';
const LIST_TYPE = 'application/rlmi+xml';
const ASKED_TYPE = 'application/msrtc-adrl-categorylist+xml';
const LIST_ID = 'resourceList';

/** Whom a request is about, and what of them. */
interface Batch {
  readonly addresses: readonly string[];
  readonly categories: readonly string[];
}

/**
 * The presence of several people, asked of oneself, or of one, asked of that one.
 * Source: [MS-PRES] 2.2.2.4.1 for the request; the list with a part for each is that of RFC 4662.
 */
export function answerPresence(call: SettingsCall): Told {
  const { request, caller, directory, site, faults } = call;
  const own = caller.account.address.toLowerCase();
  const asked = addressInTo(request) ?? own;
  const staff = staffOf(directory, site.domain);
  if (asked !== own && personAt(staff, asked) === null) return failure(REFUSALS.notFound);
  if (faults.has('presence-489')) return failure(badEvent(OTHER_EVENTS));
  if (faults.has('user-services-unavailable')) return failure(REFUSALS.userServicesDown);
  if (contentTypeOf(request) !== ASKED_TYPE) return failure(REFUSALS.wrongContentType);
  const batch = readBatch(readXml(new TextDecoder().decode(request.body)), own);
  if (typeof batch === 'string') return failure(REFUSALS[batch]);
  return asked === own ? severalOf(batch, own, staff) : oneOf(batch, asked, staff);
}

/** What a server without presence still announces. */
const OTHER_EVENTS = ['vnd-microsoft-roaming-contacts', 'vnd-microsoft-provisioning-v2'];

/** One address that is none spoils the whole batch: that is how real servers are. */
function readBatch(root: XmlElement | null, own: string): Batch | 'malformed' | 'corruptAddress' {
  const action = elementAt(root, 'action');
  if (root?.localName !== 'batchSub' || attributeOf(action, 'name') !== 'subscribe') return 'malformed';
  if (addressInUri(attributeOf(root, 'uri') ?? '') !== own) return 'corruptAddress';
  const categories = named(elementAt(action, 'categoryList'), 'category', 'name');
  const addresses = named(elementAt(action, 'adhocList'), 'resource', 'uri').map(addressInUri);
  if (addresses.length === 0 || categories.length === 0) return 'malformed';
  const valid = addresses.filter((address) => address !== null);
  return valid.length === addresses.length ? { addresses: valid, categories } : 'corruptAddress';
}

function named(parent: XmlElement | null, localName: string, attribute: string): readonly string[] {
  return (parent?.children ?? [])
    .filter((child) => typeof child !== 'string')
    .filter((child) => child.localName === localName)
    .map((child) => attributeOf(child, attribute) ?? '');
}

function severalOf({ addresses, categories }: Batch, own: string, staff: readonly Person[]): Told {
  const people = addresses.map((address) => ({ address, person: personAt(staff, address) }));
  const list = element(
    'list',
    { xmlns: 'urn:ietf:params:xml:ns:rlmi', uri: `sip:${own}`, version: 0, fullState: 'true' },
    people.map(({ address, person }) =>
      element('resource', { uri: `sip:${address}` }, [
        person === null
          ? element('instance', { id: 0, state: 'terminated', reason: 'noresource' })
          : element('instance', { id: 0, state: 'active', cid: address }),
      ]),
    ),
  );
  const boundary = randomBytes(12).toString('hex');
  const parts = [
    { id: LIST_ID, type: LIST_TYPE, text: list },
    ...people.flatMap(({ address, person }) =>
      person === null ? [] : [{ id: address, type: CATEGORIES_TYPE, text: categoriesOf(person, categories) }],
    ),
  ];
  return success({
    type: `multipart/related;type="${LIST_TYPE}";start=${LIST_ID};boundary=${boundary}`,
    headers: [{ name: 'Require', value: 'eventlist' }],
    body: bytesOf(writeRelatedParts(parts, boundary)),
  });
}

/** A request to somebody else must be about nobody but him ([MS-PRES], single category SUBSCRIBE). */
function oneOf({ addresses, categories }: Batch, asked: string, staff: readonly Person[]): Told {
  const person = personAt(staff, asked);
  if (addresses.length !== 1 || addresses[0] !== asked || person === null)
    return failure(REFUSALS.corruptAddress);
  return success({ type: CATEGORIES_TYPE, body: bytesOf(categoriesOf(person, categories)) });
}

function categoriesOf(person: Person, wanted: readonly string[]): string {
  return element(
    'categories',
    { xmlns: 'http://schemas.microsoft.com/2006/09/sip/categories', uri: `sip:${person.address}` },
    [...new Set(wanted)].flatMap((name) => {
      const content = contentOf(name, person);
      if (content.length === 0) return [];
      return [
        element('category', { name, instance: name === 'state' ? 1 : 0, publishTime: PUBLISHED_AT }, content),
      ];
    }),
  );
}
