/**
 * Derives the `+sip.instance` of an endpoint from its epid: SHA-1 over namespace and epid, its first 16 bytes read as
 * a GUID. Namespace and result are in little-endian GUID byte order, so a stock UUID version 5 gives other values;
 * a server refuses an instance that does not match the epid.
 * Takes ASCII epid and a SHA-1. Returns the GUID in lower case, without `urn:uuid:`.
 * Source: [MS-SIPRE], sip.instance; [MS-SIPAE] 3.3.5.2 step 1; pairs in ./vectors/endpoint-id.json.
 */
export function deriveInstance(epid: string, sha1: (bytes: Uint8Array) => Uint8Array): string {
  const digest = sha1(Uint8Array.of(...NAMESPACE, ...new TextEncoder().encode(epid)));
  if (digest.length !== 20) throw new Error(`deriveInstance: a SHA-1 has 20 bytes, not ${digest.length}`);
  const guid = digest.slice(0, 16);
  guid[7] = ((guid[7] ?? 0) & 0x0f) | 0x50;
  guid[8] = ((guid[8] ?? 0) & 0x3f) | 0x80;
  const hex = TEXT_ORDER.map((index) => (guid[index] ?? 0).toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** fcacfb03-8a73-46ef-91b1-e5ebeeaba4fe: the first three groups have their bytes reversed. */
const NAMESPACE = [
  0x03, 0xfb, 0xac, 0xfc, 0x73, 0x8a, 0xef, 0x46, 0x91, 0xb1, 0xe5, 0xeb, 0xee, 0xab, 0xa4, 0xfe,
];

/** Which byte of a little-endian GUID stands where in its text. */
const TEXT_ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
