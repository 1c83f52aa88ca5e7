import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { exportedPdu, EXPORTED_PDU_LINK_TYPE } from '../../shared/bundle/messages/exported-pdu.ts';
import {
  interfaceBlock,
  packetBlock,
  sectionHeaderBlock,
} from '../../shared/bundle/messages/pcapng-blocks.ts';
import { createLogReader } from '../../shared/import/log-reader.ts';
import type { LogEndpoint, LogMessage, LogRecord } from '../../shared/import/log-record.ts';

const MOST_PACKET_BYTES = 262_144;

/** Writes the messages of a log for Wireshark, as many as it holds; returns their number. */
export async function writeMessagesPcapng(log: string, capture: string): Promise<number> {
  const reader = createLogReader();
  let messages = 0;
  const packetsOf = (records: readonly LogRecord[]): readonly Uint8Array[] => {
    const found = records.filter((record) => record.kind === 'message');
    messages += found.length;
    return found.map((message) => packetOf(message));
  };
  await using file = await open(capture, 'w');
  await file.appendFile(sectionHeaderBlock('Rungs bench', ''));
  await file.appendFile(interfaceBlock('messages', EXPORTED_PDU_LINK_TYPE, MOST_PACKET_BYTES));
  for await (const piece of createReadStream(log)) {
    if (piece instanceof Uint8Array) await file.appendFile(Buffer.concat(packetsOf(reader.push(piece))));
  }
  await file.appendFile(Buffer.concat(packetsOf(reader.end())));
  return messages;
}

function packetOf({ text, direction, local, peer, atMs }: LogMessage): Uint8Array {
  const [own, other] = [endOf(local), endOf(peer)];
  const [source, destination] = direction === 'sent' ? [own, other] : [other, own];
  const data = exportedPdu({ protocol: 'sip', source, destination, text: text.replaceAll('\n', '\r\n') });
  return packetBlock({ atMicroseconds: BigInt(atMs ?? 0) * 1_000n, direction, data, comment: '' });
}

function endOf(end: LogEndpoint | null): Parameters<typeof exportedPdu>[0]['source'] {
  return { address: end?.host ?? '', port: end?.port ?? 0, name: null, isPlaceholder: false };
}
