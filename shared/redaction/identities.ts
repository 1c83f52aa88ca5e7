import { AddressPseudonyms } from './address-pseudonyms.ts';
import { HostPseudonyms } from './host-pseudonyms.ts';
import { parseIpAddress } from './ip-address.ts';
import { isTelling, partsOf, spellingsOf } from './name-words.ts';
import { PhraseSearch, type PhraseMatch } from './phrase-search.ts';
import { Pseudonyms, type PseudonymKind } from './pseudonyms.ts';

const LABEL = /^[\p{L}\p{N}_-]+$/u;

/**
 * Who and what a log is about, and the pseudonym of each. It is gone through twice: first to learn, then, after settle, to replace.
 * What was learned where a name stands as such is found in free text too, by words.
 */
export class Identities {
  private readonly pseudonyms = new Pseudonyms();
  private readonly addresses = new AddressPseudonyms();
  private readonly hosts = new HostPseudonyms(this.pseudonyms);
  /** By the word as it can be found, in lower case. */
  private readonly words = new Map<string, KnownWord>();
  private readonly hidden = new Set<string>();
  private search: PhraseSearch | null = null;

  settle(): void {
    this.pseudonyms.settle();
    this.addresses.settle();
    this.search = new PhraseSearch(this.words.keys());
  }

  get isSettled(): boolean {
    return this.search !== null;
  }

  get counts(): Readonly<Record<PseudonymKind | 'address', number>> {
    return { ...this.pseudonyms.counts, address: this.addresses.count };
  }

  /** What must be found nowhere any more. */
  get originals(): readonly string[] {
    const words = [...this.words.values()].filter(({ word, replace }) => replace(word) !== word);
    const texts = [...this.hidden, ...words.map(({ word }) => word)];
    const each = new Map(texts.map((text) => [text.toLowerCase(), text]));
    return [...each.values()].filter(isTelling);
  }

  /** Known words in a text; none while it learns. */
  wordsIn(text: string): readonly PhraseMatch[] {
    return this.search?.matches(text) ?? [];
  }

  isKnownWord(word: string): boolean {
    return this.words.has(word.toLowerCase());
  }

  /** The pseudonym for a word of wordsIn, as it was found. */
  word(phrase: string, found: string): string {
    return this.words.get(phrase)?.replace(found) ?? found;
  }

  /** null: not an IP address. */
  ip(text: string): string | null {
    if (parseIpAddress(text) === null) return null;
    return this.replaced(text, (found) => this.addresses.of(found) ?? found);
  }

  /** isNamed: it stands where a host is named, so that its parts are names as well. */
  host(name: string, { isNamed }: { readonly isNamed: boolean }): string {
    const pseudonym = this.replaced(name, (found) => this.hosts.host(found));
    if (isNamed && this.hosts.shortNameOf(name) !== null) {
      const labels = name.split('.');
      const [first = ''] = labels;
      if (labels.length !== 2 && LABEL.test(first)) this.learn(first, (found) => this.hosts.host(found));
      this.learnDomain(name);
    }
    return pseudonym;
  }

  /** Other names of the same domain stand where names stand. */
  knowsDomainOf(name: string): boolean {
    return this.hosts.knowsDomainOf(name);
  }

  /** Of DNS, of Kerberos, or the short one of Windows. */
  domain(name: string): string {
    const pseudonym = this.replaced(name, (found) => this.hosts.domain(found));
    this.learnDomain(name);
    return pseudonym;
  }

  user(name: string): string {
    const pseudonym = this.numbered('user', name);
    for (const part of partsOf(name)) this.learn(part, () => this.pseudonyms.of('user', keyOf(name)));
    return pseudonym;
  }

  /** A person's name as people write it; its parts count as well. */
  person(name: string): string {
    const pseudonym = this.numbered('person', name);
    for (const part of partsOf(name)) this.learn(part, () => this.pseudonyms.of('person', keyOf(name)));
    return pseudonym;
  }

  /** Whatever else has a name: a company, a group, a dial plan. */
  name(name: string): string {
    return this.numbered('name', name);
  }

  phone(number: string): string {
    const digits = number.replace(/[^\d+]/g, '');
    return this.replaced(number, () => this.pseudonyms.of('phone', digits));
  }

  device(id: string): string {
    return this.numbered('device', id);
  }

  hardware(address: string): string {
    const key = address.replaceAll(':', '-').toUpperCase();
    return this.replaced(address, () => this.pseudonyms.of('hardware', key));
  }

  securityId(id: string): string {
    return this.replaced(id, () => this.pseudonyms.of('security-id', id.toUpperCase()));
  }

  serial(number: string): string {
    return this.numbered('serial', number);
  }

  fingerprint(hex: string): string {
    const pairs = hex.match(/../g)?.join(':') ?? hex;
    const pseudonym = this.numbered('fingerprint', hex);
    this.learn(pairs, () => this.pseudonyms.of('fingerprint', keyOf(hex)));
    return pseudonym;
  }

  private numbered(kind: PseudonymKind, name: string): string {
    const key = keyOf(name);
    if (key === '') return name;
    this.learn(name.trim(), () => this.pseudonyms.of(kind, key));
    return this.replaced(name, () => this.pseudonyms.of(kind, key));
  }

  private learnDomain(name: string): void {
    const short = this.hosts.shortNameOf(name);
    if (short !== null && LABEL.test(short)) this.learn(short, (found) => this.hosts.domain(found));
  }

  private learn(word: string, replace: (found: string) => string): void {
    if (this.search !== null || !isTelling(word)) return;
    const lower = word.toLowerCase();
    for (const spelling of spellingsOf(lower)) {
      if (!this.words.has(spelling)) this.words.set(spelling, { word: lower, replace });
    }
  }

  /** Whatever is replaced once is found again wherever it stands. */
  private replaced(original: string, replace: (found: string) => string): string {
    const pseudonym = replace(original);
    if (this.search === null) this.learn(original, replace);
    else if (pseudonym !== original) this.hidden.add(original);
    return pseudonym;
  }
}

interface KnownWord {
  readonly word: string;
  readonly replace: (found: string) => string;
}

function keyOf(name: string): string {
  return name.trim().toLowerCase();
}
