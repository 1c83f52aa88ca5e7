import { failure, success, type Result } from '../../lib/result.ts';
import { bytesOfBase64 } from './base64.ts';
import { rawElement } from './raw-element.ts';
import { childAt, findElement, readXml, type XmlElement } from '../xml/xml.ts';

/** A web ticket: a SAML 1.1 assertion with what is needed to use it. */
export interface WebTicket {
  /** As it came, byte for byte: the server's signature is over it. */
  readonly assertion: string;
  readonly assertionId: string;
  /** As the server wrote them; the use of the ticket repeats them. */
  readonly created: string;
  readonly expires: string;
  readonly createdMs: number | null;
  readonly expiresMs: number | null;
  /** The user as the ticket names him, such as sip:alice@contoso.com. */
  readonly name: string | null;
  /** The address that it is for, as the assertion says. */
  readonly audience: string | null;
  readonly proof: ProofMaterial;
}

/**
 * What the proof key comes from (WS-Trust 1.3 4.4.4). computed: both halves, by P_SHA1. given: the service chose it alone.
 * none: the ticket comes without one.
 */
export type ProofMaterial =
  | { readonly kind: 'computed'; readonly serverEntropy: Uint8Array }
  | { readonly kind: 'given'; readonly key: Uint8Array }
  | { readonly kind: 'none' };

const MAX_ID_LENGTH = 256;
const MAX_ENTROPY_BYTES = 1_024;

/** Reads the answer to a ticket request (WS-Trust 1.3 4.4). Fails with a sentence that quotes nothing secret. */
export function readTicketAnswer(text: string): Result<WebTicket, string> {
  const parsed = readXml(text);
  if (!parsed.ok) return parsed;
  const response = findElement(parsed.value, 'RequestSecurityTokenResponse');
  if (response === null)
    return failure(`an XML document <${parsed.value.name.slice(0, 60)}> without a ticket`);
  const element = childAt(response, 'RequestedSecurityToken', 'Assertion');
  const assertion = rawElement(text, 'RequestedSecurityToken', 'Assertion');
  if (element === null || assertion === null) return failure('an answer without a SAML assertion');
  const assertionId = element.attributes.get('AssertionID') ?? '';
  if (assertionId === '' || assertionId.length > MAX_ID_LENGTH) return failure('an assertion without an id');

  const conditions = childAt(element, 'Conditions');
  const created =
    childAt(response, 'Lifetime', 'Created')?.text ?? conditions?.attributes.get('NotBefore') ?? '';
  const expires =
    childAt(response, 'Lifetime', 'Expires')?.text ?? conditions?.attributes.get('NotOnOrAfter') ?? '';
  const [createdMs, expiresMs] = [readXmlTime(created), readXmlTime(expires)];
  const proof = readProof(response);
  if (proof === null) return failure('a proof key that is not readable');
  return success({
    assertion,
    assertionId,
    created: createdMs === null ? '' : created,
    expires: expiresMs === null ? '' : expires,
    createdMs,
    expiresMs,
    name: textOf(findElement(element, 'NameIdentifier')),
    audience: textOf(findElement(element, 'Audience')),
    proof,
  });
}

function readProof(response: XmlElement): ProofMaterial | null {
  const given = childAt(response, 'RequestedProofToken', 'BinarySecret');
  if (given !== null) {
    const key = secretBytes(given);
    return key === null ? null : { kind: 'given', key };
  }
  const half = childAt(response, 'Entropy', 'BinarySecret');
  if (half === null) return { kind: 'none' };
  const computedKey = childAt(response, 'RequestedProofToken', 'ComputedKey')?.text ?? 'PSHA1';
  const serverEntropy = secretBytes(half);
  // The only algorithm that WS-Trust 1.3 defines, 4.4.4.
  return serverEntropy === null || !computedKey.endsWith('PSHA1')
    ? null
    : { kind: 'computed', serverEntropy };
}

function secretBytes(element: XmlElement): Uint8Array | null {
  const bytes = bytesOfBase64(element.text);
  return bytes !== null && bytes.length <= MAX_ENTROPY_BYTES ? bytes : null;
}

function textOf(element: XmlElement | null): string | null {
  return element === null || element.text === '' ? null : element.text.slice(0, 2_048);
}

/** xs:dateTime with a zone, to the millisecond; null for anything else (XML Schema Part 2, 3.2.7). */
export function readXmlTime(text: string): number | null {
  const match =
    /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text.trim()) ?? [];
  const [whole, year, month, day, hour, minute, second, fraction = '0', zone = 'Z'] = match;
  if (whole === undefined) return null;
  const [monthNumber, secondNumber] = [Number(month), Number(second)];
  if (monthNumber < 1 || monthNumber > 12 || Number(hour) > 24 || Number(minute) > 59 || secondNumber > 60) {
    return null;
  }
  const utc = Date.UTC(
    Number(year),
    monthNumber - 1,
    Number(day),
    Number(hour),
    Number(minute),
    secondNumber,
  );
  const offset = zone === 'Z' ? 0 : (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4))) * 60_000;
  return utc + Math.floor(Number(`0.${fraction}`) * 1_000) + (zone.startsWith('-') ? offset : -offset);
}
