import type { EventData } from '../../events/catalogue.ts';
import type { Peer } from '../../events/connection-events.ts';
import type { Header } from '../../events/header.ts';
import { headerKey } from '../../protocol/sip/header-names.ts';
import type { SipHeader, SipMessage, SipRequest, SipResponse } from '../../protocol/sip/message.ts';
import { withholdSipHeader } from '../../protocol/withhold/withhold-header.ts';
import { withheldBytes } from '../../protocol/withhold/withheld.ts';
import { withholdHeader, withholdMessageBody } from '../../redaction/secret-messages.ts';

/** As much of a body as the log keeps; the size is told in full. */
const LOGGED_BODY_LENGTH = 65_536;

/**
 * What an event keeps of a message. Secrets are taken out here, before anything becomes an event. Bodies stay only where they say
 * how the sign-in went: what people wrote to each other, whom they know, and the keys of their calls are nobody's business.
 */
function partsOf(
  message: SipMessage,
  keepsBody: boolean,
): { readonly headers: Header[]; readonly body: string } {
  const headers = message.headers.map(withoutSecrets);
  const { body } = message;
  if (body.length === 0) return { headers, body: '' };
  if (!keepsBody) return { headers, body: withheldBytes(body.length) };
  const text = new TextDecoder('utf-8').decode(body.subarray(0, LOGGED_BODY_LENGTH));
  return { headers, body: withholdMessageBody(text, headers, 'sip') };
}

function withoutSecrets({ name, value }: SipHeader): Header {
  const key = headerKey(name);
  if (OPEN_HEADERS.has(key)) return [name, value];
  return PROOF_HEADERS.has(key)
    ? [name, withholdSipHeader(name, value)]
    : withholdHeader([name, value], 'sip');
}

const PROOF_HEADERS: ReadonlySet<string> = new Set([
  'www-authenticate',
  'proxy-authenticate',
  'authorization',
  'proxy-authorization',
  'authentication-info',
]);

/** Headers of which every message has some, and in which a secret has no place: looking for one takes most of the time. */
const OPEN_HEADERS: ReadonlySet<string> = new Set(
  `accept allow allow-events call-id contact content-encoding content-length content-type cseq date event expires from
   max-forwards ms-keep-alive ms-piggyback-cseq presence-state proxy-require record-route require route server
   subscription-state supported to user-agent via`.split(/\s+/),
);

export function requestData(
  peer: Peer,
  request: SipRequest,
  sizeBytes: number,
  keepsBody: boolean,
): EventData<'sip.request.sent'> {
  const { method, requestUri } = request;
  return { peer, method, requestUri, ...partsOf(request, keepsBody), sizeBytes };
}

export function responseData(
  peer: Peer,
  response: SipResponse,
  sizeBytes: number,
  tookMs: number,
  keepsBody: boolean,
): EventData<'sip.response.received'> {
  const { status, reason } = response;
  return { peer, status, reason, ...partsOf(response, keepsBody), sizeBytes, tookMs };
}

/** The client's answer to a request of the server. */
export function answerData(
  peer: Peer,
  response: SipResponse,
  sizeBytes: number,
): EventData<'sip.response.sent'> {
  const { status, reason } = response;
  return { peer, status, reason, headers: partsOf(response, false).headers, sizeBytes };
}
