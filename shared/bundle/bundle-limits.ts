/** What a file from elsewhere may be, so that opening it cannot take the computer down. */
export const BUNDLE_LIMITS = {
  /** The file itself, and everything in it unpacked. */
  packedBytes: 209_715_200,
  unpackedBytes: 209_715_200,
  entries: 1_000,
  /** Unpacked to packed, of each file and of all together. */
  ratio: 200,
  /** Below that a ratio says nothing: a few kilobytes of blanks pack well and harm nobody. */
  ratioExemptBytes: 65_536,
  nameBytes: 255,
  manifestBytes: 1_048_576,
  /** run.json, or a document on its own. */
  documentBytes: 134_217_728,
} as const;

/** What a document of a run may hold: twice what a day of 100,000 messages does. */
export const DOCUMENT_LIMITS = {
  events: 200_000,
  /** Objects, lists, strings, numbers, … of the whole document. */
  values: 12_000_000,
  depth: 64,
  valuesOfEvent: 200_000,
  /** Of all events that cannot be read: beyond that the document is given up, as finding each fault takes its time. */
  damagedValues: 200_000,
  /** Of all events of kinds that are not known: they are built only to be left out. */
  unknownValues: 1_000_000,
} as const;
