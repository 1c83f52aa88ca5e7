import type { Session } from 'electron';
import type { EnginePorts } from '../services/services.ts';

/** Asks the system's proxy settings (PAC and WPAD included) through Chromium, and takes the first usable entry. */
export function systemProxyFor(session: Session): EnginePorts['proxyFor'] {
  return async (url) => parseProxyList(await session.resolveProxy(url));
}

/** Reads Chromium's answer, such as "PROXY proxy.contoso.com:8080; DIRECT". SOCKS entries are passed over. */
export function parseProxyList(answer: string): Awaited<ReturnType<EnginePorts['proxyFor']>> {
  for (const entry of answer.split(';')) {
    const [kind, place] = entry.trim().split(' ');
    if (kind === 'DIRECT') return { kind: 'direct' };
    if (kind !== 'PROXY' || place === undefined) continue;
    const colon = place.lastIndexOf(':');
    const port = Number(place.slice(colon + 1));
    const host = place.slice(0, colon).replace(/^\[|\]$/g, '');
    if (host !== '' && Number.isInteger(port) && port > 0 && port < 65_536)
      return { kind: 'http', host, port };
  }
  return { kind: 'direct' };
}
