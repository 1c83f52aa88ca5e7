import type { LogEndpoint, LogMessage } from '../log-record.ts';
import type { LogClock } from './log-time.ts';
import { readAnnouncement } from './uccapi-line.ts';

export interface Hints {
  readonly atMs: number | null;
  readonly direction: LogMessage['direction'];
  readonly peer: LogEndpoint | null;
  readonly local: LogEndpoint | null;
  /** Nothing says the direction; it is that of a client's usual talk. */
  readonly isGuess: boolean;
}

const SENT = /\b(?:sending|sends?|sent|outgoing|outbound|transmit(?:ting|ted)?|tx)\b|>>|--?>|=>/i;
const RECEIVED = /\b(?:receiv(?:ed|ing|es?)|recv|incoming|inbound|rx)\b|<<|<--?|<=/i;

/** Takes the lines in front of a message and what stands before its start line, last; says what they tell of it. */
export function readHints(before: readonly string[], text: string, clock: LogClock): Hints {
  const near = before.toReversed();
  const announcement = near.map(announcementIn).find((one) => one !== null) ?? null;
  const direction = announcement?.direction ?? near.map(directionIn).find((one) => one !== null) ?? null;
  return {
    atMs: near.map((line) => clock.read(line)).find((one) => one !== null) ?? null,
    direction: direction ?? usualDirection(text),
    peer: announcement?.peer ?? null,
    local: announcement?.local ?? null,
    isGuess: direction === null,
  };
}

function announcementIn(line: string): ReturnType<typeof readAnnouncement> {
  const at = line.search(/Sending Packet|Data Received/);
  return at === -1 ? null : readAnnouncement(line.slice(at));
}

function directionIn(line: string): LogMessage['direction'] | null {
  const [sent, received] = [SENT.test(line), RECEIVED.test(line)];
  if (sent === received) return null;
  return sent ? 'sent' : 'received';
}

/** A client sends every request but notifications. */
function usualDirection(text: string): LogMessage['direction'] {
  const method =
    /^CSeq[ \t]*:[ \t]*\d{1,10}[ \t]+([A-Z]{1,20})/im.exec(text)?.[1] ?? text.slice(0, text.indexOf(' '));
  const isOfClient = !/^(?:BE)?NOTIFY$/i.test(method);
  return isOfClient === text.startsWith('SIP/') ? 'received' : 'sent';
}
