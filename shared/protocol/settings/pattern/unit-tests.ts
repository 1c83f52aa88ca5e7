import type { UnitTest } from './pattern-node.ts';

/** .NET's classes reach beyond ASCII, unlike those of JavaScript: [MC-RegEx], character classes. */
export const isDecimalDigit: UnitTest = (unit) => /^\p{Nd}$/u.test(unit);
export const isWordUnit: UnitTest = (unit) => /^[\p{L}\p{Mn}\p{Nd}\p{Pc}]$/u.test(unit);
export const isSpace: UnitTest = (unit) => /^[\f\n\r\t\v\u0085\p{Z}]$/u.test(unit);
/** The dot: everything but a line feed; in .NET a carriage return as well is accepted. */
export const isNotLineFeed: UnitTest = (unit) => unit !== '\n';

const CLASSES: Readonly<Record<string, UnitTest>> = { d: isDecimalDigit, w: isWordUnit, s: isSpace };

/** Of \d, \w, \s and their capitals; null for any other letter. */
export function classTest(letter: string): UnitTest | null {
  const lower = letter.toLowerCase();
  const accepts = Object.hasOwn(CLASSES, lower) ? CLASSES[lower] : undefined;
  if (accepts === undefined) return null;
  return letter === lower ? accepts : not(accepts);
}

export function not(accepts: UnitTest): UnitTest {
  return (unit) => !accepts(unit);
}

export function isUnit(expected: string): UnitTest {
  return (unit) => unit === expected;
}

export function isBetween(first: string, last: string): UnitTest {
  return (unit) => unit >= first && unit <= last;
}
