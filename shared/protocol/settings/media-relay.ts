import { failure, success, type Result } from '../../lib/result.ts';
import { childAt, escapeXml, findElements, type XmlElement } from '../xml/xml.ts';
import { attribute, bounded, childText, readCount, readDocument, type Body } from './read-document.ts';
import type { SettingsRejection } from './rejection.ts';
import { serviceRequest, type SettingsRequest } from './requests.ts';

export const MEDIA_RELAY_TYPE = 'application/msrtc-media-relay-auth+xml';

/**
 * What the media relay service says. The credentials in its answer are secrets that the check has no use for: they are
 * not read, only whether they came.
 */
export interface MediaRelayAnswer {
  /** As spelled. Anything but OK is a failure, although the SIP answer is 200. */
  readonly reason: string | null;
  readonly isOk: boolean;
  readonly hasCredentials: boolean;
  readonly durationMinutes: number | null;
  readonly relays: readonly MediaRelay[];
}

export interface MediaRelay {
  readonly location: string | null;
  /** Name or address; null: the answer has neither. */
  readonly host: string | null;
  readonly udpPort: number | null;
  readonly tcpPort: number | null;
}

const MAX_RELAYS = 64;

/** Asks for credentials for the media relay: [MS-AVEDGEA]. Takes the mrasUri that provisioning named. */
export function mediaRelayRequest(input: {
  readonly address: string;
  readonly mrasUri: string;
  readonly isOutside: boolean;
  /** Any number; it appears in the body only. */
  readonly requestId: number;
}): Result<SettingsRequest, 'not-a-sip-uri'> {
  const user = `sip:${escapeXml(input.address)}`;
  const text =
    `<request xmlns="http://schemas.microsoft.com/2006/09/sip/mrasp" requestID="${input.requestId}" version="1.0"` +
    ` from="${user}" to="${escapeXml(input.mrasUri)}">` +
    `<credentialsRequest credentialsRequestID="${input.requestId}"><identity>${user}</identity>` +
    `<location>${input.isOutside ? 'internet' : 'intranet'}</location><duration>480</duration>` +
    `</credentialsRequest></request>`;
  return serviceRequest('media-relay', input.mrasUri, { type: MEDIA_RELAY_TYPE, text });
}

export function parseMediaRelayAnswer(body: Body): Result<MediaRelayAnswer, SettingsRejection> {
  const document = readDocument(body, 'response');
  if (!document.ok) return failure(document.error);
  const root = document.value;
  const credentials = childAt(root, 'credentialsResponse', 'credentials');
  const reason = attribute(root, 'reasonPhrase');
  return success({
    reason,
    isOk: reason?.toLowerCase() === 'ok',
    hasCredentials: credentials !== null && childText(credentials, 'username') !== null,
    durationMinutes: credentials === null ? null : readCount(childText(credentials, 'duration')),
    relays: bounded(findElements(root, 'mediaRelay'), MAX_RELAYS).kept.map(readRelay),
  });
}

function readRelay(element: XmlElement): MediaRelay {
  return {
    location: childText(element, 'location'),
    host: childText(element, 'hostName') ?? childText(element, 'directIPAddress'),
    udpPort: readPort(childText(element, 'udpPort')),
    tcpPort: readPort(childText(element, 'tcpPort')),
  };
}

function readPort(text: string | null): number | null {
  const port = readCount(text);
  return port !== null && port >= 1 && port <= 65_535 ? port : null;
}
