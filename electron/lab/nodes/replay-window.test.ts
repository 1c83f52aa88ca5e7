import { expect, test } from 'vitest';
import { createReplayWindow } from './replay-window.ts';

function admitted(...counters: readonly string[]): readonly boolean[] {
  const window = createReplayWindow();
  return counters.map((counter) => window.admit(counter));
}

test('each counter once, in any order within 256', () => {
  expect(admitted('1', '2', '2', '256', '3', '256')).toEqual([true, true, false, true, true, false]);
});

test('a higher one moves the window up', () => {
  expect(admitted('300', '44', '45', '45', '4294967295', '300')).toEqual([
    true,
    false,
    true,
    false,
    true,
    false,
  ]);
});

test.each(['0', '', '-1', '1.5', '4294967296', '99999999999', 'x', ' 1', '1e3'])(
  '"%s" is no counter',
  (counter) => {
    expect(admitted(counter)).toEqual([false]);
  },
);
