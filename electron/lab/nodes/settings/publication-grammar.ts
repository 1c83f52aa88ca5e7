import { element, elements } from './xml-element.ts';

interface Container {
  readonly id: number;
  readonly isVisible: boolean;
  readonly isBlocked: boolean;
}

/** The containers of presence, from everybody to the closest ([MS-PRES]). */
const CONTAINERS: readonly Container[] = [
  { id: 0, isVisible: false, isBlocked: false },
  { id: 100, isVisible: true, isBlocked: false },
  { id: 200, isVisible: true, isBlocked: false },
  { id: 300, isVisible: true, isBlocked: false },
  { id: 400, isVisible: true, isBlocked: false },
  { id: 32_000, isVisible: true, isBlocked: true },
];

/** Kinds of people, and the container in which each is until the user says otherwise. */
const MEMBERS = [
  ['everyone', 0],
  ['publicCloud', 0],
  ['federated', 100],
  ['sameEnterprise', 200],
  ['domain', 200],
  ['user', 200],
] as const;

/** What users without the privacy mode publish to whom. Source: [MS-SIPREGE] 2.2.2.5.4. */
export const PUBLICATION_GRAMMAR: readonly string[] = [manifestList(MEMBERS)];

/** In the privacy mode, only who is in the list of contacts sees more than the name. */
export const PRIVACY_PUBLICATION_GRAMMAR: readonly string[] = [
  manifestList([...MEMBERS.map(([type]) => [type, 0] as const), ['contact', 200]]),
];

function manifestList(members: readonly (readonly [type: string, container: number])[]): string {
  return element('containerManifestList', {}, [
    element(
      'minSupportedClientVersion',
      {},
      elements([
        ['majorVersion', 4],
        ['minorVersion', 0],
      ]),
    ),
    element('containerManifest', {}, [
      element(
        'containers',
        {},
        CONTAINERS.map(({ id, isVisible, isBlocked }) =>
          element('container', {
            id,
            visible: String(isVisible),
            avoidRedundantMembers: 'true',
            blocked: String(isBlocked),
          }),
        ),
      ),
      element('members', {}, members.map(memberOf)),
      element('blockRules', {}, [element('blockRule', { type: 'user' })]),
    ]),
  ]);
}

function memberOf([type, container]: readonly [type: string, container: number]): string {
  return element('member', { type }, [
    element(
      'allowedContainers',
      { type: 'list' },
      CONTAINERS.map(({ id }) => element('container', { id })),
    ),
    element('defaultContainer', { id: container }),
    element('occurrenceConstraint', { type: type === 'user' || type === 'domain' ? 'any' : 'one' }),
  ]);
}
