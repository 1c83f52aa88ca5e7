import type { Peer } from '../../../shared/events/connection-events.ts';
import type { AuthMethod } from '../../../shared/run/ids.ts';
import type { ProbeContext } from '../context.ts';
import { observeToken } from './observe-token.ts';
import { recordClock } from './server-clock.ts';

/** Takes a token of a SIP message apart for the log; the clock in an NTLM challenge is compared with ours. */
export function observeSipToken(
  ctx: ProbeContext,
  peer: Peer,
  direction: 'sent' | 'received',
  method: AuthMethod,
  bytes: Uint8Array,
  message: { readonly seq: number; readonly tookMs?: number },
): void {
  const token = observeToken(bytes, method);
  ctx.record('authentication.token.observed', { peer, direction, carrier: 'sip', token }, message.seq);
  if (token.kind === 'ntlm-challenge' && token.timestampMs !== null) {
    recordClock(ctx, 'ntlm-challenge', peer.host, token.timestampMs, message.tookMs ?? 0, message.seq);
  }
}
