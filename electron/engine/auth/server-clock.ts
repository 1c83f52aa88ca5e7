import { firstHeader, type SipResponse } from '../../../shared/protocol/sip/message.ts';
import { parseSipDate } from '../../../shared/protocol/sip/sip-date.ts';
import type { ProbeContext } from '../context.ts';

/** Half of what a Date header cannot say: it has whole seconds. */
const HALF_SECOND_MS = 500;

/** Compares the clock in the Date header of an answer with ours ([MS-SIP] 3.1.5.1). An answer without a readable one says nothing. */
export function recordServerDate(
  ctx: ProbeContext,
  host: string,
  answer: { readonly response: SipResponse; readonly seq: number; readonly tookMs: number },
): void {
  const date = parseSipDate(firstHeader(answer.response, 'Date') ?? '');
  if (date === null) return;
  recordClock(ctx, 'sip-date', host, date + HALF_SECOND_MS, answer.tookMs, answer.seq, HALF_SECOND_MS);
}

/** theirMs: what the other clock showed somewhere within the last tookMs. */
export function recordClock(
  ctx: ProbeContext,
  source: 'sip-date' | 'ntlm-challenge' | 'http-date',
  host: string,
  theirMs: number,
  tookMs: number,
  cause: number,
  uncertaintyMs = 0,
): void {
  const skewMs = Math.round(theirMs - (ctx.ports.clock.wall() - tookMs / 2));
  const uncertain = Math.round(uncertaintyMs + tookMs / 2);
  ctx.record('clock.compared', { source, host, theirMs, skewMs, uncertaintyMs: uncertain }, cause);
}
