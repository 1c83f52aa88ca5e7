import { counted, listed } from '../../lib/listing.ts';
import { visible } from '../../lib/text.ts';
import type { Oddity } from '../../protocol/settings/healthy-set.ts';
import { groupNamed, settingNamed } from '../../protocol/settings/provisioning.ts';
import { policyLabel } from '../../protocol/settings/policy-names.ts';
import type { PortRange, ServerConfiguration } from '../../protocol/settings/server-configuration.ts';
import { field } from '../details/fields.ts';
import type { DetailField } from '../details-model.ts';
import type { MediaRelayView, MediaSettings, MeetingsView } from '../settings-model.ts';
import { PORT_REASONS, PORT_USES } from './oddity-words.ts';
import { provisioningOf, serverSettings } from './provisioning.ts';
import type { ReachOf } from './reach.ts';
import type { SettingsReading } from './read-settings.ts';

/** Encryption, ports and what decides how the client behaves; null: no such settings came. */
export function mediaSettings(reading: SettingsReading, oddities: readonly Oddity[]): MediaSettings | null {
  if (reading.provisioning === null) return null;
  const server = serverSettings(reading);
  const encryption = server?.mediaEncryption ?? null;
  return {
    encryption: encryption === null ? null : encryptionField(encryption),
    isPortRangeEnabled: server?.isPortRangeEnabled ?? null,
    portRanges: (server?.portRanges ?? []).map((range) => portField(range, oddities)),
    client: clientFields(reading),
  };
}

function encryptionField(encryption: NonNullable<ServerConfiguration['mediaEncryption']>): DetailField {
  switch (encryption) {
    case 'RequireEncryption':
      return field('Encryption of audio and video', 'required', 'A client that cannot encrypt gets no call.');
    case 'SupportEncryption':
      return field('Encryption of audio and video', 'used where both ends can');
    case 'DoNotSupportEncryption':
      return field(
        'Encryption of audio and video',
        'off',
        'A client that insists on it gets no call.',
        'warning',
      );
    case 'other':
      return field('Encryption of audio and video', 'a value that is not known', null, 'warning');
  }
}

function portField(range: PortRange, oddities: readonly Oddity[]): DetailField {
  const { use, min, max } = range;
  const odd = oddities.find((one) => one.kind === 'port-range-odd' && one.range.use === use);
  const end = (port: number | null): string => (port === null ? '?' : String(port));
  const value = `${end(min)}–${end(max)}`;
  if (odd?.kind === 'port-range-odd') {
    return field(
      PORT_USES[use],
      value,
      PORT_REASONS[odd.reason],
      odd.weight === 'broken' ? 'bad' : 'warning',
    );
  }
  return field(PORT_USES[use], value, min === null || max === null ? null : counted(max - min + 1, 'port'));
}

/** What a helpdesk asks for first. */
const CLIENT_SETTINGS = [
  'PhotoUsage',
  'AbsUsage',
  'MaximumNumberOfContacts',
  'EnableTracing',
  'EnableAppearOffline',
  'EnableSkypeUI',
] as const;

function clientFields({ provisioning }: SettingsReading): readonly DetailField[] {
  if (provisioning === null) return [];
  const group = groupNamed(provisioningOf(provisioning), 'endpointConfiguration');
  return CLIENT_SETTINGS.flatMap((name) => {
    const value = settingNamed(group, name);
    return value === null ? [] : [field(policyLabel(name), switchWord(value), name)];
  });
}

function switchWord(value: string): string {
  if (/^true$/i.test(value)) return 'yes';
  return /^false$/i.test(value) ? 'no' : value;
}

export function mediaRelayView({ mediaRelay }: SettingsReading, reach: ReachOf): MediaRelayView | null {
  if (mediaRelay === null) return null;
  const { isOk, reason, hasCredentials, durationMinutes, relays } = mediaRelay.data;
  return {
    facts: [
      field('Answer', reason ?? 'none', null, isOk ? 'good' : 'bad'),
      field(
        'Credentials',
        credentialsWords(hasCredentials, durationMinutes),
        null,
        hasCredentials ? 'neutral' : 'warning',
      ),
    ],
    relays: relays.map(({ location, host, udpPort, tcpPort }) => {
      const ports = [udpPort === null ? [] : [`UDP ${udpPort}`], tcpPort === null ? [] : [`TCP ${tcpPort}`]];
      return {
        place: `${host === null ? 'without a name' : visible(host, 255)}${location === null ? '' : ` (${visible(location, 60)})`}`,
        ports: listed(ports.flat()),
        reach: reach(host === null || tcpPort === null ? null : { host, port: tcpPort }),
      };
    }),
  };
}

function credentialsWords(hasCredentials: boolean, durationMinutes: number | null): string {
  if (!hasCredentials) return 'none came';
  return durationMinutes === null ? 'came' : `came, for ${counted(durationMinutes, 'minute')}`;
}

export function meetingsView(reading: SettingsReading): MeetingsView | null {
  const { conferencing } = reading;
  const factory = serverSettings(reading)?.focusFactory ?? null;
  const region = conferencing?.data.defaultRegion ?? null;
  if (conferencing === null && factory === null) return null;
  const facts = [
    factory === null ? null : field('Meetings are made at', factory.uri),
    conferencing === null
      ? null
      : field('Answer', conferencing.data.code ?? 'none', null, conferencing.data.isOk ? 'good' : 'bad'),
    conferencing === null || conferencing.data.media.length === 0
      ? null
      : field('Kinds of media', conferencing.data.media.map(mediaWord).join(', ')),
    region === null ? null : field('Dial-in region', region),
  ];
  return {
    facts: facts.filter((one) => one !== null),
    regions: (conferencing?.data.dialInRegions ?? []).map(({ name, numbers }) => ({
      name: visible(name),
      numbers: numbers.map((number) => visible(number, 120)),
    })),
  };
}

const MEDIA: Readonly<Record<string, string>> = {
  chat: 'messages',
  'audio-video': 'audio and video',
  meeting: 'whiteboard and polls',
  'data-conf': 'whiteboard and polls',
  applicationsharing: 'application sharing',
  'phone-conf': 'dial-in',
};

function mediaWord(name: string): string {
  const key = name.toLowerCase();
  return (Object.hasOwn(MEDIA, key) ? MEDIA[key] : undefined) ?? name;
}
