import type { DetailField } from '../details-model.ts';
import type {
  DialPlan,
  PolicyGroup,
  Reach,
  ServiceAddress,
  ServiceList,
  SettingsModel,
} from '../settings-model.ts';
import { duration } from '../../lib/duration.ts';

/** As many characters as the clipboard's contract takes. */
const LONGEST = 200_000;

/** Everything that was received, for a ticket. */
export function settingsText(model: SettingsModel): string {
  const { policies, services, dialPlan, media, mediaRelay, meetings, missing } = model;
  const lines = missing.lines.map(({ sentence }) => `- ${sentence}`);
  return joined([
    section('Overview', fieldLines(model.overview)),
    section('Missing or odd', lines.length === 0 ? [missing.allClear] : lines),
    section(
      'Requests',
      model.requests.map(
        ({ title, sentence, measure }) => `${title}: ${sentence}${measure === '' ? '' : ` (${measure})`}`,
      ),
    ),
    services === null ? '' : servicesText(services),
    mediaRelay === null
      ? ''
      : section('Media relay', [
          ...fieldLines(mediaRelay.facts),
          ...mediaRelay.relays.map(({ place, ports, reach }) => `${place}, ${ports}: ${reachWords(reach)}`),
        ]),
    meetings === null
      ? ''
      : section('Meetings', [
          ...fieldLines(meetings.facts),
          ...meetings.regions.map(({ name, numbers }) => `${name}: ${numbers.join(', ')}`),
        ]),
    media === null
      ? ''
      : section(
          'Audio, video and ports',
          fieldLines([...(media.encryption === null ? [] : [media.encryption]), ...media.portRanges]),
        ),
    dialPlan === null ? '' : dialPlanText(dialPlan),
    policies === null ? '' : policiesText(policies.groups),
  ]);
}

export function policiesText(groups: readonly PolicyGroup[]): string {
  return joined(
    groups.map(({ title, name, policies }) =>
      section(
        title === name ? name : `${title} (${name})`,
        policies.map(({ label, setting, value }) =>
          label === setting ? `${setting}: ${value}` : `${label} [${setting}]: ${value}`,
        ),
      ),
    ),
  );
}

export function servicesText({ services, ucwa }: ServiceList): string {
  const address = ({ setting, url, reach }: ServiceAddress): string =>
    `  ${setting}: ${url} (${reachWords(reach)})`;
  return joined([
    section(
      'Server addresses',
      services.flatMap(({ label, isOff, addresses }) => [
        `${label}${isOff ? ', switched off' : ''}`,
        ...addresses.map(address),
      ]),
    ),
    ucwa.length === 0 ? '' : section('Web application (UCWA), from autodiscover', ucwa.map(address)),
  ]);
}

export function dialPlanText({ name, facts, rules }: DialPlan): string {
  return section(`Dial plan ${name}`, [
    ...fieldLines(facts),
    ...rules.map(({ number, pattern, translation }) => `${number}. ${pattern} -> ${translation}`),
  ]);
}

/** "reached, 12 ms". */
export function reachWords({ words, tookMs }: Reach): string {
  return tookMs === null ? words : `${words}, ${duration(tookMs)}`;
}

function fieldLines(fields: readonly DetailField[]): readonly string[] {
  return fields.map(
    ({ name, value, meaning }) => `${name}: ${value}${meaning === null ? '' : ` (${meaning})`}`,
  );
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${title}\n${lines.join('\n')}`;
}

function joined(sections: readonly string[]): string {
  const text = `${sections.filter((one) => one !== '').join('\n\n')}\n`;
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 2)}…\n`;
}
