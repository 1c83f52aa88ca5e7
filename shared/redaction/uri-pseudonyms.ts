import type { Identities } from './identities.ts';
import {
  decodedPart,
  hostOrAddress,
  mailboxPseudonym,
  portPseudonym,
  type TextPseudonym,
} from './place-pseudonyms.ts';

/** Schemes in which an address stands without a host part of its own. */
const ADDRESS_SCHEMES: ReadonlySet<string> = new Set([
  'sip',
  'sips',
  'mailto',
  'im',
  'xmpp',
  'callto',
  'conf',
]);

/** A URI as it stands in a text. Its scheme, port, and the words of path and parameters that name nobody stay. */
export function uriPseudonym(uri: string, identities: Identities, text: TextPseudonym): string {
  const [, scheme = '', rest = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):([^]*)$/.exec(uri) ?? [];
  const lower = scheme.toLowerCase();
  if (rest.startsWith('//')) return `${scheme}://${urlRest(rest.slice(2), lower, identities, text)}`;
  if (lower === 'tel') return `${scheme}:${telephone(rest, identities, text)}`;
  if (ADDRESS_SCHEMES.has(lower)) return `${scheme}:${sipRest(rest, identities, text)}`;
  return `${scheme}:${text(rest)}`;
}

function urlRest(rest: string, scheme: string, identities: Identities, text: TextPseudonym): string {
  const [, authority = '', path = ''] = /^([^/?#]*)([^]*)$/.exec(rest) ?? [];
  const at = authority.lastIndexOf('@');
  // Before the @ stand a user and a password.
  const user = at === -1 ? '' : `${identities.user(decodedPart(authority.slice(0, at)))}@`;
  const [, host = '', port = ''] = /^(\[[^\]]*\]|[^:]*)([^]*)$/.exec(authority.slice(at + 1)) ?? [];
  const shown = host === '' ? '' : hostOrAddress(host, identities);
  return `${user}${shown}${portPseudonym(port, identities)}${isNamespace(scheme, host) ? path : pathPseudonym(path, text)}`;
}

/** Namespaces of XML are the same for everybody. */
function isNamespace(scheme: string, host: string): boolean {
  return scheme === 'http' && /^(?:schemas\.(?:microsoft|xmlsoap)\.(?:com|org)|www\.w3\.org)$/i.test(host);
}

/** Path, query and fragment, piece by piece, each without its percent signs. */
function pathPseudonym(path: string, text: TextPseudonym): string {
  return path.replace(/[^/?#&=;]+/g, (piece) => {
    const decoded = decodedPart(piece);
    const replaced = text(decoded);
    if (replaced === decoded) return piece;
    return decoded === piece ? replaced.replaceAll(' ', '%20') : encodeURIComponent(replaced);
  });
}

/** user:password@host:port;parameters?headers; without a user it is a host, and a domain where a request is sent to one. */
function sipRest(rest: string, identities: Identities, text: TextPseudonym): string {
  const [, place = '', tail = ''] = /^([^;?>]*)([^]*)$/.exec(rest) ?? [];
  if (place === '') return text(rest);
  const parameters = tail === '' ? '' : text(tail);
  if (place.includes('@')) return mailboxPseudonym(place, identities) + parameters;
  const [, host = '', port = ''] = /^(\[[^\]]*\]|[^:]*)([^]*)$/.exec(place) ?? [];
  return hostOrAddress(host, identities) + portPseudonym(port, identities) + parameters;
}

function telephone(rest: string, identities: Identities, text: TextPseudonym): string {
  const [, number = '', tail = ''] = /^([+\d().\-*#A-Fa-f]*)([^]*)$/.exec(rest) ?? [];
  const parameters = tail.replace(
    /(;(?:ext|isub|postd)=)([\d().-]+)/gi,
    (_, label: string, digits: string) => {
      return label + identities.phone(digits);
    },
  );
  return (number === '' ? '' : identities.phone(number)) + (parameters === tail ? text(tail) : parameters);
}
