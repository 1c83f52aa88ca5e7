import { parameterValue } from '../sip/parameters.ts';
import { parseSipUri } from '../sip/sip-uri.ts';
import { groupNamed, settingNamed, type ProvisionGroup, type Provisioning } from './provisioning.ts';
import { readBoolean, readCount } from './read-document.ts';

/** The group ServerConfiguration, read: [MS-SIPREGE] 2.2.2.5.1. */
export interface ServerConfiguration {
  readonly pool: ServerUri | null;
  /** Credentials for the media relay of the A/V Edge; null: audio and video with people outside do not work. */
  readonly mediaRelay: ServerUri | null;
  /** Where meetings are made. */
  readonly focusFactory: ServerUri | null;
  readonly quality: ServerUri | null;
  readonly testCall: ServerUri | null;
  readonly callPark: ServerUri | null;
  readonly voiceMail: ServerUri | null;
  /** In the order of the table below; services that the server names not at all are not among them. */
  readonly services: readonly WebService[];
  readonly locationProfileName: string | null;
  readonly organization: string | null;
  readonly mediaEncryption: MediaEncryption | null;
  readonly sipSecurityMode: string | null;
  readonly isPortRangeEnabled: boolean | null;
  readonly portRanges: readonly PortRange[];
}

/** As the server spells them; other: a value that the specification does not have. */
export type MediaEncryption = 'SupportEncryption' | 'RequireEncryption' | 'DoNotSupportEncryption' | 'other';

export interface ServerUri {
  readonly uri: string;
  /** The server behind it, which such a URI (opaque=srvr:…) has in its user part; null for that of a person. */
  readonly fqdn: string | null;
  readonly isValid: boolean;
}

export interface WebService {
  readonly id: WebServiceId;
  /** What it is for, in plain words; for `other` the name of the setting. */
  readonly label: string;
  /** What the server says of it; null: nothing. */
  readonly isEnabled: boolean | null;
  readonly internal: ServiceUrl | null;
  readonly external: ServiceUrl | null;
}

export type WebServiceId =
  | 'address-book'
  | 'address-book-search'
  | 'group-expansion'
  | 'device-update'
  | 'location-information'
  | 'response-group'
  | 'dial-in-page'
  | 'help-desk'
  | 'meeting-client'
  | 'ucwa'
  | 'other';

export interface ServiceUrl {
  /** Name of the setting, as the specification spells it. */
  readonly setting: string;
  readonly url: string;
  /** Where it leads; null: it is not a web address. */
  readonly place: { readonly scheme: 'http' | 'https'; readonly host: string; readonly port: number } | null;
}

export interface PortRange {
  readonly use: 'media' | 'audio' | 'video' | 'application-sharing' | 'file-transfer' | 'sip';
  /** null: missing, or not a number. */
  readonly min: number | null;
  readonly max: number | null;
}

interface ServiceRow {
  readonly id: Exclude<WebServiceId, 'other'>;
  readonly label: string;
  readonly internal: string;
  readonly external: string;
  readonly enabled: string | null;
}

const SERVICES: readonly ServiceRow[] = [
  row('address-book', 'Address book', 'absInternalServerUrl', 'absExternalServerUrl'),
  row(
    'address-book-search',
    'Address book search',
    'abwqInternalUrl',
    'abwqExternalUrl',
    'absWebServiceEnabled',
  ),
  row('group-expansion', 'Group expansion', 'dlxInternalUrl', 'dlxExternalUrl', 'dlxEnabled'),
  row('meeting-client', 'Meeting client', 'consoleDownloadInternalUrl', 'consoleDownloadExternalUrl'),
  row('ucwa', 'Web application (UCWA)', 'ucwaInternalUrl', 'ucwaExternalUrl'),
  row('dial-in-page', 'Dial-in numbers and PIN', 'cwaInternalUri', 'cwaExternalUri'),
  row('location-information', 'Location for emergency calls', 'lisInternalUrl', 'lisExternalUrl'),
  row(
    'response-group',
    'Response groups',
    'responseGroupServiceInternalURL',
    'responseGroupServiceExternalURL',
  ),
  row('help-desk', 'Help desk page', 'helpdeskInternalUrl', 'helpdeskExternalUrl'),
  row(
    'device-update',
    'Phone updates',
    'updatesServerInternalUrl',
    'updatesServerExternalUrl',
    'updatesServerEnabled',
  ),
];

