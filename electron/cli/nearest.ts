/** The candidates most like the word, best first; those that have little in common with it are left out. */
export function nearest(word: string, candidates: readonly string[], count: number): readonly string[] {
  const asked = word.toLowerCase().slice(0, 80);
  return candidates
    .map((candidate) => ({ candidate, distance: distanceOf(asked, candidate) }))
    .filter(({ distance }) => distance <= Math.max(2, asked.length * 0.6))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

/** How far apart two words are. What stands behind the full stop of step.noun counts as well as the whole. */
function distanceOf(asked: string, candidate: string): number {
  const noun = candidate.slice(candidate.indexOf('.') + 1);
  const edits = Math.min(editDistance(asked, candidate), editDistance(asked, noun));
  return asked.length >= 3 && candidate.includes(asked) ? Math.min(edits, 2) : edits;
}

/** Levenshtein's: insertions, deletions and replacements that make one from the other. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
