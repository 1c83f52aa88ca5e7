import type { PatternProgram } from './compile-pattern.ts';
import type { PatternMatch } from './match-pattern.ts';

export interface Translated {
  readonly text: string;
  /** What looks like a reference but names no group of the pattern; it stands in the result as it is. */
  readonly unknownReferences: readonly string[];
}

/**
 * Writes what a translation makes of a match, in .NET's replacement syntax ([MC-RegEx]): $1, ${1}, ${name}, $$, $&, $`, $',
 * $+ and $_. Figures are read as far as they go, so $12 is group 12 and never group 1 with a 2 behind it.
 */
export function translate(
  translation: string,
  program: PatternProgram,
  match: PatternMatch,
  input: string,
): Translated {
  const unknownReferences: string[] = [];
  const text = translation.replace(REFERENCE, (whole: string, reference: string) => {
    const value = valueOf(reference, program, match, input);
    if (value === undefined) unknownReferences.push(whole);
    return value ?? whole;
  });
  return { text, unknownReferences };
}

const REFERENCE = /\$([$&`'+_]|\d{1,9}|\{\w{1,64}\})/g;

function valueOf(
  reference: string,
  program: PatternProgram,
  match: PatternMatch,
  input: string,
): string | undefined {
  switch (reference) {
    case '$':
      return '$';
    case '&':
      return match.groups[0] ?? '';
    case '`':
      return input.slice(0, match.start);
    case "'":
      return input.slice(match.end);
    case '+':
      return match.groups.at(-1) ?? '';
    case '_':
      return input;
    default: {
      const name = reference.replace(/[{}]/g, '');
      const number = /^\d+$/.test(name) ? Number(name) : program.groupNumbers.get(name);
      // A group that took no part is empty; one that the pattern does not have is none.
      return number === undefined || number >= program.groupCount ? undefined : (match.groups[number] ?? '');
    }
  }
}
