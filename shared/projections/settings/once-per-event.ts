/**
 * Computes once for each event. A log that grows is read again with every batch, its events stay the same objects, and what
 * a server sent may be large. What comes back keeps its identity as well.
 */
export function oncePerEvent<E extends object, T>(compute: (event: E) => T): (event: E) => T {
  const known = new WeakMap<E, { readonly value: T }>();
  return (event) => {
    const found = known.get(event);
    if (found !== undefined) return found.value;
    const value = compute(event);
    known.set(event, { value });
    return value;
  };
}
