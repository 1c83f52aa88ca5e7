import { dateTime } from '../../lib/date.ts';
import { span } from '../../lib/duration.ts';
import { isClockWrong } from '../facts/clock.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { foreign } from '../words.ts';

export interface WrongClock {
  /** One sentence: by how much the clock is off, and who says so. */
  readonly explanation: string;
  readonly skew: string;
}

/**
 * Whether the PC's own clock is what makes an instant look past or to come: the other sides' Date headers put it more
 * than five minutes off, and by their time the certificate would be good. null: the clock is not the reason.
 */
export function wrongClock(
  facts: RunFacts,
  judgedSeq: number | null,
  isGoodAt: (epochMs: number) => boolean,
): WrongClock | null {
  const { clock, log } = facts;
  const localMs = judgedSeq === null ? undefined : log.find(({ seq }) => seq === judgedSeq)?.wall;
  if (localMs === undefined || clock.skewMs === null || clock.reading === null || !isClockWrong(clock))
    return null;
  if (!isGoodAt(localMs + clock.skewMs)) return null;
  const skew = `${span(clock.skewMs)} ${clock.skewMs > 0 ? 'slow' : 'fast'}`;
  return {
    skew,
    explanation: `The clock of this PC says ${dateTime(localMs)}, but ${foreign(clock.reading.host)} says ${dateTime(localMs + clock.skewMs)}: the PC is ${skew}, and by the other clock the certificate is valid.`,
  };
}
