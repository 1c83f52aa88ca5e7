/** Encryption types by number (IANA Kerberos registry; RFC 3961, RFC 3962, RFC 4757, RFC 8009). */
const ENCTYPES: ReadonlyMap<number, string> = new Map([
  [1, 'des-cbc-crc'],
  [2, 'des-cbc-md4'],
  [3, 'des-cbc-md5'],
  [5, 'des3-cbc-md5'],
  [7, 'des3-cbc-sha1'],
  [16, 'des3-cbc-sha1-kd'],
  [17, 'aes128-cts-hmac-sha1-96'],
  [18, 'aes256-cts-hmac-sha1-96'],
  [19, 'aes128-cts-hmac-sha256-128'],
  [20, 'aes256-cts-hmac-sha384-192'],
  [23, 'rc4-hmac'],
  [24, 'rc4-hmac-exp'],
  [25, 'camellia128-cts-cmac'],
  [26, 'camellia256-cts-cmac'],
]);

export function enctypeName(enctype: number): string {
  return knownEnctypeName(enctype) ?? `enctype ${enctype}`;
}

/** null for a number that is none of them. */
export function knownEnctypeName(enctype: number): string | null {
  return ENCTYPES.get(enctype) ?? null;
}
