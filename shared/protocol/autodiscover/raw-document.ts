import type { AutodiscoverDocument, AutodiscoverLink, SipAccess } from '../../events/http-events.ts';
import { MAX_FQDN_LENGTH, MAX_HREF_LENGTH, MAX_LINKS, MAX_TOKEN_LENGTH } from './rejection.ts';

/** What the XML and the JSON spelling have in common, values still as they were found. */
export interface RawDocument {
  readonly format: AutodiscoverDocument['format'];
  readonly resource: AutodiscoverDocument['resource'];
  readonly accessLocation: unknown;
  readonly links: readonly { readonly token: unknown; readonly href: unknown }[];
  readonly access: (element: SipAccessElement) => { readonly fqdn: unknown; readonly port: unknown } | null;
}

export type SipAccessElement =
  | 'SipClientInternalAccess'
  | 'SipClientExternalAccess'
  | 'SipServerInternalAccess'
  | 'SipServerExternalAccess';

/**
 * Cleans a document's values: blanks around them are cut (Microsoft's own sample has some), AccessLocation is compared
 * without case, links without token or href are left out, and so is what is longer than any real value.
 */
export function toDocument(raw: RawDocument): AutodiscoverDocument {
  return {
    format: raw.format,
    resource: raw.resource,
    accessLocation: readAccessLocation(raw.accessLocation),
    links: raw.links.slice(0, MAX_LINKS).flatMap(readLink),
    sipClientInternalAccess: readAccess(raw.access('SipClientInternalAccess')),
    sipClientExternalAccess: readAccess(raw.access('SipClientExternalAccess')),
    sipServerInternalAccess: readAccess(raw.access('SipServerInternalAccess')),
    sipServerExternalAccess: readAccess(raw.access('SipServerExternalAccess')),
  };
}

function readAccessLocation(value: unknown): 'internal' | 'external' | null {
  if (typeof value !== 'string') return null;
  const word = value.trim().toLowerCase();
  return word === 'internal' || word === 'external' ? word : null;
}

function readLink(link: { readonly token: unknown; readonly href: unknown }): readonly AutodiscoverLink[] {
  const token = readText(link.token, MAX_TOKEN_LENGTH);
  const href = readText(link.href, MAX_HREF_LENGTH);
  return token === null || href === null ? [] : [{ token, href }];
}

function readAccess(found: { readonly fqdn: unknown; readonly port: unknown } | null): SipAccess | null {
  if (found === null) return null;
  const fqdn = readText(found.fqdn, MAX_FQDN_LENGTH);
  return fqdn === null ? null : { fqdn, port: readPort(found.port) };
}

function readText(value: unknown, maxLength: number): string | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' || text.length > maxLength ? null : text;
}

/** The XML form has text, the JSON form text or a number; anything else counts as absent. */
function readPort(value: unknown): number | null {
  if (typeof value === 'string' && !/^[0-9]{1,5}$/.test(value.trim())) return null;
  const port = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : null;
}
