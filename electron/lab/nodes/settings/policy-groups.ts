import { ASSIGNED_PROFILE } from './location-profile.ts';
import { element, elements } from './xml-element.ts';

type Value = string | number | boolean;
type Properties = Readonly<Record<string, Value>>;

/** Properties in an `instance`: [MS-SIPREGE] 2.2.2.5.3. */
export const UC_POLICY: readonly string[] = [
  instance(
    {
      Name: 'Tag:Office staff',
      EnableUC: true,
      AllowSimultaneousRinging: true,
      AllowCallForwarding: true,
      AllowPSTNReRouting: true,
      EnableDelegation: true,
      EnableTeamCall: true,
      EnableCallTransfer: true,
      EnableCallPark: false,
      EnableMaliciousCallTrace: false,
      EnableBWPolicyOverride: false,
      EnableVoiceMail: true,
      PreventPSTNTollBypass: false,
      BusyOnBusyEnabledType: 'Off',
      CallForwardingSimulRingUsageType: 'VoicePolicyUsage',
      VoiceDeploymentMode: 'OnPrem',
      TenantAdminEnabled: false,
    },
    // A property with several values has one element for each.
    element(
      'property',
      { name: 'PSTNUsages' },
      elements([
        ['element', 'Germany'],
        ['element', 'Europe'],
      ]),
    ),
  ),
];

export const MEETING_POLICY: readonly string[] = [
  instance({
    Name: 'Tag:Office staff',
    AllowIPAudio: true,
    AllowIPVideo: true,
    AllowMultiView: true,
    AllowParticipantControl: true,
    AllowAnnotations: true,
    AllowPolls: true,
    AllowSharedNotes: true,
    AllowQandA: true,
    AllowOfficeContent: true,
    AllowUserToScheduleMeetingsWithAppSharing: true,
    AllowAnonymousParticipantsInMeetings: true,
    AllowAnonymousUsersToDialOut: false,
    AllowNonEnterpriseVoiceUsersToDialOut: false,
    AllowFederatedParticipantJoinAsSameEnterprise: false,
    AllowExternalUserControl: false,
    AllowExternalUsersToRecordMeeting: false,
    AllowExternalUsersToSaveContent: true,
    AllowConferenceRecording: false,
    AllowLargeMeetings: false,
    AppSharingMode: 'Video',
    AudioBitRateKb: 200,
    VideoBitRateKb: 50_000,
    TotalReceiveVideoBitRateKb: 50_000,
    AppSharingBitRateKb: 50_000,
    FileTransferBitRateKb: 50_000,
    MaxVideoConferenceResolution: 'VGA',
    MaxMeetingSize: 250,
    EnableAppDesktopSharing: 'Desktop',
    EnableDataCollaboration: true,
    EnableDialInConferencing: true,
    EnableFileTransfer: true,
    EnableMultiViewJoin: true,
    EnableOnlineMeetingPromptForLyncResources: false,
    EnableP2PFileTransfer: true,
    EnableP2PRecording: false,
    EnableP2PVideo: true,
    EnableReliableConferenceDeletion: true,
  }),
];

