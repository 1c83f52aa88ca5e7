import { hostOfUrl } from '../../lib/web-url.ts';

/** Where a web address leads; null: it is none. */
export function webPlace(url: string): { readonly host: string; readonly port: number } | null {
  const host = hostOfUrl(url);
  if (host === null) return null;
  const { protocol, port } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return null;
  return { host, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port) };
}
