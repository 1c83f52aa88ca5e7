import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  randomUUID,
  timingSafeEqual,
} from 'node:crypto';
import { canonicalXml, escapeValue } from './soap-c14n.ts';
import { ALGORITHMS, NAMESPACES } from './soap-envelope.ts';
import { attributeOf, elementAt, readXml, textOf, type XmlElement } from './soap-xml.ts';

/** What a web ticket says. */
export interface Ticket {
  /** SIP address without `sip:`. */
  readonly address: string;
  /** The URL that it is for. */
  readonly audience: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly proofKey: Uint8Array;
}

/** One for a pool: what the one web site issues is good at the other. */
export interface TicketAuthority {
  /** Returns a SAML 1.1 assertion as text. */
  issue(ticket: Ticket, issuer: string): string;
  /** Returns null unless the assertion is one of ours, unchanged. Whether it still counts is the caller's question. */
  open(assertion: XmlElement): Ticket | null;
}

/**
 * Tickets carry all that the service must know of them: signed (XML-DSig, enveloped, with a key that never leaves), and with
 * the proof key sealed inside, as a real ticket has it encrypted for its service. So nothing is remembered.
 */
export function createTicketAuthority(): TicketAuthority {
  const signingKey = randomBytes(32);
  const sealingKey = randomBytes(32);

  const sealed = (id: string, key: Uint8Array): string => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce).setAAD(Buffer.from(id));
    const body = Buffer.concat([cipher.update(key), cipher.final()]);
    return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64');
  };
  const unsealed = (id: string, text: string): Uint8Array | null => {
    const bytes = Buffer.from(text, 'base64');
    if (bytes.length < 12 + 16) return null;
    try {
      const decipher = createDecipheriv('aes-256-gcm', sealingKey, bytes.subarray(0, 12), {
        authTagLength: 16,
      });
      decipher.setAAD(Buffer.from(id)).setAuthTag(bytes.subarray(-16));
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
    } catch {
      // GCM's way of saying that it was sealed by somebody else, or for another ticket.
      return null;
    }
  };
  const mac = (text: string): Buffer => createHmac('sha256', signingKey).update(text).digest();

  return {
    issue(ticket, issuer) {
      const id = `SamlSecurityToken-${randomUUID()}`;
      const unsigned = assertionText(ticket, issuer, id, sealed(id, ticket.proofKey));
      const signedInfo = signedInfoText(id, digestOf(canonical(unsigned)));
      const value = mac(canonical(signedInfo)).toString('base64');
      const signature = `<ds:Signature xmlns:ds="${NAMESPACES.signature}">${signedInfo}<ds:SignatureValue>${value}</ds:SignatureValue></ds:Signature>`;
      return unsigned.replace(/<\/saml:Assertion>$/, `${signature}</saml:Assertion>`);
    },

    open(assertion) {
      const signature = elementAt(assertion, 'Signature');
      const signedInfo = elementAt(signature, 'SignedInfo');
      const id = attributeOf(assertion, 'AssertionID');
      if (signature === null || signedInfo === null || id === null) return null;
      // The signed text must be ours letter by letter; then it names this id and this digest.
      const expected = signedInfoText(id, digestOf(canonicalXml(assertion, signature)));
      if (canonicalXml(signedInfo) !== canonical(expected)) return null;
      const given = Buffer.from(textOf(elementAt(signature, 'SignatureValue')), 'base64');
      const wanted = mac(canonicalXml(signedInfo));
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;

      // By their places: what else a client puts into the signature element, nobody has signed.
      const conditions = elementAt(assertion, 'Conditions');
      const subject = elementAt(assertion, 'AuthenticationStatement', 'Subject');
      const name = elementAt(subject, 'NameIdentifier');
      const sealedKey = elementAt(subject, 'SubjectConfirmation', 'KeyInfo', 'EncryptedKey', 'CipherData');
      const key = unsealed(id, textOf(elementAt(sealedKey, 'CipherValue')));
      return key === null
        ? null
        : {
            address: textOf(name).replace(/^sip:/i, ''),
            audience: textOf(elementAt(conditions, 'AudienceRestrictionCondition', 'Audience')),
            notBeforeMs: Date.parse(attributeOf(conditions, 'NotBefore') ?? ''),
            notAfterMs: Date.parse(attributeOf(conditions, 'NotOnOrAfter') ?? ''),
            proofKey: key,
          };
    },
  };
}

/** SAML 1.1 2.3; holder-of-key, because the proof key is what makes it the bearer's own. */
function assertionText(ticket: Ticket, issuer: string, id: string, sealedKey: string): string {
  const [from, to] = [ticket.notBeforeMs, ticket.notAfterMs].map((ms) => new Date(ms).toISOString());
  return [
    `<saml:Assertion xmlns:saml="${NAMESPACES.saml}" MajorVersion="1" MinorVersion="1" AssertionID="${id}"`,
    ` Issuer="${escapeValue(issuer)}" IssueInstant="${from}">`,
    `<saml:Conditions NotBefore="${from}" NotOnOrAfter="${to}"><saml:AudienceRestrictionCondition>`,
    `<saml:Audience>${escapeValue(ticket.audience)}</saml:Audience>`,
    '</saml:AudienceRestrictionCondition></saml:Conditions>',
    '<saml:AuthenticationStatement AuthenticationMethod="urn:oasis:names:tc:SAML:1.0:am:unspecified"',
    ` AuthenticationInstant="${from}"><saml:Subject>`,
    '<saml:NameIdentifier Format="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/uri">',
    `sip:${escapeValue(ticket.address)}</saml:NameIdentifier><saml:SubjectConfirmation>`,
    '<saml:ConfirmationMethod>urn:oasis:names:tc:SAML:1.0:cm:holder-of-key</saml:ConfirmationMethod>',
    `<ds:KeyInfo xmlns:ds="${NAMESPACES.signature}"><e:EncryptedKey xmlns:e="${NAMESPACES.encryption}">`,
    '<e:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"></e:EncryptionMethod>',
    `<e:CipherData><e:CipherValue>${sealedKey}</e:CipherValue></e:CipherData></e:EncryptedKey></ds:KeyInfo>`,
    '</saml:SubjectConfirmation></saml:Subject></saml:AuthenticationStatement></saml:Assertion>',
  ].join('');
}

function signedInfoText(id: string, digest: string): string {
  return [
    `<ds:SignedInfo xmlns:ds="${NAMESPACES.signature}">`,
    `<ds:CanonicalizationMethod Algorithm="${ALGORITHMS.c14n}"></ds:CanonicalizationMethod>`,
    `<ds:SignatureMethod Algorithm="${ALGORITHMS.hmacSha256}"></ds:SignatureMethod>`,
    `<ds:Reference URI="#${escapeValue(id)}"><ds:Transforms>`,
    `<ds:Transform Algorithm="${ALGORITHMS.enveloped}"></ds:Transform>`,
    `<ds:Transform Algorithm="${ALGORITHMS.c14n}"></ds:Transform></ds:Transforms>`,
    `<ds:DigestMethod Algorithm="${ALGORITHMS.sha256}"></ds:DigestMethod>`,
    `<ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`,
  ].join('');
}

function canonical(text: string): string {
  const element = readXml(text);
  if (element === null) throw new Error('canonical: the practice network wrote what it cannot read');
  return canonicalXml(element);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
