import { withDeadline } from '../../clock.ts';
import type { SettingsSession } from './settings-session.ts';
import type { Subscription } from './subscription.ts';

/** They end with the registration in any case: no more than a courtesy is waited for. */
const PATIENCE_MS = 1_000;

/** Ends every subscription that stands, all at once (RFC 6665 4.1.2.3), and records how. */
export async function endSubscriptions(session: SettingsSession): Promise<void> {
  await Promise.all(session.subscriptions.map((subscription) => endOne(session, subscription)));
}

async function endOne(session: SettingsSession, subscription: Subscription): Promise<void> {
  const place = subscription.ending();
  if (place === null || session.ending !== null || session.isCancelled()) return;
  const { kind } = subscription.request;
  const ctx = session.ctx.at({ probe: `settings ${kind}` });
  const ended = await withDeadline(ctx.ports.clock, PATIENCE_MS, ctx.signal, (signal) =>
    session.send(ctx.under(signal), place, subscription.endingHeaders()),
  );
  if (session.isCancelled()) return;
  const answer = ended.kind === 'done' && ended.value.kind === 'answered' ? ended.value : null;
  const status = answer?.response.status ?? null;
  ctx.record('settings.subscription.ended', { request: kind, status }, answer?.seq);
}
