const PRINTABLE_FROM = 0x20;
const PRINTABLE_TO = 0x7e;

/** Shows bytes as text that is safe anywhere: ASCII as it is, \r \n \t and \\ by name, everything else as \xNN. */
export function printableBytes(bytes: Uint8Array, limit = 256): string {
  return Array.from(bytes.subarray(0, limit), printableByte).join('');
}

function printableByte(byte: number): string {
  switch (byte) {
    case 0x09:
      return '\\t';
    case 0x0a:
      return '\\n';
    case 0x0d:
      return '\\r';
    case 0x5c:
      return '\\\\';
    default:
      return byte >= PRINTABLE_FROM && byte <= PRINTABLE_TO
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).padStart(2, '0')}`;
  }
}
