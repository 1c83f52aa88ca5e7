import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalXml } from './soap-c14n.ts';
import { ALGORITHMS, type ServiceFault } from './soap-envelope.ts';
import { attributeOf, elementAt, textOf, type XmlElement } from './soap-xml.ts';
import type { Ticket, TicketAuthority } from './web-ticket-authority.ts';

export type ProofVerdict =
  | { readonly ok: true; readonly ticket: Ticket }
  | {
      readonly ok: false;
      readonly part: 'web ticket' | 'proof signature';
      /** Null where not even the ticket is known to be ours. */
      readonly ticket: Ticket | null;
      readonly fault: ServiceFault;
    };

/** What a ticket's validity is allowed to be off by: the clocks of a pool differ a little. */
const SKEW_MS = 300_000;

const fault = (errorId: number | null, reason: string, code = 'wsse:InvalidSecurityToken'): ServiceFault => ({
  code,
  errorId,
  reason,
});

const INVALID = fault(28032, 'The web ticket is invalid.');
const EXPIRED = fault(28033, 'The web ticket has expired.');
const WRONG_AUDIENCE = fault(28077, 'Invalid Audience in the web ticket.');
const NO_TICKET = fault(28020, 'No valid security token.');
const BAD_SIGNATURE = fault(null, 'The signature or decryption was invalid.', 'wsse:FailedCheck');
const BAD_TIMESTAMP = fault(null, 'The timestamp of the message is not valid now.', 'wsse:InvalidSecurity');

/**
 * Checks the WS-Security header of a request that is "endorsed" by a ticket: the ticket is ours, of now and for this
 * endpoint, and its proof key signed the timestamp.
 * Source: WSS SAML Token Profile 1.1 3.5 (holder-of-key); XML-DSig 3.2.
 */
export function checkProof(
  envelope: XmlElement,
  tickets: TicketAuthority,
  endpoint: string,
  nowMs: number,
): ProofVerdict {
  const security = elementAt(envelope, 'Header', 'Security');
  const assertion = elementAt(security, 'Assertion');
  if (security === null || assertion === null) return refuse('web ticket', null, NO_TICKET);
  const ticket = tickets.open(assertion);
  if (ticket === null) return refuse('web ticket', null, INVALID);
  if (!isNow(ticket.notBeforeMs, ticket.notAfterMs, nowMs)) return refuse('web ticket', ticket, EXPIRED);
  if (!isSameUrl(ticket.audience, endpoint)) return refuse('web ticket', ticket, WRONG_AUDIENCE);

  const timestamp = elementAt(security, 'Timestamp');
  const [created, expires] = ['Created', 'Expires'].map((name) =>
    Date.parse(textOf(elementAt(timestamp, name))),
  );
  if (timestamp === null || !isNow(created ?? Number.NaN, expires ?? Number.NaN, nowMs)) {
    return refuse('proof signature', ticket, BAD_TIMESTAMP);
  }
  const id = attributeOf(assertion, 'AssertionID') ?? '';
  return isSignedBy(ticket, elementAt(security, 'Signature'), timestamp, id)
    ? { ok: true, ticket }
    : refuse('proof signature', ticket, BAD_SIGNATURE);
}

/** One reference, to the timestamp, by SHA-1 over its exclusive canonical form; HMAC-SHA1 over that of SignedInfo. */
function isSignedBy(
  ticket: Ticket,
  signature: XmlElement | null,
  timestamp: XmlElement,
  assertionId: string,
): boolean {
  const signedInfo = elementAt(signature, 'SignedInfo');
  const reference = elementAt(signedInfo, 'Reference');
  if (signedInfo === null) return false;
  const algorithmOf = (element: XmlElement | null): string | null => attributeOf(element, 'Algorithm');
  const hasKnownForm =
    signedInfo.children.filter((child) => typeof child !== 'string' && child.localName === 'Reference')
      .length === 1 &&
    algorithmOf(elementAt(signedInfo, 'CanonicalizationMethod')) === ALGORITHMS.c14n &&
    algorithmOf(elementAt(signedInfo, 'SignatureMethod')) === ALGORITHMS.hmacSha1 &&
    algorithmOf(elementAt(reference, 'Transforms', 'Transform')) === ALGORITHMS.c14n &&
    algorithmOf(elementAt(reference, 'DigestMethod')) === ALGORITHMS.sha1 &&
    attributeOf(reference, 'URI') === `#${attributeOf(timestamp, 'Id') ?? ''}` &&
    textOf(elementAt(signature, 'KeyInfo', 'SecurityTokenReference', 'KeyIdentifier')) === assertionId;
  const digest = createHash('sha1').update(canonicalXml(timestamp)).digest();
  const mac = createHmac('sha1', ticket.proofKey).update(canonicalXml(signedInfo)).digest();
  return (
    hasKnownForm &&
    isEqual(digest, textOf(elementAt(reference, 'DigestValue'))) &&
    isEqual(mac, textOf(elementAt(signature, 'SignatureValue')))
  );
}

function refuse(
  part: 'web ticket' | 'proof signature',
  ticket: Ticket | null,
  reason: ServiceFault,
): ProofVerdict {
  return { ok: false, part, ticket, fault: reason };
}

/** False for anything that is no date. */
function isNow(fromMs: number, toMs: number, nowMs: number): boolean {
  return nowMs >= fromMs - SKEW_MS && nowMs < toMs;
}

/** Hosts, paths of IIS and the default port are compared as they mean, not as they are written. */
function isSameUrl(one: string, other: string): boolean {
  const plain = (url: string): string => (URL.canParse(url) ? new URL(url).href.toLowerCase() : '');
  return plain(one) !== '' && plain(one) === plain(other);
}

function isEqual(wanted: Buffer, base64: string): boolean {
  const given = Buffer.from(base64, 'base64');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
