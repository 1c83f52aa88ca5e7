/** The address of the Root under a host: what clients ask for at the lyncdiscover names ([MS-OCDISCWS] 3.1.5.2). */
export function rootUrl(scheme: 'https' | 'http', host: string, sipUri: string): URL {
  return withSipUri(new URL(`${scheme}://${host}/`), sipUri);
}

/** Every request for a Root must carry the sipuri; a redirect that lost it gets it back, the rest stays as it is. */
export function withSipUri(url: URL, sipUri: string): URL {
  if (parameterNames(url).includes('sipuri')) return url;
  const whole = new URL(url);
  const separator = url.search === '' ? '?' : '&';
  whole.search = `${url.search}${separator}sipuri=${encodeURIComponent(sipUri)}`;
  return whole;
}

/** What two URLs have in common when they name the same resource: case and the parameters of discovery make no difference. */
export function normalisedUrl(url: URL): string {
  const others = [...url.searchParams]
    .filter(([name]) => name.toLowerCase() !== 'sipuri' && name.toLowerCase() !== 'originaldomain')
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  return `${url.protocol}//${url.host}${url.pathname}?${others.join('&')}`.toLowerCase();
}

/** The target of a redirect or link, relative ones included; null: not a web address that we would go to. */
export function resolveTarget(base: URL, target: string): URL | null {
  if (!URL.canParse(target, base.href)) return null;
  const url = new URL(target, base);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  if (!isWeb || url.hostname === '' || url.username !== '' || url.password !== '') return null;
  url.hash = '';
  return url;
}

export function isDowngrade(from: URL, to: URL): boolean {
  return from.protocol === 'https:' && to.protocol === 'http:';
}

/** Whether a host is the domain itself or inside of it. */
export function isWithinDomain(host: string, domain: string): boolean {
  const [a, b] = [host.toLowerCase(), domain.toLowerCase()];
  return a === b || a.endsWith(`.${b}`);
}

function parameterNames(url: URL): readonly string[] {
  return [...url.searchParams.keys()].map((name) => name.toLowerCase());
}
