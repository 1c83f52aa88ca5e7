import type * as z from 'zod';

/** One end of what carries messages between two processes. */
export interface Port {
  post(message: unknown): void;
  listen(handler: (message: unknown) => void): void;
}

/** A conversation: what the other side says is taken one after the other. */
export interface Line<In, Out> {
  post(message: Out): void;
  /** The next message. Fails with LineLost when there will be none. */
  next(): Promise<In>;
  /** Nothing is said any more; what has come already can still be taken. */
  end(): void;
}

/** The other side is gone, or says what nobody can understand. */
export class LineLost extends Error {
  override readonly name = 'LineLost';
}

/** A conversation in which every message must fit the schema; the first that does not ends it. */
export function createLine<In, Out>(port: Port, schema: z.ZodType<In>): Line<In, Out> {
  const arrived: In[] = [];
  let isEnded = false;
  let wake: () => void = () => undefined;

  function end(): void {
    isEnded = true;
    wake();
  }

  port.listen((message) => {
    const parsed = schema.safeParse(message);
    if (isEnded) return;
    if (!parsed.success) {
      end();
      return;
    }
    arrived.push(parsed.data);
    wake();
  });

  return {
    post(message) {
      if (!isEnded) port.post(message);
    },
    async next() {
      for (;;) {
        const message = arrived.shift();
        if (message !== undefined) return message;
        if (isEnded) throw new LineLost('the conversation is over');
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    end,
  };
}
