import { createNeedles, type ByteNeedles } from './byte-needles.ts';

/** HRESULTs of the DNS client, Winsock, WinINet, Schannel and certificates. Source: [MS-ERREF] 2.1.1 and 2.2. */
const CODES = [
  ...['8007232a', '8007232b', '8007232d', '8007251d', '800705b4'],
  ...['80072af9', '80072afa', '80072afc', '8007274c', '8007274d', '80072746', '80072751'],
  ...[
    '80072ee2',
    '80072ee7',
    '80072efd',
    '80072efe',
    '80072f05',
    '80072f06',
    '80072f0c',
    '80072f0d',
    '80072f8f',
  ],
  ...['80090302', '80090308', '80090311', '80090322', '80090325', '80090326', '80090327', '80090328'],
  ...[
    '80090330',
    '80090331',
    '8009030c',
    '8009030e',
    '800b0101',
    '800b0109',
    '800b010a',
    '800b010f',
    '80092013',
  ],
];

/** No word is shorter than eight characters, which is what makes the search fast. */
const WORDS = [
  ...['querydnssrv', 'dns name', 'getdnsresults', 'resolvehostname', 'getaddrinfo', 'dnsquery', 'srv record'],
  ...['redirected to', 'connecting to', 'connected to', 'connect failed', 'connection failed'],
  ...['connection refused', 'tls negotiation', 'schannel', 'proxy authentication'],
  ...['autodiscover', 'lyncdiscover', 'root/user', 'sipclientinternal', 'sipclientexternal'],
  ...['sipserverinternal', 'sipserverexternal', 'hybridconfigservice'],
  ...['certprov', 'webticket', 'getandpublishcert', 'authwebservicebaseurl'],
  ...['onenable_', 'sign-in complete', 'signin complete', 'status=0x80ef', 'locationprofiledescription'],
];

/** Finds these words, and others of at least eight characters. */
export function needlesWith(words: readonly string[]): ByteNeedles {
  return createNeedles([...CODES, ...WORDS, ...words]);
}

/** Words of lines that tell something about a sign-in: lookups and connections, addresses, errors, the client's own verdict. */
export const remarkNeedles = needlesWith([]);
