import {
  serializeAuthorization,
  type AuthorizationFields,
} from '../../../shared/protocol/sip/authorization.ts';
import type { SipMessage, SipRequest } from '../../../shared/protocol/sip/message.ts';
import type { OfferedScheme } from '../../../shared/protocol/sip/offered-schemes.ts';

/** The request that opens a handshake: a token, and no keys yet. */
export function withOpeningToken(request: SipRequest, offer: OfferedScheme, token: Uint8Array): SipRequest {
  return withCredentials(request, offer, {
    scheme: offer.scheme,
    realm: offer.realm ?? '',
    targetname: offer.targetname ?? '',
    opaque: nameIn(offer.opaque),
    version: statedVersion(versionOf(offer.version)),
    gssapiData: Buffer.from(token).toString('base64'),
    signature: null,
  });
}

/** In the header that belongs to the one of the challenge (RFC 3261 22.2, 22.3). */
export function withCredentials<Message extends SipMessage>(
  message: Message,
  { header }: OfferedScheme,
  fields: AuthorizationFields,
): Message {
  const name = header === 'WWW-Authenticate' ? 'Authorization' : 'Proxy-Authorization';
  return { ...message, headers: [...message.headers, { name, value: serializeAuthorization(fields) }] };
}

/** A server that names no version speaks 2; one that names a later one than we know gets ours ([MS-SIPAE] 3.3.5.1). */
export function versionOf(offered: number | null): 2 | 3 | 4 {
  if (offered === null || offered <= 2) return 2;
  return offered === 3 ? 3 : 4;
}

/** Version 2 is said by saying nothing. */
export function statedVersion(version: 2 | 3 | 4): number | null {
  return version === 2 ? null : version;
}

/** An empty name is none. */
export function nameIn(opaque: string | null): string | null {
  return opaque === '' ? null : opaque;
}
