import type { EventData } from '../../events/catalogue.ts';
import type { SipEndpoint } from '../../events/connection-events.ts';
import { endpointKey } from '../../lib/host-and-port.ts';
import { parseDeltaSeconds } from '../../protocol/sip/header-grammar.ts';
import { firstHeader, type SipResponse } from '../../protocol/sip/message.ts';
import { sipDomainOf } from '../../run/plan.ts';
import type { Place } from './conversation.ts';
import type { EventWriter } from './event-writer.ts';
import { contactsOfRedirect } from './registration-facts.ts';
import type { StepWriter } from './step-writer.ts';

/** The way to the home server: who sent the sign-in on, where to, and where it arrived. */
export class RedirectStory {
  private readonly writer: EventWriter;
  private readonly steps: StepWriter;
  private readonly address: string;
  private readonly visited = new Set<string>();
  private hops = 0;
  private isAwaited = false;
  private isConcluded = false;
  private targets: readonly Place[] = [];
  private firstChoice: Place | null = null;

  constructor(writer: EventWriter, steps: StepWriter, address: string) {
    this.writer = writer;
    this.steps = steps;
    this.address = address;
  }

  get isUnderWay(): boolean {
    return this.hops > 0;
  }

  /** A 3xx came, and nothing was said to where it leads. */
  get isSentOn(): boolean {
    return this.isAwaited;
  }

  /** Returns whether there is anywhere to go. */
  received(
    from: SipEndpoint,
    response: SipResponse,
    isSigned: boolean,
    flow: string,
    cause: number,
  ): boolean {
    this.steps.end('authentication');
    this.steps.begin('redirection');
    this.hops += 1;
    this.visited.add(endpointKey(from));
    const contacts = contactsOfRedirect(response, sipDomainOf(this.address), this.visited);
    this.targets = contacts.flatMap(({ place, standing }) =>
      place === null || standing !== 'candidate' ? [] : [place],
    );
    this.firstChoice = contacts[0]?.place ?? null;
    const expiresSec = parseDeltaSeconds(firstHeader(response, 'Expires') ?? '');
    this.writer.add(
      'redirection.received',
      { from, hop: this.hops, status: response.status, isSigned, contacts: [...contacts], expiresSec },
      { step: 'redirection', flow, cause },
    );
    this.isAwaited = this.targets.length > 0;
    if (this.isAwaited) return true;
    const has = (standing: string): boolean => contacts.some((one) => one.standing === standing);
    this.conclude(has('cloud') ? 'moved-to-cloud' : has('visited') ? 'loop' : 'no-target', null);
    return false;
  }

  /** Something is said to a server: the client reached it. */
  reached(endpoint: SipEndpoint): void {
    if (!this.isAwaited) return;
    this.isAwaited = false;
    const index = this.targets.findIndex((one) => endpointKey(one) === endpointKey(endpoint));
    const order = Math.max(index, 0) + 1;
    this.writer.add(
      'redirection.target.concluded',
      { hop: this.hops, endpoint, order, outcome: 'reached' },
      { step: 'redirection' },
    );
  }

  /** The registrar where the way ends has decided. */
  arrived(home: SipEndpoint): void {
    if (this.hops > 0) this.conclude('arrived', home);
  }

  private conclude(outcome: EventData<'redirection.concluded'>['outcome'], home: SipEndpoint | null): void {
    if (this.isConcluded) return;
    this.isConcluded = true;
    const { firstChoice, hops } = this;
    const isFirst = home !== null && firstChoice !== null && endpointKey(firstChoice) === endpointKey(home);
    const data = { outcome, hops, home, isFirstChoice: home === null ? null : isFirst };
    this.writer.add('redirection.concluded', data, { step: 'redirection' });
    this.steps.end('redirection');
  }
}
