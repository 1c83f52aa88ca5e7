import type { PatternRefusal } from './pattern-node.ts';

/** Carries a refusal out of the parser's recursion; never leaves parsePattern. */
export class Refused extends Error {
  readonly refusal: PatternRefusal;

  constructor(refusal: PatternRefusal) {
    super(refusal.detail);
    this.name = 'Refused';
    this.refusal = refusal;
  }
}

export interface RepeatRange {
  readonly min: number;
  readonly max: number;
}

const CONTROL_ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  e: '\u001b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Reads a pattern from left to right; linear. */
export class PatternReader {
  private position = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  isAtEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** '' at the end. */
  peek(): string {
    return this.text.charAt(this.position);
  }

  next(): string {
    const character = this.peek();
    this.position += 1;
    return character;
  }

  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.position)) return false;
    this.position += expected.length;
    return true;
  }

  startsWith(expected: string): boolean {
    return this.text.startsWith(expected, this.position);
  }

  /** What stands in front of the next such character, which is consumed with it; null: there is none. */
  takeUntil(end: string): string | null {
    const at = this.text.indexOf(end, this.position);
    if (at === -1) return null;
    const taken = this.text.slice(this.position, at);
    this.position = at + end.length;
    return taken;
  }

  skipBehind(end: string): boolean {
    return this.takeUntil(end) !== null;
  }

  /** null: no quantifier comes next; a { without figures is a literal in .NET. */
  takeQuantifier(): RepeatRange | null {
    if (this.take('*')) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.take('+')) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.take('?')) return { min: 0, max: 1 };
    BRACES.lastIndex = this.position;
    const [whole, min, hasComma, max] = BRACES.exec(this.text) ?? [];
    if (whole === undefined) return null;
    this.position += whole.length;
    const low = Number(min);
    if (hasComma === undefined) return { min: low, max: low };
    return { min: low, max: max === undefined || max === '' ? Number.POSITIVE_INFINITY : Number(max) };
  }

  /** The unit that an escape stands for, its backslash already consumed. */
  escapedUnit(): string {
    if (this.isAtEnd()) throw this.malformed('a backslash at the end');
    const letter = this.next();
    if (letter === 'x') return this.hexUnit(2);
    if (letter === 'u') return this.hexUnit(4);
    if (Object.hasOwn(CONTROL_ESCAPES, letter)) return CONTROL_ESCAPES[letter] ?? letter;
    if (letter === 'p' || letter === 'P') throw this.unsupported('a Unicode category');
    if (/[0-9c]/.test(letter)) throw this.unsupported('an octal or control escape');
    // .NET refuses an unknown letter behind a backslash; every other character stands for itself.
    if (/\w/.test(letter)) throw this.malformed(`the unknown escape \\${letter}`);
    return letter;
  }

  malformed(detail: string): Refused {
    return new Refused({ reason: 'malformed', detail });
  }

  unsupported(detail: string): Refused {
    return new Refused({ reason: 'unsupported', detail });
  }

  tooLarge(detail: string): Refused {
    return new Refused({ reason: 'too-large', detail });
  }

  private hexUnit(digits: number): string {
    const hex = this.text.slice(this.position, this.position + digits);
    if (hex.length !== digits || !/^[0-9a-f]+$/i.test(hex))
      throw this.malformed('a hexadecimal escape cut short');
    this.position += digits;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }
}

const BRACES = /\{(\d{1,9})(,)?(\d{0,9})\}/y;
