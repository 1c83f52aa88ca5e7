import { readPattern } from './normalise.ts';
import type { LocationProfile } from './location-profile.ts';
import { groupNamed, settingNamed, type Provisioning } from './provisioning.ts';
import type { ProvisioningGroupName } from './requests.ts';
import {
  serverConfiguration,
  type PortRange,
  type ServerConfiguration,
  type ServerUri,
  type ServiceUrl,
  type WebService,
} from './server-configuration.ts';

/** Something that a healthy set of settings has and this one has not, or has otherwise. */
export type Oddity =
  | { readonly kind: 'group-missing'; readonly weight: Weight; readonly group: ProvisioningGroupName }
  | { readonly kind: 'group-empty'; readonly weight: Weight; readonly group: ProvisioningGroupName }
  | { readonly kind: 'setting-missing'; readonly weight: Weight; readonly setting: string }
  /** Two values of one setting that differ. */
  | { readonly kind: 'setting-contradictory'; readonly weight: Weight; readonly setting: string }
  /** A service has no address for where the user is. */
  | {
      readonly kind: 'url-missing';
      readonly weight: Weight;
      readonly service: string;
      readonly setting: string;
    }
  | {
      readonly kind: 'url-unreadable';
      readonly weight: Weight;
      readonly setting: string;
      readonly value: string;
    }
  | {
      readonly kind: 'url-not-encrypted';
      readonly weight: Weight;
      readonly setting: string;
      readonly value: string;
    }
  | {
      readonly kind: 'uri-unreadable';
      readonly weight: Weight;
      readonly setting: string;
      readonly value: string;
    }
  | { readonly kind: 'media-not-encrypted'; readonly weight: Weight }
  | {
      readonly kind: 'port-range-odd';
      readonly weight: Weight;
      readonly range: PortRange;
      readonly reason: PortReason;
    }
  | { readonly kind: 'truncated'; readonly weight: Weight }
  | { readonly kind: 'dial-plan-empty'; readonly weight: Weight }
  | { readonly kind: 'dial-plan-unnamed'; readonly weight: Weight }
  | {
      readonly kind: 'rule-unusable';
      readonly weight: Weight;
      readonly ruleIndex: number;
      readonly reason: 'malformed' | 'unsupported' | 'too-large';
      readonly detail: string;
    }
  /** It also matches inside of longer numbers. */
  | { readonly kind: 'rule-not-anchored'; readonly weight: Weight; readonly ruleIndex: number }
  /** An earlier rule has the same pattern, so that this one never decides. */
  | {
      readonly kind: 'rule-repeated';
      readonly weight: Weight;
      readonly ruleIndex: number;
      readonly sameAs: number;
    };

/** broken: something does not work; remark: it may well be meant so. */
export type Weight = 'broken' | 'remark';
export type PortReason = 'incomplete' | 'reversed' | 'out-of-range' | 'narrow';

/** A call needs two ports each way for audio and as many for video; below this a second call fails. */
const FEWEST_PORTS = 4;

/**
 * Compares settings with those of a healthy server. Groups that a server may leave out are remarks at most.
 * Takes whether the user came from outside, which decides which addresses must be there.
 * Source: [MS-SIPREGE] 2.2.2.5.1 for what the settings are.
 */
export function provisioningOddities(
  provisioning: Provisioning,
  { isOutside }: { readonly isOutside: boolean },
): readonly Oddity[] {
  const server = serverConfiguration(provisioning);
  return [
    ...groupOddities(provisioning),
    ...(server === null ? [] : serverOddities(provisioning, server, isOutside)),
    ...(provisioning.omittedGroups > 0 ||
    provisioning.groups.some(({ omittedSettings }) => omittedSettings > 0)
      ? [{ kind: 'truncated', weight: 'remark' } as const]
      : []),
  ];
}

/** What is odd in a dial plan. */
export function dialPlanOddities(profile: LocationProfile): readonly Oddity[] {
  const firstByPattern = new Map<string, number>();
  const rules = profile.rules.flatMap((rule, ruleIndex): readonly Oddity[] => {
    const sameAs = firstByPattern.get(rule.pattern);
    if (sameAs !== undefined) return [{ kind: 'rule-repeated', weight: 'remark', ruleIndex, sameAs }];
    firstByPattern.set(rule.pattern, ruleIndex);
    const program = readPattern(rule);
    if (!program.ok) {
      // What is merely not tried here may work well on the server.
      const weight = program.error.reason === 'malformed' ? 'broken' : 'remark';
      return [{ kind: 'rule-unusable', weight, ruleIndex, ...program.error }];
    }
    return isAnchored(rule.pattern) ? [] : [{ kind: 'rule-not-anchored', weight: 'remark', ruleIndex }];
  });
  return [
    ...(profile.name === '' ? [{ kind: 'dial-plan-unnamed', weight: 'broken' } as const] : []),
    ...(profile.rules.length === 0 ? [{ kind: 'dial-plan-empty', weight: 'broken' } as const] : []),
    ...(profile.omittedRules > 0 ? [{ kind: 'truncated', weight: 'remark' } as const] : []),
    ...rules,
  ];
}

