/** A pattern as a tree. */
export type PatternNode =
  | { readonly kind: 'empty' }
  | { readonly kind: 'unit'; readonly accepts: UnitTest }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'alternatives'; readonly branches: readonly PatternNode[] }
  | {
      readonly kind: 'repeat';
      readonly item: PatternNode;
      readonly min: number;
      /** Infinity: no upper end. */
      readonly max: number;
      readonly isGreedy: boolean;
    }
  /** The number is settled once the whole pattern is read: named groups count behind the unnamed ones. */
  | { readonly kind: 'capture'; readonly group: GroupIdentity; readonly item: PatternNode }
  | {
      readonly kind: 'look';
      readonly isBehind: boolean;
      readonly isNegative: boolean;
      readonly item: PatternNode;
    }
  /** Once matched, never tried another way. */
  | { readonly kind: 'atomic'; readonly item: PatternNode };

export type GroupIdentity = { readonly number: number } | { readonly name: string };

/** Says whether one UTF-16 unit is accepted, the unit of .NET as of JavaScript. */
export type UnitTest = (unit: string) => boolean;

export type Assertion =
  | 'input-start'
  /** At the end, or in front of a line feed that ends the input. */
  | 'input-end-or-last-line-end'
  | 'input-end'
  | 'word-boundary'
  | 'no-word-boundary';

export interface PatternTree {
  readonly root: PatternNode;
  /** Unnamed groups; they have the numbers 1 to this. */
  readonly unnamedGroups: number;
  /** In the order of their first appearance. */
  readonly groupNames: readonly string[];
}

/** Why a pattern cannot be tried. */
export interface PatternRefusal {
  /** unsupported: valid, but not tried here; malformed: no server or client takes it either. */
  readonly reason: 'malformed' | 'unsupported' | 'too-large';
  readonly detail: string;
}
