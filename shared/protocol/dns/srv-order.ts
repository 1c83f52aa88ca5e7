export interface SrvTarget {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  readonly target: string;
}

/**
 * Puts SRV records into the order in which a client tries them, RFC 2782 "Weight": lowest priority first; within one
 * priority drawn at random in proportion to the weights, with those of weight 0 at the start of the draw, so that they have
 * a very small chance as long as others are left.
 * Takes randomBelow(n): an integer from 0 to n - 1.
 */
export function orderSrvTargets<T extends SrvTarget>(
  records: readonly T[],
  randomBelow: (bound: number) => number,
): readonly T[] {
  const priorities = [...new Set(records.map((record) => record.priority))].sort((a, b) => a - b);
  return priorities.flatMap((priority) =>
    drawByWeight(
      records.filter((record) => record.priority === priority),
      randomBelow,
    ),
  );
}

function drawByWeight<T extends SrvTarget>(
  records: readonly T[],
  randomBelow: (bound: number) => number,
): readonly T[] {
  const left = [...records].sort((a, b) => Number(a.weight > 0) - Number(b.weight > 0));
  const drawn: T[] = [];
  while (left.length > 0) {
    const sum = left.reduce((total, record) => total + record.weight, 0);
    // "a uniform random number between 0 and the sum computed (inclusive)"
    const mark = randomBelow(sum + 1);
    let running = 0;
    const index = left.findIndex((record) => {
      running += record.weight;
      return running >= mark;
    });
    drawn.push(...left.splice(Math.max(0, index), 1));
  }
  return drawn;
}
