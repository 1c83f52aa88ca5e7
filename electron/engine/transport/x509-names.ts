import { contentOf, readObjectIdentifier, type DerElement } from '../../../shared/protocol/asn1/der.ts';
import { encodedElement, readChildren, readText } from './x509-der.ts';
import { ATTRIBUTE_NAMES } from './x509-oids.ts';

/** An X.501 name: to compare (der), to show (text) and to look into (attributes, in their order on the wire). */
export interface DistinguishedName {
  /** The encoded name as hex. Issuers and subjects are compared so: CAs copy the bytes (RFC 5280 4.1.2.4). */
  readonly key: string;
  /** One line, most specific part first, escaped as in RFC 4514 2.4. */
  readonly text: string;
  readonly attributes: readonly NameAttribute[];
}

export interface NameAttribute {
  /** Short name such as CN, or the OID. */
  readonly type: string;
  readonly value: string;
}

const MAX_TEXT = 1_024;

export function readName(bytes: Uint8Array, name: DerElement): DistinguishedName {
  const attributes: NameAttribute[] = [];
  const parts: string[] = [];
  for (const relative of readChildren(bytes, name)) {
    const group = readChildren(bytes, relative).map((pair) => readAttribute(bytes, pair));
    attributes.push(...group);
    parts.push(group.map(({ type, value }) => `${type}=${escapeValue(value)}`).join('+'));
  }
  const text = parts.reverse().join(', ');
  return {
    key: Buffer.from(encodedElement(bytes, name)).toString('hex'),
    text: text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text,
    attributes,
  };
}

/** The last such attribute, which is the most specific. */
export function attributeOf(name: DistinguishedName, type: string): string | null {
  return name.attributes.findLast((attribute) => attribute.type === type)?.value ?? null;
}

function readAttribute(bytes: Uint8Array, pair: DerElement): NameAttribute {
  const [type, value] = readChildren(bytes, pair);
  const oid = type === undefined ? '' : readObjectIdentifier(contentOf(bytes, type));
  const text = value === undefined ? '' : readText(bytes, value);
  return {
    type: ATTRIBUTE_NAMES.get(oid) ?? (oid === '' ? '?' : oid),
    value:
      text ?? (value === undefined ? '' : `#${Buffer.from(encodedElement(bytes, value)).toString('hex')}`),
  };
}

function escapeValue(value: string): string {
  return Array.from(value, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 || code === 0x7f) return `\\${code.toString(16).padStart(2, '0')}`;
    return ',+"\\<>;'.includes(character) ? `\\${character}` : character;
  }).join('');
}
