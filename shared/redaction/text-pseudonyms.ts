import { encodedRuns, someReading } from './decoded-runs.ts';
import { withoutPercents, withoutReferences } from './escapes.ts';
import type { Identities } from './identities.ts';
import { accountPseudonym, hostOrAddress, mailboxPseudonym } from './place-pseudonyms.ts';
import { isHostInText, RECOGNISED, type Recognised } from './recognised.ts';
import { uriPseudonym } from './uri-pseudonyms.ts';
import { withheldToken } from '../protocol/withhold/withheld.ts';

const DEEPEST = 3;
const LONGEST_KNOWN = 1_024;
const MOST_KNOWN = 50_000;
const MOST_ROUNDS = 4;
/** Shorter identities come about by chance in what is read as base64 and is none. */
const CERTAIN = 5;
const ESCAPED = /[^\s"'<>]+/g;

/**
 * Puts pseudonyms into free text: for what looks like an identity, and for the words known as one. The same text gives always the
 * same. Linear in the length.
 */
export class TextPseudonyms {
  private readonly identities: Identities;
  /** A log says the same over and over. */
  private readonly replacedTexts = new Map<string, string>();
  private readonly checkedTexts = new Map<string, string>();

  constructor(identities: Identities) {
    this.identities = identities;
  }

  readonly replace = (text: string): string => this.once(this.replacedTexts, text, () => this.at(text, 0));

  /** The last look at whatever was made of a text: what is still in it that is known, however it came to stay, goes. */
  readonly checked = (text: string): string =>
    this.identities.isSettled
      ? this.once(this.checkedTexts, text, () => this.unwrapped(this.settled(text)))
      : text;

  /** After identities were settled: what was found while they were learned counts no more. */
  forget(): void {
    this.replacedTexts.clear();
    this.checkedTexts.clear();
  }

  private once(known: Map<string, string>, text: string, make: () => string): string {
    if (text.length > LONGEST_KNOWN) return make();
    const result = known.get(text) ?? make();
    if (known.size < MOST_KNOWN) known.set(text, result);
    return result;
  }

  /** A pseudonym beside a rest of a name can make another name. */
  private settled(text: string): string {
    let before = text;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const after = this.words(before);
      if (after === before) break;
      before = after;
    }
    return before;
  }

  private at(text: string, depth: number): string {
    // A text in a URI in a text: by then nobody needs to read it.
    if (depth > DEEPEST) return this.identities.name(text);
    const pieces: string[] = [];
    let done = 0;
    for (const match of text.matchAll(RECOGNISED)) {
      // The pattern has groups of these names only.
      const replaced = this.recognised(match[0], match.groups as Recognised, depth);
      if (replaced === null) continue;
      pieces.push(this.words(text.slice(done, match.index)), replaced);
      done = match.index + match[0].length;
    }
    pieces.push(this.words(text.slice(done)));
    return pieces.join('');
  }

  /** null: it only looked like one. */
  private recognised(whole: string, groups: Recognised, depth: number): string | null {
    const { identities } = this;
    const { uri, label, labelled, shown, home, path, sid, guid, mac, account, mailbox, v6, v4, host } =
      groups;
    if (uri !== undefined) return this.uri(uri, depth);
    if (labelled !== undefined) return (label ?? '') + this.labelled(label ?? '', labelled);
    if (shown !== undefined) return `"${this.personIn(shown)}"${whole.slice(shown.length + 2)}`;
    if (path !== undefined) return (home ?? '') + identities.user(path);
    if (sid !== undefined) return identities.securityId(sid);
    if (guid !== undefined) return identities.device(guid);
    if (mac !== undefined) return identities.hardware(mac);
    if (mailbox !== undefined) return mailboxPseudonym(mailbox, identities);
    if (account !== undefined) return isEscape(account) ? null : accountPseudonym(account, identities);
    if (v6 !== undefined) return identities.ip(v6);
    if (v4 !== undefined) return identities.ip(v4);
    if (host !== undefined)
      return isHostInText(host) || identities.knowsDomainOf(host)
        ? hostOrAddress(host, identities, false)
        : null;
    if (groups.phone !== undefined) return identities.phone(groups.phone);
    return groups.token !== undefined && isMixed(groups.token) ? withheldToken(groups.token) : null;
  }

  private uri(uri: string, depth: number): string {
    // What closes a sentence or a bracket around it is not of it.
    let end = uri.length;
    while (end > 0 && '.,;:!?)]}'.includes(uri.charAt(end - 1))) end -= 1;
    const [own, behind] = [uri.slice(0, end), uri.slice(end)];
    return uriPseudonym(own, this.identities, (text) => this.at(text, depth + 1)) + behind;
  }

  /** name="value" of a header or an element whose value is an identity, even if it does not look like one. */
  private labelled(label: string, value: string): string {
    const { identities } = this;
    if (/epid|device|opaque/i.test(label)) return identities.device(value);
    if (/organi[sz]ation|company/i.test(label)) return identities.name(value);
    if (/display|surname|givenname|fullname/i.test(label)) return this.personIn(value);
    const [, service = '', name = ''] = /^((?:sip|http|host|ldap)\/)?([^]*)$/i.exec(value) ?? [];
    if (/\s/.test(name)) return this.replace(value);
    if (name.includes('@')) return service + mailboxPseudonym(name, identities);
    if (name.includes('\\')) return accountPseudonym(name, identities);
    if (/user/i.test(label)) return identities.user(name);
    return (
      service + (/domain|realm/i.test(label) ? identities.domain(name) : hostOrAddress(name, identities))
    );
  }

  private personIn(shown: string): string {
    return shown.trim() === ''
      ? shown
      : /@|\\/.test(shown)
        ? this.replace(shown)
        : this.identities.person(shown);
  }

  /** What is left of a text may still say somebody's name, wrapped up in base64 or hex, or with the escapes of URLs and XML. */
  readonly unwrapped = (text: string): string => {
    const pieces: string[] = [];
    let done = 0;
    for (const run of encodedRuns(text)) {
      if (!someReading(run, (reading) => this.isKnownIn(reading))) continue;
      pieces.push(text.slice(done, run.start), withheldToken(text.slice(run.start, run.end)));
      done = run.end;
    }
    pieces.push(text.slice(done));
    return pieces.join('').replace(ESCAPED, (piece) => {
      const plain = withoutReferences(withoutPercents(piece));
      return plain !== piece && this.identities.wordsIn(plain).length > 0 ? this.at(plain, 1) : piece;
    });
  };

  private isKnownIn(reading: string): boolean {
    return this.identities.wordsIn(reading).some(({ phrase }) => phrase.length >= CERTAIN);
  }

  private words(text: string): string {
    const matches = this.identities.wordsIn(text);
    if (matches.length === 0) return text;
    const pieces: string[] = [];
    let done = 0;
    for (const { start, end, phrase } of matches) {
      pieces.push(text.slice(done, start), this.identities.word(phrase, text.slice(start, end)));
      done = end;
    }
    pieces.push(text.slice(done));
    return pieces.join('');
  }
}

/** Base64 rather than words or hex: at such a length nobody can be sure of what it holds. */
function isMixed(token: string): boolean {
  return /[a-z]/.test(token) && /[A-Z]/.test(token) && /\d/.test(token);
}

/** OK\r\n as a log shows the end of a line. */
function isEscape(account: string): boolean {
  return (
    /^[^\\]*\\+(?:[rnt]|x[0-9a-f]{2}|u[0-9a-f]{4})(?![a-z]|$)/i.test(account) || /\\[rnt]$/.test(account)
  );
}