/** The client policy, in a propertyEntryList: [MS-SIPREGE] 2.2.2.5.6. */
export const ENDPOINT_CONFIGURATION: readonly string[] = [
  propertyEntryList({
    AbsUsage: 'WebSearchAndFileDownload',
    AllowExchangeContactStore: true,
    AllowUnencryptedFileTransfer: false,
    AutoDiscoveryRetryInterval: 1_800,
    BlockConversationFromFederatedContacts: false,
    CalendarStatePublicationInterval: 900,
    CustomizedHelpUrl: '',
    CustomLinkInErrorMessages: '',
    CustomStateUrl: '',
    DGRefreshInterval: 28_800,
    DisableCalendarPresence: false,
    DisableContactCardOrganizationTab: false,
    DisableEmailComparisonCheck: false,
    DisableEmoticons: false,
    DisableFederatedPromptDisplayName: false,
    DisableFeedsTab: false,
    DisableFreeBusyInfo: false,
    DisableHandsetOnLockedMachine: false,
    DisableHtmlIm: false,
    DisableInkIM: false,
    DisableMeetingSubjectAndLocation: false,
    DisableOneNote12Integration: false,
    DisableOnlineContextualSearch: false,
    DisablePhonePresence: false,
    DisablePICPromptDisplayName: false,
    DisablePoorDeviceWarnings: false,
    DisablePoorNetworkWarnings: false,
    DisablePresenceNote: false,
    DisableRTFIM: true,
    DisableSavingIM: false,
    EnableAppearOffline: true,
    EnableCallLogAutoArchiving: true,
    EnableClientMusicOnHold: true,
    EnableContactSync: true,
    EnableConversationWindowTabs: true,
    EnableEnterpriseCustomizedHelp: false,
    EnableEventLogging: false,
    EnableExchangeContactSync: true,
    EnableExchangeDelegateSync: true,
    EnableExchangeDelegateSyncUp: true,
    EnableFullScreenVideo: false,
    EnableHighPerformanceConferencingAppSharing: false,
    EnableHighPerformanceP2PAppSharing: false,
    EnableHotdesking: true,
    EnableIMAutoArchiving: true,
    EnableMediaRedirection: false,
    EnableNotificationForNewSubscribers: true,
    EnableOnlineFeedback: false,
    EnableServerConversationHistory: false,
    EnableSkypeUI: true,
    EnableTracing: true,
    EnableUnencryptedFileTransfer: false,
    EnableURL: true,
    EnableViewBasedSubscriptionMode: true,
    EnableVOIPCallDefault: false,
    ExcludedContactFolders: '',
    HelpEnvironment: '',
    HotdeskingTimeout: '00:05:00',
    IMLatencyErrorThreshold: 1_500,
    IMLatencySpinnerDelay: 1_500,
    IMWarning: '',
    MapiPollInterval: 900,
    MaximumDGsAllowedInContactList: 10,
    MaximumNumberOfContacts: 250,
    MaxPhotoSizeKB: 30,
    MusicOnHoldAudioFile: '',
    P2PAppSharingEncryption: 'Supported',
    PhotoUsage: 'AllPhotos',
    PlayAbbreviatedDialTone: false,
    PublicationBatchDelay: 2,
    RequireContentPin: 'NotRequired',
    ShowManagePrivacyRelationships: false,
    ShowRecentContacts: true,
    ShowSharepointPhotoEditLink: false,
    SPSearchCenterExternalURL: '',
    SPSearchCenterInternalURL: '',
    SPSearchExternalURL: '',
    SPSearchInternalURL: '',
    TabURL: '',
    WebServicePollInterval: 900,
  }),
];

/** How many people may watch, and be watched: [MS-SIPREGE] 2.2.2.5.9. */
export const PRESENCE_POLICY: readonly string[] = [
  propertyEntryList({ MaxPromptedSubscriber: 200, MaxCategorySubscription: 1_000 }),
];

export const MEDIA_CONFIGURATION: readonly string[] = [
  propertyEntryList({
    EnableQoS: true,
    EncryptionLevel: 'RequireEncryption',
    EnableSiren: false,
    MaxVideoRateAllowed: 'VGA600K',
    EnableH264Codec: true,
    EnableAdaptiveBandWidthEstimation: true,
    EnableG722StereoCodec: true,
    EnableInCallQoS: true,
    InCallQoSIntervalSeconds: 35,
    EnableRtpRtcpMultiplexing: true,
    EnableVideoBasedSharing: true,
  }),
];

export const LOCATION_POLICY: readonly string[] = [
  propertyEntryList({
    EnhancedEmergencyServicesEnabled: true,
    LocationRequired: 'no',
    UseLocationForE911Only: true,
    EmergencyDialString: '112',
    EmergencyDialMask: '110',
    PstnUsage: 'Germany',
    ConferenceMode: 'oneway',
    LocationRefreshInterval: 4,
  }),
];

export const PERSISTENT_CHAT: readonly string[] = [propertyEntryList({ EnablePersistentChat: false })];

/** Elements, as in ServerConfiguration: [MS-SIPREGE] 2.2.2.5.5. */
export const USER_SETTING: readonly string[] = elements([
  ['disableFileTransfer', false],
  ['ucUserLocationProfile', ASSIGNED_PROFILE],
  ['commonAreaPhone', false],
]);

function instance(properties: Properties, ...more: readonly string[]): string {
  return element('instance', {}, [...propertiesOf(properties), ...more]);
}

function propertyEntryList(properties: Properties): string {
  return element('propertyEntryList', {}, propertiesOf(properties));
}

function propertiesOf(properties: Properties): readonly string[] {
  return Object.entries(properties).map(([name, value]) => element('property', { name }, String(value)));
}
