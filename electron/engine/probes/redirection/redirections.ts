import type { EventData } from '../../../../shared/events/catalogue.ts';
import type { SipEndpoint } from '../../../../shared/events/connection-events.ts';
import type { RedirectContact } from '../../../../shared/events/redirection-events.ts';
import { endpointKey } from '../../../../shared/lib/host-and-port.ts';
import { firstHeader } from '../../../../shared/protocol/sip/message.ts';
import { parseDeltaSeconds } from '../../../../shared/protocol/sip/header-grammar.ts';
import { redirectContacts } from '../../../../shared/protocol/sip/redirect-contacts.ts';
import { sipDomainOf } from '../../../../shared/run/plan.ts';
import type { Answered } from '../../auth/attempt-ending.ts';
import type { ProbeContext } from '../../context.ts';
import type { NameResolver } from '../../transport/dns.ts';
import type { Trust } from '../../transport/tls.ts';
import { leaveEndpoint, probeEndpoint, type EndpointOutcome } from '../connectivity/probe-endpoint.ts';
import type { RegisterSequence } from '../registration/register-dialog.ts';
import { registerInOrder, type Candidate, type Decided } from '../registration/register-in-order.ts';
import { judgeContacts } from './judge-contacts.ts';

type Ending = EventData<'redirection.concluded'>['outcome'];

/** A registrar's word that the sign-in belongs elsewhere. */
export interface Redirect {
  readonly from: SipEndpoint;
  readonly answer: Answered;
  /** After the logon, with the server's right signature. */
  readonly isSigned: boolean;
  /** The Call-ID and CSeq go on at the next server ([MS-SIP] 4.2). */
  readonly sequence: RegisterSequence;
}

/**
 * The way to the home server: every address of a 3xx is looked at as in steps 1 and 2 before anything is said to it, then they are
 * asked in the order of their q (RFC 3261 8.1.3.4). At most limits.sipRedirects, and nowhere twice.
 */
export class Redirections {
  private readonly ctx: ProbeContext;
  private readonly names: NameResolver;
  private readonly trust: Trust;
  private readonly visited = new Set<string>();
  private readonly candidates: Candidate[] = [];
  private hops = 0;
  private arrival: { readonly home: SipEndpoint; readonly isFirstChoice: boolean } | null = null;
  private isConcluded = false;

  constructor(run: ProbeContext, names: NameResolver, trust: Trust, first: SipEndpoint) {
    this.ctx = run.at({ step: 'redirection', probe: 'redirection' });
    this.names = names;
    this.trust = trust;
    this.visited.add(endpointKey(first));
  }

  get isUnderWay(): boolean {
    return this.hops > 0;
  }

  /** Goes to where the sign-in is sent. null: that came to nothing, and was recorded. */
  async follow({ from, answer, isSigned, sequence }: Redirect): Promise<Decided | null> {
    const { ctx } = this;
    const { sipRedirects, redirectContacts: most } = ctx.plan.limits;
    this.hops += 1;
    if (this.hops === 1) ctx.record('step.started', { step: 'redirection' });
    const given = redirectContacts(answer.response);
    if (given.length > most) {
      ctx.record('limit.exceeded', {
        limit: 'redirectContacts',
        allowed: most,
        what: 'addresses in one redirection',
      });
    }
    const { visited } = this;
    const contacts = judgeContacts(given, { domain: sipDomainOf(ctx.plan.address), visited, most });
    const received = ctx.record(
      'redirection.received',
      {
        from,
        hop: this.hops,
        status: answer.response.status,
        isSigned,
        contacts: [...contacts],
        expiresSec: parseDeltaSeconds(firstHeader(answer.response, 'Expires') ?? ''),
      },
      answer.seq,
    );
    const targets = targetsIn(contacts);
    if (targets.length === 0) return this.fail(endingWithout(contacts), received);
    if (this.hops > sipRedirects) {
      ctx.record('limit.exceeded', { limit: 'sipRedirects', allowed: sipRedirects, what: 'redirections' });
      return this.fail('too-many', received);
    }
    const first = contacts[0]?.place ?? null;
    return this.go(targets, first, sequence, received);
  }

