/** A computation in parts, between which other work can go first. */
export type InParts<T> = Generator<undefined, T, undefined>;

/** So many events or rows are a part: a few milliseconds. */
const PART_LENGTH = 2_000;

/** Whether a part ends with the event or row at this place. */
export function endsPart(index: number): boolean {
  return index % PART_LENGTH === PART_LENGTH - 1;
}

/** All of it at once. */
export function atOnce<T>(parts: InParts<T>): T {
  for (;;) {
    const part = parts.next();
    if (part.done === true) return part.value;
  }
}
