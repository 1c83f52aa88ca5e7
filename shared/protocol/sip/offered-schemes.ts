import { parseChallenges, type Challenge } from './challenge.ts';
import { headerKey } from './header-names.ts';
import { MAX_CHALLENGES } from './limits.ts';
import type { SipResponse } from './message.ts';

export type OfferedMethod = 'kerberos' | 'ntlm' | 'tls-dsk' | 'digest' | 'other';

/** One sign-in method that a 401 or 407 offers. What the challenge does not say is null. */
export interface OfferedScheme {
  readonly method: OfferedMethod;
  /** As spelled by the server. */
  readonly scheme: string;
  readonly realm: string | null;
  /** The answering front end; for Kerberos its SPN. */
  readonly targetname: string | null;
  /** Protocol version of [MS-SIPAE]; a server that leaves it out speaks version 2. */
  readonly version: number | null;
  /** TLS-DSK: where a client certificate is issued. */
  readonly stsUri: string | null;
  /** Names the half-built security association, from the second challenge on. */
  readonly opaque: string | null;
  /** The server's token; the empty string is not the same as null. */
  readonly gssapiData: string | null;
  readonly header: 'WWW-Authenticate' | 'Proxy-Authenticate';
  /** All parameters by lower-case name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** false: the challenge could be read only in part. */
  readonly isComplete: boolean;
}

/** Returns the offers of both headers in wire order, at most `limit`. Source: [MS-SIPAE] 3.3.5.1, [MS-SIP] 3.1.5.1. */
export function offeredSchemes(
  response: SipResponse,
  limit: number = MAX_CHALLENGES,
): readonly OfferedScheme[] {
  const offers: OfferedScheme[] = [];
  for (const { name, value } of response.headers) {
    const header = HEADERS.get(headerKey(name));
    if (header === undefined) continue;
    const challenges = parseChallenges(value, limit - offers.length);
    offers.push(...challenges.map((challenge) => toOffer(challenge, header)));
    if (offers.length >= limit) break;
  }
  return offers;
}

const HEADERS: ReadonlyMap<string, OfferedScheme['header']> = new Map([
  ['www-authenticate', 'WWW-Authenticate'],
  ['proxy-authenticate', 'Proxy-Authenticate'],
]);

const METHODS: ReadonlyMap<string, OfferedMethod> = new Map([
  ['kerberos', 'kerberos'],
  ['ntlm', 'ntlm'],
  ['tls-dsk', 'tls-dsk'],
  ['digest', 'digest'],
]);

function toOffer(challenge: Challenge, header: OfferedScheme['header']): OfferedScheme {
  const { scheme, parameters, isComplete } = challenge;
  const version = parameters.get('version') ?? '';
  return {
    method: METHODS.get(scheme.toLowerCase()) ?? 'other',
    scheme,
    realm: parameters.get('realm') ?? null,
    targetname: parameters.get('targetname') ?? null,
    version: /^\d{1,4}$/.test(version) ? Number(version) : null,
    stsUri: parameters.get('sts-uri') ?? null,
    opaque: parameters.get('opaque') ?? null,
    gssapiData: parameters.get('gssapi-data') ?? null,
    header,
    parameters: Object.fromEntries(parameters),
    isComplete,
  };
}
