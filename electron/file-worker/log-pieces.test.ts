import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import { healthyLog } from '../../shared/projections/testing/sample-logs.ts';
import { receiveLog, sendLog } from './log-pieces.ts';
import type { Line } from './line.ts';
import type { Answer, Order } from './protocol.ts';

type Message = Order | Answer;

/** Two ends of a line; what crosses is kept. */
function pairOfLines(): readonly [Line<Message, Message>, Line<Message, Message>, Message[]] {
  const crossed: Message[] = [];
  const ends = [createEnd(), createEnd()] as const;
  function createEnd() {
    const waiting: Message[] = [];
    let wake: () => void = () => undefined;
    return {
      put(message: Message) {
        waiting.push(message);
        wake();
      },
      async next(): Promise<Message> {
        for (;;) {
          const message = waiting.shift();
          if (message !== undefined) return message;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      },
    };
  }
  const lineOf = (own: 0 | 1, other: 0 | 1): Line<Message, Message> => ({
    post(message) {
      crossed.push(message);
      ends[other].put(message);
    },
    next: () => ends[own].next(),
    end: () => undefined,
  });
  return [lineOf(0, 1), lineOf(1, 0), crossed];
}

const longLog: readonly LoggedEvent[] = Array.from({ length: 200 }, healthyLog)
  .flat()
  .map((event, seq) => ({ ...event, seq }));

describe('a log that crosses in pieces', () => {
  it('arrives as it was, in pieces that take neither side long, each only when it is asked for', async () => {
    const [sender, receiver, crossed] = pairOfLines();

    const [, received] = await Promise.all([sendLog(sender, longLog), receiveLog(receiver, longLog.length)]);

    expect(received).toEqual(longLog);
    const pieces = crossed.flatMap((message) => (message.kind === 'piece' ? [message.events.length] : []));
    expect(pieces.length).toBeGreaterThan(3);
    expect(Math.max(...pieces)).toBeLessThan(300_000);
    expect(crossed.map(({ kind }) => kind)).toEqual(pieces.flatMap(() => ['piece', 'more']));
  });

  it('sends nothing of a log that is empty', async () => {
    const [sender, receiver, crossed] = pairOfLines();

    await sendLog(sender, []);

    expect(await receiveLog(receiver, 0)).toEqual([]);
    expect(crossed).toEqual([]);
  });
});
