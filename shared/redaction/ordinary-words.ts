import { vocabularyOfEvents } from './enumerated-values.ts';

/**
 * Words that name nobody, although somebody's account, host or company may have one of them for its name: taken out of free text they
 * would leave nothing to read, and nothing for the findings to go by. Where such a name stands as a name it is replaced all the same.
 */
export function isOrdinaryWord(word: string): boolean {
  const lower = word.toLowerCase();
  return WORDS.has(lower) || PRODUCTS.has(lower) || vocabularyOfEvents().has(lower);
}

/** What the products call themselves in certificates: the issuer of every client certificate has the first of these names. */
const PRODUCTS: ReadonlySet<string> = new Set([
  'communications server',
  'lync server',
  'skype for business server',
]);

const WORDS: ReadonlySet<string> = new Set(
  [
    // Of our own pseudonyms and marks.
    'withheld bytes byte example user users host hosts domain domains person persons device phone name names serial',
    // Of protocols.
    'sip sips tel http https ftp ldap smtp tcp udp tls ssl dns srv ntlm kerberos digest basic bearer negotiate oauth wsfed saml soap xml json html',
    'register invite subscribe notify benotify service message options bye cancel ack info header headers body content type length date via from contact route',
    'rtc uccapi status reason detail error errors warning failed failure fault code hresult ref txt none null true false unknown other empty missing invalid',
    'get put post head delete allow accept expires event cseq call callid max forwards supported require realm target targetname version opaque',
    // Of networks: what hosts are called everywhere.
    'web www edge pool mail server servers client front end frontend backend director proxy gateway router firewall hub node host local localhost',
    'dc kdc pki crl ocsp adfs sts owa exchange exch lync lyncweb skype sfb ocs ucwa cas dialin meet admin autodiscover lyncdiscover lyncdiscoverinternal',
    'sipinternal sipexternal internal external inside outside intern extern public private corp company lan home office intranet internet network',
    'test testing demo dev prod production staging guest system root administrator operator helpdesk support service account accounts',
    'com net org edu gov mil int info biz arpa invalid lab labs cloud online',
    // Of what servers say, by which findings tell one failure from another.
    'access denied allowed not match does with the and for this that has was are but you your can could may will must uri url address addresses policy policies',
    'lock locked lockout block blocked disable disabled enable enabled restrict restricted refuse refused reject rejected credentials password logon login sign remoteuser',
    'time skew clock clocks significant detected during authentication authorized authorization final handshake connection timeout unreachable not-found internalerror',
    'primary secondary backup registrar central remote branch appliance state available busy away offline unavailable contacts groups group presence',
    'certificate certificates authority issuing issuer subject root intermediate request response answer answers new old all any first last main one two three',
    'january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday',
    'chief north south east west room team project sales marketing finance legal',
  ].flatMap((line) => line.split(' ')),
);
