import type { LogEndpoint } from '../log-record.ts';
import { isAt, trimmedEnd, type LineWindow } from './line-window.ts';

/*
 * 03/10/2026|07:41:55.446 22C8:0D94 INFO  :: Sending Packet - 203.0.113.10:443 (From Local Address: 198.51.100.77:49731) 790 bytes:
 * Dates may have come into another form by way of a viewer; process and thread had three digits each in old versions.
 */
const BAR = 0x7c;
const COLON = 0x3a;
const BLANK = 0x20;
/** How far behind the time the text begins at the latest. */
const MAX_PREFIX = 80;

/** Where the bar between date and time stands; -1: the line has no prefix. */
export function barOf(units: Uint8Array, from: number, to: number): number {
  if (to - from < 24 || !isDigit(units[from])) return -1;
  let bar = from + 10;
  if (units[bar] !== BAR) bar = units[from + 9] === BAR ? from + 9 : from + 8;
  if (units[bar] !== BAR || !isDigit(units[bar + 1])) return -1;
  return isDigit(units[from + 1]) && isDigit(units[from + 2]) && !isDigit(units[from + 3])
    ? -1
    : isDigit(units[bar - 1])
      ? bar
      : -1;
}

/** Where the next line begins that may have a prefix, or `end`. Both places are beginnings of lines. */
export function nextPrefix({ units, lineEnd, findByte }: LineWindow, from: number, end: number): number {
  for (let bar = findByte(units, BAR, from); bar !== -1 && bar < end; bar = findByte(units, BAR, bar + 1)) {
    for (let start = Math.max(from, bar - 10); start <= bar - 8; start += 1) {
      if ((start === from || units[start - 1] === lineEnd) && barOf(units, start, end) !== -1) return start;
    }
  }
  return end;
}

export function hasPrefix(units: Uint8Array, from: number, to: number): boolean {
  const bar = barOf(units, from, to);
  return bar !== -1 && textOf(units, bar, to) !== -1;
}

/** Where the text begins behind `LEVEL :: `; -1: nowhere. */
export function textOf(units: Uint8Array, bar: number, to: number): number {
  const limit = Math.min(to, bar + MAX_PREFIX);
  for (let at = bar + 9; at + 1 < limit; at += 1) {
    if (units[at] !== COLON || units[at + 1] !== COLON) continue;
    return at + 2 < to && units[at + 2] === BLANK ? at + 3 : at + 2;
  }
  return -1;
}

/** Process and thread as a number to compare by: equal ones for equal writing, and hardly ever for any other (FNV-1a). */
export function threadOf(units: Uint8Array, bar: number, text: number): number {
  let at = bar;
  while (at < text && units[at] !== BLANK) at += 1;
  let thread = 0x811c_9dc5;
  for (at += 1; at < text && units[at] !== BLANK; at += 1)
    thread = Math.imul(thread ^ (units[at] ?? 0), 0x0100_0193);
  return thread;
}

/** Whether the text can be that of an announcement. */
export function mayBeAnnouncement(units: Uint8Array, text: number, to: number): boolean {
  return isAt(units, text, to, 'Sending Packet') || isAt(units, text, to, 'Data Received');
}

/** Whether the text is that of the line that closes a packet. */
export function isClosing(units: Uint8Array, text: number, to: number): boolean {
  return isAt(units, text, to, 'End of Sending Packet') || isAt(units, text, to, 'End of Data Received');
}

/** Whether the text is a start line of SIP. */
export function mayBeStartLine(units: Uint8Array, text: number, to: number): boolean {
  if (isAt(units, text, to, 'SIP/2.0 ')) return true;
  const end = trimmedEnd(units, text, to);
  return end - text > 12 && isAt(units, end - 8, end, ' SIP/2.0');
}

/** Whether a line without a prefix can be one of a header: a name and a colon, or the rest of a folded one. */
export function mayBeHeader(units: Uint8Array, from: number, to: number): boolean {
  if (units[from] === BLANK || units[from] === 9) return true;
  for (let at = from; at < Math.min(to, from + 64); at += 1) {
    const unit = units[at] ?? 0;
    if (unit === COLON) return at > from;
    if (unit <= BLANK || unit >= 0x7f) return false;
  }
  return false;
}

export interface Announcement {
  readonly direction: 'sent' | 'received';
  readonly peer: LogEndpoint | null;
  readonly local: LogEndpoint | null;
}

const ANNOUNCEMENT =
  /^(Sending Packet|Data Received)\s*[-–—]\s*(\S{1,260}) \((?:From|To) Local Address:\s*(\S{1,260})\)\s*\d+ bytes:?/;

/** Takes a text, reads `Sending Packet - …` and `Data Received -…`. */
export function readAnnouncement(text: string): Announcement | null {
  const [, verb = '', peer = '', local = ''] = ANNOUNCEMENT.exec(text) ?? [];
  if (verb === '') return null;
  return {
    direction: verb.startsWith('S') ? 'sent' : 'received',
    peer: endpointOf(peer),
    local: endpointOf(local),
  };
}

/** host:port, where an IPv6 address may lack its brackets. */
export function endpointOf(text: string): LogEndpoint | null {
  const [, host = '', port = ''] = /^\[?([^[\]\s]{1,255}?)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (host === '') return null;
  const number = Number(port);
  return { host: host.toLowerCase(), port: number >= 1 && number <= 65_535 ? number : null };
}

function isDigit(unit: number | undefined): boolean {
  return unit !== undefined && unit >= 0x30 && unit <= 0x39;
}
