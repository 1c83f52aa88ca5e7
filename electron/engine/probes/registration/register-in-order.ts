import type { SipEndpoint } from '../../../../shared/events/connection-events.ts';
import type { ProbeContext } from '../../context.ts';
import type { EndpointOutcome } from '../connectivity/probe-endpoint.ts';
import { registerAnonymously, type RegisterOutcome } from './register-anonymously.ts';
import type { RegisterSequence } from './register-dialog.ts';

/** A server that is being tried for connectivity. */
export interface Candidate {
  readonly endpoint: SipEndpoint;
  readonly outcome: Promise<EndpointOutcome>;
}

/** Who gave an answer that another server would not change, and which. */
export interface Decided {
  readonly endpoint: SipEndpoint;
  readonly outcome: RegisterOutcome;
}

export interface RegisterOrder {
  /** Of the server that sent us here. */
  readonly sequence?: RegisterSequence;
  /** Called before the first of them is asked. */
  readonly onReached?: () => void;
}

/**
 * Asks one server after the other to register, until one gives an answer that another server would not change.
 * A silent server holds up the next one only for limits.sipHedgeMs. Returns null when there was no such answer; the connections of
 * all but the one that decided are closed or left to their candidates.
 */
export async function registerInOrder(
  ctx: ProbeContext,
  candidates: readonly Candidate[],
  { sequence, onReached = () => undefined }: RegisterOrder = {},
): Promise<Decided | null> {
  const { clock } = ctx.ports;
  const others = new AbortController();
  const stop = (): void => others.abort();
  ctx.signal.addEventListener('abort', stop, { once: true });
  const asked: Promise<Decided>[] = [];
  let decided: Decided | null = null;

  for (const [index, { endpoint, outcome: probing }] of candidates.entries()) {
    // A server that is still being tried does not hold up an answer that comes meanwhile.
    const next = await Promise.race([
      probing.then((reached) => ({ reached })),
      ...asked.map((earlier) => onceDecisive(earlier).then((answered) => ({ answered }))),
    ]);
    if (ctx.signal.aborted) break;
    if ('answered' in next) {
      decided = next.answered;
      break;
    }
    const { reached } = next;
    if (reached.kind !== 'connected') continue;
    if (asked.length === 0) onReached();
    ctx.record('connectivity.endpoint.selected', { endpoint, index });
    const asking = registerAnonymously(ctx.under(others.signal), reached.connection, sequence).then(
      (outcome): Decided => ({ endpoint, outcome }),
    );
    const hedge = new AbortController();
    const settled = await Promise.race([
      asking,
      clock.sleep(ctx.plan.limits.sipHedgeMs, hedge.signal).then(() => null),
      ...asked.map(onceDecisive),
    ]);
    hedge.abort();
    asked.push(asking);
    if (settled !== null && isDecisive(settled.outcome)) {
      decided = settled;
      break;
    }
  }

  decided ??= await firstDecisive(asked);
  others.abort();
  ctx.signal.removeEventListener('abort', stop);
  for (const one of await Promise.all(asked)) {
    if (one !== decided && one.outcome.kind === 'challenged') one.outcome.dialog.channel.close();
  }
  return decided;
}

/** true: the next server would say the same. Overload, a dead next hop, silence and non-SIP are not decisive. */
function isDecisive(outcome: RegisterOutcome): boolean {
  return (
    outcome.kind === 'challenged' ||
    outcome.kind === 'redirected' ||
    (outcome.kind === 'final' && outcome.status !== 408 && outcome.status < 500)
  );
}

/** null when none of them is; waits for as many as that takes. */
async function firstDecisive(asked: readonly Promise<Decided>[]): Promise<Decided | null> {
  const none = Promise.all(asked).then((all) => all.find(({ outcome }) => isDecisive(outcome)) ?? null);
  return Promise.race([...asked.map(onceDecisive), none]);
}

/** Never settles when it is not. */
async function onceDecisive(asking: Promise<Decided>): Promise<Decided> {
  const decided = await asking;
  return isDecisive(decided.outcome) ? decided : forever();
}

function forever(): Promise<never> {
  return new Promise(() => undefined);
}
