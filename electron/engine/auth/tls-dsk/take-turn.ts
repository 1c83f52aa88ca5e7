import type { Limits } from '../../../../shared/run/limits.ts';
import { withDeadline, type Clock } from '../../clock.ts';
import { errorCode } from '../../transport/tcp-errors.ts';
import { alertInErrorText } from '../../transport/tls-alerts.ts';
import type { Advance } from '../security-context.ts';
import type { EngineStep, HandshakeEngine } from './handshake-engine.ts';

export interface HandshakePorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly limits: Pick<Limits, 'tokenBytes' | 'tlsHandshakeMs'>;
}

export type TurnOutcome =
  Extract<EngineStep, { kind: 'flight' | 'finished' }> | Extract<Advance, { kind: 'failed' }>;

/** One turn of the TLS engine, within its limit. Never rejects. targetname: for messages; null where none is known. */
export async function takeTurn(
  engine: HandshakeEngine,
  token: Uint8Array | null,
  { clock, signal, limits }: HandshakePorts,
  targetname: string | null,
): Promise<TurnOutcome> {
  const waited = await withDeadline(clock, limits.tlsHandshakeMs, signal, (inner) =>
    engine.next(token, inner),
  );
  if (waited.kind === 'timeout') {
    const detail = `The TLS handshake inside of SIP got stuck: nothing came of it in ${limits.tlsHandshakeMs} ms.`;
    return { kind: 'failed', failure: 'handshake', detail };
  }
  if (waited.kind === 'cancelled' || waited.value.kind === 'aborted') {
    return { kind: 'failed', failure: 'cancelled', detail: 'cancelled' };
  }
  if (waited.value.kind !== 'failed') return waited.value;
  return { kind: 'failed', failure: 'handshake', detail: refusal(waited.value.error, targetname) };
}

function refusal(error: unknown, targetname: string | null): string {
  const server = targetname ?? 'the server';
  const alert =
    error instanceof Error ? alertInErrorText(`${errorCode(error) ?? ''} ${error.message}`) : null;
  if (alert !== null) {
    return `TLS inside of SIP with ${server}: it broke off the handshake with the alert ${alert}.`;
  }
  return `TLS inside of SIP with ${server}: its part of the handshake does not hold (${reasonOf(error)}).`;
}

/** The library's code and reason, never its message, which may quote what it was given. */
export function reasonOf(error: unknown): string {
  const code = errorCode(error) ?? 'no reason given';
  const reason =
    error instanceof Error && 'reason' in error && typeof error.reason === 'string'
      ? `, ${error.reason.slice(0, 120)}`
      : '';
  return `${code}${reason}`;
}
