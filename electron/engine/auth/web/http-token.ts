import { bytesOfBase64 } from '../../../../shared/protocol/web-ticket/base64.ts';
import type { ProbeContext } from '../../context.ts';
import type { HttpResponse } from '../../transport/http-message.ts';
import { hostOf, portOf } from '../../transport/http-proxy.ts';
import { observeToken } from '../observe-token.ts';
import { recordClock } from '../server-clock.ts';
import { challengesOf } from './problem.ts';

export type LogonScheme = 'NTLM' | 'Negotiate';

export type TokenReading =
  | { readonly kind: 'token'; readonly bytes: Uint8Array }
  | { readonly kind: 'none' }
  /** Not base64, or larger than limits.tokenBytes. */
  | { readonly kind: 'unreadable' };

/** The server's token behind its scheme. */
export function readToken(ctx: ProbeContext, response: HttpResponse, scheme: LogonScheme): TokenReading {
  const allowed = ctx.plan.limits.tokenBytes;
  const text = challengesOf(response).find(
    (challenge) => challenge.scheme.toLowerCase() === scheme.toLowerCase() && challenge.token !== null,
  )?.token;
  if (text === null || text === undefined) return { kind: 'none' };
  const bytes = bytesOfBase64(text);
  if (bytes !== null && bytes.length > allowed) {
    ctx.record('limit.exceeded', { limit: 'tokenBytes', allowed, what: `token of ${response.url}` });
  }
  return bytes === null || bytes.length > allowed ? { kind: 'unreadable' } : { kind: 'token', bytes };
}

/** Takes a token apart for the log; the clock in an NTLM challenge is compared with ours. */
export function observeHttpToken(
  ctx: ProbeContext,
  url: URL,
  direction: 'sent' | 'received',
  bytes: Uint8Array,
  message: { readonly seq: number; readonly tookMs?: number },
): void {
  const peer = { role: 'web', host: hostOf(url), port: portOf(url) } as const;
  const token = observeToken(bytes, isNtlm(bytes) ? 'ntlm' : 'negotiate');
  ctx.record('authentication.token.observed', { peer, direction, carrier: 'http', token }, message.seq);
  if (token.kind === 'ntlm-challenge' && token.timestampMs !== null) {
    recordClock(ctx, 'ntlm-challenge', peer.host, token.timestampMs, message.tookMs ?? 0, message.seq);
  }
}

/** "NTLMSSP\0" ([MS-NLMP] 2.2.1): servers take it bare in Negotiate as well. */
function isNtlm(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 8)).toString('latin1') === 'NTLMSSP\u0000';
}
