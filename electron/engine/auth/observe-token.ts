import type { ObservedToken } from '../../../shared/events/token-events.ts';
import { observeNtlm } from '../../../shared/protocol/ntlm/describe.ts';
import { observeGss } from './observe-gss.ts';
import { observeTls } from './observe-tls.ts';

export type TokenScheme = 'ntlm' | 'kerberos' | 'tls-dsk' | 'negotiate';

/**
 * Takes a token of a message apart for people. Responses, keys and tickets in it are only counted. Never throws: any bytes may come
 * from outside.
 */
export function observeToken(bytes: Uint8Array, scheme: TokenScheme): ObservedToken {
  if (bytes.length === 0) return { kind: 'empty' };
  switch (scheme) {
    case 'ntlm':
      return observeNtlm(bytes);
    case 'tls-dsk':
      return observeTls(bytes);
    case 'kerberos':
    case 'negotiate':
      return observeGss(bytes);
  }
}
