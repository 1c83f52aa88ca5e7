import { failure, success } from './result.ts';
import type { Result } from './result.ts';

/** A sign-in address as the rest of the program wants it. */
export interface SipAddress {
  /** user@domain. */
  readonly address: string;
  readonly user: string;
  /** ASCII (IDN as A-labels) and lower case. */
  readonly domain: string;
  /** true: what was typed was not the address itself, but what was meant is plain. */
  readonly repaired: boolean;
  /** What a person should know about the address that is used; null when there is nothing to say. */
  readonly note: string | null;
}

export interface SipAddressRefusal {
  /** What is wrong and what to do about it, for the person who typed it. */
  readonly sentence: string;
}

/** RFC 5321 4.5.3.1.3: a path has 256 octets with its angle brackets. Directories hold sign-in addresses as mail-like names. */
const LONGEST_ADDRESS = 254;
/** RFC 1035 2.3.4, less the root label. */
const LONGEST_DOMAIN = 253;
const LONGEST_LABEL = 63;
/** Longer than any address with its display name; keeps everything below in linear time on small input. */
const LONGEST_INPUT = 2_000;

/** Spaces, line ends and invisible format characters that come along with copied text. */
const STRAY = '[\\s\\u00ad\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff]';
const STRAY_AT_START = new RegExp(`^${STRAY}+`, 'u');
const STRAY_CHARACTER = new RegExp(`^${STRAY}$`, 'u');
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u; // eslint-disable-line no-control-regex -- they are what is looked for
const SCHEME = /^(?:sips?|mailto|im|xmpp):/i;
/** RFC 3261 25.1, user: unreserved, escaped and user-unreserved. */
const USER = /^(?:[A-Za-z0-9\-_.!~*'()&=+$,;?/]|%[0-9A-Fa-f]{2})+$/;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;
const CLOSING_PUNCTUATION = '.,;:>)]"\'’”»';
const OPENING_PUNCTUATION = '<(["\'‘“«';

/**
 * Reads what a person typed or pasted as a sign-in address.
 * Repairs what is plain (scheme, display name, stray punctuation, upper case, IDN); refuses the rest with one sentence.
 */
export function parseSipAddress(input: string): Result<SipAddress, SipAddressRefusal> {
  if (input.length > LONGEST_INPUT) return tooLong();
  const typed = trimStray(input);
  if (typed === '') return refuse('Type a sign-in address, for example alice@contoso.com.');
  if (CONTROL.test(typed)) {
    return refuse('The address contains invisible control characters; type it instead of pasting it.');
  }

  const bare = withoutDecoration(typed);
  const at = bare.indexOf('@');
  if (at === -1) return refuseWithoutAt(bare);
  if (bare.indexOf('@', at + 1) !== -1) {
    return refuse(
      'There is more than one @ in it; give a single sign-in address, such as alice@contoso.com.',
    );
  }
  const user = bare.slice(0, at);
  const written = withoutUriTail(bare.slice(at + 1));
  if (user === '')
    return refuse('The name before the @ is missing; a full address looks like alice@contoso.com.');
  if (written === '')
    return refuse('The domain after the @ is missing; a full address looks like alice@contoso.com.');
  if (/\s/u.test(user) || /\s/u.test(written)) {
    return refuse('A sign-in address has no spaces in it; it looks like alice@contoso.com.');
  }
  if (!USER.test(user)) return refuseUser(user);

  const domain = asciiDomain(written);
  if (!domain.ok) return domain;
  const address = `${user}@${domain.value}`;
  if (address.length > LONGEST_ADDRESS) return tooLong();

  const repaired = address !== input;
  const notes = [
    repaired ? `Read as ${address}.` : null,
    user.includes("'")
      ? 'Skype for Business accepts no apostrophe in a sign-in address; the directory probably has it without.'
      : null,
  ].filter((note) => note !== null);
  return success({
    address,
    user,
    domain: domain.value,
    repaired,
    note: notes.length === 0 ? null : notes.join(' '),
  });
}

/** Takes off everything that is around an address but not of it: display name, brackets, quotes, scheme, list punctuation. */
function withoutDecoration(typed: string): string {
  let bare = withoutDisplayName(typed).replaceAll('＠', '@');
  for (;;) {
    const before = bare;
    bare = trimStray(bare).replace(SCHEME, '');
    while (bare !== '' && OPENING_PUNCTUATION.includes(bare.charAt(0))) bare = bare.slice(1);
    while (bare !== '' && CLOSING_PUNCTUATION.includes(bare.charAt(bare.length - 1)))
      bare = bare.slice(0, -1);
    if (bare === before) return bare;
  }
}

/** `"Alice A" <alice@contoso.com>`: the last pair of angle brackets holds the address (RFC 5322 3.4). */
function withoutDisplayName(typed: string): string {
  const open = typed.lastIndexOf('<');
  const close = typed.indexOf('>', open);
  if (open === -1 || close === -1) return typed;
  // A second bracketed address before this one: not one person's address, so nothing is plain.
  if (/<[^<>]*[@＠][^<>]*>/u.test(typed.slice(0, open))) return typed;
  const behind = trimStray(typed.slice(close + 1));
  return behind.split('').every((character) => CLOSING_PUNCTUATION.includes(character))
    ? typed.slice(open + 1, close)
    : typed;
}

/** Takes port, parameters and headers of a URI off its domain: contoso.com:5061;transport=tls?subject=x. */
function withoutUriTail(domain: string): string {
  const end = domain.search(/[;?/]|:\d{1,5}(?:[;?/]|$)/);
  const kept = end === -1 ? domain : domain.slice(0, end);
  return kept.replace(/[.。．｡]$/u, '');
}

function asciiDomain(written: string): Result<string, SipAddressRefusal> {
  const malformed = (): Result<string, SipAddressRefusal> =>
    refuse(`“${shortened(written)}” is not a domain name; what follows the @ looks like contoso.com.`);

  let domain = written.toLowerCase();
  if (/^\[|^[\d.]+$|:/.test(domain)) return refuseIpAddress();
  if (/[^\u0021-\u007e]/u.test(domain)) {
    // Only letters and full stops may reach the URL parser: it gives other characters a meaning of its own.
    if (/[^a-z0-9._-]/.test(domain.replace(/[^\u0021-\u007e]/gu, ''))) return malformed();
    const converted = toAscii(domain);
    if (converted === null) return malformed();
    domain = converted;
  }
  const labels = domain.split('.');
  if (domain.length > LONGEST_DOMAIN || labels.some((label) => label.length > LONGEST_LABEL))
    return tooLong();
  if (!labels.every((label) => LABEL.test(label))) return malformed();
  if (/^[\d.]+$/.test(domain)) return refuseIpAddress();
  if (labels.length === 1) {
    // The server product supports no single-label domains, so this is a shortened or unfinished one.
    return refuse(
      `The domain after the @ is incomplete; write it in full, for example ${shortened(domain)}.com.`,
    );
  }
  return success(domain);
}

/** UTS #46 as the platform's URL parser does it; null when it is not convertible. */
function toAscii(domain: string): string | null {
  try {
    const { hostname } = new URL(`http://${domain}/`);
    return hostname === '' ? null : hostname.replace(/\.$/, '');
  } catch {
    // The URL constructor has no other way to say that the name is not valid.
    return null;
  }
}

function refuseWithoutAt(bare: string): Result<never, SipAddressRefusal> {
  if (bare === '') return refuse('Type a sign-in address, for example alice@contoso.com.');
  if (/\s/u.test(bare)) {
    return refuse('This is a name, not an address; a sign-in address looks like alice@contoso.com.');
  }
  if (bare.includes('\\')) {
    return refuse(
      'This is a Windows user name; a sign-in address looks like an e-mail address: alice@contoso.com.',
    );
  }
  if (bare.includes('.')) {
    return refuse(
      `There is no @ in it; a full address looks like alice@${looksLikeDomain(bare) ? shortened(bare) : 'contoso.com'}.`,
    );
  }
  const name = USER.test(bare) ? shortened(bare) : 'alice';
  return refuse(`The part from the @ on is missing; a full address looks like ${name}@contoso.com.`);
}

function refuseUser(user: string): Result<never, SipAddressRefusal> {
  if (user.includes('\\')) {
    return refuse(
      'Leave out the Windows domain and the backslash; a sign-in address looks like alice@contoso.com.',
    );
  }
  if (/[^\u0021-\u007e]/u.test(user)) {
    return refuse(
      'The name before the @ may have only the letters a to z, digits and signs such as . _ and -.',
    );
  }
  return refuse('The name before the @ contains a character that no sign-in address can have.');
}

function refuseIpAddress(): Result<never, SipAddressRefusal> {
  return refuse('What follows the @ must be a domain name such as contoso.com, not an IP address.');
}

function tooLong(): Result<never, SipAddressRefusal> {
  return refuse(`This is too long for a sign-in address, which has at most ${LONGEST_ADDRESS} characters.`);
}

function refuse(sentence: string): Result<never, SipAddressRefusal> {
  return failure({ sentence });
}

function looksLikeDomain(text: string): boolean {
  return (
    text.length <= 60 &&
    text
      .toLowerCase()
      .split('.')
      .every((label) => LABEL.test(label))
  );
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

function trimStray(text: string): string {
  const characters = text.replace(STRAY_AT_START, '');
  let end = characters.length;
  while (end > 0 && STRAY_CHARACTER.test(characters.charAt(end - 1))) end -= 1;
  return characters.slice(0, end);
}
