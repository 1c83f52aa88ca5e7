import { counted } from '../../lib/listing.ts';
import { reachWords } from '../settings/settings-text.ts';
import type { DetailField } from '../details-model.ts';
import type { DialPlan, PolicyList, ServiceList, SettingsModel } from '../settings-model.ts';
import type { Entry, EntryReader } from './pair-entries.ts';

/** What the sign-in itself tells, said in other sections. */
const SAID_ELSEWHERE: readonly string[] = ['Signed in as', 'Server', 'Method', 'Product'];

/**
 * What the sign-in brought. Where one run has a part and the other does not, that is one row and not one for each setting.
 */
export const settingsEntries: EntryReader = (own, other) => {
  const [mine, theirs] = [own.settings, other.settings];
  if (mine === null) return [];
  if (theirs === null) return [{ label: 'Settings', text: wholeText(mine), isTelling: true }];
  return [
    ...requestEntries(mine),
    ...fieldEntries(
      '',
      mine.overview.filter(({ name }) => !SAID_ELSEWHERE.includes(name)),
    ),
    ...partEntries('Policies', [mine.policies, theirs.policies], policyEntries(mine.services), policyText),
    ...partEntries('Dial plan', [mine.dialPlan, theirs.dialPlan], dialPlanEntries, dialPlanText),
    ...partEntries('Service addresses', [mine.services, theirs.services], serviceEntries, serviceText),
    ...fieldEntries('Media: ', mediaFields(mine)),
    ...fieldEntries('Media relay: ', mine.mediaRelay?.facts ?? []),
    ...(mine.mediaRelay?.relays ?? []).map(({ place, ports, reach }): Entry => ({
      id: `relay ${place}`,
      label: `Media relay: ${place}`,
      text: `${ports}, ${reachWords(reach)}`,
      sense: `${ports} ${reach.state}`,
      isNaming: true,
    })),
    ...fieldEntries('Meetings: ', mine.meetings?.facts ?? []),
  ];
};

/** Of a part that is empty in one of them nothing is told one by one. */
function partEntries<Part>(
  label: string,
  [own, other]: readonly [Part | null, Part | null],
  entries: (own: Part, other: Part) => readonly Entry[],
  text: (own: Part) => string | null,
): readonly Entry[] {
  if (own === null) return [];
  const isWhole = other !== null && text(own) !== null && text(other) !== null;
  return isWhole ? entries(own, other) : [{ label, text: text(own) ?? 'none', isInLogs: true }];
}

function wholeText({ requests }: SettingsModel): string {
  return `${requests.filter(({ state }) => state === 'received').length} of ${counted(requests.length, 'request')} answered with settings`;
}

function requestEntries({ requests }: SettingsModel): readonly Entry[] {
  return requests.map(({ kind, title, state, sentence }) => ({
    id: `request ${kind}`,
    label: `Request: ${title}`,
    text: sentence,
    sense: state,
    isTelling: true,
    isInLogs: true,
  }));
}

function fieldEntries(prefix: string, fields: readonly DetailField[]): readonly Entry[] {
  return fields.map(({ name, value }) => ({
    label: `${prefix}${name}`,
    text: value,
    isNaming: isNaming(value),
    isInLogs: true,
  }));
}

function mediaFields({ media }: SettingsModel): readonly DetailField[] {
  if (media === null) return [];
  return [...(media.encryption === null ? [] : [media.encryption]), ...media.portRanges, ...media.client];
}

/** Addresses are told with their services. */
function policyEntries(services: ServiceList | null): (own: PolicyList) => readonly Entry[] {
  const addresses = new Set(services?.services.flatMap((one) => one.addresses.map(({ setting }) => setting)));
  return ({ groups }) =>
    groups.flatMap(({ name, title, policies }) =>
      policies
        .filter(({ setting }) => !addresses.has(setting))
        .map(({ setting, label, value }) => ({
          id: `policy ${name} ${setting}`,
          label: label === setting ? `${title}: ${label}` : `${title}: ${label} (${setting})`,
          text: value === '' ? 'empty' : value,
          isNaming: isNaming(value),
          isInLogs: true,
        })),
    );
}

function policyText({ count, policyCount }: PolicyList): string | null {
  return count === 0 ? null : `${counted(count, 'setting')}, ${policyCount} of them policies`;
}

/** A rule is the same rule wherever it stands; that it has changed places with another one counts. */
function dialPlanEntries(own: DialPlan, other: DialPlan): readonly Entry[] {
  const theirs = new Set(other.rules.map(({ pattern }) => pattern));
  let rank = 0;
  return [
    { label: 'Dial plan', text: own.name, isNaming: true },
    ...fieldEntries('Dial plan: ', own.facts),
    ...own.rules.map(({ number, pattern, translation, isInternalExtension }): Entry => {
      if (theirs.has(pattern)) rank += 1;
      return {
        id: `rule ${pattern}`,
        label: `Dial plan: rule for ${pattern}`,
        text: `rule ${number}, becomes ${translation}${isInternalExtension ? ', an extension inside' : ''}`,
        sense: `${rank} ${translation} ${isInternalExtension}`,
        isNaming: true,
      };
    }),
  ];
}

function dialPlanText({ name, rules }: DialPlan): string {
  return `${name}, ${counted(rules.length, 'rule')}`;
}

function serviceEntries({ services, ucwa }: ServiceList): readonly Entry[] {
  const rows = [...services, { label: 'Web application (UCWA)', isOff: false, addresses: ucwa }];
  return rows.flatMap(({ label, isOff, addresses }) =>
    addresses.map(({ setting, side, url, reach }): Entry => ({
      id: `service ${setting} ${side ?? ''}`,
      label: `Service: ${label}${side === null ? '' : side === 'internal' ? ', from inside' : ', from outside'}`,
      text: `${url} (${reachWords(reach)}${isOff ? ', switched off' : ''})`,
      sense: `${url} ${reach.state} ${isOff}`,
      isNaming: true,
    })),
  );
}

function serviceText({ services, ucwa }: ServiceList): string | null {
  return services.length + ucwa.length === 0 ? null : counted(services.length, 'service');
}

/** true: it may be a name of a host or a person, for which a pseudonym can stand. */
function isNaming(value: string): boolean {
  return /[.@/+]|^(?:user|host|person|name|domain)\d/.test(value);
}
