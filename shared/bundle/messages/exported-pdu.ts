import { concatBytes } from '../../lib/concat-bytes.ts';
import { parseIpAddress } from '../../redaction/ip-address.ts';
import type { WireEndpoint } from './wire-endpoints.ts';
import type { WireMessage } from './wire-messages.ts';

/** LINKTYPE_WIRESHARK_UPPER_PDU: a message without what carried it, its addresses as tags before it. */
export const EXPORTED_PDU_LINK_TYPE = 252;

/**
 * Tags are type (2) | length (2) | value, all big-endian; unlike elsewhere the length counts the padding to 4. Tag 0 ends them, then
 * comes the message. Numbers of Wireshark's epan/exported_pdu.h.
 */
const TAG = {
  end: 0,
  dissector: 12,
  sourceV4: 20,
  destinationV4: 21,
  sourceV6: 22,
  destinationV6: 23,
  portType: 24,
  sourcePort: 25,
  destinationPort: 26,
} as const;
const TCP = 2;

export function exportedPdu({
  protocol,
  source,
  destination,
  text,
}: Pick<WireMessage, 'protocol' | 'source' | 'destination' | 'text'>): Uint8Array {
  return concatBytes(
    tag(TAG.dissector, new TextEncoder().encode(protocol)),
    addressTag(source, TAG.sourceV4, TAG.sourceV6),
    addressTag(destination, TAG.destinationV4, TAG.destinationV6),
    tag(TAG.portType, uint32(TCP)),
    tag(TAG.sourcePort, uint32(source.port)),
    tag(TAG.destinationPort, uint32(destination.port)),
    tag(TAG.end, new Uint8Array()),
    new TextEncoder().encode(text),
  );
}

/** Four or sixteen bytes; none for what is no address. */
export function addressBytes(text: string): Uint8Array {
  const address = parseIpAddress(text);
  if (address === null) return new Uint8Array();
  if (address.version === 4) return Uint8Array.from(address.groups);
  return Uint8Array.from(address.groups.flatMap((group) => [group >> 8, group & 0xff]));
}

function addressTag({ address }: WireEndpoint, v4: number, v6: number): Uint8Array {
  const bytes = addressBytes(address);
  return tag(bytes.length === 4 ? v4 : v6, bytes);
}

function tag(type: number, value: Uint8Array): Uint8Array {
  const length = Math.ceil(value.length / 4) * 4;
  const bytes = new Uint8Array(4 + length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, type);
  view.setUint16(2, length);
  bytes.set(value, 4);
  return bytes;
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
