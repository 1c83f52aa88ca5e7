import { findPatterns, type Pattern, type Writing } from './pattern-search.ts';
import { formsOf } from './secret-search.ts';

/** In base64 and hex anything shorter is found by chance. */
const SHORTEST_WRAPPED = 5;
/** Shorter ones count as whole words only. */
const SHORTEST_PART = 6;
const WRAPPED = /^(?:UTF-16..|base64|hex of|HEX of|text in (?:XML|a web address))/;
const LETTER = /[\p{L}\p{N}]/u;

/**
 * Where somebody or something can still be recognised, as `writing: identity as form`, without regard to case: as text, between
 * the tags of a page or picture, in UTF-16 of both orders, base64 at every alignment, hex, and with the escapes of URLs and XML.
 * Not the search that the program makes itself before it saves.
 */
export function findIdentities(
  writings: readonly Writing[],
  identities: readonly string[],
): readonly string[] {
  const wrapped = identities.filter(({ length }) => length >= SHORTEST_WRAPPED).flatMap(wrappedPatterns);
  return [...writings.flatMap((writing) => asText(writing, identities)), ...findPatterns(writings, wrapped)];
}

function asText({ name, bytes }: Writing, identities: readonly string[]): readonly string[] {
  const text = bytes.toString('utf8').toLowerCase();
  const isMarkup = /\.(?:html|svg)$/.test(name);
  const readings = isMarkup ? [text, text.replaceAll(/<[^>]*>|[\u00ad\u200b]|&(?:shy|zwnj);/g, '')] : [text];
  return identities.flatMap((identity) =>
    readings.some((reading) => standsIn(reading, identity.toLowerCase()))
      ? [`${name}: ${identity} as text`]
      : [],
  );
}

function standsIn(text: string, identity: string): boolean {
  for (let at = text.indexOf(identity); at !== -1; at = text.indexOf(identity, at + 1)) {
    if (identity.length >= SHORTEST_PART && !/^[\d.]+$/.test(identity)) return true;
    if (!LETTER.test(text.charAt(at - 1)) && !LETTER.test(text.charAt(at + identity.length))) return true;
  }
  return false;
}

/** Most identities are those of the network, run after run. */
const known = new Map<string, readonly Pattern[]>();

function wrappedPatterns(identity: string): readonly Pattern[] {
  const patterns = known.get(identity) ?? makePatterns(identity);
  known.set(identity, patterns);
  return patterns;
}

function makePatterns(identity: string): readonly Pattern[] {
  const spellings = new Set([identity, identity.toLowerCase(), identity.toUpperCase()]);
  return [...spellings].flatMap((spelling) =>
    [...formsOf(Buffer.from(spelling))]
      .filter(([form]) => WRAPPED.test(form))
      .map(([form, pattern]) => ({ label: `${identity} as ${form}`, pattern })),
  );
}
