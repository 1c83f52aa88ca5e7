import { concatBytes } from '../../lib/concat-bytes.ts';
import { RECORD_TYPE, splitRecords, type RawRecord } from './raw-records.ts';

const MAX_CLEAR_BODY_BYTES = 16_384;

/**
 * Puts the clear handshake messages of one flight together into as few records as they fit in, in the place of the first; records
 * of other kinds, and whatever is encrypted, stay as they are. Some clients read only the first record of a server's flight for its
 * clear messages, while TLS libraries write one message to a record; both framings mean the same (RFC 5246 6.2.1).
 * Bytes that are not whole records come back unchanged.
 */
export function reframeFlight(flight: Uint8Array): Uint8Array {
  const { records, problem } = splitRecords(flight);
  if (problem !== null) return flight;
  const parts: Uint8Array[] = [];
  let run: RawRecord[] = [];
  const flush = (): void => {
    parts.push(...merged(run));
    run = [];
  };
  let isEncrypted = false;
  for (const record of records) {
    const isClearHandshake = record.type === RECORD_TYPE.handshake && !isEncrypted;
    if (isClearHandshake && (run[0]?.version ?? record.version) === record.version) {
      run.push(record);
      continue;
    }
    flush();
    if (isClearHandshake) run.push(record);
    else parts.push(encodeRecord(record.type, record.version, record.body));
    isEncrypted ||= record.type === RECORD_TYPE.changeCipherSpec;
  }
  flush();
  return concatBytes(...parts);
}

/** One record: type(1) version(2) length(2) body. */
export function encodeRecord(type: number, version: number, body: Uint8Array): Uint8Array {
  const header = [type, version >> 8, version & 0xff, body.length >> 8, body.length & 0xff];
  return concatBytes(Uint8Array.from(header), body);
}

function merged(records: readonly RawRecord[]): Uint8Array[] {
  const [first] = records;
  if (first === undefined) return [];
  const body = concatBytes(...records.map((record) => record.body));
  const parts: Uint8Array[] = [];
  for (let offset = 0; offset < body.length; offset += MAX_CLEAR_BODY_BYTES) {
    parts.push(encodeRecord(first.type, first.version, body.subarray(offset, offset + MAX_CLEAR_BODY_BYTES)));
  }
  return parts;
}
