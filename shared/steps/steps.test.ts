import { expect, test } from 'vitest';
import { STEP_IDS } from '../run/ids.ts';
import { stepOf, STEPS } from './steps.ts';

test('the catalogue has every step once, in order', () => {
  expect(STEPS.map(({ id }) => id)).toEqual(STEP_IDS);
  expect(STEPS.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
  expect(STEP_IDS.map((id) => stepOf(id).id)).toEqual(STEP_IDS);
});
