import type { ProbeContext } from '../../context.ts';
import type { SipChannel } from '../registration/sip-channel.ts';
import type { RegistrationDescription } from '../../../../shared/protocol/sip/registration-description.ts';

/** Where the server agrees to keep-alives and gives no time: well below what devices on the way allow a quiet connection. */
const DEFAULT_IDLE_MS = 60_000;
/** Of the server's time; it ends the registration of those who are late. */
const SHARE = 0.9;
const LEAST_IDLE_MS = 1_000;

/**
 * Sends a keep-alive whenever nothing was sent for most of the time that the server allows ([MS-CONMGMT] 2.2.1), until the signal of
 * ctx aborts. Sends none where none is agreed on.
 */
export async function keepAlive(
  ctx: ProbeContext,
  channel: SipChannel,
  agreed: RegistrationDescription['keepAlive'],
): Promise<void> {
  if (agreed?.hopByHop !== true) return;
  const { clock } = ctx.ports;
  const { timeoutSec } = agreed;
  const idleMs = timeoutSec === null ? DEFAULT_IDLE_MS : Math.max(LEAST_IDLE_MS, timeoutSec * 1_000 * SHARE);
  let sent = 0;
  while (sent < ctx.plan.limits.provisionalAnswers) {
    const isOver = !(await clock.sleep(Math.max(0, channel.lastSentAt + idleMs - clock.now()), ctx.signal));
    if (isOver || !channel.isOpen) return;
    if (clock.now() < channel.lastSentAt + idleMs) continue;
    channel.sendKeepAlive(ctx);
    sent += 1;
  }
}
