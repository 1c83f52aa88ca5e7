import type { SettingsFault } from './settings-fault.ts';
import type { SettingsSite } from './settings-service.ts';
import { ASSIGNED_PROFILE } from './location-profile.ts';
import { focusFactoryUri, serverUri, webUrl } from './site-uris.ts';
import { elements } from './xml-element.ts';

type Settings = readonly (readonly [name: string, value: string | number | boolean])[];

/** The group ServerConfiguration, whose settings are elements. Source: [MS-SIPREGE] 2.2.2.5.1. */
export function serverConfiguration(
  site: SettingsSite,
  address: string,
  faults: ReadonlySet<SettingsFault>,
): readonly string[] {
  return elements([...webServices(site, faults), ...CLIENT, ...serverAddresses(site, address)]);
}

/** In pairs: for who is inside, and for who comes through the reverse proxy. */
function webServices(site: SettingsSite, faults: ReadonlySet<SettingsFault>): Settings {
  const inside = (path: string): string => webUrl(site.webInternalHost, path);
  const outside = (path: string): string => webUrl(site.webExternalHost, path);
  // A name that was taken out of DNS with the old pool, and forgotten in the topology.
  const retired = faults.has('policy-url-unreachable') ? `oldabs.${site.domain}` : null;
  const expansion = '/groupexpansion/service.svc';
  return [
    ['absWebServiceEnabled', true],
    ['lisInternalUrl', inside('/locationinformation/liservice.svc')],
    ['absInternalServerUrl', webUrl(retired ?? site.webInternalHost, '/abs/handler')],
    ['absExternalServerUrl', webUrl(retired ?? site.webExternalHost, '/abs/handler')],
    ['abwqInternalUrl', inside(expansion)],
    ['abwqExternalUrl', outside(expansion)],
    ['dlxInternalUrl', inside(expansion)],
    ['dlxExternalUrl', outside(expansion)],
    ['dlxEnabled', true],
    ['updatesServerInternalUrl', inside('/RequestHandler/ucdevice.upx')],
    ['updatesServerExternalUrl', outside('/RequestHandlerExt/ucdevice.upx')],
    ['updatesServerEnabled', true],
    ['organization', 'Contoso'],
    ['helpdeskInternalUrl', inside('/help/')],
    ['helpdeskExternalUrl', outside('/help/')],
    ['consoleDownloadInternalUrl', inside('/meetingclient/download')],
    ['consoleDownloadExternalUrl', outside('/meetingclient/download')],
    ['responseGroupServiceInternalURL', inside('/RgsClients/AgentService.svc')],
    ['responseGroupServiceExternalURL', outside('/RgsClients/AgentService.svc')],
    ['responseGroupServiceInternalAgentURL', inside('/RgsClients/Tab.aspx')],
    ['responseGroupServiceExternalAgentURL', outside('/RgsClients/Tab.aspx')],
    ['cwaInternalUri', inside('/dialin')],
    ['cwaExternalUri', outside('/dialin')],
    ['ucwaInternalUrl', inside('/ucwa/v1/applications')],
    ['ucwaExternalUrl', outside('/ucwa/v1/applications')],
  ];
}

/** How the client behaves: ports for the firewall, media, telephones, logs. */
const CLIENT: Settings = [
  ['ucPortRangeEnabled', true],
  ['ucMinMediaPort', 50_000],
  ['ucMaxMediaPort', 50_099],
  ['ucMinSipDynamicPort', 7_100],
  ['ucMaxSipDynamicPort', 7_102],
  ['ucMinAudioPort', 50_000],
  ['ucMaxAudioPort', 50_019],
  ['ucMinVideoPort', 50_020],
  ['ucMaxVideoPort', 50_059],
  ['ucMinAppSharingPort', 50_060],
  ['ucMaxAppSharingPort', 50_079],
  ['ucMinFileTransferPort', 50_080],
  ['ucMaxFileTransferPort', 50_099],
  ['ucPC2PCAVEncryption', 'RequireEncryption'],
  ['ucMaxVideoRateAllowed', 'Hd720p-1.5M'],
  ['qosEnabled', true],
  ['enableInCallQoS', true],
  ['inCallQoSIntervalSeconds', 35],
  ['ucDiffServVoice', 46],
  ['ucVoice802_1p', 0],
  ['ucEnforcePinLock', true],
  ['ucMinPinLength', 6],
  ['ucPhoneTimeOut', 10],
  ['ucExchangeMWIPoll', 3],
  ['ucEnableSIPSecurityMode', 'High'],
  ['ucEnableUserLogging', true],
  ['loggingLevel', 'Low'],
  ['enableBWPolicyCheck', false],
];

function serverAddresses(site: SettingsSite, address: string): Settings {
  return [
    ['poolUri', serverUri(site, 'HomeServer')],
    ['mrasUri', serverUri(site, 'MRAS')],
    ['qosUri', serverUri(site, 'QoS')],
    ['callParkServerUri', serverUri(site, 'Microsoft.Rtc.Applications.Cps')],
    ['botSipUriForTestCall', serverUri(site, 'Microsoft.Rtc.Applications.testbot')],
    ['ucLocationProfile', ASSIGNED_PROFILE],
    ['focusFactoryUri', focusFactoryUri(address)],
    ['voiceMailUri', `sip:${address};opaque=app:voicemail`],
  ];
}
