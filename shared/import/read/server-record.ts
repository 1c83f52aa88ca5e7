import type { LogEndpoint, LogMessage } from '../log-record.ts';
import type { LogClock } from './log-time.ts';
import { endpointOf } from './uccapi-line.ts';

/*
 * TL_INFO(TF_PROTOCOL) [POOL\FE01]06E4.0EB4::01/18/2012-05:00:43.101.00005386 (SIPStack,…:SIPAdminLog.cpp(125)) [7] $$begin_record
 * The bracket names a processor in the log of one server, and pool and computer where the logs of many were gathered.
 */
export interface RecordHead {
  /** Such as TF_PROTOCOL; null: another head than that of a trace. */
  readonly type: string | null;
  readonly atMs: number | null;
  readonly computer: string | null;
  /** What the line says behind its time. */
  readonly said: string;
}

const HEAD = /^TL_[A-Z]{1,20}\((TF_[A-Z_]{1,30})\) ?(?:\[([^\]]{0,255})\])?[^:]{0,40}(?:::)?/;
const TIME_OF_HEAD = /^\S{0,60}\s?/;

export function readRecordHead(text: string, clock: LogClock): RecordHead {
  const [whole = '', type, bracket = ''] = HEAD.exec(text) ?? [];
  const atMs = clock.read(text.slice(whole.length));
  if (type === undefined) return { type: null, atMs, computer: null, said: text };
  const said = text.slice(whole.length).replace(TIME_OF_HEAD, '');
  const computer = bracket.slice(bracket.lastIndexOf('\\') + 1).trim();
  return { type, atMs, computer: /^\d*$/.test(computer) ? null : computer, said };
}

export interface RecordMessage {
  readonly direction: LogMessage['direction'];
  readonly peer: LogEndpoint | null;
  readonly text: string;
  /** The field that comes last is there. */
  readonly hasBody: boolean;
}

const START_LINE = /^Start-Line:[ \t]*(.*)$/im;
const BODY = /^Message-Body:[ \t]*/im;
const DIRECTION = /^Direction:[ \t]*([a-z]{1,20})/im;
const PEER = /^Peer:[ \t]*(\S{1,300})/im;
/** What a record has in the place of a body that is not there. */
const NO_BODY = new Set(['', '-', '–', '—']);

/** Puts the SIP message together that a record describes. null: it describes none. */
export function messageOfRecord(record: string): RecordMessage | null {
  const start = START_LINE.exec(record);
  if (start === null) return null;
  const [whole, startLine = ''] = start;
  const rest = record.slice(start.index + whole.length + 1);
  const bodyField = BODY.exec(rest);
  const headers = bodyField === null ? rest : rest.slice(0, bodyField.index);
  const body = bodyField === null ? '' : rest.slice(bodyField.index + bodyField[0].length);
  const fields = record.slice(0, start.index);
  return {
    direction: DIRECTION.exec(fields)?.[1]?.toLowerCase() === 'outgoing' ? 'sent' : 'received',
    peer: endpointOf(PEER.exec(fields)?.[1] ?? ''),
    text: `${startLine.trim()}\n${withoutEmptyLines(headers)}\n\n${isNoBody(body) ? '' : body}`,
    hasBody: bodyField !== null,
  };
}

/** Asked of a text of one character at most: a set reads all of what it is asked for. */
function isNoBody(body: string): boolean {
  const said = body.trim();
  return said.length <= 1 && NO_BODY.has(said);
}

function withoutEmptyLines(headers: string): string {
  const trimmed = headers.trimEnd();
  return trimmed.includes('\n\n') ? trimmed.replace(/\n{2,}/g, '\n') : trimmed;
}
