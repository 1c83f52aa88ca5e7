import { failure, success, type Result } from '../../../lib/result.ts';
import { parseClass } from './parse-class.ts';
import type { Assertion, GroupIdentity, PatternNode, PatternRefusal, PatternTree } from './pattern-node.ts';
import { PatternReader, Refused } from './pattern-reader.ts';
import { classTest, isNotLineFeed, isUnit } from './unit-tests.ts';

/** Groups inside of groups. */
const MAX_DEPTH = 32;
const MAX_GROUPS = 64;
/** Repetitions of one thing; it is written out as often, so that the size of the program bounds the time. */
const MAX_REPEAT = 1_000;

/**
 * Reads a pattern in .NET's syntax, the one of [MC-RegEx]: in it, ] at the beginning of a class and { without figures are
 * literals, named groups are numbered last, and \d is any decimal digit. What JavaScript and .NET read in different
 * ways, and what normalisation rules have no use for, is refused by its name rather than guessed: back references,
 * inline options, conditions, balancing groups, class subtraction, Unicode categories.
 */
export function parsePattern(pattern: string): Result<PatternTree, PatternRefusal> {
  const parser = new Parser(pattern);
  try {
    return success(parser.parse());
  } catch (error) {
    if (error instanceof Refused) return failure(error.refusal);
    throw error;
  }
}

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  A: 'input-start',
  Z: 'input-end-or-last-line-end',
  z: 'input-end',
  b: 'word-boundary',
  B: 'no-word-boundary',
};

class Parser {
  private readonly reader: PatternReader;
  private readonly names = new Set<string>();
  private unnamed = 0;
  private depth = 0;

  constructor(pattern: string) {
    this.reader = new PatternReader(pattern);
  }

  parse(): PatternTree {
    const root = this.alternatives();
    if (!this.reader.isAtEnd()) throw this.reader.malformed('a ) that closes nothing');
    return { root, unnamedGroups: this.unnamed, groupNames: [...this.names] };
  }

  private alternatives(): PatternNode {
    const branches = [this.sequence()];
    while (this.reader.take('|')) branches.push(this.sequence());
    const [only] = branches;
    return branches.length === 1 && only !== undefined ? only : { kind: 'alternatives', branches };
  }

  private sequence(): PatternNode {
    const items: PatternNode[] = [];
    while (!this.reader.isAtEnd() && this.reader.peek() !== '|' && this.reader.peek() !== ')') {
      const item = this.atom();
      items.push(this.quantified(item));
    }
    return items.length === 0 ? { kind: 'empty' } : { kind: 'sequence', items };
  }

  private atom(): PatternNode {
    const { reader } = this;
    const character = reader.next();
    switch (character) {
      case '(':
        return this.group();
      case '[':
        return { kind: 'unit', accepts: parseClass(reader) };
      case '.':
        return { kind: 'unit', accepts: isNotLineFeed };
      case '^':
        return { kind: 'assertion', assertion: 'input-start' };
      case '$':
        return { kind: 'assertion', assertion: 'input-end-or-last-line-end' };
      case '\\':
        return this.escaped();
      case '*':
      case '+':
      case '?':
        throw reader.malformed(`a ${character} that repeats nothing`);
      default:
        return { kind: 'unit', accepts: isUnit(character) };
    }
  }

  private escaped(): PatternNode {
    const { reader } = this;
    const letter = reader.peek();
    const assertion = Object.hasOwn(ASSERTIONS, letter) ? ASSERTIONS[letter] : undefined;
    if (assertion !== undefined) {
      reader.next();
      return { kind: 'assertion', assertion };
    }
    const accepts = classTest(letter);
    if (accepts !== null) {
      reader.next();
      return { kind: 'unit', accepts };
    }
    if (/[1-9k]/.test(letter)) throw reader.unsupported('a back reference');
    if (letter === 'G') throw reader.unsupported('the anchor \\G');
    return { kind: 'unit', accepts: isUnit(reader.escapedUnit()) };
  }

  private group(): PatternNode {
    this.depth += 1;
    if (this.depth > MAX_DEPTH)
      throw this.reader.tooLarge(`more than ${MAX_DEPTH} groups inside of each other`);
    const node = this.reader.take('?') ? this.specialGroup() : this.capture(this.nextNumber());
    this.depth -= 1;
    return node;
  }

  private specialGroup(): PatternNode {
    const { reader } = this;
    if (reader.take('#')) {
      if (!reader.skipBehind(')')) throw reader.malformed('a comment that does not end');
      return { kind: 'empty' };
    }
    if (reader.take(':')) return this.body();
    if (reader.take('=')) return this.look(false, false);
    if (reader.take('!')) return this.look(false, true);
    if (reader.take('>')) return { kind: 'atomic', item: this.body() };
    if (reader.take('<=')) return this.look(true, false);
    if (reader.take('<!')) return this.look(true, true);
    if (reader.take('<')) return this.capture(this.groupName('>'));
    if (reader.take("'")) return this.capture(this.groupName("'"));
    if (reader.peek() === '(') throw reader.unsupported('a condition');
    if (/[a-z-]/i.test(reader.peek())) throw reader.unsupported('an inline option');
    throw reader.malformed('an unknown kind of group');
  }

  private look(isBehind: boolean, isNegative: boolean): PatternNode {
    return { kind: 'look', isBehind, isNegative, item: this.body() };
  }

  private capture(group: GroupIdentity): PatternNode {
    if (this.unnamed + this.names.size > MAX_GROUPS)
      throw this.reader.tooLarge(`more than ${MAX_GROUPS} groups`);
    return { kind: 'capture', group, item: this.body() };
  }

  private nextNumber(): GroupIdentity {
    this.unnamed += 1;
    return { number: this.unnamed };
  }

  private groupName(end: string): GroupIdentity {
    const name = this.reader.takeUntil(end);
    if (name === null || name === '') throw this.reader.malformed('a group name that does not end');
    if (!/^[A-Za-z_]\w*$/.test(name)) throw this.reader.unsupported('a numbered or balancing group');
    this.names.add(name);
    return { name };
  }

  private body(): PatternNode {
    const item = this.alternatives();
    if (!this.reader.take(')')) throw this.reader.malformed('a ( that is not closed');
    return item;
  }

  private quantified(item: PatternNode): PatternNode {
    const range = this.reader.takeQuantifier();
    if (range === null) return item;
    const isGreedy = !this.reader.take('?');
    if (range.max < range.min) throw this.reader.malformed('a repetition with its ends the wrong way round');
    const largest = range.max === Number.POSITIVE_INFINITY ? range.min : range.max;
    if (largest > MAX_REPEAT) throw this.reader.tooLarge(`more than ${MAX_REPEAT} repetitions`);
    if (this.reader.takeQuantifier() !== null) throw this.reader.malformed('two repetitions of one thing');
    return { kind: 'repeat', item, ...range, isGreedy };
  }
}
