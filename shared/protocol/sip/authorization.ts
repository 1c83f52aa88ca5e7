import { everyCode, isHexDigit, isToken } from './characters.ts';
import { parseChallenge, parseChallenges, type Challenge } from './challenge.ts';
import { headerKey } from './header-names.ts';
import { MAX_CHALLENGES } from './limits.ts';
import type { SipMessage } from './message.ts';

/** A client's signature of one message. */
export interface ClientSignature {
  readonly crand: string;
  readonly cnum: string;
  /** Hex. */
  readonly response: string;
}

export interface AuthorizationFields {
  /** As the challenge spells it. */
  readonly scheme: string;
  readonly realm: string;
  readonly targetname: string;
  /** Names the security association, as soon as the server has said it. */
  readonly opaque: string | null;
  /** The server's, while the handshake lasts; null once the association stands. */
  readonly version: number | null;
  /** Base64; the empty string is a token of its own, and null none. */
  readonly gssapiData: string | null;
  readonly signature: ClientSignature | null;
}

/**
 * Returns the value of Authorization, parameters in the order in which real clients send them; it differs from step to step.
 * Throws when the scheme is no token or a value would break out of its line: a defect of the caller.
 * Source: [MS-SIP] 3.1.5.1 (parameters, version unquoted), [MS-SIPAE] 4.1, 4.2; captures.
 */
export function serializeAuthorization(fields: AuthorizationFields): string {
  if (!isToken(fields.scheme)) throw new Error('serializeAuthorization: the scheme is no token');
  const { signature } = fields;
  const parameters: Readonly<Record<ParameterName, string | null>> = {
    qop: quoted('auth'),
    realm: quoted(fields.realm),
    targetname: quoted(fields.targetname),
    opaque: quoted(fields.opaque),
    version: fields.version === null ? null : String(fields.version),
    'gssapi-data': quoted(fields.gssapiData),
    crand: quoted(signature?.crand ?? null),
    cnum: quoted(signature?.cnum ?? null),
    response: quoted(signature?.response ?? null),
  };
  const pairs = orderOf(fields).flatMap((name) => {
    const value = parameters[name];
    return value === null ? [] : [`${name}=${value}`];
  });
  return `${fields.scheme} ${pairs.join(', ')}`;
}

/** A header Authorization or Proxy-Authorization as received. What it does not say is null. */
export interface ReceivedAuthorization {
  readonly scheme: string;
  readonly qop: string | null;
  readonly realm: string | null;
  readonly targetname: string | null;
  readonly opaque: string | null;
  readonly version: number | null;
  readonly gssapiData: string | null;
  readonly crand: string | null;
  readonly cnum: string | null;
  readonly response: string | null;
  /** false: the value could be read only in part. */
  readonly isComplete: boolean;
}

/** Returns null when the value does not begin with a scheme. Never throws. */
export function parseAuthorization(value: string): ReceivedAuthorization | null {
  const challenge = parseChallenge(value);
  if (challenge === null) return null;
  const { scheme, parameters, isComplete } = challenge;
  return {
    scheme,
    ...commonParameters(challenge),
    crand: parameters.get('crand') ?? null,
    cnum: parameters.get('cnum') ?? null,
    response: parameters.get('response') ?? null,
    isComplete,
  };
}

/** A server's signature of one message, and which association it belongs to. */
export interface AuthenticationInfo {
  readonly header: 'Authentication-Info' | 'Proxy-Authentication-Info';
  readonly scheme: string;
  /** Hex. */
  readonly rspauth: string | null;
  readonly srand: string | null;
  readonly snum: string | null;
  readonly opaque: string | null;
  readonly realm: string | null;
  readonly targetname: string | null;
  readonly qop: string | null;
  readonly version: number | null;
  /** Base64. */
  readonly gssapiData: string | null;
}

/**
 * Takes an answer, or a request of the server. Returns what its headers say, in wire order, at most 16: a server on the way may have
 * added one of its own. Source: [MS-SIPAE] 3.2.5.2: it may come in either header.
 */
