import type { SipResponse } from '../../../shared/protocol/sip/message.ts';
import { offeredSchemes } from '../../../shared/protocol/sip/offered-schemes.ts';
import type { AuthMethod } from '../../../shared/run/ids.ts';

export interface ServerToken {
  readonly bytes: Uint8Array;
  /** Names the association that is being built; null where the server does not say. */
  readonly opaque: string | null;
}

/**
 * The server's next token for a method; null when there is none. Other schemes may stand beside it, tokens of theirs, and the
 * method itself once more without one.
 */
export function serverTokenFor(response: SipResponse, method: AuthMethod): ServerToken | null {
  for (const { method: offered, gssapiData, opaque } of offeredSchemes(response)) {
    if (offered !== method || gssapiData === null || gssapiData === '') continue;
    return { bytes: new Uint8Array(Buffer.from(gssapiData, 'base64')), opaque };
  }
  return null;
}
