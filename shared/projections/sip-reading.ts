import type { EventData } from '../events/catalogue.ts';
import type { Header } from '../events/header.ts';
import { offersOf } from '../findings/facts/sip-answer.ts';
import { parseChallenge } from '../protocol/sip/challenge.ts';
import type { OfferedScheme } from '../protocol/sip/offered-schemes.ts';
import { AuthMethod } from '../run/ids.ts';

/** The challenges of a 401 or 407; none for any other status. */
export function challengesOf(response: EventData<'sip.response.received'>): readonly OfferedScheme[] {
  return response.status === 401 || response.status === 407 ? offersOf(response) : [];
}

/** The first value of a header, by its long name; null if there is none. */
export function headerOf(headers: readonly Header[], name: string): string | null {
  const key = name.toLowerCase();
  // Of a long log every message is asked for several headers; most names differ in their length already.
  for (const [candidate, value] of headers) {
    if (candidate.length === key.length && candidate.toLowerCase() === key) return value;
  }
  return null;
}

/** A header of proof: Authorization of a request, Authentication-Info of an answer. */
export interface SipProof {
  readonly header: string;
  /** As spelled. */
  readonly scheme: string;
  /** null: none of those that a Microsoft client knows. */
  readonly method: AuthMethod | null;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Authorization or Proxy-Authorization; null when the request carries none. Source: [MS-SIPAE] 3.2.5.1. */
export function credentialsOf(headers: readonly Header[]): SipProof | null {
  return proofIn(headers, ['authorization', 'proxy-authorization']);
}

/** Authentication-Info or Proxy-Authentication-Info; null when the message is not signed. Source: [MS-SIPAE] 3.2.5.2. */
export function serverSignatureOf(headers: readonly Header[]): SipProof | null {
  return proofIn(headers, ['authentication-info', 'proxy-authentication-info']);
}

function proofIn(headers: readonly Header[], names: readonly string[]): SipProof | null {
  for (const [header, value] of headers) {
    if (!names.includes(header.toLowerCase())) continue;
    const challenge = parseChallenge(value);
    const scheme = challenge?.scheme ?? '';
    const method = AuthMethod.safeParse(scheme.toLowerCase());
    return {
      header,
      scheme,
      method: method.success ? method.data : null,
      parameters: challenge?.parameters ?? new Map(),
    };
  }
  return null;
}

export function isRegister({ method }: EventData<'sip.request.sent'>): boolean {
  return method === 'REGISTER';
}

/** Expires: 0 takes the registration back. */
export function isWithdrawal(headers: readonly Header[]): boolean {
  return headerOf(headers, 'Expires')?.trim() === '0';
}

/** What a REGISTER with credentials does in its method. Source: [MS-SIPAE] 4.1; [MS-SIP] 4.1, 4.2. */
export type RegisterStage =
  'ticket' | 'asks-for-challenge' | 'answers-challenge' | 'hello' | 'certificate' | 'signed';

/** null: of no method that has stages here. */
export function registerStage({ method, parameters }: SipProof): RegisterStage | null {
  const token = parameters.get('gssapi-data');
  if (token === undefined) return parameters.has('response') ? 'signed' : null;
  switch (method) {
    case 'kerberos':
      return 'ticket';
    case 'ntlm':
      return token === '' ? 'asks-for-challenge' : 'answers-challenge';
    case 'tls-dsk':
      return parameters.has('opaque') ? 'certificate' : 'hello';
    case null:
      return null;
  }
}
