import { eventsOf, type LoggedEvent } from '../../events/catalogue.ts';
import type { AutodiscoverDocument } from '../../events/http-events.ts';
import { formatHostAndPort } from '../../lib/host-and-port.ts';
import { visible } from '../../lib/text.ts';
import { clientLogLine, ENTRY_BEGINNING, type ClientLogLevel } from './client-log-line.ts';
import { clientLogRemarks } from './client-log-remarks.ts';
import { momentsOf } from './moments.ts';
import type { WireEndpoint } from './wire-endpoints.ts';
import { wireMessages, type WireMessage } from './wire-messages.ts';
import { byteLength } from './wire-text.ts';

const LONGEST_REMARK = 2_000;
const MOST_CHARACTERS = 64 * 1_024 * 1_024;

/**
 * A log in the layout of the client's own (UccApi), which Snooper opens and people know: SIP messages as packets with their true
 * size in bytes, web requests and whatever else was seen as lines between them. Times are UTC. Line ends are CRLF, but for those
 * inside of a body. What does not fit into mostCharacters is left out at the end, and the last line says so.
 */
export function messagesText(log: readonly LoggedEvent[], mostCharacters: number = MOST_CHARACTERS): string {
  const momentOf = momentsOf(log);
  const messages = new Map(wireMessages(log).map((message) => [message.seq, message]));
  const servers = new Map(
    eventsOf(log, 'autodiscover.document.read').map(({ cause, data }) => [cause, accessText(data.document)]),
  );
  const threads = new Map<string, number>();
  const entries: string[] = [];
  let size = 0;
  for (const event of log) {
    const line = lineAt(momentOf(event), threadOf(event.flow, threads));
    const entry = entryLines(event, messages.get(event.seq), servers.get(event.seq) ?? '', line)
      .map((each) => `${each}\r\n`)
      .join('');
    size += entry.length;
    if (size > mostCharacters) {
      entries.push(`${line('The rest does not fit into this file and is left out.', 'WARN')}\r\n`);
      break;
    }
    entries.push(entry);
  }
  return entries.join('');
}

/** servers: what the answer that this is names, as text to go on with. */
function entryLines(
  event: LoggedEvent,
  message: WireMessage | undefined,
  servers: string,
  line: Line,
): readonly string[] {
  if (message?.protocol === 'sip') return sipLines(message, line);
  if (message !== undefined) {
    return httpLines(message, event.kind === 'http.request.sent' ? event.data.url : null, servers, line);
  }
  if (event.kind === 'run.started') return titleLines(event.data, line);
  return clientLogRemarks(event).map(({ level, text }) => line(visible(text, LONGEST_REMARK), level));
}

type Line = (text: string, level?: ClientLogLevel) => string;

function lineAt(atMs: number, thread: number): Line {
  return (text, level = 'INFO') => clientLogLine({ atMs, thread, level }, text);
}

/** A connection of the log is a thread; what belongs to none is thread 0. */
function threadOf(flow: string | null, threads: Map<string, number>): number {
  if (flow === null) return 0;
  const thread = threads.get(flow) ?? threads.size + 1;
  threads.set(flow, thread);
  return thread;
}

function titleLines(
  {
    tool,
    plan,
  }: {
    readonly tool: { readonly name: string; readonly version: string };
    readonly plan: { readonly address: string };
  },
  line: Line,
): readonly string[] {
  return [
    line(visible(`Sign-in of ${plan.address}, written by ${tool.name} ${tool.version}`, LONGEST_REMARK)),
    line('Times are UTC. What is secret is withheld. Web requests: > sent, < received.'),
  ];
}

/** Announcement, message, end: both lines with the same figures. */
function sipLines(
  { direction, source, destination, text, notes }: WireMessage,
  line: Line,
): readonly string[] {
  const shown = withoutForgedEntries(text);
  const size = `${byteLength(shown)} bytes`;
  const packet =
    direction === 'sent'
      ? `Sending Packet - ${place(destination)} (From Local Address: ${place(source)}) ${size}`
      : `Data Received -${place(source)} (To Local Address: ${place(destination)}) ${size}`;
  return [line(`${packet}:`), line(shown), line(`End of ${packet}`), ...noteLines(notes, line)];
}

/** What a client asks its web services stands in its log as lines; so does each line of the message. */
function httpLines(
  { direction, source, destination, step, text, notes }: WireMessage,
  url: string | null,
  servers: string,
  line: Line,
): readonly string[] {
  const isSent = direction === 'sent';
  const [head = '', ...body] = text.split('\r\n\r\n');
  const [startLine = '', ...headers] = head.split('\r\n');
  const remote = isSent ? destination : source;
  const local = isSent ? source : destination;
  const who = step === 'discovery' ? 'CLyncAutoDiscovery' : 'HTTP';
  const where = `${isSent ? 'to' : 'from'} ${place(remote)} (Local Address: ${place(local)}) ${byteLength(text)} bytes`;
  const lines = [startLine, ...headers, '', ...body.join('\r\n\r\n').split(/\r\n|\r|\n/)];
  const end = lines.at(-1) === '' ? -1 : undefined;
  return [
    line(`${who}: ${summary(startLine, url)}${servers} - ${where}`),
    ...lines.slice(0, end).map((each) => line(`${isSent ? '>' : '<'} ${each}`.trimEnd())),
    ...noteLines(notes, line),
  ];
}

/** "GET https://lyncdiscover.contoso.com/?sipuri=…", "HTTP 200". */
function summary(startLine: string, url: string | null): string {
  const [first = '', second = ''] = startLine.split(' ');
  return visible(url === null ? `HTTP ${second}` : `${first} ${url}`, LONGEST_REMARK);
}

/** ", SipClientInternalAccess fe01.contoso.com:5061", as the document names it. */
function accessText(document: AutodiscoverDocument): string {
  const servers = [
    ['SipClientInternalAccess', document.sipClientInternalAccess],
    ['SipClientExternalAccess', document.sipClientExternalAccess],
    ['SipServerInternalAccess', document.sipServerInternalAccess],
    ['SipServerExternalAccess', document.sipServerExternalAccess],
  ] as const;
  const named = servers.flatMap(([name, access]) =>
    access === null ? [] : [`, ${name} ${access.fqdn}${access.port === null ? '' : `:${access.port}`}`],
  );
  return visible(named.join(''), LONGEST_REMARK);
}

function noteLines(notes: readonly string[], line: Line): readonly string[] {
  return notes.map((note) => line(`Note: ${visible(note, LONGEST_REMARK)}`));
}

function place({ address, port }: WireEndpoint): string {
  return formatHostAndPort({ host: address, port });
}

/** A body may hold what looks like an entry of this log; a blank before it keeps readers from taking it for one. */
function withoutForgedEntries(text: string): string {
  return text.replace(ENTRY_BEGINNING, ' ');
}
