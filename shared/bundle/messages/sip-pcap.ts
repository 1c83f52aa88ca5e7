import type { LoggedEvent } from '../../events/catalogue.ts';
import { joinedBytes } from './joined-bytes.ts';
import { TcpPackets } from './tcp-packets.ts';
import { wireMessages, type WireMessage } from './wire-messages.ts';
import { byteLength, cutToBytes } from './wire-text.ts';

/** LINKTYPE_RAW: a packet begins with its IP header. */
const RAW_IP_LINK_TYPE = 101;
const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const MOST_PACKET_BYTES = 65_535;
const MOST_FILE_BYTES = 64 * 1_024 * 1_024;
/** Of seconds in 32 bits: 2106. */
const LATEST_SECOND = 0xffff_ffff;

/** sngrep takes no message of more than 10,240 bytes. */
const MOST_MESSAGE_BYTES = 10_000;
const CUT = '\r\n[The rest is left out here; messages.pcapng has it.]';

/**
 * The SIP messages of a log for sngrep and others that know no exported PDUs: a file of libpcap with IP and TCP around each message,
 * made up from its addresses, ports and time. Long bodies are cut: the call flow is what it is for. Messages that do not fit into
 * mostBytes are left out at the end.
 */
export function sipPcap(log: readonly LoggedEvent[], mostBytes: number = MOST_FILE_BYTES): Uint8Array {
  const tcp = new TcpPackets();
  const records: Uint8Array[] = [];
  let size = 0;
  for (const message of wireMessages(log)) {
    if (message.protocol !== 'sip') continue;
    const record = recordOf(message, tcp);
    size += record.length;
    if (size > mostBytes) break;
    records.push(record);
  }
  return joinedBytes([fileHeader(), ...records]);
}

function recordOf({ source, destination, text, atMs }: WireMessage, tcp: TcpPackets): Uint8Array {
  const atMicroseconds = Math.round(atMs * 1_000);
  const packet = tcp.of(source, destination, new TextEncoder().encode(withShortBody(text)));
  const record = new Uint8Array(16 + packet.length);
  const view = new DataView(record.buffer);
  view.setUint32(0, Math.min(Math.floor(atMicroseconds / 1_000_000), LATEST_SECOND), true);
  view.setUint32(4, atMicroseconds % 1_000_000, true);
  view.setUint32(8, packet.length, true);
  view.setUint32(12, packet.length, true);
  record.set(packet, 16);
  return record;
}

function withShortBody(text: string): string {
  if (byteLength(text) <= MOST_MESSAGE_BYTES) return text;
  const bodyAt = text.indexOf('\r\n\r\n') + 4;
  const head = text.slice(0, bodyAt);
  const room = Math.max(0, MOST_MESSAGE_BYTES - byteLength(head) - CUT.length);
  const body = cutToBytes(text.slice(bodyAt), room) + CUT;
  return head.replace(/^((?:content-length|l)[ \t]*:).*$/im, `$1 ${byteLength(body)}`) + body;
}

/** Little-endian. Source: draft-ietf-opsawg-pcap, sections 4 and 5. */
function fileHeader(): Uint8Array {
  const header = new Uint8Array(24);
  const view = new DataView(header.buffer);
  view.setUint32(0, MAGIC_MICROSECONDS, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, MOST_PACKET_BYTES, true);
  view.setUint32(20, RAW_IP_LINK_TYPE, true);
  return header;
}
