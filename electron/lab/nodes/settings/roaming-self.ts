import { failure, success } from '../../../../shared/lib/result.ts';
import { attributeOf, readXml } from '../soap-xml.ts';
import { contentOf, PUBLISHED_AT } from './categories.ts';
import { contactsOf } from './contacts.ts';
import { REFUSALS } from './refusals.ts';
import { contentTypeOf } from './request-terms.ts';
import type { SettingsCall, Told } from './settings-call.ts';
import { lineUri, personAt, staffOf, type Person } from './staff.ts';
import { bytesOf, element, elements } from './xml-element.ts';

export const SELF_TYPE = 'application/vnd-microsoft-roaming-self+xml';
const PREFIX = 'http://schemas.microsoft.com/2006/09/sip';

/** What the user has published, to whom, and who watches. Source: [MS-PRES] 4.4.1, 4.4.2. */
export function answerRoamingSelf(call: SettingsCall): Told {
  const { request, faults } = call;
  if (contentTypeOf(request) !== SELF_TYPE) return failure(REFUSALS.wrongContentType);
  const list = readXml(new TextDecoder().decode(request.body));
  if (list?.localName !== 'roamingList' || list.namespace !== `${PREFIX}/roaming-self`)
    return failure(REFUSALS.malformed);
  if (faults.has('user-services-unavailable')) return failure(REFUSALS.userServicesDown);
  const wanted = new Set(
    list.children.map((child) => (typeof child === 'string' ? null : attributeOf(child, 'type'))),
  );
  const sections = sectionsFor(call).filter(([name]) => wanted.has(name));
  const document = element(
    'roamingData',
    { xmlns: `${PREFIX}/roaming-self` },
    sections.map(([, section]) => section),
  );
  return success({ type: SELF_TYPE, body: bytesOf(document) });
}

function sectionsFor(call: SettingsCall): readonly (readonly [string, string])[] {
  const { caller, directory, site } = call;
  const { address } = caller.account;
  const self = personAt(staffOf(directory, site.domain), address);
  const published = self === null ? [] : publishedBy(self);
  return [
    [
      'categories',
      element('categories', { xmlns: `${PREFIX}/categories`, uri: `sip:${address}` }, published),
    ],
    ['containers', element('containers', { xmlns: `${PREFIX}/containers` }, CONTAINERS)],
    ['subscribers', element('subscribers', { xmlns: `${PREFIX}/presence-subscribers` }, subscribersOf(call))],
    [
      'delegates',
      element('delegates', { xmlns: 'http://schemas.microsoft.com/2007/09/sip/delegates', version: 1 }),
    ],
  ];
}

/** Closer containers see more: everybody the name, colleagues the state, the user all of it. */
function publishedBy(self: Person): readonly string[] {
  const inContainers = (name: string, containers: readonly number[]): readonly string[] =>
    containers.map((container) => category(name, container, contentOf(name, self)));
  return [
    category('userProperties', 1, [userProperties(self)]),
    ...inContainers('state', [2, 3, 100, 200, 300, 400]),
    ...inContainers('note', [200, 300, 400]),
    ...inContainers('contactCard', [0, 100, 200, 300, 400]),
    ...inContainers('calendarData', [1, 300, 400]),
  ];
}

function category(name: string, container: number, content: readonly string[]): string {
  return element(
    'category',
    {
      name,
      // That of a state says which it is: the aggregate has 1.
      instance: name === 'state' ? 1 : 0,
      publishTime: PUBLISHED_AT,
      container,
      version: 1,
      expireType: 'static',
    },
    content,
  );
}

/** How the user telephones. */
function userProperties({ extension }: Person): string {
  return element('userProperties', { xmlns: `${PREFIX}/userProperties` }, [
    ...elements([['telephonyMode', 'Uc']]),
    ...(extension === null
      ? []
      : [element('lines', {}, [element('line', { lineType: 'Uc' }, lineUri(extension))])]),
  ]);
}

/** Who is in which container: as it is for a user who has moved nobody. */
const CONTAINERS: readonly string[] = [
  element('container', { id: 0, version: 0 }),
  element('container', { id: 1, version: 0 }),
  element('container', { id: 2, version: 0 }),
  element('container', { id: 3, version: 0 }),
  element('container', { id: 100, version: 1 }, [element('member', { type: 'federated' })]),
  element('container', { id: 200, version: 1 }, [element('member', { type: 'sameEnterprise' })]),
  element('container', { id: 300, version: 0 }),
  element('container', { id: 400, version: 0 }),
  element('container', { id: 32_000, version: 0 }),
];

/** The first few of the user's contacts watch him, too. */
function subscribersOf(call: SettingsCall): readonly string[] {
  return contactsOf(call)
    .slice(0, 4)
    .map(({ address, displayName }) =>
      element('subscriber', {
        user: address,
        displayName,
        acknowledged: 'true',
        type: 'sameEnterprise',
      }),
    );
}
