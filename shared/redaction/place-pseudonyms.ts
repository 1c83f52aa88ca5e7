import type { Identities } from './identities.ts';

/** What an identity field may have instead of one. */
const NOBODY: ReadonlySet<string> = new Set(['system', 'literal', 'connect-to', 'localhost', 'none']);

const PHONE = /^\+?\d[\d.()-]{4,30}$/;
const HOST_AND_PORT = /^(\[[^\]]*\]|[^\s:[\]/@\\]+)(:\d{1,5})?$/;
const URI = /^(?:[a-z][a-z0-9+.-]{0,20}:\/\/|(?:sips?|tel|mailto|im|xmpp|callto|urn):)/i;

const MAILBOX = /^[^\s@\\"<>;:]{1,256}@(?:\[[\da-f:.]{2,45}\]|[^\s@\\/"<>;:?]{1,255})$/i;
const ACCOUNT = /^[^\s@\\/"<>;:]{1,255}\\{1,2}[^\\/"<>;:]{1,256}$/;

/** How a text is treated that holds identities here and there. */
export type TextPseudonym = (text: string) => string;

/** A field that names one place or one party, however it is spelled; what is none of the known spellings goes as a whole. */
export function placePseudonym(value: string, identities: Identities, text: TextPseudonym): string {
  if (value.trim() === '' || NOBODY.has(value)) return value;
  if (URI.test(value)) return text(value);
  const ip = identities.ip(value);
  if (ip !== null) return ip;
  const [, host = '', port = ''] = HOST_AND_PORT.exec(value) ?? [];
  if (host !== '') return hostOrAddress(host, identities) + port;
  if (MAILBOX.test(value)) return mailboxPseudonym(value, identities);
  if (ACCOUNT.test(value)) return accountPseudonym(value, identities);
  const replaced = text(value);
  return replaced === value ? identities.name(value) : replaced;
}

/** A host name, or an IP address with or without brackets. */
export function hostOrAddress(host: string, identities: Identities, isNamed = true): string {
  const bare = /^\[(.*)\]$/.exec(host)?.[1];
  if (bare !== undefined) return `[${identities.ip(bare) ?? identities.name(bare)}]`;
  return identities.ip(host) ?? identities.host(host, { isNamed });
}

/** user@domain: of a person, a phone (+49…@domain) or a server (pool01.contoso.com@contoso.com). */
export function mailboxPseudonym(address: string, identities: Identities): string {
  const at = address.lastIndexOf('@');
  const [local, rest] = [address.slice(0, at), address.slice(at + 1)];
  const [, domain = '', tail = ''] = /^(\[[^\]]*\]|[^:;?>]*)([^]*)$/.exec(rest) ?? [];
  const isAddress = domain.startsWith('[') || identities.ip(domain) !== null;
  const place = isAddress ? hostOrAddress(domain, identities) : identities.domain(domain);
  return `${localPart(local, domain, identities)}@${place}${portPseudonym(tail, identities)}`;
}

/** What stands behind a host: a port stays. */
export function portPseudonym(tail: string, identities: Identities): string {
  return /^(?::\d{0,5})?$/.test(tail) ? tail : `:${identities.name(tail)}`;
}

function localPart(local: string, domain: string, identities: Identities): string {
  const decoded = decodedPart(local);
  if (PHONE.test(decoded)) return identities.phone(decoded);
  if (decoded.toLowerCase().endsWith(`.${domain.toLowerCase()}`))
    return identities.host(decoded, { isNamed: true });
  return identities.user(decoded);
}

/** CONTOSO\alice, contoso.com\alice, and with the backslash doubled as in a quotation. */
export function accountPseudonym(account: string, identities: Identities): string {
  const [, domain = '', slashes = '', user = ''] = /^([^\\]*)(\\+)([^]*)$/.exec(account) ?? [];
  const party = domain === '' || domain === '.' ? domain : identities.domain(domain);
  return `${party}${slashes}${user === '' ? '' : identities.user(user)}`;
}

/** A logon name: with its domain before or behind it, or alone. */
export function userPseudonym(name: string, identities: Identities): string {
  if (ACCOUNT.test(name)) return accountPseudonym(name, identities);
  return MAILBOX.test(name) ? mailboxPseudonym(name, identities) : identities.user(name);
}

/** Without the percent signs of a URL; as it is where they are none. */
export function decodedPart(part: string): string {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    // The function has no other way to say that the text is not so encoded.
    return part;
  }
}
