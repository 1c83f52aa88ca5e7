/** A packet of a pcap file with bare IP, taken apart as RFC 791, RFC 8200 and RFC 9293 say. */
export interface ReadIpPacket {
  readonly atMicroseconds: number;
  readonly version: number;
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly ports: readonly [number, number];
  readonly sequence: number;
  readonly acknowledged: number;
  readonly payload: Uint8Array;
  /** Over the IPv4 header and over TCP, each with its checksum: 0xffff when that is right. */
  readonly sums: readonly number[];
}

/** Throws where a length does not fit. */
export function readPcap(file: Uint8Array): readonly ReadIpPacket[] {
  const view = viewOf(file);
  const packets: ReadIpPacket[] = [];
  let offset = 24;
  while (offset < file.length) {
    const length = view.getUint32(offset + 8, true);
    if (view.getUint32(offset + 12, true) !== length) throw new Error(`the packet at ${offset} is cut`);
    const at = view.getUint32(offset, true) * 1_000_000 + view.getUint32(offset + 4, true);
    packets.push(readPacket(at, file.subarray(offset + 16, offset + 16 + length)));
    offset += 16 + length;
  }
  return packets;
}

/** The ones' complement sum of 16-bit words, one at a time (RFC 1071). */
export function sumOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte, index) => {
    const next = sum + (index % 2 === 0 ? byte * 256 : byte);
    return next > 0xffff ? next - 0xffff : next;
  }, 0);
}

function readPacket(atMicroseconds: number, packet: Uint8Array): ReadIpPacket {
  const view = viewOf(packet);
  const version = view.getUint8(0) >> 4;
  const isV4 = version === 4;
  const headerBytes = isV4 ? (view.getUint8(0) & 0xf) * 4 : 40;
  const length = isV4 ? view.getUint16(2) : view.getUint16(4) + 40;
  if (length !== packet.length || view.getUint8(isV4 ? 9 : 6) !== 6) throw new Error('no packet of TCP');
  const addresses = packet.subarray(isV4 ? 12 : 8, headerBytes);
  const half = addresses.length / 2;
  const segment = packet.subarray(headerBytes);
  const tcp = viewOf(segment);
  const pseudo = Uint8Array.of(...addresses, 0, 6, segment.length >> 8, segment.length & 0xff);
  const whole = new Uint8Array(pseudo.length + segment.length);
  whole.set(pseudo);
  whole.set(segment, pseudo.length);
  return {
    atMicroseconds,
    version,
    source: addresses.slice(0, half),
    destination: addresses.slice(half),
    ports: [tcp.getUint16(0), tcp.getUint16(2)],
    sequence: tcp.getUint32(4),
    acknowledged: tcp.getUint32(8),
    payload: segment.slice((tcp.getUint8(12) >> 4) * 4),
    sums: [...(isV4 ? [sumOf(packet.subarray(0, headerBytes))] : []), sumOf(whole)],
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
