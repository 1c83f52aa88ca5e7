import type { SystemSecurity } from '../engine/system-security.ts';
import { gssLibrary } from '../native/gss-library.ts';
import { sspiLibrary } from '../native/sspi-library.ts';
import { createGssapiSecurity } from './gssapi-security.ts';
import { createSspiSecurity } from './sspi-security.ts';

export interface SystemSecurityOptions {
  /** A krb5.conf instead of the system's. Not for Windows, which has none. */
  readonly krb5ConfigPath?: string;
  /** A ticket cache instead of the signed-in user's, as KRB5CCNAME names one: FILE:/some/file. */
  readonly ticketCache?: string;
}

/** This machine's own authentication. Loads its library: call it when it is needed, not before. Never throws. */
export function createSystemSecurity(options: SystemSecurityOptions = {}): SystemSecurity {
  const { krb5ConfigPath, ticketCache } = options;
  if (process.platform === 'win32') {
    const sspi = sspiLibrary();
    return sspi.ok ? createSspiSecurity(sspi.library) : withoutLibrary(sspi.reason);
  }
  const found = gssLibrary();
  if (!found.ok) return withoutLibrary(found.reason);
  return createGssapiSecurity(found.library, {
    ...(krb5ConfigPath !== undefined && { KRB5_CONFIG: krb5ConfigPath }),
    ...(ticketCache !== undefined && { KRB5CCNAME: ticketCache }),
  });
}

/** What a machine has on which no library could be loaded: a reason. */
export function withoutLibrary(reason: string): SystemSecurity {
  const unavailable = { ok: false, reason } as const;
  return {
    available: { kerberos: unavailable, ntlm: unavailable, negotiate: unavailable },
    library: 'none',
    open: () => Promise.resolve({ ok: false, failure: 'no-library', code: null, text: reason }),
    defaultRealm: () => null,
  };
}
