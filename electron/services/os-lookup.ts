import { lookup } from 'node:dns/promises';
import type { OsLookup } from '../engine/ports.ts';

/**
 * getaddrinfo: what every other program on this machine is told, hosts file, VPN policy and caches included.
 * All addresses, in the operating system's order.
 */
export async function osLookup(name: string): Promise<OsLookup> {
  try {
    const found = await lookup(name, { all: true, verbatim: true });
    const addresses = [...new Set(found.map(({ address }) => address))];
    return addresses.length > 0
      ? { outcome: 'answered', addresses }
      : { outcome: 'no-data', code: 'ENODATA' };
  } catch (error) {
    return lookupFailure(codeOf(error));
  }
}

/** Error codes of getaddrinfo as Node names them; EAI_NONAME and EAI_NODATA both come as ENOTFOUND. */
export function lookupFailure(code: string): OsLookup {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_NONAME':
      return { outcome: 'nxdomain', code };
    case 'ENODATA':
    case 'EAI_NODATA':
    case 'EAI_ADDRFAMILY':
      return { outcome: 'no-data', code };
    case 'ETIMEDOUT':
    case 'ETIMEOUT':
      return { outcome: 'timeout', code };
    default:
      // EAI_AGAIN above all: the C library says no more than "the name service failed just now".
      return { outcome: 'servfail', code };
  }
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}