const PORT_RANGES: readonly (readonly [PortRange['use'], string, string])[] = [
  ['media', 'ucMinMediaPort', 'ucMaxMediaPort'],
  ['audio', 'ucMinAudioPort', 'ucMaxAudioPort'],
  ['video', 'ucMinVideoPort', 'ucMaxVideoPort'],
  ['application-sharing', 'ucMinAppSharingPort', 'ucMaxAppSharingPort'],
  ['file-transfer', 'ucMinFileTransferPort', 'ucMaxFileTransferPort'],
  ['sip', 'ucMinSipDynamicPort', 'ucMaxSipDynamicPort'],
];

/** Other web addresses that are kept. */
const MAX_OTHER_URLS = 32;

/** null: the server sent no such group. */
export function serverConfiguration(provisioning: Provisioning): ServerConfiguration | null {
  const group = groupNamed(provisioning, 'ServerConfiguration');
  if (group === null) return null;
  const text = (name: string): string | null => settingNamed(group, name);
  const uri = (name: string): ServerUri | null => readUri(text(name));
  return {
    pool: uri('poolUri'),
    mediaRelay: uri('mrasUri'),
    focusFactory: uri('focusFactoryUri'),
    quality: uri('qosUri'),
    testCall: uri('botSipUriForTestCall'),
    callPark: uri('callParkServerUri'),
    voiceMail: uri('voiceMailUri'),
    services: [...knownServices(group), ...otherServices(group)],
    locationProfileName: text('ucLocationProfile'),
    organization: text('organization'),
    mediaEncryption: readEncryption(text('ucPC2PCAVEncryption')),
    sipSecurityMode: text('ucEnableSIPSecurityMode'),
    isPortRangeEnabled: readBoolean(text('ucPortRangeEnabled')),
    portRanges: PORT_RANGES.flatMap(([use, min, max]) =>
      text(min) === null && text(max) === null
        ? []
        : [{ use, min: readCount(text(min)), max: readCount(text(max)) }],
    ),
  };
}

function knownServices(group: ProvisionGroup): readonly WebService[] {
  return SERVICES.flatMap(({ id, label, internal, external, enabled }) => {
    const service = {
      id,
      label,
      isEnabled: enabled === null ? null : readBoolean(settingNamed(group, enabled)),
      internal: serviceUrl(group, internal),
      external: serviceUrl(group, external),
    };
    return service.internal === null && service.external === null ? [] : [service];
  });
}

/** Whatever else is a web address: newer servers have more than the specification lists. */
function otherServices(group: ProvisionGroup): readonly WebService[] {
  const listed = new Set(
    SERVICES.flatMap(({ internal, external }) => [internal.toLowerCase(), external.toLowerCase()]),
  );
  return group.settings
    .filter(({ name, value }) => !listed.has(name.toLowerCase()) && /^https?:\/\//i.test(value))
    .slice(0, MAX_OTHER_URLS)
    .map(({ name, value }) => {
      const url: ServiceUrl = { setting: name, url: value, place: placeOf(value) };
      const isExternal = /external/i.test(name);
      return {
        id: 'other',
        label: name,
        isEnabled: null,
        internal: isExternal ? null : url,
        external: isExternal ? url : null,
      };
    });
}

function serviceUrl(group: ProvisionGroup, setting: string): ServiceUrl | null {
  const url = settingNamed(group, setting);
  return url === null ? null : { setting, url, place: placeOf(url) };
}

function placeOf(url: string): ServiceUrl['place'] {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    // The URL parser has no other way to say no.
    return null;
  }
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return null;
  const scheme = parsed.protocol === 'https:' ? 'https' : 'http';
  const port = parsed.port === '' ? (scheme === 'https' ? 443 : 80) : Number(parsed.port);
  return { scheme, host: parsed.hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1'), port };
}

function readUri(text: string | null): ServerUri | null {
  if (text === null) return null;
  const parsed = parseSipUri(text);
  if (parsed === null) return { uri: text, fqdn: null, isValid: false };
  const isServer = parameterValue(parsed.parameters, 'opaque')?.toLowerCase().startsWith('srvr:') ?? false;
  const user = parsed.user?.toLowerCase() ?? '';
  return { uri: text, fqdn: isServer && user.includes('.') ? user : null, isValid: true };
}

function readEncryption(text: string | null): MediaEncryption | null {
  const known = ['SupportEncryption', 'RequireEncryption', 'DoNotSupportEncryption'] as const;
  if (text === null) return null;
  return known.find((value) => value.toLowerCase() === text.toLowerCase()) ?? 'other';
}

function row(
  id: ServiceRow['id'],
  label: string,
  internal: string,
  external: string,
  enabled: string | null = null,
): ServiceRow {
  return { id, label, internal, external, enabled };
}
