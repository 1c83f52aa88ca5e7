/** The page comes from a scheme of our own, so that it has an origin and never the rights of a file. */
export const PAGE_SCHEME = 'app';
export const PAGE_ORIGIN = `${PAGE_SCHEME}://rungs`;
export const PAGE_URL = `${PAGE_ORIGIN}/index.html`;
