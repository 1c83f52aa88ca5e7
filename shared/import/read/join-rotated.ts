/**
 * Puts the files of one log into the order in which they were written: `…-UccApi-1.UccApilog` before `…-UccApi-0.UccApilog`.
 * Files of other logs, and names without a number, stay in the order of their names' first appearance.
 */
export function joinRotated(names: readonly string[]): readonly string[] {
  const rotated = names.map((name, at) => ({ name, at, ...partsOf(name) }));
  const firstOf = new Map<string, number>();
  for (const { series, at } of rotated) if (!firstOf.has(series)) firstOf.set(series, at);
  return rotated
    .toSorted(
      (a, b) =>
        (firstOf.get(a.series) ?? 0) - (firstOf.get(b.series) ?? 0) ||
        b.generation - a.generation ||
        a.at - b.at,
    )
    .map(({ name }) => name);
}

/** What is the same for all files of a log, and how many times this one has been put aside. */
function partsOf(name: string): { readonly series: string; readonly generation: number } {
  const [, before = '', digits = '', ending = ''] =
    /^(.{0,1000}-uccapi-)(\d{1,9})(\.uccapilog)$/i.exec(name) ?? [];
  if (digits === '') return { series: name, generation: 0 };
  return { series: `${before}${ending}`.toLowerCase(), generation: Number(digits) };
}
