import { concatBytes } from '../../lib/concat-bytes.ts';
import { addressBytes } from './exported-pdu.ts';
import type { WireEndpoint } from './wire-endpoints.ts';

const TCP = 6;
const TCP_HEADER_BYTES = 20;
const V4_HEADER_BYTES = 20;
const V6_HEADER_BYTES = 40;
const HOPS = 64;
/** PSH and ACK. */
const FLAGS = 0x18;

/**
 * IP packets with TCP around messages, for programs that read nothing else; a message must fit into one. Sequence numbers count on
 * within each direction of a connection. What opens and closes a connection is not there.
 */
export class TcpPackets {
  /** Bytes so far, by direction. */
  private readonly sent = new Map<string, number>();

  of(source: WireEndpoint, destination: WireEndpoint, message: Uint8Array): Uint8Array {
    const own = directionOf(source, destination);
    const sequence = this.sent.get(own) ?? 0;
    const acknowledged = this.sent.get(directionOf(destination, source)) ?? 0;
    this.sent.set(own, sequence + message.length);
    return ipPacket(source, destination, tcpSegment(source, destination, sequence, acknowledged, message));
  }
}

function directionOf(from: WireEndpoint, to: WireEndpoint): string {
  return `${from.address} ${from.port} ${to.address} ${to.port}`;
}

/** Without its checksum, which needs the addresses (RFC 9293 3.1). */
function tcpSegment(
  source: WireEndpoint,
  destination: WireEndpoint,
  sequence: number,
  acknowledged: number,
  payload: Uint8Array,
): Uint8Array {
  const segment = new Uint8Array(TCP_HEADER_BYTES + payload.length);
  const view = new DataView(segment.buffer);
  view.setUint16(0, source.port);
  view.setUint16(2, destination.port);
  // From 1, as after the packets that open a connection.
  view.setUint32(4, sequence + 1);
  view.setUint32(8, acknowledged + 1);
  view.setUint8(12, (TCP_HEADER_BYTES / 4) << 4);
  view.setUint8(13, FLAGS);
  view.setUint16(14, 0xffff);
  segment.set(payload, TCP_HEADER_BYTES);
  return segment;
}

/** RFC 791 3.1, RFC 8200 3; an IPv4 address beside an IPv6 one is written as one of those. */
function ipPacket(source: WireEndpoint, destination: WireEndpoint, segment: Uint8Array): Uint8Array {
  const [from, to] = [addressBytes(source.address), addressBytes(destination.address)];
  const isV4 = from.length === 4 && to.length === 4;
  const addresses = isV4 ? concatBytes(from, to) : concatBytes(asV6(from), asV6(to));
  const pseudoHeader = concatBytes(
    addresses,
    Uint8Array.of(0, TCP, segment.length >> 8, segment.length & 0xff),
  );
  new DataView(segment.buffer).setUint16(16, checksum(concatBytes(pseudoHeader, segment)));
  return concatBytes(
    isV4 ? v4Header(addresses, segment.length) : v6Header(addresses, segment.length),
    segment,
  );
}

function v4Header(addresses: Uint8Array, length: number): Uint8Array {
  const header = new Uint8Array(V4_HEADER_BYTES);
  const view = new DataView(header.buffer);
  view.setUint8(0, (4 << 4) | (V4_HEADER_BYTES / 4));
  view.setUint16(2, V4_HEADER_BYTES + length);
  // Not to be fragmented.
  view.setUint16(6, 0x4000);
  view.setUint8(8, HOPS);
  view.setUint8(9, TCP);
  header.set(addresses, 12);
  view.setUint16(10, checksum(header));
  return header;
}

function v6Header(addresses: Uint8Array, length: number): Uint8Array {
  const header = new Uint8Array(V6_HEADER_BYTES);
  const view = new DataView(header.buffer);
  view.setUint8(0, 6 << 4);
  view.setUint16(4, length);
  view.setUint8(6, TCP);
  view.setUint8(7, HOPS);
  header.set(addresses, 8);
  return header;
}

/** ::ffff:192.0.2.1 (RFC 4291 2.5.5.2). */
function asV6(address: Uint8Array): Uint8Array {
  return address.length === 16
    ? address
    : concatBytes(new Uint8Array(10), Uint8Array.of(0xff, 0xff), address);
}

/** The ones' complement of the ones' complement sum of all 16-bit words (RFC 1071). */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}
