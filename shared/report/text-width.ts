/** Widths of characters in a usual sans serif, as parts of the font size; on the wide side, because the reader's font is not known. */
const NARROW = /[ .,:;'|!ijlI()[\]ft\-/]/;
const WIDE = /[mwMWGOQ@%#…]/;
const CAPITAL = /[A-Z_&<>=+~]/;

const ELLIPSIS = 0.9;

/** How wide a text may be at most, in pixels, as far as that can be known without a font. */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width * fontSize;
}

/** As much of a text as the room takes, with an ellipsis where something is left out. */
export function fitted(text: string, room: number, fontSize: number): string {
  let width = 0;
  let end = 0;
  let fitting = 0;
  const most = room / fontSize;
  for (const character of text) {
    width += characterWidth(character);
    end += character.length;
    if (width <= most - ELLIPSIS) fitting = end;
    if (width > most) return `${text.slice(0, fitting).trimEnd()}…`;
  }
  return text;
}

function characterWidth(character: string): number {
  if (NARROW.test(character)) return 0.37;
  if (WIDE.test(character)) return 0.9;
  if (character >= '\u1100') return 1.05;
  return CAPITAL.test(character) ? 0.68 : 0.61;
}
