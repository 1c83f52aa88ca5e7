/** Of a name without its ending. */
const LONGEST = 120;
/** Devices of Windows, with any ending behind a dot. */
const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9])(?=\.|$)/;

/**
 * Gives file names that every file system takes, none of them twice, not even where case does not count: as close to the wish as
 * may be, with a number where that is given already. Takes the ending with its dot.
 */
export function fileNames(ending: string): (wish: string) => string {
  const given = new Set<string>();
  return (wish) => {
    const safe = safeName(wish);
    let name = safe + ending;
    for (let number = 2; given.has(name); number++) name = `${safe}-${number}${ending}`;
    given.add(name);
    return name;
  };
}

function safeName(wish: string): string {
  const plain = wish
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '_')
    .replace(/\.{2,}/g, '.')
    .replace(/^[.-]/, '_')
    .slice(0, LONGEST);
  if (plain === '') return 'unnamed';
  return RESERVED.test(plain) ? `_${plain}` : plain;
}
