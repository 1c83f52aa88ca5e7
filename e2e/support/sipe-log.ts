import type { Readable } from 'node:stream';
import { pause } from './room-task.ts';

/** A debug log while it is being written. Each wait is for what comes after all that was waited for before. */
interface DebugLog {
  text(): string;
  /** Waits for one of these texts. null: none came in that time. */
  saw(texts: readonly string[], patienceMs: number): Promise<string | null>;
  /** Waits for all of these texts, in whichever order; not longer than that time. */
  sawAll(texts: readonly string[], patienceMs: number): Promise<void>;
}

export function readLog(stream: Readable): DebugLog {
  let text = '';
  let from = 0;
  let look = (): void => undefined;
  stream.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    look();
  });
  const until = async (isThere: () => boolean, patienceMs: number): Promise<void> => {
    if (isThere()) return;
    const there = new Promise<void>((resolve) => {
      look = () => {
        if (isThere()) resolve();
      };
    });
    await Promise.race([there, pause(patienceMs)]);
  };
  const endOf = (wanted: string): number => text.indexOf(wanted, from) + wanted.length;
  const isIn = (wanted: string): boolean => text.includes(wanted, from);
  return {
    text: () => text,
    async saw(texts, patienceMs) {
      await until(() => texts.some(isIn), patienceMs);
      const seen = texts.find(isIn) ?? null;
      if (seen !== null) from = endOf(seen);
      return seen;
    },
    async sawAll(texts, patienceMs) {
      await until(() => texts.every(isIn), patienceMs);
      from = Math.max(from, ...texts.filter(isIn).map(endOf));
    },
  };
}
