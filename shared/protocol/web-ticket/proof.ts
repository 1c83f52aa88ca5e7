import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { base64OfBytes } from './base64.ts';
import { NS, SAML_ASSERTION_ID, SAML_TOKEN_TYPE } from './names.ts';
import { escapeXml } from '../xml/xml.ts';

/** P_SHA1 of RFC 2246 section 5, which WS-Trust 1.3 4.4.4.1 makes the computed key: secret our half, seed theirs. */
export function computedKey(secret: Uint8Array, seed: Uint8Array, lengthBytes: number): Uint8Array {
  const key = new Uint8Array(lengthBytes);
  let chain = hmac(sha1, secret, seed);
  for (let at = 0; at < lengthBytes; at += chain.length) {
    const block = hmac(sha1, secret, concat(chain, seed));
    key.set(block.subarray(0, lengthBytes - at), at);
    block.fill(0);
    const next = hmac(sha1, secret, chain);
    chain.fill(0);
    chain = next;
  }
  chain.fill(0);
  return key;
}

/**
 * The timestamp of WS-Security, in the very characters that Exclusive XML Canonicalization would make of it, so that no
 * canonicalisation is needed: namespace declared on the element that uses it first and only there, no space between elements.
 */
export function timestampElement(created: string, expires: string): string {
  return (
    `<wsu:Timestamp xmlns:wsu="${NS.utility}" wsu:Id="timestamp">` +
    `<wsu:Created>${escapeXml(created)}</wsu:Created>` +
    `<wsu:Expires>${escapeXml(expires)}</wsu:Expires></wsu:Timestamp>`
  );
}

/** ds:SignedInfo over the timestamp, in canonical characters as well: no empty-element tags, attributes in order. */
export function signedInfoElement(timestamp: string): string {
  const digest = base64OfBytes(sha1(new TextEncoder().encode(timestamp)));
  const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
  return (
    `<SignedInfo xmlns="${NS.signature}">` +
    `<CanonicalizationMethod Algorithm="${exclusive}"></CanonicalizationMethod>` +
    `<SignatureMethod Algorithm="${NS.signature}hmac-sha1"></SignatureMethod>` +
    `<Reference URI="#timestamp">` +
    `<Transforms><Transform Algorithm="${exclusive}"></Transform></Transforms>` +
    `<DigestMethod Algorithm="${NS.signature}sha1"></DigestMethod>` +
    `<DigestValue>${digest}</DigestValue></Reference></SignedInfo>`
  );
}

/** The signature that proves that we hold the key of the ticket (WSS SAML Token Profile 1.1, 3.5; HMAC-SHA1 of XML Signature 6.3.1). */
export function proofSignature(timestamp: string, assertionId: string, key: Uint8Array): string {
  const signedInfo = signedInfoElement(timestamp);
  const value = base64OfBytes(hmac(sha1, key, new TextEncoder().encode(signedInfo)));
  return (
    `<Signature xmlns="${NS.signature}">${signedInfo}<SignatureValue>${value}</SignatureValue><KeyInfo>` +
    `<wsse:SecurityTokenReference xmlns:wsse="${NS.security}" wsse:TokenType="${SAML_TOKEN_TYPE}">` +
    `<wsse:KeyIdentifier ValueType="${SAML_ASSERTION_ID}">${escapeXml(assertionId)}</wsse:KeyIdentifier>` +
    `</wsse:SecurityTokenReference></KeyInfo></Signature>`
  );
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
