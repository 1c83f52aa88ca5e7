/** Something that was written, as the bytes that a reader of it has. */
export interface Writing {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Bytes to look for; label: what it means that they are there. */
export interface Pattern {
  readonly label: string;
  readonly pattern: Buffer;
}

const KEY_BYTES = 4;
/** Of the table that tells at most places that nothing begins there. */
const SLOTS = 1 << 20;

/** Where which patterns stand, as `writing: label`, each once. One way through each writing, however many patterns there are. */
export function findPatterns(writings: readonly Writing[], patterns: readonly Pattern[]): string[] {
  const byKey = new Map<number, Pattern[]>();
  const begins = new Uint8Array(SLOTS);
  for (const one of new Map(patterns.map((each) => [each.pattern.toString('latin1'), each])).values()) {
    if (one.pattern.length < KEY_BYTES) throw new Error(`${one.label} is too short to look for`);
    const key = one.pattern.readInt32LE(0);
    begins[slotOf(key)] = 1;
    const same = byKey.get(key) ?? [];
    byKey.set(key, same);
    same.push(one);
  }
  return writings.flatMap(({ name, bytes }) => {
    const found = new Set<string>();
    let key = 0;
    for (let end = 0; end < bytes.length; end += 1) {
      // Little-endian: what comes next is the highest byte.
      key = (key >>> 8) | ((bytes[end] ?? 0) << 24);
      if (begins[slotOf(key)] === 0) continue;
      const at = end - KEY_BYTES + 1;
      for (const { label, pattern } of at < 0 ? [] : (byKey.get(key) ?? [])) {
        if (pattern.compare(bytes, at, Math.min(at + pattern.length, bytes.length)) === 0)
          found.add(`${name}: ${label}`);
      }
    }
    return [...found];
  });
}

function slotOf(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> 12;
}
