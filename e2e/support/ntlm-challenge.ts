import { AV_IDS, avText, serializeAvPairs } from '../../shared/protocol/ntlm/av-pairs.ts';
import { buildChallengeMessage } from '../../shared/protocol/ntlm/challenge-message.ts';
import { fileTimeOf } from '../../shared/protocol/ntlm/file-time.ts';
import { flagsOf } from '../../shared/protocol/ntlm/flags.ts';
import { OUR_NTLM_VERSION } from '../../shared/protocol/ntlm/message-bytes.ts';
import { parseNegotiateMessage } from '../../shared/protocol/ntlm/negotiate-message.ts';

const OFFERED = flagsOf(
  'NTLMSSP_NEGOTIATE_UNICODE',
  'NTLMSSP_REQUEST_TARGET',
  'NTLMSSP_NEGOTIATE_SIGN',
  'NTLMSSP_NEGOTIATE_NTLM',
  'NTLMSSP_NEGOTIATE_ALWAYS_SIGN',
  'NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY',
  'NTLMSSP_NEGOTIATE_VERSION',
  'NTLMSSP_NEGOTIATE_128',
  'NTLMSSP_NEGOTIATE_56',
  'NTLMSSP_NEGOTIATE_KEY_EXCH',
);

/** What a server of the domain CONTOSO answers to a foreign client's NEGOTIATE_MESSAGE. */
export function challengeTo(negotiate: Uint8Array, serverChallenge: Uint8Array): Uint8Array {
  const parsed = parseNegotiateMessage(negotiate);
  if (!parsed.ok) throw new Error(parsed.error);
  const agreed = OFFERED & parsed.value.flags;
  return buildChallengeMessage({
    flags: (agreed | flagsOf('NTLMSSP_NEGOTIATE_TARGET_INFO', 'NTLMSSP_TARGET_TYPE_DOMAIN')) >>> 0,
    serverChallenge,
    targetName: 'CONTOSO',
    targetInfo: serializeAvPairs([
      avText(AV_IDS.nbDomainName, 'CONTOSO'),
      avText(AV_IDS.nbComputerName, 'FE01'),
      avText(AV_IDS.dnsDomainName, 'contoso.test'),
      avText(AV_IDS.dnsComputerName, 'fe01.contoso.test'),
      { id: AV_IDS.timestamp, value: fileTimeOf(Date.now()) },
    ]),
    version: OUR_NTLM_VERSION,
  });
}
