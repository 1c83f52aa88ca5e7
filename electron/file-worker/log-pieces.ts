import { parseLoggedEvent, type LoggedEvent } from '../../shared/events/catalogue.ts';
import { LineLost, type Line } from './line.ts';
import type { Answer, Order } from './protocol.ts';

type Message = Order | Answer;
type Piece = Extract<Message, { readonly kind: 'piece' }>;
type More = Extract<Message, { readonly kind: 'more' }>;

/** About as much as is written or read in a few milliseconds. */
const PIECE_CHARACTERS = 262_144;
const PIECE_EVENTS = 1_000;

/** Sends a log, a piece whenever the other side asks for more. */
export async function sendLog(line: Line<Message, Piece>, log: readonly LoggedEvent[]): Promise<void> {
  for (const events of piecesOf(log)) {
    line.post({ kind: 'piece', events });
    const { kind } = await line.next();
    if (kind !== 'more') throw new LineLost(`${kind} in the middle of a log`);
  }
}

/** Receives a log of so many events. */
export async function receiveLog(line: Line<Message, More>, count: number): Promise<readonly LoggedEvent[]> {
  const log: LoggedEvent[] = [];
  while (log.length < count) {
    const message = await line.next();
    if (message.kind !== 'piece') throw new LineLost(`${message.kind} in the middle of a log`);
    for (const event of eventsIn(message)) log.push(event);
    line.post({ kind: 'more' });
  }
  return log;
}

/** Each event is checked as one from a file would be: a process that has read a hostile file may be under its command. */
function eventsIn({ events }: Piece): readonly LoggedEvent[] {
  return parsedArray(events).map((entry) => {
    const parsed = parseLoggedEvent(entry);
    if (!parsed.ok || !parsed.known) throw new LineLost('a piece of a log holds what is no event');
    return parsed.event;
  });
}

function parsedArray(text: string): readonly unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = null;
  }
  if (!Array.isArray(parsed)) throw new LineLost('a piece of a log is no list');
  return parsed;
}

function* piecesOf(log: readonly LoggedEvent[]): Generator<string> {
  let texts: string[] = [];
  let characters = 0;
  for (const event of log) {
    const text = JSON.stringify(event);
    texts.push(text);
    characters += text.length;
    if (characters < PIECE_CHARACTERS && texts.length < PIECE_EVENTS) continue;
    yield `[${texts.join(',')}]`;
    texts = [];
    characters = 0;
  }
  if (texts.length > 0) yield `[${texts.join(',')}]`;
}
