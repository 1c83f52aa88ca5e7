import type { EventData } from '../../../shared/events/catalogue.ts';
import type { Peer } from '../../../shared/events/connection-events.ts';
import type { SipHeader, SipRequest, SipResponse } from '../../../shared/protocol/sip/message.ts';
import { withholdSipHeader } from '../../../shared/protocol/withhold/withhold-header.ts';
import { printableBytes } from './printable-bytes.ts';
import { resemblanceOf } from './sip-resemblance.ts';

/** As much of a body as the log keeps; the size is told in full. */
const LOGGED_BODY_BYTES = 65_536;

export function requestEvent(
  peer: Peer,
  request: SipRequest,
  sizeBytes: number,
): EventData<'sip.request.sent'> {
  return {
    peer,
    method: request.method,
    requestUri: request.requestUri,
    headers: headerPairs(request.headers),
    body: bodyText(request.body),
    sizeBytes,
  };
}

export function responseEvent(
  peer: Peer,
  response: SipResponse,
  sizeBytes: number,
  tookMs: number,
): EventData<'sip.response.received'> {
  return {
    peer,
    status: response.status,
    reason: response.reason,
    headers: headerPairs(response.headers),
    body: bodyText(response.body),
    sizeBytes,
    tookMs,
  };
}

export function rejectionEvent(
  peer: Peer,
  code: string,
  detail: string,
  bytes: Uint8Array,
): EventData<'sip.message.rejected'> {
  return { peer, code, detail, looksLike: resemblanceOf(bytes), head: printableBytes(bytes) };
}

function headerPairs(headers: readonly SipHeader[]): [string, string][] {
  return headers.map(({ name, value }) => [name, withholdSipHeader(name, value)]);
}

function bodyText(body: Uint8Array): string {
  return new TextDecoder('utf-8').decode(body.subarray(0, LOGGED_BODY_BYTES));
}
