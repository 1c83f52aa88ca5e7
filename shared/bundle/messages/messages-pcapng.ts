import type { LoggedEvent } from '../../events/catalogue.ts';
import { counted } from '../../lib/listing.ts';
import { visible } from '../../lib/text.ts';
import { stepOf } from '../../steps/steps.ts';
import { addressBytes, exportedPdu, EXPORTED_PDU_LINK_TYPE } from './exported-pdu.ts';
import { joinedBytes } from './joined-bytes.ts';
import { interfaceBlock, namesBlock, packetBlock, sectionHeaderBlock } from './pcapng-blocks.ts';
import { wireMessages, type WireMessage } from './wire-messages.ts';

/** What Wireshark takes at most. */
const MOST_PACKET_BYTES = 262_144;
const MOST_FILE_BYTES = 64 * 1_024 * 1_024;

/**
 * The messages of a log for Wireshark: exported PDUs with addresses and times, already decrypted. Each packet's comment says what
 * the message was for, and what of it is not as it was on the wire. Messages that do not fit into mostBytes are left out at the
 * end, and the comment of the file says so.
 */
export function messagesPcapng(
  log: readonly LoggedEvent[],
  tool: { readonly name: string; readonly version: string },
  mostBytes: number = MOST_FILE_BYTES,
): Uint8Array {
  const messages = wireMessages(log);
  const packets: Uint8Array[] = [];
  let size = 0;
  for (const message of messages) {
    const packet = packetOf(message);
    size += packet.length;
    if (size > mostBytes) break;
    packets.push(packet);
  }
  const leftOut = messages.length - packets.length;
  return joinedBytes([
    sectionHeaderBlock(visible(`${tool.name} ${tool.version}`), fileComment(leftOut)),
    interfaceBlock('messages', EXPORTED_PDU_LINK_TYPE, MOST_PACKET_BYTES),
    ...namesBlocks(messages),
    ...packets,
  ]);
}

function packetOf(message: WireMessage): Uint8Array {
  return packetBlock({
    atMicroseconds: BigInt(Math.round(message.atMs * 1_000)),
    direction: message.direction,
    data: exportedPdu(message),
    comment: commentOf(message),
  });
}

function fileComment(leftOut: number): string {
  const about =
    'SIP and HTTP messages, decrypted and without their secrets; the connections that carried them are not here.';
  if (leftOut === 0) return about;
  return `${about} The last ${counted(leftOut, 'message')} did not fit into this file.`;
}

/** "Prove who you are: ntlm at pool01.contoso.com:5061", whom with, the place in the log, and the notes. */
function commentOf({ seq, step, probe, direction, source, destination, notes }: WireMessage): string {
  const what = [step === null ? null : stepOf(step).title, probe === null ? null : visible(probe)];
  const { name } = direction === 'sent' ? destination : source;
  const server = name === null ? null : visible(name);
  return [
    what.filter((part) => part !== null).join(': '),
    server === null ? '' : direction === 'sent' ? `To ${server}` : `From ${server}`,
    `Observation ${seq}`,
    ...notes.map((note) => visible(note)),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** Names of the servers. An address that goes by several (a pool, a practice network) has none here. */
function namesBlocks(messages: readonly WireMessage[]): readonly Uint8Array[] {
  const names = new Map<string, Set<string>>();
  for (const { source, destination } of messages) {
    for (const { address, name } of [source, destination]) {
      const known = names.get(address) ?? new Set();
      names.set(address, known.add(name ?? ''));
    }
  }
  const unambiguous = [...names].flatMap(([address, known]) => {
    const [name = ''] = known;
    return known.size === 1 && name !== '' ? [{ address: addressBytes(address), name: visible(name) }] : [];
  });
  return unambiguous.length === 0 ? [] : [namesBlock(unambiguous)];
}
