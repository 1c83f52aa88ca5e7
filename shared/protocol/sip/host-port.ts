import { isAlphanumeric, isDigit, isHexDigit } from './characters.ts';
import type { TextScanner } from './text-scanner.ts';

/**
 * Reads a host name, an IPv4 address or a bracketed IPv6 address, which is returned without its brackets.
 * Returns null when none comes next. The underscore is for Windows host names.
 */
export function scanHost(scanner: TextScanner): string | null {
  if (scanner.take('[')) {
    const address = scanner.takeWhile((code) => isHexDigit(code) || code === COLON || code === DOT);
    return scanner.take(']') && address.includes(':') ? address : null;
  }
  const host = scanner.takeWhile(
    (code) => isAlphanumeric(code) || code === DOT || code === 0x2d || code === 0x5f,
  );
  return host === '' || host.length > 255 ? null : host;
}

/** Reads the digits behind the colon. Returns null for anything but 1 to 65535. */
export function scanPort(scanner: TextScanner): number | null {
  const digits = scanner.takeWhile(isDigit);
  const port = Number(digits);
  return digits.length <= 5 && port >= 1 && port <= 65_535 ? port : null;
}

const COLON = 0x3a;
const DOT = 0x2e;
