import { concatBytes } from '../../lib/concat-bytes.ts';

/**
 * Blocks of a pcapng file, little-endian throughout:
 *
 *   type (4) | total length (4) | body, padded to 4 | total length (4)
 *
 * Options are code (2) | length without padding (2) | value, padded to 4, and end with code 0.
 * Source: draft-ietf-opsawg-pcapng, sections 3 and 4.
 */
const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const NAME_RESOLUTION = 4;
const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Of text in an option; the length is a 16-bit number. */
const MOST_TEXT_BYTES = 4_096;

const END_OF_OPTIONS = new Uint8Array(4);
const MICROSECONDS = 6;

export interface PacketBlock {
  /** Since 1970, in microseconds. */
  readonly atMicroseconds: bigint;
  readonly direction: 'sent' | 'received';
  readonly data: Uint8Array;
  readonly comment: string;
}

/** A section of unknown length. */
export function sectionHeaderBlock(application: string, comment: string): Uint8Array {
  const body = fields(16, (view) => {
    view.setUint32(0, BYTE_ORDER_MAGIC, true);
    view.setUint16(4, 1, true);
    view.setUint16(6, 0, true);
    view.setBigInt64(8, -1n, true);
  });
  return block(SECTION_HEADER, body, textOption(1, comment), textOption(4, application), END_OF_OPTIONS);
}

export function interfaceBlock(name: string, linkType: number, mostPacketBytes: number): Uint8Array {
  const body = fields(8, (view) => {
    view.setUint16(0, linkType, true);
    view.setUint32(4, mostPacketBytes, true);
  });
  const resolution = option(9, Uint8Array.of(MICROSECONDS));
  return block(INTERFACE_DESCRIPTION, body, textOption(2, name), resolution, END_OF_OPTIONS);
}

/** Which names addresses have; address: the bytes of an IPv4 or IPv6 address. */
export function namesBlock(
  names: readonly { readonly address: Uint8Array; readonly name: string }[],
): Uint8Array {
  const records = names.map(({ address, name }) =>
    option(address.length === 4 ? 1 : 2, concatBytes(address, textBytes(name), Uint8Array.of(0))),
  );
  return block(NAME_RESOLUTION, ...records, END_OF_OPTIONS);
}

export function packetBlock({ atMicroseconds, direction, data, comment }: PacketBlock): Uint8Array {
  const body = fields(20, (view) => {
    view.setUint32(4, Number(atMicroseconds >> 32n), true);
    view.setUint32(8, Number(atMicroseconds & 0xffff_ffffn), true);
    view.setUint32(12, data.length, true);
    view.setUint32(16, data.length, true);
  });
  const flags = option(
    2,
    fields(4, (view) => view.setUint32(0, direction === 'received' ? 1 : 2, true)),
  );
  return block(ENHANCED_PACKET, body, padded(data), textOption(1, comment), flags, END_OF_OPTIONS);
}

function block(type: number, ...body: readonly Uint8Array[]): Uint8Array {
  const length = 12 + body.reduce((sum, part) => sum + part.length, 0);
  const head = fields(8, (view) => {
    view.setUint32(0, type, true);
    view.setUint32(4, length, true);
  });
  return concatBytes(head, ...body, head.slice(4));
}

/** Nothing for an empty text. */
function textOption(code: number, text: string): Uint8Array {
  const bytes = textBytes(text);
  return bytes.length === 0 ? new Uint8Array() : option(code, bytes);
}

function option(code: number, value: Uint8Array): Uint8Array {
  const head = fields(4, (view) => {
    view.setUint16(0, code, true);
    view.setUint16(2, value.length, true);
  });
  return concatBytes(head, padded(value));
}

function textBytes(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text.replaceAll('\0', ' ').slice(0, MOST_TEXT_BYTES));
  // Cut again, in bytes; a character that is cut in two is left out.
  return bytes.length <= MOST_TEXT_BYTES ? bytes : new TextEncoder().encode(cleanCut(bytes));
}

function cleanCut(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, MOST_TEXT_BYTES - 3)).replace(/\ufffd+$/, '');
}

function padded(bytes: Uint8Array): Uint8Array {
  const missing = (4 - (bytes.length % 4)) % 4;
  return missing === 0 ? bytes : concatBytes(bytes, new Uint8Array(missing));
}

function fields(size: number, write: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(size);
  write(new DataView(bytes.buffer));
  return bytes;
}
