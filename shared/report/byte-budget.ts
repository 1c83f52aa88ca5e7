import type { Markup } from './markup.ts';

/** In UTF-8. */
export function byteLength({ markup: text }: Markup): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    // Each half of a surrogate pair is half of four bytes.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

/** The first parts that fit into so many bytes together, and what is said of the rest. */
export function bounded(
  parts: readonly Markup[],
  most: number,
  rest: (left: number) => Markup,
): readonly Markup[] {
  let room = most;
  const end = parts.findIndex((part) => {
    room -= byteLength(part);
    return room < 0;
  });
  return end === -1 ? parts : [...parts.slice(0, end), rest(parts.length - end)];
}
