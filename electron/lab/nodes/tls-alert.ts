import type { Duplex } from 'node:stream';
import type { Connection } from './tcp-listener.ts';

/** A record that holds a fatal alert: type 21, version 3.3, length 2, level fatal, handshake_failure. RFC 5246 6.2.1, 7.2. */
const HANDSHAKE_FAILURE = Uint8Array.of(0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28);

const RECORD_HEADER_BYTES = 5;

/** Reads the ClientHello's record, answers handshake_failure, closes: a server that shares no cipher suite with anyone. */
export function refuseHandshake({ stream }: Connection): void {
  let received: Buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    // What comes after the answer is read and forgotten: unread bytes would turn the closing into a reset.
    if (stream.writableEnded) return;
    received = Buffer.concat([received, chunk]);
    if (!hasWholeRecord(received)) return;
    received = Buffer.alloc(0);
    answer(stream);
  });
  stream.on('end', () => stream.end());
}

function answer(stream: Duplex): void {
  stream.write(HANDSHAKE_FAILURE);
  stream.end();
}

/** A record is at most 64 KiB by its length field, so little is ever held. */
function hasWholeRecord(bytes: Buffer): boolean {
  return bytes.length >= RECORD_HEADER_BYTES && bytes.length >= RECORD_HEADER_BYTES + bytes.readUInt16BE(3);
}
