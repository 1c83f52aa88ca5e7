import { parseChallenge } from '../../protocol/sip/challenge.ts';
import { firstHeader, type SipRequest, type SipResponse } from '../../protocol/sip/message.ts';
import { AuthMethod } from '../../run/ids.ts';

/** What a request shows of who somebody is. */
export interface ShownProof {
  readonly method: AuthMethod;
  readonly parameters: ReadonlyMap<string, string>;
  /** gssapi-data; null: there is none. */
  readonly token: string | null;
  /** Whoever answers it takes the user in, or refuses him. */
  readonly isComplete: boolean;
}

/** null: no credentials of a method that a Microsoft client knows. Both headers alike ([MS-SIPAE] 3.2.5.1). */
export function proofIn(request: SipRequest): ShownProof | null {
  const value = firstHeader(request, 'Authorization') ?? firstHeader(request, 'Proxy-Authorization');
  const challenge = value === null ? null : parseChallenge(value);
  const method = AuthMethod.safeParse(challenge?.scheme.toLowerCase());
  if (challenge === null || !method.success) return null;
  const { parameters } = challenge;
  const token = parameters.get('gssapi-data') ?? null;
  const hasToken = token !== null && token !== '';
  const isComplete = parameters.has('response') || (hasToken && method.data !== 'tls-dsk');
  return { method: method.data, parameters, token, isComplete };
}

/** Signed by the server, by its own word: the keys to check that are in no log. */
export function isSignedAnswer(response: SipResponse): boolean {
  const value =
    firstHeader(response, 'Authentication-Info') ?? firstHeader(response, 'Proxy-Authentication-Info');
  return value !== null && /\brspauth\s*=/i.test(value);
}

/** DOMAIN\name, or the name alone where it says where it belongs. */
export function userName(domain: string, user: string): string {
  return (domain === '' ? user : `${domain}\\${user}`).slice(0, 320) || 'unknown';
}
