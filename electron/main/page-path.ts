import { join, normalize, sep } from 'node:path';
import { isOwnPage } from './security/trusted-sender.ts';

/** The file behind an address, or null when it is not one of the page's own. The folder is absolute, without a separator at its end. */
export function pagePath(folder: string, address: string): string | null {
  if (!isOwnPage(address)) return null;
  const decoded = safeDecode(new URL(address).pathname);
  if (decoded === null || decoded.includes('\0')) return null;
  const path = normalize(join(folder, decoded));
  return path.startsWith(folder + sep) ? path : null;
}

function safeDecode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
