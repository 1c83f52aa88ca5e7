import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGrowingLog } from '../../shared/ipc/testing/growing-log.ts';
import { advanced, eventsUpTo, shortenedWait, timesOf } from './timeline.ts';

/** A log whose events came at these times. */
function logAt(...times: readonly number[]) {
  const log = createGrowingLog();
  log.grow(times.length);
  return log.events.map((event, index) => ({ ...event, t: times[index] ?? 0 }));
}

const someTimes = fc
  .array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 40 })
  .map((times) => timesOf(logAt(...times)));

describe('timesOf', () => {
  it('never goes back, where the clock of a log did', () => {
    expect(timesOf(logAt(0, 50, 20, 60))).toEqual([0, 50, 50, 60]);
  });
});

describe('eventsUpTo', () => {
  const whole = logAt(5, 10, 10, 40);
  const times = timesOf(whole);

  it('has what had come by then, and at least how the run began', () => {
    expect(eventsUpTo(whole, times, 0)).toHaveLength(1);
    expect(eventsUpTo(whole, times, 10)).toHaveLength(3);
    expect(eventsUpTo(whole, times, 39.9)).toHaveLength(3);
  });

  it('keeps its identity where nothing changed', () => {
    const before = eventsUpTo(whole, times, 10);

    expect(eventsUpTo(whole, times, 20, before)).toBe(before);
    expect(eventsUpTo(whole, times, 40, before)).toBe(whole);
  });
});

describe('advanced', () => {
  it('takes as long as the run where no wait is long', () => {
    expect(advanced([0, 100, 1_500], 20, 900)).toBe(920);
  });

  it('passes a wait of ten seconds in two', () => {
    const times = [0, 10_000, 10_100];

    expect(advanced(times, 0, 1_000)).toBe(5_000);
    expect(advanced(times, 0, 2_050)).toBe(10_050);
    expect(shortenedWait(times, 5_000)).toBe(10_000);
    expect(shortenedWait(times, 10_000)).toBeNull();
  });

  it('goes on step by step as it would at once, and ends at the end', () => {
    fc.assert(
      fc.property(someTimes, fc.nat(30_000), fc.nat(30_000), (times, one, other) => {
        const atOnce = advanced(times, 0, one + other);

        expect(advanced(times, advanced(times, 0, one), other)).toBeCloseTo(atOnce, 3);
        expect(advanced(times, 0, 200_000)).toBe(times.at(-1));
      }),
    );
  });
});
