/** Which element of the page draws each of the rows, by their ids. */
type RowSlots = ReadonlyMap<string, number>;

/**
 * Elements that go out of sight are taken for the rows that come into sight: to fill in other texts takes half of the time that
 * making elements does. A row that stays in sight keeps its element. The others are taken in the order in which they stand, so that
 * after a jump nothing has to be moved. Asked with the ids of the rows that are to be drawn, from top to bottom.
 */
export function createRowSlots(): (ids: readonly string[]) => RowSlots {
  let before: RowSlots = new Map();
  return (ids) => {
    const drawn = new Set(ids);
    const kept = new Set<number>();
    const free: number[] = [];
    for (const [id, slot] of before) {
      if (drawn.has(id)) kept.add(slot);
      else free.push(slot);
    }
    const taken = new Set([...kept, ...free]);
    let fresh = 0;
    const slots = new Map<string, number>();
    for (const id of drawn) {
      const slot = before.get(id) ?? free.shift();
      while (slot === undefined && taken.has(fresh)) fresh += 1;
      taken.add(slot ?? fresh);
      slots.set(id, slot ?? fresh);
    }
    before = slots;
    return slots;
  };
}
