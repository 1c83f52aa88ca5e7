import type { LogEndpoint, LogMessage, LogRecord } from '../../log-record.ts';

const PREFIX = /^(\d{2})\/(\d{2})\/(\d{4})\|(\d{2}):(\d{2}):(\d{2})\.(\d{3}) [0-9A-F:]+ \w+ *:: ?(.*)$/;
const OPEN = /^(Sending Packet|Data Received) *- ?([^ ]+) \((?:From|To) Local Address: ([^ ]+)\)/;

/** Splits a log of a Windows client as plainly as possible; no reader for real ones. */
export function splitUccApi(text: string): readonly LogRecord[] {
  const records: LogRecord[] = [];
  let open: (Omit<LogMessage, 'text' | 'end'> & { lines: string[] }) | null = null;
  let offset = 0;
  let line = 0;
  for (const raw of text.split('\r\n')) {
    const end = offset + raw.length + 2;
    line += 1;
    const prefix = PREFIX.exec(raw);
    const isPrefixed = prefix !== null;
    const said = prefix?.[8] ?? '';
    const atMs = prefix === null ? null : timeOf(prefix.slice(1, 8).map(Number));
    const announced = OPEN.exec(said);
    if (announced !== null && !said.startsWith('End of')) {
      const [, verb = '', peer = '', local = ''] = announced;
      const direction = verb.startsWith('Sending') ? 'sent' : 'received';
      const rest = { computer: null, isCut: false, lines: [] };
      open = { kind: 'message', offset, line, atMs, direction, local: at(local), peer: at(peer), ...rest };
    } else if (open !== null && said.startsWith('End of')) {
      const { lines, ...message } = open;
      records.push({ ...message, end, text: lines.join('\n') });
      open = null;
    } else if (open !== null) open.lines.push(isPrefixed ? said : raw);
    else if (isPrefixed) records.push({ kind: 'remark', offset, end, line, atMs, text: said });
    offset = end;
  }
  return records;
}

function at(text: string): LogEndpoint {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon).trim(), port: Number(text.slice(colon + 1)) };
}

function timeOf([month = 0, day = 0, year = 0, ...clock]: readonly number[]): number {
  const [hour = 0, minute = 0, second = 0, ms = 0] = clock;
  return Date.UTC(year, month - 1, day, hour, minute, second, ms);
}