  /** The registrar that decided last keeps the sign-in. */
  arrive(): void {
    const { arrival } = this;
    if (arrival === null) return;
    this.conclude('arrived', arrival.home, arrival.isFirstChoice);
  }

  /** Closes what is still open, and tells the end of a way that was broken off. */
  async close(): Promise<void> {
    if (this.isUnderWay && this.ctx.signal.aborted) this.conclude('cancelled');
    await Promise.all(this.candidates.map(({ outcome }) => leaveEndpoint(outcome)));
  }

  private async go(
    targets: readonly SipEndpoint[],
    firstChoice: RedirectContact['place'],
    sequence: RegisterSequence,
    received: number,
  ): Promise<Decided | null> {
    const { ctx } = this;
    const candidates = targets.map((endpoint, index): Candidate => {
      const outcome = probeEndpoint(ctx, this.names, this.trust, endpoint).then((reached) => {
        ctx.record(
          'redirection.target.concluded',
          { hop: this.hops, endpoint, order: index + 1, outcome: outcomeOf(reached) },
          received,
        );
        return reached;
      });
      // A defect comes out where it is awaited, and must not count as unhandled before.
      outcome.catch(() => undefined);
      return { endpoint, outcome };
    });
    this.candidates.push(...candidates);
    const decided = await registerInOrder(ctx, candidates, { sequence });
    if (ctx.signal.aborted) return null;
    if (decided === null) {
      const reached = await Promise.all(candidates.map(({ outcome }) => outcome));
      const isReached = reached.some(({ kind }) => kind === 'connected');
      return this.fail(isReached ? 'no-answer' : 'unreachable', received);
    }
    const home = decided.endpoint;
    this.visited.add(endpointKey(home));
    const isFirstChoice = firstChoice !== null && endpointKey(firstChoice) === endpointKey(home);
    this.arrival = { home, isFirstChoice };
    return decided;
  }

  private fail(outcome: Ending, cause: number): null {
    this.conclude(outcome, null, null, cause);
    return null;
  }

  private conclude(
    outcome: Ending,
    home: SipEndpoint | null = null,
    isFirstChoice: boolean | null = null,
    cause?: number,
  ): void {
    if (this.isConcluded || !this.isUnderWay) return;
    this.isConcluded = true;
    this.ctx.record('redirection.concluded', { outcome, hops: this.hops, home, isFirstChoice }, cause);
    this.ctx.record('step.finished', { step: 'redirection' });
  }
}

/** A place that is named twice is one target, where it is wanted most. */
function targetsIn(contacts: readonly RedirectContact[]): readonly SipEndpoint[] {
  const byPlace = new Map<string, SipEndpoint>();
  for (const { place, standing } of contacts) {
    if (place === null || standing !== 'candidate' || byPlace.has(endpointKey(place))) continue;
    byPlace.set(endpointKey(place), { ...place, transport: 'tls', via: 'redirect' });
  }
  return [...byPlace.values()];
}

/** Why a 3xx leads nowhere. */
function endingWithout(contacts: readonly RedirectContact[]): Ending {
  const has = (standing: RedirectContact['standing']): boolean =>
    contacts.some((contact) => contact.standing === standing);
  if (has('cloud')) return 'moved-to-cloud';
  return has('visited') ? 'loop' : 'no-target';
}

function outcomeOf(reached: EndpointOutcome): EventData<'redirection.target.concluded'>['outcome'] {
  switch (reached.kind) {
    case 'connected':
      return 'reached';
    case 'untrusted':
    case 'cancelled':
      return reached.kind;
    case 'failed':
      return reached.stage === 'resolve' ? 'unresolvable' : `${reached.stage}-failed`;
  }
}
