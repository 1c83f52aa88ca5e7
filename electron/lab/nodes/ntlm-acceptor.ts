import { randomBytes } from 'node:crypto';
import { AV_IDS, avText, serializeAvPairs } from '../../../shared/protocol/ntlm/av-pairs.ts';
import { buildChallengeMessage } from '../../../shared/protocol/ntlm/challenge-message.ts';
import { fileTimeOf } from '../../../shared/protocol/ntlm/file-time.ts';
import { wipeSessionKeys, type NtlmSessionKeys } from '../../../shared/protocol/ntlm/keys.ts';
import { verifyAuthenticate } from '../../../shared/protocol/ntlm/server.ts';
import {
  connectionlessSignature,
  connectionlessSignatureProblem,
  NTLM_SIP_SEQUENCE,
} from '../../../shared/protocol/ntlm/signature.ts';
import { NETBIOS_DOMAIN, type Directory } from '../directory.ts';
import { refused, type Acceptance, type Acceptor } from './acceptor.ts';
import type { Diagnosis } from './sip-answer.ts';

export interface NtlmOptions {
  readonly directory: Directory;
  readonly domain: string;
  readonly frontEndFqdn: string;
  /** The server's clock. */
  readonly now: () => number;
  /** Refuses every response, right or wrong: "Restrict NTLM". */
  readonly refusesEverybody: boolean;
}

/** What OCS 2007 R2 and Lync 2013 were seen to offer over SIP ([MS-NLMP] 2.2.2.5 for the bits). */
const FLAGS = 0xe2_98_82_f3;

/** A Windows Server 2019. */
const VERSION = { major: 10, minor: 0, build: 17_763, revision: 15 } as const;

/** SEC_E_UNSUPPORTED_FUNCTION: the directory's policy forbids it, whoever it is. */
const NTLM_FORBIDDEN: Diagnosis = {
  id: 1000,
  why: 'Final handshake failed',
  more: ';HRESULT="0x80090302(SEC_E_UNSUPPORTED_FUNCTION)"',
};

/** NTLM without a connection: the empty token asks for the CHALLENGE. Source: [MS-SIPAE] 3.3.5, [MS-NLMP] 3.2.5.2. */
export function createNtlmAcceptor(options: NtlmOptions): Acceptor {
  const serverChallenge = randomBytes(8);
  let challengeMessage: Uint8Array | null = null;
  let keys: NtlmSessionKeys | null = null;

  return {
    accept: (token) => Promise.resolve(accept(token)),
    sign(message) {
      if (keys === null) throw new Error('NTLM: there are no keys before a response was accepted');
      return connectionlessSignature(keys.serverSignKey, keys.serverSealKey, NTLM_SIP_SEQUENCE, message);
    },
    verify: (message, signature) =>
      keys !== null &&
      connectionlessSignatureProblem(keys.clientSignKey, keys.clientSealKey, message, signature) === null,
    close() {
      if (keys !== null) wipeSessionKeys(keys);
    },
  };

  function accept(token: Uint8Array): Acceptance {
    if (challengeMessage === null) {
      if (token.length > 0) return refused('an NTLM token before the challenge', null);
      challengeMessage = challengeFor(options, serverChallenge);
      return { kind: 'continue', token: challengeMessage };
    }
    const { directory } = options;
    const verdict = verifyAuthenticate({
      mode: 'connectionless',
      negotiate: null,
      challengeMessage,
      serverChallenge,
      authenticate: token,
      ntHashOf: (user, domain) => directory.findLogon({ user, domain })?.ntHash ?? null,
    });
    const logon = { user: verdict.user ?? '', domain: verdict.domain ?? '' };
    const account = directory.findLogon(logon);
    const isFit = verdict.ok && account !== null && account.fate !== 'locked' && !options.refusesEverybody;
    directory.recordLogon(account ?? logon.user, isFit, 'sip');
    if (verdict.ok && !isFit) wipeSessionKeys(verdict.keys);
    if (options.refusesEverybody)
      return refused('the directory forbids NTLM', 'ntlm-response', NTLM_FORBIDDEN);
    if (!verdict.ok) return refused(verdict.why, 'ntlm-response');
    if (!isFit) return refused('the account is locked', 'ntlm-response');
    ({ keys } = verdict);
    return { kind: 'accepted', token: null, account, verified: 'ntlm-response' };
  }
}

function challengeFor({ domain, frontEndFqdn, now }: NtlmOptions, serverChallenge: Uint8Array): Uint8Array {
  const [computer = ''] = frontEndFqdn.split('.');
  return buildChallengeMessage({
    flags: FLAGS,
    serverChallenge,
    targetName: NETBIOS_DOMAIN,
    targetInfo: serializeAvPairs([
      avText(AV_IDS.nbDomainName, NETBIOS_DOMAIN),
      avText(AV_IDS.nbComputerName, computer.toUpperCase()),
      avText(AV_IDS.dnsDomainName, domain),
      avText(AV_IDS.dnsComputerName, frontEndFqdn),
      avText(AV_IDS.dnsTreeName, domain),
      { id: AV_IDS.timestamp, value: fileTimeOf(now()) },
    ]),
    version: VERSION,
  });
}
