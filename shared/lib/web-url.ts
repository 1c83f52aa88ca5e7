/** Host, lower case and without brackets, of a URL from outside; null when it is none. */
export function hostOfUrl(url: string): string | null {
  try {
    return new URL(url).hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1') || null;
  } catch {
    // The URL parser has no other way to say no.
    return null;
  }
}

/** Path and query as asked for; the whole text when it is no URL. */
export function pathOfUrl(url: string): string {
  try {
    const { pathname, search } = new URL(url);
    return pathname + search;
  } catch {
    // The URL parser has no other way to say no.
    return url;
  }
}
