import { failure, success, type Result } from '../../lib/result.ts';
import { escapeXml, findElements } from '../xml/xml.ts';
import { attribute, bounded, childText, clip, readDocument, type Body } from './read-document.ts';
import { MAX_NAME_LENGTH, type SettingsRejection } from './rejection.ts';
import { serviceRequest, type SettingsRequest } from './requests.ts';

export const CCCP_TYPE = 'application/cccp+xml';

/** What meetings the server offers: [MS-CONFBAS]. */
export interface ConferencingCapabilities {
  /** As spelled. Anything but success is a failure, although the SIP answer is 200. */
  readonly code: string | null;
  readonly isOk: boolean;
  /** Kinds of media: chat, audio-video, meeting, applicationsharing, phone-conf. */
  readonly media: readonly string[];
  readonly defaultRegion: string | null;
  readonly dialInRegions: readonly DialInRegion[];
}

export interface DialInRegion {
  readonly name: string;
  readonly numbers: readonly string[];
}

const MAX_REGIONS = 512;
const MAX_NUMBERS = 64;
const MAX_MEDIA = 32;

/** Asks what meetings are possible. Takes the focusFactoryUri that provisioning named. */
export function conferencingRequest(input: {
  readonly address: string;
  readonly focusFactoryUri: string;
  /** Any number; it appears in the body only. */
  readonly requestId: number;
}): Result<SettingsRequest, 'not-a-sip-uri'> {
  const text =
    `<request xmlns="urn:ietf:params:xml:ns:cccp" xmlns:mscp="http://schemas.microsoft.com/rtc/2005/08/cccpextensions"` +
    ` C3PVersion="1" from="sip:${escapeXml(input.address)}" to="${escapeXml(input.focusFactoryUri)}"` +
    ` requestId="${input.requestId}"><getConferencingCapabilities/></request>`;
  return serviceRequest('conferencing', input.focusFactoryUri, { type: CCCP_TYPE, text });
}

export function parseConferencingCapabilities(
  body: Body,
): Result<ConferencingCapabilities, SettingsRejection> {
  const document = readDocument(body, 'response');
  if (!document.ok) return failure(document.error);
  const root = document.value;
  const code = attribute(root, 'code');
  const [accessNumbers] = findElements(root, 'access-numbers');
  return success({
    code,
    isOk: code?.toLowerCase() === 'success',
    media: findElements(root, 'mcuType')
      .map(({ text }) => clip(text, MAX_NAME_LENGTH))
      .filter((text) => text !== '')
      .slice(0, MAX_MEDIA),
    defaultRegion: accessNumbers === undefined ? null : childText(accessNumbers, 'default-region'),
    dialInRegions: bounded(findElements(root, 'region'), MAX_REGIONS).kept.map((region) => ({
      name: attribute(region, 'name') ?? '',
      numbers: findElements(region, 'number')
        .map(({ text }) => clip(text, MAX_NAME_LENGTH))
        .filter((text) => text !== '')
        .slice(0, MAX_NUMBERS),
    })),
  });
}
