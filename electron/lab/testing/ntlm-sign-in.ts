import { randomBytes } from 'node:crypto';
import { respondToChallenge } from '../../../shared/protocol/ntlm/client.ts';
import { ntHash } from '../../../shared/protocol/ntlm/keys.ts';
import {
  connectionlessSignature,
  connectionlessSignatureProblem,
} from '../../../shared/protocol/ntlm/signature.ts';
import type { SipRequest, SipResponse } from '../../../shared/protocol/sip/message.ts';
import {
  authorized,
  offerOf,
  signed,
  type Ask,
  type ClientAssociation,
  type Endpoint,
} from './sip-client.ts';

export interface NtlmSignIn {
  /** The anonymous one, the one for the challenge, the completing one. */
  readonly answers: readonly (SipResponse | null)[];
  /** The completing request, as sent. */
  readonly completing: SipRequest;
  readonly association: ClientAssociation;
}

export interface NtlmLogon {
  readonly user: string;
  readonly domain: string;
  readonly password: string;
  readonly version?: 2 | 3 | 4;
  /** Changes the completing request after it was signed. */
  readonly tamper?: (request: SipRequest) => SipRequest;
  readonly silenceMs?: number;
}

export const ALICE: NtlmLogon = { user: 'alice', domain: 'CONTOSO', password: 'Rungs!2026' };

export const BOB: NtlmLogon = { ...ALICE, user: 'bob' };

/** Signs in with NTLM as [MS-SIPAE] has it: three REGISTERs. */
export async function signInByNtlm(ask: Ask, endpoint: Endpoint, logon: NtlmLogon): Promise<NtlmSignIn> {
  const version = logon.version ?? 4;
  const announced = version === 2 ? null : version;
  const anonymous = await ask(endpoint.request());
  const begin = { scheme: 'NTLM', challenge: offerOf(anonymous, 'NTLM') };
  const invited = await ask(authorized(endpoint.request(), begin, { gssapiData: '', version: announced }));
  const challenge = offerOf(invited, 'NTLM');
  const answer = respondToChallenge({
    mode: 'connectionless',
    negotiate: null,
    challenge: Buffer.from(challenge.parameters.get('gssapi-data') ?? '', 'base64'),
    user: logon.user,
    domain: logon.domain,
    workstation: 'PC',
    ntHash: ntHash(new TextEncoder().encode(logon.password)),
    clientChallenge: randomBytes(8),
    exportedSessionKey: randomBytes(16),
    nowMs: Date.now(),
    withMic: false,
  });
  if (!answer.ok) throw new Error(answer.error);
  const { keys, message } = answer.value;
  const association: ClientAssociation = {
    scheme: 'NTLM',
    challenge,
    version,
    keys: {
      sign: (input) => connectionlessSignature(keys.clientSignKey, keys.clientSealKey, 100, input),
      isFromServer: (input, signature) =>
        connectionlessSignatureProblem(keys.serverSignKey, keys.serverSealKey, input, signature) === null,
    },
  };
  const token = { gssapiData: Buffer.from(message).toString('base64'), version: announced };
  const last = endpoint.request({ Expires: '300' });
  const proper = version === 4 ? signed(last, association, 1, token) : authorized(last, association, token);
  const completing = logon.tamper?.(proper) ?? proper;
  const completed = await ask(completing, logon.silenceMs);
  return { answers: [anonymous, invited, completed], completing, association };
}
