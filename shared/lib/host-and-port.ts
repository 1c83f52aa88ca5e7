import { canonicalName } from '../protocol/dns/dns-name.ts';

/**
 * Reads HOST, HOST:PORT, [IPv6] or [IPv6]:PORT. A missing port is null.
 * Returns null for anything else. The host comes back in lower case, an IPv6 address without its brackets.
 */
export function parseHostAndPort(
  text: string,
): { readonly host: string; readonly port: number | null } | null {
  const trimmed = text.trim();
  const bracketed = /^\[([0-9A-Fa-f:.%]+)\](?::(\d{1,5}))?$/.exec(trimmed);
  const plain = /^([^\s:/@[\]]{1,253})(?::(\d{1,5}))?$/.exec(trimmed);
  const match = bracketed ?? plain;
  if (match === null) return null;
  const [, host, digits] = match;
  if (host === undefined) return null;
  if (digits === undefined) return { host: host.toLowerCase(), port: null };
  const port = Number(digits);
  return port >= 1 && port <= 65_535 ? { host: host.toLowerCase(), port } : null;
}

/** Brackets an IPv6 address; leaves every other host as it is. */
export function formatHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** HOST:PORT or [IPv6]:PORT, as parseHostAndPort reads it. */
export function formatHostAndPort({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${formatHost(host)}:${port}`;
}

/** The same for every spelling of the same place: to compare and to look up, not to show. */
export function endpointKey({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${canonicalName(host)}:${port}`;
}
