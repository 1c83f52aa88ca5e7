/** What the person folded and unfolded in the call flow. What they did not touch follows the run. */
export interface Folding {
  /** Everything at once, what is still to come included; null: never asked for. */
  readonly all: boolean | null;
  /** Since then, by the section's id; true: open. */
  readonly sections: ReadonlyMap<string, boolean>;
}

export const NO_FOLDING: Folding = { all: null, sections: new Map() };

/** Whether the person wants a section open; null: they did not say. */
export function wantsOpen({ all, sections }: Folding, sectionId: string): boolean | null {
  return sections.get(sectionId) ?? all;
}

export function withSection(folding: Folding, sectionId: string, isOpen: boolean): Folding {
  return { ...folding, sections: new Map(folding.sections).set(sectionId, isOpen) };
}

/** Opens everything that a row lies in. */
export function unfoldedTo(folding: Folding, rowId: string, parentOf: ReadonlyMap<string, string>): Folding {
  return ancestorsOf(rowId, parentOf).reduce(
    (unfolded, id) => (wantsOpen(unfolded, id) === true ? unfolded : withSection(unfolded, id, true)),
    folding,
  );
}

/** The sections that a row or a section lies in, the innermost first. */
export function ancestorsOf(id: string, parentOf: ReadonlyMap<string, string>): readonly string[] {
  const parent = parentOf.get(id);
  return parent === undefined ? [] : [parent, ...ancestorsOf(parent, parentOf)];
}
