import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReplayWindow } from './replay-window.ts';

describe('the replay window', () => {
  it('takes each number once, in any order within 256', () => {
    const window = createReplayWindow();

    expect(['1', '3', '2', '256', '3'].map((snum) => window.take(snum))).toEqual([
      'fresh',
      'fresh',
      'fresh',
      'fresh',
      'replayed',
    ]);
  });

  it('moves up with a higher number, so that what is 256 behind is old', () => {
    const window = createReplayWindow();

    expect(window.take('1000')).toBe('fresh');
    expect(window.take('744')).toBe('replayed');
    expect(window.take('745')).toBe('fresh');
  });

  it.each(['', '-1', '1e3', '0x1', '4294967296', '99999999999', ' 1'])('does not take %j', (snum) => {
    expect(createReplayWindow().take(snum)).toBe('malformed');
  });

  it('never takes a number twice', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 400 }), (numbers) => {
        const window = createReplayWindow();
        const taken = numbers.filter((number) => window.take(String(number)) === 'fresh');
        expect(new Set(taken).size).toBe(taken.length);
      }),
    );
  });
});
