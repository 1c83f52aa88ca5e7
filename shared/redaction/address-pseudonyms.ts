import { formatIpAddress, parseIpAddress, type IpAddress } from './ip-address.ts';

/** Blocks of /24. 127/8 and the private ones keep their kind: findings tell a private address from a public one. */
const V4_BLOCKS = {
  loopback: { fixed: [127], subnets: 65_536, beyond: null },
  linkLocal: { fixed: [169, 254], subnets: 256, beyond: null },
  private10: { fixed: [10], subnets: 65_536, beyond: null },
  private192: { fixed: [192, 168], subnets: 256, beyond: 'private10' },
  private172: { fixed: [172], subnets: 4_096, beyond: 'private10' },
  // RFC 2544: benchmarking, routed nowhere. RFC 1112: reserved for ever.
  public: { fixed: [198], subnets: 512, beyond: 'reserved' },
  reserved: { fixed: [], subnets: 1_048_576, beyond: null },
} as const;

/** Source: RFC 1918, RFC 3927, RFC 4193, RFC 4291; RFC 5180 for the block of global ones. */
const V6_BLOCKS = {
  uniqueLocal: [0xfd00, 0, 0],
  linkLocal: [0xfe80, 0, 0],
  global: [0x2001, 0x2, 0],
} as const;

/**
 * Pseudonyms of IP addresses: addresses of one subnet (/24, /64) stay in one, private ones private, loopback loopback. None is an
 * address of the log itself, as long as there are others. 0.0.0.0, 255.255.255.255, :: and ::1 stay: they are of nobody.
 */
export class AddressPseudonyms {
  private readonly originalSubnets = new Set<string>();
  private readonly subnets = new Map<string, { readonly prefix: readonly number[]; hosts: number }>();
  private readonly taken = new Map<string, number>();
  private readonly known = new Map<string, string>();
  private readonly given = new Set<string>();

  private isObserving = true;

  /** From now on pseudonyms are given. */
  settle(): void {
    this.isObserving = false;
  }

  get count(): number {
    return this.known.size;
  }

  /** null: not an IP address. */
  of(text: string): string | null {
    const address = parseIpAddress(text);
    if (address === null) return null;
    if (this.isObserving) {
      this.originalSubnets.add(subnetOf(address));
      return text;
    }
    const original = formatIpAddress(address);
    if (NOBODYS.has(original) || this.given.has(original)) return text;
    const known = this.known.get(original) ?? this.make(address);
    this.known.set(original, known);
    this.given.add(known);
    return known;
  }

  private make(address: IpAddress): string {
    const mapped = mappedV4(address);
    if (mapped !== null) return `::ffff:${this.of(mapped) ?? mapped}`;
    const { version } = address;
    const key = subnetOf(address);
    const subnet = this.subnets.get(key) ?? { prefix: this.newPrefix(address), hosts: 0 };
    this.subnets.set(key, subnet);
    subnet.hosts += 1;
    const host = version === 4 ? [subnet.hosts % 256] : [0, 0, subnet.hosts >> 16, subnet.hosts & 0xffff];
    return formatIpAddress({ version, groups: [...subnet.prefix, ...host] });
  }

  /** A subnet that the log itself has not. */
  private newPrefix({ version, groups }: IpAddress): readonly number[] {
    for (;;) {
      const prefix = version === 6 ? this.nextV6(v6Block(groups)) : this.nextV4(v4Block(groups));
      if (prefix === null) return version === 4 ? [240, 0, 0] : [...V6_BLOCKS.global, 0];
      if (!this.originalSubnets.has(prefix.join('.'))) return prefix;
    }
  }

  private nextV6(block: readonly number[]): readonly number[] | null {
    const number = this.next(block.join('.'));
    return number > 0xffff ? null : [...block, number];
  }

  /** Where a block is used up, the next larger one of the kind helps out; null when that is too. */
  private nextV4(name: keyof typeof V4_BLOCKS): readonly number[] | null {
    const { subnets, beyond } = V4_BLOCKS[name];
    const number = this.next(name);
    if (number < subnets) return v4Prefix(name, number);
    return beyond === null ? null : this.nextV4(beyond);
  }

  private next(block: string): number {
    const number = (this.taken.get(block) ?? 0) + 1;
    this.taken.set(block, number);
    return number;
  }
}

function subnetOf({ version, groups }: IpAddress): string {
  return groups.slice(0, version === 4 ? 3 : 4).join('.');
}

const NOBODYS: ReadonlySet<string> = new Set(['0.0.0.0', '255.255.255.255', '::', '::1']);

function mappedV4({ version, groups }: IpAddress): string | null {
  const [high = 0, low = 0] = groups.slice(6);
  if (version === 4 || groups[5] !== 0xffff || groups.slice(0, 5).some((group) => group !== 0)) return null;
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

function v6Block([first = 0]: readonly number[]): readonly number[] {
  if ((first & 0xfe00) === 0xfc00) return V6_BLOCKS.uniqueLocal;
  return (first & 0xffc0) === 0xfe80 ? V6_BLOCKS.linkLocal : V6_BLOCKS.global;
}

function v4Block([a = 0, b = 0]: readonly number[]): keyof typeof V4_BLOCKS {
  if (a === 127) return 'loopback';
  if (a === 10) return 'private10';
  if (a === 169 && b === 254) return 'linkLocal';
  if (a === 192 && b === 168) return 'private192';
  return a === 172 && b >= 16 && b <= 31 ? 'private172' : 'public';
}

function v4Prefix(name: keyof typeof V4_BLOCKS, number: number): readonly number[] {
  const [top, high, low] = [number >> 16, (number >> 8) & 0xff, number & 0xff];
  switch (name) {
    case 'loopback':
    case 'private10':
      return [...V4_BLOCKS[name].fixed, high, low];
    case 'linkLocal':
    case 'private192':
      return [...V4_BLOCKS[name].fixed, low];
    case 'private172':
      return [...V4_BLOCKS[name].fixed, 16 + high, low];
    case 'public':
      return [...V4_BLOCKS[name].fixed, 18 + high, low];
    case 'reserved':
      return [240 + top, high, low];
  }
}
