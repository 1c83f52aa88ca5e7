import { randomBytes } from 'node:crypto';
import { AV_IDS, avText, serializeAvPairs } from '../../../shared/protocol/ntlm/av-pairs.ts';
import { buildChallengeMessage } from '../../../shared/protocol/ntlm/challenge-message.ts';
import { fileTimeOf } from '../../../shared/protocol/ntlm/file-time.ts';
import { flagsOf, hasFlag } from '../../../shared/protocol/ntlm/flags.ts';
import { wipeSessionKeys } from '../../../shared/protocol/ntlm/keys.ts';
import { parseNegotiateMessage } from '../../../shared/protocol/ntlm/negotiate-message.ts';
import { verifyAuthenticate } from '../../../shared/protocol/ntlm/server.ts';
import { NETBIOS_DOMAIN, type Account, type Directory } from '../directory.ts';

export type NtlmLogon =
  | { readonly ok: true; readonly account: Account; readonly hasMic: boolean }
  /** account: the one that was tried, where there is such. user: the name as it came. */
  | { readonly ok: false; readonly account: Account | null; readonly user: string; readonly why: string };

/** The server's side of one NTLM exchange over HTTP: from a NEGOTIATE to a verdict, bound to one connection. */
export interface NtlmExchange {
  /** CHALLENGE_MESSAGE, to be sent. */
  readonly challenge: Uint8Array;
  /** Judges the AUTHENTICATE_MESSAGE. Never throws. */
  judge(authenticate: Uint8Array): NtlmLogon;
}

const DNS_DOMAIN = 'contoso.test';

/** What this server grants when it is asked for. */
const GRANTED = flagsOf(
  'NTLMSSP_REQUEST_TARGET',
  'NTLMSSP_NEGOTIATE_SIGN',
  'NTLMSSP_NEGOTIATE_SEAL',
  'NTLMSSP_NEGOTIATE_NTLM',
  'NTLMSSP_NEGOTIATE_ALWAYS_SIGN',
  'NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY',
  'NTLMSSP_NEGOTIATE_VERSION',
  'NTLMSSP_NEGOTIATE_128',
  'NTLMSSP_NEGOTIATE_KEY_EXCH',
  'NTLMSSP_NEGOTIATE_56',
);

/** What it says of itself in any case. */
const ALWAYS = flagsOf('NTLMSSP_TARGET_TYPE_DOMAIN', 'NTLMSSP_NEGOTIATE_TARGET_INFO');

/** Windows Server 2019. */
const VERSION = { major: 10, minor: 0, build: 17763, revision: 15 };

/** Returns null for what is no NEGOTIATE_MESSAGE. Source: [MS-NLMP] 3.2.5.1.1. */
export function beginNtlm(
  negotiate: Uint8Array,
  directory: Directory,
  server: { readonly fqdn: string; readonly nowMs: number },
): NtlmExchange | null {
  const parsed = parseNegotiateMessage(negotiate);
  if (!parsed.ok) return null;
  const asked = parsed.value.flags;
  const characters = hasFlag(asked, 'NTLMSSP_NEGOTIATE_UNICODE')
    ? flagsOf('NTLMSSP_NEGOTIATE_UNICODE')
    : flagsOf('NTLM_NEGOTIATE_OEM');
  const serverChallenge = randomBytes(8);
  const [host = ''] = server.fqdn.split('.');
  const challenge = buildChallengeMessage({
    flags: ((asked & GRANTED) | characters | ALWAYS) >>> 0,
    serverChallenge,
    targetName: NETBIOS_DOMAIN,
    targetInfo: serializeAvPairs([
      avText(AV_IDS.nbDomainName, NETBIOS_DOMAIN),
      avText(AV_IDS.nbComputerName, host.toUpperCase()),
      avText(AV_IDS.dnsDomainName, DNS_DOMAIN),
      avText(AV_IDS.dnsComputerName, server.fqdn),
      avText(AV_IDS.dnsTreeName, DNS_DOMAIN),
      { id: AV_IDS.timestamp, value: fileTimeOf(server.nowMs) },
    ]),
    version: VERSION,
  });
  // The exchange outlives the request that brought it.
  const received = Uint8Array.from(negotiate);

  return {
    challenge,
    judge(authenticate) {
      const verdict = verifyAuthenticate({
        mode: 'connection',
        negotiate: received,
        challengeMessage: challenge,
        serverChallenge,
        authenticate,
        ntHashOf: (user, domain) => directory.findLogon({ user, domain })?.ntHash ?? null,
      });
      const account =
        verdict.user === null
          ? null
          : directory.findLogon({ user: verdict.user, domain: verdict.domain ?? '' });
      if (!verdict.ok) return { ok: false, account, user: verdict.user ?? '', why: verdict.why };
      // HTTP has the logon only; nothing is signed with these.
      wipeSessionKeys(verdict.keys);
      if (account === null) return { ok: false, account, user: verdict.user, why: 'unknown-account' };
      return { ok: true, account, hasMic: verdict.hasMic };
    },
  };
}
