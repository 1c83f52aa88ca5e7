import type { ProbeContext } from '../context.ts';

/**
 * How long a cancelled run still waits: for the answer that may have registered us, and then for the registrar to confirm that we
 * are gone. Both together stay below what the run leaves for its end (LEAVE_MS).
 */
export const LAST_ANSWER_MS = 800;
export const CONFIRMATION_MS = 800;

/**
 * Does something that must not be broken off halfway, such as a REGISTER that may already have been accepted: under a signal that
 * aborts graceMs after the run's own does, or has done.
 */
export async function withGrace<T>(
  ctx: ProbeContext,
  graceMs: number,
  operation: (ctx: ProbeContext) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const over = new AbortController();
  const onAbort = (): void =>
    void ctx.ports.clock.sleep(graceMs, over.signal).then((elapsed) => {
      if (elapsed) late.abort();
    });
  if (ctx.signal.aborted) onAbort();
  else ctx.signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await operation(ctx.under(late.signal));
  } finally {
    ctx.signal.removeEventListener('abort', onAbort);
    over.abort();
  }
}
