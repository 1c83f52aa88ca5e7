/**
 * Pairs what is equal in two sequences without changing the order of either: a longest common subsequence. What is left over is
 * put where it stands. Costs the product of both lengths, but for the same beginning and end.
 * Returns pairs of positions; null: the other one has nothing there.
 */
export function pairSequences(
  a: readonly number[],
  b: readonly number[],
): readonly (readonly [number | null, number | null])[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  const pairs: (readonly [number | null, number | null])[] = [];
  for (let i = 0; i < start; i += 1) pairs.push([i, i]);
  for (const [i, j] of middlePairs(a.slice(start, endA), b.slice(start, endB))) {
    pairs.push([i === null ? null : i + start, j === null ? null : j + start]);
  }
  for (let i = 0; endA + i < a.length; i += 1) pairs.push([endA + i, endB + i]);
  return pairs;
}

function middlePairs(
  a: readonly number[],
  b: readonly number[],
): readonly (readonly [number | null, number | null])[] {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      lengths[at] =
        a[i] === b[j]
          ? 1 + (lengths[at + width + 1] ?? 0)
          : Math.max(lengths[at + width] ?? 0, lengths[at + 1] ?? 0);
    }
  }
  const pairs: (readonly [number | null, number | null])[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const isOnlyB = i >= a.length;
    const isOnlyA = j >= b.length;
    if (!isOnlyA && !isOnlyB && a[i] === b[j]) {
      pairs.push([i, j]);
      i += 1;
      j += 1;
      continue;
    }
    const at = i * width + j;
    const keepsA = (lengths[at + width] ?? 0) >= (lengths[at + 1] ?? 0);
    if (isOnlyA || (!isOnlyB && keepsA)) {
      pairs.push([i, null]);
      i += 1;
    } else {
      pairs.push([null, j]);
      j += 1;
    }
  }
  return pairs;
}
