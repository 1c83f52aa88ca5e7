import { failure, success, type Result } from '../../../lib/result.ts';
import { parsePattern } from './parse-pattern.ts';
import type { Assertion, PatternNode, PatternRefusal, PatternTree, UnitTest } from './pattern-node.ts';

export type Instruction =
  | { readonly kind: 'unit'; readonly accepts: UnitTest }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'save'; readonly slot: number }
  | { readonly kind: 'jump'; readonly to: number }
  /** Tries the first; if that leads nowhere, the second. */
  | { readonly kind: 'split'; readonly first: number; readonly second: number }
  /** Both have a program of their own behind them, which ends in `match`; the main one goes on at `next`. */
  | { readonly kind: 'look'; readonly isBehind: boolean; readonly isNegative: boolean; readonly next: number }
  | { readonly kind: 'atomic'; readonly next: number }
  | { readonly kind: 'match' };

export interface PatternProgram {
  readonly instructions: readonly Instruction[];
  /** Whole match included. */
  readonly groupCount: number;
  readonly groupNumbers: ReadonlyMap<string, number>;
}

/** Instructions of one pattern. A real rule has fewer than 200. */
const MAX_INSTRUCTIONS = 4_000;

export function compilePattern(pattern: string): Result<PatternProgram, PatternRefusal> {
  const tree = parsePattern(pattern);
  if (!tree.ok) return tree;
  const compiler = new Compiler(tree.value);
  const program = compiler.compile();
  return program === null
    ? failure({ reason: 'too-large', detail: 'repetitions inside of repetitions that make it too large' })
    : success(program);
}

class Compiler {
  private readonly tree: PatternTree;
  private readonly instructions: Instruction[] = [];
  private readonly numbers: ReadonlyMap<string, number>;
  /** Counts visits as well as instructions: repetitions of nothing emit none. */
  private remaining = MAX_INSTRUCTIONS;

  constructor(tree: PatternTree) {
    this.tree = tree;
    this.numbers = new Map(tree.groupNames.map((name, index) => [name, tree.unnamedGroups + 1 + index]));
  }

  /** null: too large. */
  compile(): PatternProgram | null {
    this.visit(this.tree.root);
    this.emit({ kind: 'match' });
    if (this.remaining < 0) return null;
    return {
      instructions: this.instructions,
      groupCount: this.tree.unnamedGroups + this.tree.groupNames.length + 1,
      groupNumbers: this.numbers,
    };
  }

  private visit(node: PatternNode): void {
    this.remaining -= 1;
    if (this.remaining < 0) return;
    switch (node.kind) {
      case 'empty':
        return;
      case 'unit':
        this.emit({ kind: 'unit', accepts: node.accepts });
        return;
      case 'assertion':
        this.emit({ kind: 'assertion', assertion: node.assertion });
        return;
      case 'sequence':
        for (const item of node.items) this.visit(item);
        return;
      case 'alternatives':
        this.alternatives(node.branches);
        return;
      case 'repeat':
        this.repeat(node);
        return;
      case 'capture': {
        const { group } = node;
        const number = 'number' in group ? group.number : (this.numbers.get(group.name) ?? 0);
        this.emit({ kind: 'save', slot: number * 2 });
        this.visit(node.item);
        this.emit({ kind: 'save', slot: number * 2 + 1 });
        return;
      }
      case 'look':
        this.embedded(node.item, (next) => ({
          kind: 'look',
          isBehind: node.isBehind,
          isNegative: node.isNegative,
          next,
        }));
        return;
      case 'atomic':
        this.embedded(node.item, (next) => ({ kind: 'atomic', next }));
        return;
    }
  }

  private alternatives(branches: readonly PatternNode[]): void {
    const ends: number[] = [];
    branches.forEach((branch, index) => {
      if (index === branches.length - 1) {
        this.visit(branch);
        return;
      }
      const split = this.reserve();
      this.visit(branch);
      ends.push(this.reserve());
      this.instructions[split] = { kind: 'split', first: split + 1, second: this.here() };
    });
    for (const end of ends) this.instructions[end] = { kind: 'jump', to: this.here() };
  }

  private repeat({ item, min, max, isGreedy }: PatternNode & { readonly kind: 'repeat' }): void {
    for (let count = 0; count < min && this.remaining >= 0; count += 1) this.visit(item);
    if (max === Number.POSITIVE_INFINITY) {
      const split = this.reserve();
      this.visit(item);
      this.emit({ kind: 'jump', to: split });
      this.instructions[split] = this.choice(split + 1, this.here(), isGreedy);
      return;
    }
    const splits: number[] = [];
    for (let count = min; count < max && this.remaining >= 0; count += 1) {
      splits.push(this.reserve());
      this.visit(item);
    }
    for (const split of splits) this.instructions[split] = this.choice(split + 1, this.here(), isGreedy);
  }

  private choice(body: number, exit: number, isGreedy: boolean): Instruction {
    return isGreedy
      ? { kind: 'split', first: body, second: exit }
      : { kind: 'split', first: exit, second: body };
  }

  private embedded(item: PatternNode, instruction: (next: number) => Instruction): void {
    const place = this.reserve();
    this.visit(item);
    this.emit({ kind: 'match' });
    this.instructions[place] = instruction(this.here());
  }

  /** A place for an instruction whose targets are not known yet. */
  private reserve(): number {
    const place = this.here();
    this.emit({ kind: 'match' });
    return place;
  }

  private emit(instruction: Instruction): void {
    this.remaining -= 1;
    this.instructions.push(instruction);
  }

  private here(): number {
    return this.instructions.length;
  }
}
