import { expect, it } from 'vitest';
import { ancestorsOf, NO_FOLDING, unfoldedTo, wantsOpen, withSection } from './folding.ts';

const PARENTS = new Map([
  ['row', 'group'],
  ['group', 'step'],
]);

it('says nothing of what nobody touched', () => {
  expect(wantsOpen(NO_FOLDING, 'step')).toBeNull();
  expect(wantsOpen(withSection(NO_FOLDING, 'step', false), 'group')).toBeNull();
});

it('takes what was said of one section over what was said of all', () => {
  const folding = withSection({ ...NO_FOLDING, all: true }, 'group', false);

  expect(wantsOpen(folding, 'group')).toBe(false);
  expect(wantsOpen(folding, 'still to come')).toBe(true);
});

it('opens what a row lies in, from the inside out, and nothing else', () => {
  const folded = withSection({ ...NO_FOLDING, all: false }, 'group', false);
  const unfolded = unfoldedTo(folded, 'row', PARENTS);

  expect(ancestorsOf('row', PARENTS)).toEqual(['group', 'step']);
  expect(['group', 'step', 'other'].map((id) => wantsOpen(unfolded, id))).toEqual([true, true, false]);
  expect(unfoldedTo(unfolded, 'row', PARENTS)).toBe(unfolded);
});
