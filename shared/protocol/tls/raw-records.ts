/** Content types of TLS records (RFC 5246 6.2.1). */
export const RECORD_TYPE = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
} as const;

/** One record as it lies in the bytes: type(1) version(2) length(2) body. */
export interface RawRecord {
  readonly type: number;
  readonly version: number;
  readonly body: Uint8Array;
}

const HEADER_BYTES = 5;
/** Of an encrypted record (RFC 5246 6.2.3). */
const MAX_BODY_BYTES = 16_384 + 2_048;
/** More than any handshake takes; a hostile flight of empty records ends here. */
const MAX_RECORDS = 256;

/** Cuts bytes into records. problem: why it stopped before the end of the bytes. Never throws, whatever the bytes. */
export function splitRecords(bytes: Uint8Array): {
  readonly records: readonly RawRecord[];
  readonly problem: string | null;
} {
  const records: RawRecord[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    if (records.length >= MAX_RECORDS) return { records, problem: 'more records than a handshake has' };
    const [type = 0, major = 3, minor = 0, high, low] = bytes.subarray(offset, offset + HEADER_BYTES);
    if (type < RECORD_TYPE.changeCipherSpec || type > RECORD_TYPE.applicationData || major !== 3) {
      return { records, problem: records.length === 0 ? 'not TLS' : 'a record that is not TLS' };
    }
    if (high === undefined || low === undefined) return { records, problem: 'a record is cut off' };
    const length = high * 256 + low;
    if (length > MAX_BODY_BYTES) return { records, problem: 'a record is longer than TLS allows' };
    const start = offset + HEADER_BYTES;
    if (start + length > bytes.length) return { records, problem: 'a record is cut off' };
    records.push({ type, version: major * 256 + minor, body: bytes.subarray(start, start + length) });
    offset = start + length;
  }
  return { records, problem: null };
}

export function recordTypeName(type: number): string {
  switch (type) {
    case RECORD_TYPE.changeCipherSpec:
      return 'change_cipher_spec';
    case RECORD_TYPE.alert:
      return 'alert';
    case RECORD_TYPE.handshake:
      return 'handshake';
    case RECORD_TYPE.applicationData:
      return 'application_data';
    default:
      return `type_${type}`;
  }
}

export function protocolName(version: number): string {
  switch (version) {
    case 0x0300:
      return 'SSL 3.0';
    case 0x0301:
      return 'TLS 1.0';
    case 0x0302:
      return 'TLS 1.1';
    case 0x0303:
      return 'TLS 1.2';
    case 0x0304:
      return 'TLS 1.3';
    default:
      return `version 0x${version.toString(16).padStart(4, '0')}`;
  }
}
