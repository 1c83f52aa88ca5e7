import { alertName } from './alert-names.ts';
import { HANDSHAKE, handshakeTypeName } from './handshake-types.ts';
import { protocolName, RECORD_TYPE, recordTypeName, splitRecords, type RawRecord } from './raw-records.ts';

/** A handshake message in clear, type(1) length(3) body; it may have spanned records (RFC 5246 6.2.1, 7.4). */
export interface HandshakeMessage {
  readonly type: number;
  readonly body: Uint8Array;
}

export interface FlightRecord {
  readonly type: string;
  readonly version: string;
  readonly lengthBytes: number;
  /** Names of the messages that begin in it. `encrypted`: whatever it holds, it is under keys. */
  readonly messages: readonly string[];
}

/** What one side says before it waits for the other, as far as it can be read without keys. */
export interface TlsFlight {
  readonly records: readonly FlightRecord[];
  /** Those in clear, in order. */
  readonly messages: readonly HandshakeMessage[];
  /** Name of the first alert in clear that is no mere warning. */
  readonly alert: string | null;
  /** What keeps the bytes from being whole records with whole messages; null when nothing does. */
  readonly problem: string | null;
  /** How it ends, or null if more must follow: see flightEnd. */
  readonly end: FlightEnd | null;
}

/** client-hello, server-hello-done: the other side is next. finished: the keys are in use. alert: it is over. */
export type FlightEnd = 'client-hello' | 'server-hello-done' | 'finished' | 'alert';

const MESSAGE_HEADER_BYTES = 4;
const MAX_MESSAGES = 256;
const LEVEL_WARNING = 1;
const CLOSE_NOTIFY = 0;

/** Reads one flight of a handshake up to TLS 1.2. Never throws, whatever the bytes. */
export function readFlight(bytes: Uint8Array): TlsFlight {
  const { records, problem: framing } = splitRecords(bytes);
  const firstChange = records.findIndex(({ type }) => type === RECORD_TYPE.changeCipherSpec);
  const clear = firstChange < 0 ? records : records.slice(0, firstChange);
  const encrypted = firstChange < 0 ? [] : records.slice(firstChange);
  const { messages, problem: cut } = readMessages(clear);
  const alert = clear.map(fatalAlertOf).find((name) => name !== null) ?? null;
  const problem = framing ?? cut;
  return {
    records: records.map((record, index) => ({
      type: recordTypeName(record.type),
      version: protocolName(record.version),
      lengthBytes: record.body.length,
      messages: contentNames(record, firstChange >= 0 && index >= firstChange).concat(
        messages.filter((message) => message.record === record).map(({ type }) => handshakeTypeName(type)),
      ),
    })),
    messages: messages.map(({ type, body }) => ({ type, body })),
    alert,
    problem,
    end: alert === null ? (problem === null ? turnEnd(messages.at(-1)?.type, encrypted) : null) : 'alert',
  };
}

/** Where the flight in these bytes stands: null as long as its sender has not come to the end of its turn. */
export function flightEnd(bytes: Uint8Array): FlightEnd | null {
  return readFlight(bytes).end;
}

function turnEnd(lastMessage: number | undefined, encrypted: readonly RawRecord[]): FlightEnd | null {
  // Under the new keys nothing but Finished follows in a handshake (RFC 5246 7.3).
  if (encrypted.some(({ type }) => type === RECORD_TYPE.handshake)) return 'finished';
  if (encrypted.length > 0) return null;
  if (lastMessage === HANDSHAKE.clientHello) return 'client-hello';
  return lastMessage === HANDSHAKE.serverHelloDone ? 'server-hello-done' : null;
}

/** close_notify ends a handshake too, though it is a warning. */
function fatalAlertOf({ type, body }: RawRecord): string | null {
  const [level, description] = body;
  if (type !== RECORD_TYPE.alert || description === undefined) return null;
  return level === LEVEL_WARNING && description !== CLOSE_NOTIFY ? null : alertName(description);
}

/** What a record holds beside handshake messages in clear. */
function contentNames({ type, body }: RawRecord, isEncrypted: boolean): string[] {
  if (type === RECORD_TYPE.changeCipherSpec) return ['ChangeCipherSpec'];
  if (isEncrypted || type === RECORD_TYPE.applicationData) return ['encrypted'];
  const [, description] = body;
  return type === RECORD_TYPE.alert && description !== undefined ? [alertName(description)] : [];
}

interface PlacedMessage extends HandshakeMessage {
  /** In which it begins. */
  readonly record: RawRecord;
}

/** Puts the messages together that clear records carry, whole or in pieces. */
function readMessages(clear: readonly RawRecord[]): {
  readonly messages: readonly PlacedMessage[];
  readonly problem: string | null;
} {
  const places: { readonly start: number; readonly record: RawRecord }[] = [];
  let size = 0;
  for (const record of clear) {
    if (record.type !== RECORD_TYPE.handshake) continue;
    places.push({ start: size, record });
    size += record.body.length;
  }
  const bytes = new Uint8Array(size);
  for (const { start, record } of places) bytes.set(record.body, start);

  const messages: PlacedMessage[] = [];
  let place = 0;
  let offset = 0;
  while (offset < size) {
    if (messages.length >= MAX_MESSAGES) return { messages, problem: 'more messages than a handshake has' };
    const [type, high, middle, low] = bytes.subarray(offset, offset + MESSAGE_HEADER_BYTES);
    if (type === undefined || high === undefined || middle === undefined || low === undefined) break;
    const start = offset + MESSAGE_HEADER_BYTES;
    const end = start + high * 65_536 + middle * 256 + low;
    if (end > size) break;
    for (let next = places[place + 1]; next !== undefined && next.start <= offset; next = places[place + 1]) {
      place += 1;
    }
    const record = places[place]?.record;
    if (record === undefined) break;
    messages.push({ type, body: bytes.subarray(start, end), record });
    offset = end;
  }
  return { messages, problem: offset < size ? 'a handshake message is cut off' : null };
}
