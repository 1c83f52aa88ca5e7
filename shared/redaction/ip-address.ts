/** An IP address as its numbers: four of 8 bits, or eight of 16. */
export interface IpAddress {
  readonly version: 4 | 6;
  readonly groups: readonly number[];
}

/** null: not an address. Takes a zone (%12), which is left out, and a dotted end (::ffff:192.0.2.1). */
export function parseIpAddress(text: string): IpAddress | null {
  if (text.length > 64) return null;
  const [bare = ''] = text.split('%');
  return bare.includes(':') ? parseV6(bare) : parseV4(bare);
}

function parseV4(text: string): IpAddress | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255))
    return null;
  return { version: 4, groups: parts.map(Number) };
}

function parseV6(text: string): IpAddress | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map((half, index) => groupsOf(half, index === halves.length - 1));
  if (head === undefined || head === null || tail === null) return null;
  if (tail === undefined) return head.length === 8 ? { version: 6, groups: head } : null;
  const missing = 8 - head.length - tail.length;
  if (missing < 1) return null;
  return { version: 6, groups: [...head, ...Array<number>(missing).fill(0), ...tail] };
}

function groupsOf(half: string, isLast: boolean): readonly number[] | null {
  if (half === '') return [];
  const groups: number[] = [];
  const parts = half.split(':');
  for (const [index, part] of parts.entries()) {
    const v4 = isLast && index === parts.length - 1 ? parseV4(part) : null;
    if (v4 !== null) {
      const [a = 0, b = 0, c = 0, d = 0] = v4.groups;
      groups.push(a * 256 + b, c * 256 + d);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return null;
  }
  return groups;
}

/** The form in which the same address has always the same text (RFC 5952, without the dotted end). */
export function formatIpAddress({ version, groups }: IpAddress): string {
  if (version === 4) return groups.join('.');
  const { start, length } = longestZeros(groups);
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

function longestZeros(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [index, group] of groups.entries()) {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { start: index - length + 1, length };
  }
  return best;
}