export function authenticationInfosOf(message: SipMessage): readonly AuthenticationInfo[] {
  const infos: AuthenticationInfo[] = [];
  for (const { name, value } of message.headers) {
    const header = INFO_HEADERS.get(headerKey(name));
    if (header === undefined) continue;
    const challenges = parseChallenges(value, MAX_CHALLENGES - infos.length);
    infos.push(...challenges.map((challenge) => toAuthenticationInfo(header, challenge)));
    if (infos.length === MAX_CHALLENGES) break;
  }
  return infos;
}

/** Of several the first with a signature, else the first that can be read; null when there is none. */
export function authenticationInfoOf(message: SipMessage): AuthenticationInfo | null {
  const infos = authenticationInfosOf(message);
  return infos.find(({ rspauth }) => rspauth !== null) ?? infos[0] ?? null;
}

/** Longer ones are of no method: a MAC has at most 64 bytes, and Kerberos' tokens have less than 100. */
const MAX_SIGNATURE_BYTES = 256;

/** The bytes of a response or rspauth, in either case; null when it is not hex, or endless. */
export function signatureBytes(hex: string): Uint8Array | null {
  if (hex === '' || hex.length % 2 !== 0 || hex.length > MAX_SIGNATURE_BYTES * 2) return null;
  if (!everyCode(hex, isHexDigit)) return null;
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
    Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16),
  );
}

/** Lower case, as clients write it. */
export function signatureHex(signature: Uint8Array): string {
  return Array.from(signature, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const INFO_HEADERS: ReadonlyMap<string, AuthenticationInfo['header']> = new Map([
  ['authentication-info', 'Authentication-Info'],
  ['proxy-authentication-info', 'Proxy-Authentication-Info'],
]);

type ParameterName =
  'qop' | 'realm' | 'targetname' | 'opaque' | 'version' | 'gssapi-data' | 'crand' | 'cnum' | 'response';

/** No association is begun yet. */
const OPENING: readonly ParameterName[] = [
  'qop',
  'realm',
  'targetname',
  'gssapi-data',
  'version',
  'crand',
  'cnum',
  'response',
];
const CONTINUING: readonly ParameterName[] = [
  'qop',
  'realm',
  'opaque',
  'targetname',
  'version',
  'gssapi-data',
  'crand',
  'cnum',
  'response',
];
/** TLS-DSK's last request, which has no token any more. */
const CLOSING: readonly ParameterName[] = [
  'qop',
  'opaque',
  'realm',
  'targetname',
  'version',
  'crand',
  'cnum',
  'response',
];
/** The association stands. */
const SIGNED: readonly ParameterName[] = [
  'qop',
  'realm',
  'opaque',
  'crand',
  'cnum',
  'targetname',
  'response',
];

function orderOf({ opaque, gssapiData, version }: AuthorizationFields): readonly ParameterName[] {
  if (opaque === null) return OPENING;
  if (gssapiData !== null) return CONTINUING;
  return version === null ? SIGNED : CLOSING;
}

function quoted(text: string | null): string | null {
  if (text === null) return null;
  if (/[\r\n]/.test(text)) throw new Error('serializeAuthorization: line end in a value');
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function toAuthenticationInfo(
  header: AuthenticationInfo['header'],
  challenge: Challenge,
): AuthenticationInfo {
  const { scheme, parameters } = challenge;
  return {
    header,
    scheme,
    rspauth: parameters.get('rspauth') ?? null,
    srand: parameters.get('srand') ?? null,
    snum: parameters.get('snum') ?? null,
    ...commonParameters(challenge),
  };
}

function commonParameters({ parameters }: Challenge): {
  readonly qop: string | null;
  readonly realm: string | null;
  readonly targetname: string | null;
  readonly opaque: string | null;
  readonly version: number | null;
  readonly gssapiData: string | null;
} {
  const version = parameters.get('version') ?? '';
  return {
    qop: parameters.get('qop') ?? null,
    realm: parameters.get('realm') ?? null,
    targetname: parameters.get('targetname') ?? null,
    opaque: parameters.get('opaque') ?? null,
    version: /^\d{1,4}$/.test(version) ? Number(version) : null,
    gssapiData: parameters.get('gssapi-data') ?? null,
  };
}
