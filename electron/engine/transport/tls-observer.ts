/** What the peer's bytes show while a handshake goes on, before any of it is encrypted. */
export interface TlsObservation {
  readonly bytesReceived: number;
  /** False as soon as the first bytes cannot begin a TLS record; null until it can be told. */
  readonly isTls: boolean | null;
  /** The first bytes, for people to look at when they are not TLS. */
  readonly head: Uint8Array;
  /** The last alert that came in plain text and ends the connection. */
  readonly alert: number | null;
  /** As in the ServerHello: 0x0301 is TLS 1.0, 0x0303 TLS 1.2 and, by RFC 8446 4.1.3, TLS 1.3 too. */
  readonly serverHelloVersion: number | null;
  /** The server asked for a certificate of ours; seen in TLS 1.2 and older only. */
  readonly requestedCertificate: boolean;
}

export interface TlsObserver {
  push(chunk: Uint8Array): void;
  observation(): TlsObservation;
}

const HEAD_BYTES = 256;
const RECORD_HEADER_BYTES = 5;
const CHANGE_CIPHER_SPEC = 20;
const ALERT = 21;
const HANDSHAKE = 22;
const LAST_RECORD_TYPE = 24;
const SERVER_HELLO = 2;
const CERTIFICATE_REQUEST = 13;
const CLOSE_NOTIFY = 0;
const USER_CANCELED = 90;
const LEVEL_WARNING = 1;

/**
 * Watches the bytes that a server sends during a handshake. Record: type(1) version(2) length(2) body; a handshake message in the
 * bodies: type(1) length(3) body, free to span records (RFC 5246 6.2, 7.4). It stops reading at the first encrypted record.
 * Keeps no more than the head and one header; takes any bytes in any portions.
 */
export function createTlsObserver(): TlsObserver {
  const head = new Uint8Array(HEAD_BYTES);
  let bytesReceived = 0;
  let isTls: boolean | null = null;
  let alert: number | null = null;
  let serverHelloVersion: number | null = null;
  let requestedCertificate = false;

  let isDone = false;
  const recordHeader: number[] = [];
  let recordLeft = 0;
  const alertBody: number[] = [];
  let message: number[] = [];
  let messageLeft = 0;

  function readByte(byte: number): void {
    if (recordLeft === 0) readRecordHeader(byte);
    else readRecordBody(byte);
  }

  function readRecordHeader(byte: number): void {
    recordHeader.push(byte);
    const [type = 0, major, , high = 0, low = 0] = recordHeader;
    if (type < CHANGE_CIPHER_SPEC || type > LAST_RECORD_TYPE || (major !== undefined && major !== 3)) {
      isTls ??= false;
      isDone = true;
      return;
    }
    if (recordHeader.length >= 3) isTls ??= true;
    if (recordHeader.length < RECORD_HEADER_BYTES) return;
    recordLeft = high * 256 + low;
    if (type !== ALERT && type !== HANDSHAKE) isDone = true;
    if (recordLeft === 0) recordHeader.length = 0;
  }

  function readRecordBody(byte: number): void {
    recordLeft -= 1;
    if (recordHeader[0] === ALERT) readAlert(byte);
    else readHandshake(byte);
    if (recordLeft === 0) recordHeader.length = 0;
  }

  function readAlert(byte: number): void {
    alertBody.push(byte);
    const [level, description] = alertBody;
    if (description === undefined) return;
    alertBody.length = 0;
    if (description !== CLOSE_NOTIFY && description !== USER_CANCELED && level !== LEVEL_WARNING) {
      alert = description;
    }
  }

  function readHandshake(byte: number): void {
    if (messageLeft > 0) {
      messageLeft -= 1;
      if (message.length < 6) message.push(byte);
    } else {
      message.push(byte);
      if (message.length < 4) return;
      messageLeft = (message[1] ?? 0) * 65_536 + (message[2] ?? 0) * 256 + (message[3] ?? 0);
    }
    if (message[0] === SERVER_HELLO && message.length === 6) {
      serverHelloVersion ??= (message[4] ?? 0) * 256 + (message[5] ?? 0);
    }
    if (messageLeft > 0) return;
    if (message[0] === CERTIFICATE_REQUEST) requestedCertificate = true;
    message = [];
  }

  return {
    push(chunk) {
      if (bytesReceived < HEAD_BYTES) head.set(chunk.subarray(0, HEAD_BYTES - bytesReceived), bytesReceived);
      bytesReceived += chunk.length;
      for (const byte of chunk) {
        if (isDone) return;
        readByte(byte);
      }
    },
    observation: () => ({
      bytesReceived,
      isTls,
      head: head.slice(0, Math.min(bytesReceived, HEAD_BYTES)),
      alert,
      serverHelloVersion,
      requestedCertificate,
    }),
  };
}
