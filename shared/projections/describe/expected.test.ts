import { expect, test } from 'vitest';
import { ladder } from '../ladder.ts';
import { expiredLog } from '../testing/sample-logs.ts';
import { expectedHeading, expectedRemark } from './expected.ts';

test('what needs credentials says so, or the heading does for all of it', () => {
  const whole = ladder(expiredLog());
  const rest = whole.ghosts.filter(({ needsSignIn, isConditional }) => needsSignIn && !isConditional);
  const [some] = rest;
  if (some === undefined) throw new Error('nothing of it needs a sign-in');

  expect(expectedHeading(whole)).toBe('What a complete sign-in would do next');
  expect(expectedRemark(some, whole)).toBe(' · needs a user name and password');
  expect(expectedHeading({ ...whole, ghosts: rest, isFinished: false })).toBe(
    'Expected next, with a user name and password',
  );
  expect(expectedRemark(some, { ...whole, ghosts: rest })).toBe('');
  expect(expectedRemark({ ...some, isConditional: true }, whole)).toBe(' · only if needed');
});
