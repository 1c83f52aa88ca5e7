import { endpointKey } from '../../lib/host-and-port.ts';
import { counted } from '../../lib/listing.ts';
import { firstHeader, headerValues, type SipMessage } from '../../protocol/sip/message.ts';
import type { LogMessage, LogRecord } from '../log-record.ts';
import type { Perspective } from './found-sign-in.ts';
import { zoneOf } from './log-clock.ts';
import {
  cseqOf,
  isHttpText,
  readHttp,
  readSip,
  userIn,
  type CSeq,
  type HttpMessage,
} from './read-message.ts';
import { readRemark, type Remark } from './read-remark.ts';

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** One SIP message between the client and the server that it talks to. */
export interface Said {
  readonly kind: 'said';
  readonly atMs: number | null;
  readonly byClient: boolean;
  readonly message: SipMessage;
  readonly callId: string;
  readonly cseq: CSeq;
  /** The server's address as the log has it; null: the log has none. */
  readonly place: Place | null;
  readonly isCut: boolean;
  readonly sizeBytes: number;
}

export interface Told {
  readonly kind: 'told';
  readonly atMs: number | null;
  readonly remark: Exclude<Remark, { readonly kind: 'other' }>;
}

/** A message of HTTP. */
export interface Surfed {
  readonly kind: 'surfed';
  readonly atMs: number | null;
  readonly message: HttpMessage;
}

/** The records of one sign-in as one talk, seen from the client, in the order of the file. */
export interface Conversation {
  readonly items: readonly (Said | Told | Surfed)[];
  readonly perspective: Perspective;
  /** null: no message names a user. */
  readonly address: string | null;
  /** The computer that wrote a server's log, where the log names it. */
  readonly computer: string | null;
  /** How far the log's clock is ahead of UTC by its zone; null: nothing tells. */
  readonly zoneMs: number | null;
  readonly notes: readonly string[];
}

const SIP_PORT = 5_061;

interface Read {
  readonly record: LogMessage;
  readonly message: SipMessage;
}

export function conversationOf(records: readonly LogRecord[]): Conversation {
  const lost = { unreadable: 0, foreign: 0, passedOn: 0, repeated: 0 };
  const read = new Map<LogRecord, Read>();
  for (const record of records) {
    if (record.kind !== 'message' || isHttpText(record.text)) continue;
    const message = readSip(record.text);
    if (message === null) lost.unreadable += 1;
    else read.set(record, { record, message });
  }
  const first = [...read.values()].find(
    ({ message }) => message.kind === 'request' && message.method === 'REGISTER',
  );
  const perspective = first?.record.direction === 'received' ? 'server' : 'client';
  const address = userIn(
    firstHeader((first ?? [...read.values()][0])?.message ?? EMPTY, 'From') ?? '',
  ).address;
  const seen = new Set<string>();

  const items = records.flatMap((record): readonly (Said | Told | Surfed)[] => {
    if (record.kind === 'remark') {
      const remark = readRemark(record.text);
      return remark.kind === 'other' ? [] : [{ kind: 'told', atMs: record.atMs, remark }];
    }
    if (isHttpText(record.text)) {
      const message = perspective === 'server' ? null : readHttp(record.text);
      return message === null ? [] : [{ kind: 'surfed', atMs: record.atMs, message }];
    }
    const one = read.get(record);
    if (one === undefined) return [];
    const said = toSaid(one, perspective);
    if (said === null) {
      lost.unreadable += 1;
      return [];
    }
    if (!isAbout(one.message, address)) {
      lost.foreign += 1;
      return [];
    }
    if (isPassedOn(one, perspective)) {
      lost.passedOn += 1;
      return [];
    }
    const key = keyOf(said);
    if (seen.has(key)) {
      lost.repeated += 1;
      return [];
    }
    seen.add(key);
    return [said];
  });
  const answers = items.filter(
    (item): item is Said => item.kind === 'said' && item.message.kind === 'response',
  );
  return {
    items,
    perspective,
    address,
    computer: first?.record.computer ?? null,
    zoneMs: zoneOf(answers),
    notes: notesOn(lost),
  };
}

const EMPTY: SipMessage = { kind: 'response', status: 200, reason: '', headers: [], body: new Uint8Array(0) };

function toSaid({ record, message }: Read, perspective: Perspective): Said | null {
  const callId = firstHeader(message, 'Call-ID');
  const cseq = cseqOf(message);
  if (callId === null || callId === '' || cseq === null) return null;
  const end = perspective === 'client' ? record.peer : record.local;
  return {
    kind: 'said',
    atMs: record.atMs,
    byClient: (record.direction === 'sent') === (perspective === 'client'),
    message,
    callId,
    cseq,
    place: perspective === 'server' ? serverPlace(record, end) : toPlace(end),
    isCut: record.isCut,
    sizeBytes: Math.max(0, new TextEncoder().encode(record.text).length),
  };
}

function serverPlace({ computer }: LogMessage, end: LogMessage['local']): Place | null {
  const host = computer ?? end?.host ?? null;
  return host === null ? null : { host, port: portOf(end?.port ?? null) };
}

function toPlace(end: LogMessage['peer']): Place | null {
  return end === null || end.host === '' ? null : { host: end.host, port: portOf(end.port) };
}

function portOf(port: number | null): number {
  return port !== null && Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : SIP_PORT;
}

/** Places of a file that lie close together may hold what somebody else said. */
function isAbout(message: SipMessage, address: string | null): boolean {
  const named = ['From', 'To'].flatMap((name) => userIn(firstHeader(message, name) ?? '').address ?? []);
  return (
    address === null || named.length === 0 || named.some((one) => one.toLowerCase() === address.toLowerCase())
  );
}

/**
 * What a server passes on to the next one, and what comes back from there, is no part of what client and server say to each other:
 * a request that it sends under the client's own Via, an answer that still has the server's.
 */
function isPassedOn({ record, message }: Read, perspective: Perspective): boolean {
  if (perspective === 'client') return false;
  const isRegister = cseqOf(message)?.method === 'REGISTER';
  if (isRegister) return (message.kind === 'request') === (record.direction === 'sent');
  return (
    record.direction === 'sent' &&
    message.kind === 'request' &&
    headerValues(message, 'Via').length > 1 &&
    isFromClient(message)
  );
}

function isFromClient(message: SipMessage): boolean {
  return /;\s*epid=/i.test(firstHeader(message, 'From') ?? '');
}

function keyOf({ byClient, message, callId, cseq, place, atMs }: Said): string {
  const line = message.kind === 'request' ? message.method : `${message.status}`;
  // A notification may come again with the same number after the counter was begun anew; the others never do.
  const when = message.kind === 'request' && !byClient ? String(atMs) : '';
  return [
    byClient,
    line,
    callId,
    cseq.number,
    cseq.method,
    place === null ? '' : endpointKey(place),
    when,
  ].join('|');
}

function notesOn({
  unreadable,
  passedOn,
  repeated,
}: Readonly<Record<string, number>> & {
  readonly unreadable: number;
  readonly passedOn: number;
  readonly repeated: number;
}): readonly string[] {
  return [
    unreadable === 0
      ? null
      : `${counted(unreadable, 'message')} could not be read and ${unreadable === 1 ? 'is' : 'are'} left out.`,
    repeated === 0
      ? null
      : `${counted(repeated, 'message')} stood in the log twice and ${repeated === 1 ? 'is' : 'are'} shown once.`,
    passedOn === 0
      ? null
      : `This server passed messages on to the next one; what the two said to each other (${counted(passedOn, 'message')}) is left out.`,
  ].filter((note) => note !== null);
}
