/** What stands for what. Several originals can have one pseudonym: alice and Alice. */
export type PseudonymKind =
  | 'user'
  | 'domain'
  | 'host'
  | 'person'
  | 'name'
  | 'phone'
  | 'device'
  | 'hardware'
  | 'security-id'
  | 'serial'
  | 'fingerprint';

/**
 * Numbers what is to be hidden, by order of first appearance. Works in two passes: while it observes, of only notes what there is, so
 * that no pseudonym is the name of somebody else in the log. What looks like one of its own pseudonyms stays.
 */
export class Pseudonyms {
  private readonly known = new Map<PseudonymKind, Map<string, string>>();
  private readonly observed = new Set<string>();
  private readonly numbers = new Map<string, number>();
  private isObserving = true;

  /** From now on pseudonyms are given. */
  settle(): void {
    this.isObserving = false;
  }

  /** How many there are of each kind. */
  get counts(): Readonly<Record<PseudonymKind, number>> {
    const count = (kind: PseudonymKind): number => this.known.get(kind)?.size ?? 0;
    return {
      user: count('user'),
      domain: count('domain'),
      host: count('host'),
      person: count('person'),
      name: count('name'),
      phone: count('phone'),
      device: count('device'),
      hardware: count('hardware'),
      'security-id': count('security-id'),
      serial: count('serial'),
      fingerprint: count('fingerprint'),
    };
  }

  /** The same for the same key, always; the key itself while it observes. */
  of(kind: PseudonymKind, key: string): string {
    if (this.isObserving) {
      this.observed.add(key.toLowerCase());
      return key;
    }
    const known = this.known.get(kind) ?? new Map<string, string>();
    this.known.set(kind, known);
    const pseudonym = known.get(key) ?? this.make(kind, key);
    known.set(key, pseudonym);
    return pseudonym;
  }

  private make(kind: PseudonymKind, key: string): string {
    if (isPseudonym(kind, key)) return key;
    for (;;) {
      // Phone numbers of each length are counted by themselves: short ones have few to give.
      const series = kind === 'phone' ? `phone ${key.length}` : kind;
      const number = (this.numbers.get(series) ?? 0) + 1;
      this.numbers.set(series, number);
      const pseudonym = FORMS[kind](number, key);
      if (!this.observed.has(pseudonym) || number > MOST_TRIES) return pseudonym;
    }
  }
}

/** Short numbers can run out. */
const MOST_TRIES = 1_000_000;

/** It is one already, from an earlier redaction. */
function isPseudonym(kind: PseudonymKind, text: string): boolean {
  return SHAPES[kind].test(text);
}

const FORMS: Readonly<Record<PseudonymKind, (number: number, key: string) => string>> = {
  user: (number) => `user${number}`,
  domain: (number) => `domain${number}.example`,
  host: (number) => `host${number}`,
  person: (number) => `person${number}`,
  name: (number) => `name${number}`,
  phone: phoneNumber,
  // The form of a UUID, which +sip.instance must have.
  device: (number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`,
  // Locally administered, so that it is of no maker.
  hardware: (number) =>
    `020000${number.toString(16).padStart(6, '0')}`.replace(/..(?!$)/g, '$&-').toUpperCase(),
  'security-id': (number) => `S-1-5-21-0-0-0-${number}`,
  serial: (number) => `serial${number}`,
  // As long as that of SHA-256.
  fingerprint: (number) => number.toString(16).padStart(64, '0'),
};

const SHAPES: Readonly<Record<PseudonymKind, RegExp>> = {
  user: /^user\d{1,7}$/,
  domain: /^domain\d{1,7}\.example$/,
  host: /^host\d{1,7}$/,
  person: /^person\d{1,7}$/,
  name: /^name\d{1,7}$/,
  phone: /^\+?9{3}0+\d*$/,
  device: /^0{8}-0{4}-0{4}-0{4}-\d{12}$/,
  hardware: /^02-00-00(?:-[0-9A-F]{2}){3}$/,
  'security-id': /^S-1-5-21-0-0-0-\d{1,7}$/,
  serial: /^serial\d{1,7}$/,
  fingerprint: /^0{56}[0-9a-f]{8}$/,
};

/** As many digits as the original, behind a country code that nobody has (+999). */
function phoneNumber(number: number, key: string): string {
  const plus = key.startsWith('+') ? '+' : '';
  const digits = key.length - plus.length;
  const start = digits > 6 ? '9990' : '';
  return `${plus}${start}${String(number).padStart(digits - start.length, '0')}`;
}