const EXPECTED_GROUPS: readonly (readonly [ProvisioningGroupName, Weight])[] = [
  ['ServerConfiguration', 'broken'],
  ['endpointConfiguration', 'remark'],
  ['ucPolicy', 'remark'],
  ['meetingPolicy', 'remark'],
];

function groupOddities(provisioning: Provisioning): readonly Oddity[] {
  return EXPECTED_GROUPS.flatMap(([group, weight]): readonly Oddity[] => {
    const found = groupNamed(provisioning, group);
    if (found === null) return [{ kind: 'group-missing', weight, group }];
    return found.settings.length === 0 ? [{ kind: 'group-empty', weight, group }] : [];
  });
}

function serverOddities(
  provisioning: Provisioning,
  server: ServerConfiguration,
  isOutside: boolean,
): readonly Oddity[] {
  return [
    ...uriOddities('poolUri', server.pool, 'broken'),
    ...uriOddities('mrasUri', server.mediaRelay, 'broken'),
    ...uriOddities('focusFactoryUri', server.focusFactory, 'broken'),
    ...(server.locationProfileName === null
      ? [{ kind: 'setting-missing', weight: 'remark', setting: 'ucLocationProfile' } as const]
      : []),
    ...NEEDED_SERVICES.flatMap((needed) => neededOddities(needed, server.services, isOutside)),
    ...server.services.flatMap(({ internal, external }) => [
      ...urlOddities(internal),
      ...urlOddities(external),
    ]),
    ...(server.mediaEncryption === 'DoNotSupportEncryption'
      ? [{ kind: 'media-not-encrypted', weight: 'remark' } as const]
      : []),
    ...(server.isPortRangeEnabled === true ? server.portRanges.flatMap(portOddities) : []),
    ...contradictions(provisioning),
  ];
}

function uriOddities(setting: string, uri: ServerUri | null, weight: Weight): readonly Oddity[] {
  if (uri === null) return [{ kind: 'setting-missing', weight, setting }];
  return uri.isValid ? [] : [{ kind: 'uri-unreadable', weight, setting, value: uri.uri }];
}

interface NeededService {
  readonly id: WebService['id'];
  readonly internal: string;
  readonly external: string;
}

/** Without these the client finds and expands nobody. */
const NEEDED_SERVICES: readonly NeededService[] = [
  { id: 'address-book', internal: 'absInternalServerUrl', external: 'absExternalServerUrl' },
  { id: 'address-book-search', internal: 'abwqInternalUrl', external: 'abwqExternalUrl' },
  { id: 'group-expansion', internal: 'dlxInternalUrl', external: 'dlxExternalUrl' },
];

/** A service that is switched off needs no address. */
function neededOddities(
  needed: NeededService,
  services: readonly WebService[],
  isOutside: boolean,
): readonly Oddity[] {
  const service = services.find(({ id }) => id === needed.id);
  const address = (isOutside ? service?.external : service?.internal) ?? null;
  if (address !== null || service?.isEnabled === false) return [];
  const setting = isOutside ? needed.external : needed.internal;
  return [{ kind: 'url-missing', weight: 'broken', service: needed.id, setting }];
}

function urlOddities(address: ServiceUrl | null): readonly Oddity[] {
  if (address === null) return [];
  const { setting, url, place } = address;
  if (place === null) return [{ kind: 'url-unreadable', weight: 'broken', setting, value: url }];
  return place.scheme === 'https'
    ? []
    : [{ kind: 'url-not-encrypted', weight: 'remark', setting, value: url }];
}

function portOddities(range: PortRange): readonly Oddity[] {
  const reason = portReason(range);
  if (reason === null) return [];
  return [{ kind: 'port-range-odd', weight: reason === 'narrow' ? 'remark' : 'broken', range, reason }];
}

function portReason({ use, min, max }: PortRange): PortReason | null {
  if (min === null || max === null) return 'incomplete';
  if (min < 1 || max > 65_535) return 'out-of-range';
  if (max < min) return 'reversed';
  return use !== 'sip' && max - min + 1 < FEWEST_PORTS ? 'narrow' : null;
}

function contradictions(provisioning: Provisioning): readonly Oddity[] {
  const group = groupNamed(provisioning, 'ServerConfiguration');
  const names = new Map<string, string>();
  for (const { name, value } of group?.settings ?? []) {
    if (value !== '' && value !== settingNamed(group, name)) names.set(name.toLowerCase(), name);
  }
  return [...names.values()].map((setting) => ({ kind: 'setting-contradictory', weight: 'remark', setting }));
}

/** Tied to both ends, as far as can be told without taking the pattern apart. */
function isAnchored(pattern: string): boolean {
  return /^\(*(?:\?:)?(?:\^|\\A)/.test(pattern) && /(?:\$|\\[zZ])\)*$/.test(pattern);
}
