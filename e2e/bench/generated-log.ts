import { open } from 'node:fs/promises';
import { dayOf, type Told } from './generated-talk.ts';

/** A way of writing a log; which files have it is said in the reference of each. */
export interface GeneratedLayout {
  readonly title: string;
  readonly parts: number;
  readonly encoding: 'utf8' | 'utf16le' | 'latin1';
  readonly lineEnd: '\n' | '\r\n';
  /** One message, or one line, at its time. trace: what another thread says in the middle of the message. */
  readonly write: (told: Told, at: LogTime, trace: string | null, user: number) => string;
  /** 1: the log of a client. */
  readonly users: number;
}

interface LogTime {
  readonly day: string;
  readonly month: string;
  readonly year: string;
  /** 08:14:02 */
  readonly clock: string;
  readonly ms: string;
}

export interface GeneratedLog {
  readonly path: string;
  readonly bytes: number;
  readonly messages: number;
  readonly signIns: number;
}

const uccapi = (thread: string, other: string): GeneratedLayout['write'] => {
  return (told, { day, month, year, clock, ms }, trace) => {
    const prefix = `${month}/${day}/${year}|${clock}.${ms} `;
    if (told.kind === 'trace') return `${prefix}${thread} TRACE :: ${told.text}\n`;
    const { text, byClient } = told;
    const packet = byClient
      ? `Sending Packet - 203.0.113.10:443 (From Local Address: 198.51.100.77:50112) ${text.length} bytes`
      : `Data Received -203.0.113.10:443 (To Local Address: 198.51.100.77:50112) ${text.length} bytes`;
    const said =
      trace === null ? text : text.replace('\nCall-ID', `\n${prefix}${other} TRACE :: ${trace}\nCall-ID`);
    const head = `${prefix}${thread} INFO  :: `;
    return `${head}${packet}:\n${head}${said}\n${head}End of ${packet}\n`;
  };
};

const record = (bracket: string): GeneratedLayout['write'] => {
  return (told, { day, month, year, clock, ms }, _trace, user) => {
    const head = `[${bracket}]06E4.0EB4::${month}/${day}/${year}-${clock}.${ms}.0000773E (SIPStack,`;
    if (told.kind === 'trace')
      return `TL_INFO(TF_COMPONENT) ${head}CDialog::Trace:Dialog.cpp(77)) ${told.text}\n`;
    const blank = told.text.indexOf('\n\n');
    const [startLine = '', ...headers] = told.text.slice(0, blank).split('\n');
    return [
      `TL_INFO(TF_PROTOCOL) ${head}SIPAdminLog::TraceProtocolRecord:SIPAdminLog.cpp(125)) [7] $$begin_record`,
      'Trace-Correlation-Id: 7',
      'Instance-Id: 0000C23F',
      `Direction: ${told.byClient ? 'incoming' : 'outgoing'};source="internal edge";destination="external edge"`,
      `Peer: 198.51.100.${user + 1}:50112`,
      `Message-Type: ${startLine.startsWith('SIP/') ? 'response' : 'request'}`,
      `Start-Line: ${startLine}`,
      ...headers,
      `Message-Body: ${told.text.slice(blank + 2) || '–'}`,
      '$$end_record\n',
    ].join('\n');
  };
};

const sipe: GeneratedLayout['write'] = (told, { day, month, year, clock, ms }) => {
  if (told.kind === 'trace') return `(${clock}) sipe: ${told.text}\n`;
  const marker = `${told.byClient ? '>>>>>>>>>>' : '<<<<<<<<<<'} SIP(0x5581) - ${year}-${month}-${day}T${clock}.${ms}000Z`;
  return `(${clock}) sipe: \nMESSAGE START ${marker}\n${told.text}\nMESSAGE END ${marker}\n`;
};

const pasted: GeneratedLayout['write'] = (told, { day, month, year, clock, ms }) =>
  told.kind === 'trace'
    ? `${told.text}\n\n`
    : `${year}-${month}-${day} ${clock}.${ms} ${told.byClient ? 'sent to' : 'received from'} 203.0.113.10:443\n\n${told.text}\n\n`;

const client = { encoding: 'utf8', lineEnd: '\r\n', users: 1 } as const;
const server = { ...client, users: 40 };
const byPidgin = { ...client, lineEnd: '\n', write: sipe } as const;
const byHand = { ...client, lineEnd: '\n', write: pasted } as const;

/** Every layout that is read; parts: of the bytes of all, which add up to 100. */
export const GENERATED_LAYOUTS: readonly GeneratedLayout[] = [
  { title: 'UCCAPI 2016', parts: 30, ...client, write: uccapi('1E48:1F60', '1E48:2A04') },
  { title: 'UCCAPI 2013', parts: 15, ...client, write: uccapi('0C70:0D94', '0C70:1178') },
  { title: 'UCCAPI 2010', parts: 10, ...client, encoding: 'latin1', write: uccapi('B48:F60', 'B48:A04') },
  {
    title: 'UCCAPI, UTF-16',
    parts: 10,
    ...client,
    encoding: 'utf16le',
    write: uccapi('22C8:0D94', '22C8:1B3C'),
  },
  { title: 'OCSLogger', parts: 12, ...server, write: record('0') },
  { title: 'CLS', parts: 12, ...server, write: record('POOL01\\FE01') },
  { title: 'pidgin-sipe', parts: 8, ...byPidgin },
  { title: 'pasted SIP', parts: 3, ...byHand },
];

const STARTED_AT = Date.UTC(2026, 2, 9, 8, 14, 2);
const DAY_MS = 86_400_000;
const STEP_MS = 73;
const BUFFERED = 1_048_576;

/** Writes whole days until the log has so many bytes or messages; the same ones every time. */
export async function writeGeneratedLog(
  path: string,
  { encoding, lineEnd, users, write }: GeneratedLayout,
  most: { readonly bytes?: number; readonly messages?: number },
): Promise<GeneratedLog> {
  const { bytes: mostBytes = Infinity, messages: mostMessages = Infinity } = most;
  const file = await open(path, 'w');
  let [bytes, messages, signIns] = [0, 0, 0];
  let pending = encoding === 'utf16le' ? '\ufeff' : '';
  const flush = async (): Promise<void> => {
    const piece = Buffer.from(lineEnd === '\n' ? pending : pending.replaceAll('\n', lineEnd), encoding);
    pending = '';
    bytes += piece.length;
    await file.appendFile(piece);
  };
  try {
    while (bytes < mostBytes && messages < mostMessages) {
      let atMs = STARTED_AT + signIns * DAY_MS;
      let trace: string | null = null;
      const user = signIns % users;
      for (const told of dayOf(user, signIns)) {
        if (told.kind === 'trace' && told.isAmongMessage) {
          trace = told.text;
          continue;
        }
        if (told.kind === 'message' && messages === mostMessages) break;
        pending += write(told, timeOf(atMs), told.kind === 'message' ? trace : null, user);
        atMs += STEP_MS;
        if (told.kind !== 'message') continue;
        messages += 1;
        trace = null;
      }
      signIns += 1;
      if (pending.length >= BUFFERED) await flush();
    }
    await flush();
  } finally {
    await file.close();
  }
  return { path, bytes, messages, signIns };
}

function timeOf(atMs: number): LogTime {
  const [year = '', month = '', day = '', clock = '', ms = ''] = new Date(atMs).toISOString().split(/[-T.Z]/);
  return { year, month, day, clock, ms };
}
