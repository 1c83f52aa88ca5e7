/** What the flags of NTLM say, for the ones that tell something. Source: [MS-NLMP] 2.2.2.5. */
const NTLM_FLAG_MEANINGS: ReadonlyMap<string, string> = new Map([
  ['UNICODE', 'Names are in Unicode.'],
  ['OEM', 'Names may be in the old code page.'],
  ['REQUEST_TARGET', 'The server is to name its domain or host.'],
  ['SIGN', 'Messages can be signed.'],
  ['SEAL', 'Messages can be encrypted.'],
  ['DATAGRAM', 'Without a connection, as SIP uses it.'],
  ['LM_KEY', 'Keys of the old LAN Manager kind.'],
  ['NTLM', 'NTLM at all.'],
  ['ANONYMOUS', 'Nobody signs in.'],
  ['OEM_DOMAIN_SUPPLIED', 'The client names its domain.'],
  ['OEM_WORKSTATION_SUPPLIED', 'The client names its computer.'],
  ['ALWAYS_SIGN', 'A signature on every message.'],
  ['TARGET_TYPE_DOMAIN', 'The target is a domain.'],
  ['TARGET_TYPE_SERVER', 'The target is a single server.'],
  ['EXTENDED_SESSIONSECURITY', 'Newer keys and signatures (NTLMv2 session security).'],
  ['IDENTIFY', 'The server may know who it is, and not act in their name.'],
  ['REQUEST_NON_NT_SESSION_KEY', 'Keys of the old LAN Manager kind.'],
  ['TARGET_INFO', 'The challenge describes the server (AV pairs).'],
  ['VERSION', 'The version of the operating system is told.'],
  ['128', 'Keys of 128 bits.'],
  ['KEY_EXCH', 'The client makes the key of the session.'],
  ['56', 'Keys of 56 bits.'],
]);

/** Takes the name with or without its usual prefix; '' when there is nothing to say. */
export function ntlmFlagMeaning(flag: string): string {
  const name = flag.replace(/^NTLM(?:SSP)?_/, '').replace(/^NEGOTIATE_/, '');
  return NTLM_FLAG_MEANINGS.get(name) ?? '';
}
