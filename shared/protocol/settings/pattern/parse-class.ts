import type { UnitTest } from './pattern-node.ts';
import type { PatternReader } from './pattern-reader.ts';
import { classTest, isBetween, isUnit, not } from './unit-tests.ts';

/** Reads a character class, its [ already consumed. A ] at the very beginning is a literal, and so is a - at either end. */
export function parseClass(reader: PatternReader): UnitTest {
  const isNegated = reader.take('^');
  const tests: UnitTest[] = [];
  for (let isFirst = true; isFirst || reader.peek() !== ']'; isFirst = false) {
    if (reader.isAtEnd()) throw reader.malformed('a [ that is not closed');
    tests.push(classItem(reader));
  }
  reader.next();
  const accepts = remembered((unit) => tests.some((test) => test(unit)));
  return isNegated ? not(accepts) : accepts;
}

/** A class of a thousand items must cost no more a step than a digit: each unit is tested once. */
function remembered(accepts: UnitTest): UnitTest {
  const known = new Map<string, boolean>();
  return (unit) => {
    const answer = known.get(unit) ?? accepts(unit);
    known.set(unit, answer);
    return answer;
  };
}

function classItem(reader: PatternReader): UnitTest {
  if (reader.startsWith('-[')) throw reader.unsupported('a class with another taken away from it');
  if (reader.startsWith('[:')) throw reader.unsupported('a class in the POSIX spelling');
  const first = classUnit(reader);
  if (typeof first !== 'string') return first;
  if (reader.startsWith('-]') || reader.startsWith('-[') || !reader.take('-')) return isUnit(first);
  if (reader.isAtEnd()) throw reader.malformed('a [ that is not closed');
  const last = classUnit(reader);
  if (typeof last !== 'string') throw reader.malformed('a range that ends in a class');
  if (last < first) throw reader.malformed('a range with its ends the wrong way round');
  return isBetween(first, last);
}

function classUnit(reader: PatternReader): string | UnitTest {
  if (!reader.take('\\')) return reader.next();
  const accepts = classTest(reader.peek());
  if (accepts !== null) {
    reader.next();
    return accepts;
  }
  if (reader.take('b')) return '\b';
  return reader.escapedUnit();
}
