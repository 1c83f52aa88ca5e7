/** Names of settings for people. For display only: nothing may be decided by a setting because it stands here. */
const LABELS: Readonly<Record<string, string>> = {
  enableuc: 'Enterprise Voice',
  allowcallforwarding: 'Call forwarding',
  allowsimultaneousringing: 'Simultaneous ringing',
  enabledelegation: 'Delegates may answer and make calls',
  enableteamcall: 'Team calls',
  enablecalltransfer: 'Call transfer',
  enablecallpark: 'Call park',
  enablemaliciouscalltrace: 'Report of malicious calls',
  enablevoicemail: 'Voice mail',
  pstnusages: 'PSTN usages',
  allowipaudio: 'Audio in meetings',
  allowipvideo: 'Video in meetings',
  maxmeetingsize: 'Largest meeting',
  enabledatacollaboration: 'Whiteboard, polls and presentations',
  enableappdesktopsharing: 'Application and desktop sharing',
  allowanonymousparticipantsinmeetings: 'People without an account in meetings',
  enablefiletransfer: 'File transfer',
  enablep2pfiletransfer: 'File transfer between two people',
  enablep2precording: 'Recording of calls between two people',
  allowconferencerecording: 'Recording of meetings',
  enabledialinconferencing: 'Dial-in to meetings',
  photousage: 'Photos',
  maxphotosizekb: 'Largest photo (kB)',
  absusage: 'Address book is used by',
  enabletracing: 'Client log',
  enableeventlogging: 'Windows event log',
  enableappearoffline: 'May appear offline',
  disablesavingim: 'Saving of messages is off',
  enableimautoarchiving: 'Messages are saved in the mailbox',
  enablecalllogautoarchiving: 'Calls are saved in the mailbox',
  disableemoticons: 'Emoticons are off',
  disablehtmlim: 'HTML messages are off',
  disablertfim: 'Formatted messages are off',
  disablecalendarpresence: 'Presence from the calendar is off',
  disablefreebusyinfo: 'Free/busy information is off',
  disablepresencenote: 'Presence notes are off',
  disableemailcomparisoncheck: 'Sign-in and e-mail address are not compared',
  blockconversationfromfederatedcontacts: 'Conversations that other companies begin are blocked',
  maximumnumberofcontacts: 'Most contacts',
  autodiscoveryretryinterval: 'Pause between tries of autodiscover (s)',
  dgrefreshinterval: 'Refresh of distribution groups (s)',
  webservicepollinterval: 'Polling of the web service (s)',
  mapipollinterval: 'Polling of Outlook (s)',
  imwarning: 'Notice in conversations',
  enableexchangedelegatesyncup: 'Delegates are taken over from Exchange',
  enablecontactsync: 'Contacts are copied to Exchange',
  allowexchangecontactstore: 'Contacts may be kept in Exchange',
  enablehotdesking: 'Hot desking on phones',
  hotdeskingtimeout: 'End of hot desking',
  showrecentcontacts: 'Recent contacts are shown',
  showmanageprivacyrelationships: 'Privacy relationships are shown',
  disablefeedstab: 'Activity feeds are off',
  enableskypeui: 'Skype for Business look',
  enableonlinefeedback: 'Feedback to Microsoft',
  enablepersistentchat: 'Persistent chat',
  defaultpersistentchatpooluri: 'Persistent chat pool',
  maxpromptedsubscriber: 'Most people asked about at once',
  maxcategorysubscription: 'Most presence subscriptions',
};

/** What a setting is called; one that is not known has its name taken apart into words. */
export function policyLabel(name: string): string {
  const key = name.toLowerCase();
  return (Object.hasOwn(LABELS, key) ? LABELS[key] : undefined) ?? inWords(name);
}

/** AllowIPVideo2Go → "Allow IP video2 go"; a run of capitals stays. */
function inWords(name: string): string {
  const words = name.match(/[A-Z]+(?![a-z])|[A-Z]?[^A-Z]+/g) ?? [name];
  return words
    .map((word, index) => (index === 0 || /^[A-Z]{2,}/.test(word) ? word : word.toLowerCase()))
    .join(' ');
}
