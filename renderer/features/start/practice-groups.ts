import type { ScenarioInfo } from '../../../shared/lab/scenario-info.ts';

export interface PracticeGroup {
  readonly title: string;
  readonly scenarios: readonly ScenarioInfo[];
}

/** A stretch of the way that a sign-in goes. */
export interface PracticePart {
  readonly title: string;
  readonly note: string;
  readonly groups: readonly PracticeGroup[];
}

type Holds = (one: ScenarioInfo) => boolean;

const CERTIFICATE = /\.certificate-/;

const WAY_GROUPS: readonly (readonly [title: string, holds: Holds])[] = [
  ['The server is there', (one) => one.expect.outcome !== 'failed'],
  ['The server is not found', (one) => one.expect.step === 'discovery'],
  ['The server is not reached', (one) => one.expect.step === 'connectivity' && !findingHas(one, CERTIFICATE)],
  ['The certificate is not accepted', (one) => findingHas(one, CERTIFICATE)],
  ['The server turns everybody away', () => true],
];

const SIGN_IN_GROUPS: readonly (readonly [title: string, holds: Holds])[] = [
  ['The sign-in works', (one) => one.expect.outcome !== 'failed'],
  [
    'The account is the trouble',
    (one) => findingHas(one, /\.(?:credentials-rejected|account-locked|not-sip-enabled|address-mismatch)$/),
  ],
  [
    'Web tickets and certificates',
    (one) => findingHas(one, /\.(?:web-ticket|certificate-service|client-certificate)-/),
  ],
  ['The server fails on the way', (one) => findingHas(one, /\.(?:server-|no-answer$)/)],
  ['Client and server do not agree', () => true],
];

const HOME_GROUPS: readonly (readonly [title: string, holds: Holds])[] = [
  ['The sign-in arrives', (one) => one.expect.outcome !== 'failed'],
  ['The sign-in does not arrive', () => true],
];

const SETTINGS_GROUPS: readonly (readonly [title: string, holds: Holds])[] = [
  ['Everything comes', (one) => one.expect.outcome === 'signed-in' && one.expect.warnings.length === 0],
  ['Something is missing', (one) => one.expect.outcome === 'signed-in'],
  ['The client cannot go on', () => true],
];

/** Every scenario once, by the stretch of the way that it is about, and by where it breaks. */
export function practiceParts(scenarios: readonly ScenarioInfo[]): readonly PracticePart[] {
  return PARTS.map(({ about, title, note, groups }) => ({
    title,
    note,
    groups: grouped(
      scenarios.filter((one) => one.about === about),
      groups,
    ),
  })).filter(({ groups }) => groups.length > 0);
}

const PARTS = [
  {
    about: 'server',
    title: 'Finding and reaching the server',
    note: 'nobody signs in',
    groups: WAY_GROUPS,
  },
  {
    about: 'sign-in',
    title: 'Signing in',
    note: 'with an account of the simulated company',
    groups: SIGN_IN_GROUPS,
  },
  {
    about: 'home-server',
    title: 'Going to the home server',
    note: 'where the account is kept',
    groups: HOME_GROUPS,
  },
  {
    about: 'settings',
    title: 'Loading settings and contacts',
    note: 'after the sign-in',
    groups: SETTINGS_GROUPS,
  },
] as const satisfies readonly (Omit<PracticePart, 'groups'> & {
  readonly about: ScenarioInfo['about'];
  readonly groups: readonly (readonly [title: string, holds: Holds])[];
})[];

/** Into the first group that holds it; groups that hold none are left out. */
function grouped(
  scenarios: readonly ScenarioInfo[],
  groups: readonly (readonly [title: string, holds: Holds])[],
): readonly PracticeGroup[] {
  const placeOf = (one: ScenarioInfo): number => groups.findIndex(([, holds]) => holds(one));
  return groups
    .map(([title], place) => ({ title, scenarios: scenarios.filter((one) => placeOf(one) === place) }))
    .filter((group) => group.scenarios.length > 0);
}

function findingHas({ expect }: ScenarioInfo, pattern: RegExp): boolean {
  return expect.finding !== null && pattern.test(expect.finding);
}
