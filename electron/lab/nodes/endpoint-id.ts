import { createHash } from 'node:crypto';

/** GUID fcacfb03-8a73-46ef-91b1-e5ebeeaba4fe in its little-endian byte order. */
const NAMESPACE = Buffer.from('03fbacfc738aef4691b1e5ebeeaba4fe', 'hex');

/**
 * Returns the `+sip.instance` UUID that belongs to an epid. Not RFC 4122 version 5, though it looks so: namespace and
 * result are in little-endian GUID order. Source: [MS-SIPRE] SIP.INSTANCE mechanism; pairs from [MS-SIPAE] 4.1 in the test.
 */
export function instanceOfEpid(epid: string): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(epid, 'ascii').digest().subarray(0, 16);
  bytes[7] = ((bytes[7] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = (from: number, to: number): string => bytes.subarray(from, to).toString('hex');
  const reversed = (from: number, to: number): string =>
    Buffer.from(bytes.subarray(from, to).toReversed()).toString('hex');
  return [reversed(0, 4), reversed(4, 6), reversed(6, 8), hex(8, 10), hex(10, 16)].join('-');
}
