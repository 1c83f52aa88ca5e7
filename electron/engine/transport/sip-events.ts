import type { EventData } from '../../../shared/events/catalogue.ts';
import type { Peer } from '../../../shared/events/connection-events.ts';
import {
  firstHeader,
  type SipHeader,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from '../../../shared/protocol/sip/message.ts';
import { withheldBytes } from '../../../shared/protocol/withhold/withheld.ts';
import { withholdSipHeader } from '../../../shared/protocol/withhold/withhold-header.ts';
import { withholdSipBody } from '../../../shared/protocol/withhold/withhold-sip-body.ts';
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
    body: bodyText(request),
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
    body: bodyText(response),
    sizeBytes,
    tookMs,
  };
}

/** Our answer to a request of the server. */
export function answerEvent(
  peer: Peer,
  response: SipResponse,
  sizeBytes: number,
): EventData<'sip.response.sent'> {
  const { status, reason, headers } = response;
  return { peer, status, reason, headers: headerPairs(headers), sizeBytes };
}

/**
 * Takes the first bytes of what is not a whole message. Of SIP only the headers are shown: a body may hold secrets.
 * isAfterMessages: the peer speaks SIP, so that what is none may be the rest of a body, and is withheld.
 */
export function rejectionEvent(
  peer: Peer,
  code: string,
  detail: string,
  bytes: Uint8Array,
  isAfterMessages = false,
): EventData<'sip.message.rejected'> {
  const looksLike = resemblanceOf(bytes);
  const isFromBody = isAfterMessages && (looksLike === 'plain-text' || looksLike === 'binary');
  const shown = looksLike === 'sip' ? withoutBody(bytes) : bytes;
  return {
    peer,
    code,
    detail,
    looksLike,
    head: isFromBody ? withheldBytes(bytes.length) : printableBytes(shown),
  };
}

function headerPairs(headers: readonly SipHeader[]): [string, string][] {
  return headers.map(({ name, value }) => [name, withholdSipHeader(name, value)]);
}

function bodyText(message: SipMessage): string {
  if (message.body.length === 0) return '';
  const text = new TextDecoder('utf-8').decode(message.body.subarray(0, LOGGED_BODY_BYTES));
  return withholdSipBody(text, {
    contentType: firstHeader(message, 'Content-Type'),
    contentEncoding: firstHeader(message, 'Content-Encoding'),
  });
}

/** Up to the first empty line. */
function withoutBody(bytes: Uint8Array): Uint8Array {
  const text = new TextDecoder('latin1').decode(bytes);
  const end = /\r?\n\r?\n/.exec(text);
  return end === null ? bytes : bytes.subarray(0, end.index + end[0].length);
}
