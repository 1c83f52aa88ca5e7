import { endpointKey } from '../../lib/host-and-port.ts';
import type { SipEndpoint } from '../../events/connection-events.ts';
import type { RedirectContact } from '../../events/redirection-events.ts';
import type { RedirectTarget } from './redirection.ts';
import type { RunFacts } from './run-facts.ts';

/** An address that stood before the one that took the user in. */
export interface PassedOver {
  readonly contact: RedirectContact;
  /** null: it was not even tried. */
  readonly target: RedirectTarget | null;
}

/** The registration stands, and not where or not as it should. */
export interface Backup {
  readonly at: SipEndpoint;
  /** The registrar says that it stands in for another one. */
  readonly isStandIn: boolean;
  /** Contacts, presence and meetings are not to be had. */
  readonly isLimited: boolean;
  readonly passedOver: readonly PassedOver[];
  readonly evidence: readonly number[];
}

/** null: the user is at home. Source: [MS-SIPREGE] 2.2.1.4 for the words of the registrar. */
export function backupOf({ settings, redirection, decision, authentication }: RunFacts): Backup | null {
  if (authentication.registered === null || decision.kind === 'open' || decision.kind === 'cancelled')
    return null;
  if (decision.kind === 'failed' && decision.step === 'discovery') return null;
  const { described } = settings;
  const { concluded, hops, targets } = redirection;
  // A branch appliance is the home of its users; it stands in for nobody as long as it reaches its own pool.
  const isRemote = described?.primaryClusterType?.toLowerCase() === 'remote';
  const isStandIn =
    described?.isConnectedToPrimary === false || (isRemote && described.isConnectedToPrimary !== true);
  const isLimited = described?.userServices?.toLowerCase() === 'unavailable';
  const isSecond = concluded?.outcome === 'arrived' && concluded.isFirstChoice === false;
  if (!isStandIn && !isLimited && !isSecond) return null;
  const at = decision.home.endpoint;
  const last = isSecond ? hops.at(-1) : undefined;
  const rank = last?.contacts.findIndex((one) => isAt(one, at)) ?? -1;
  const before = last?.contacts.slice(0, Math.max(rank, 0)) ?? [];
  const passedOver = before.map((contact): PassedOver => ({
    contact,
    target: targets.find(({ hop, at: one }) => hop === last?.hop && isAt(contact, one.endpoint)) ?? null,
  }));
  return {
    at,
    isStandIn,
    isLimited,
    passedOver,
    evidence: [
      ...(described !== null && (isStandIn || isLimited) ? [described.seq] : []),
      last?.seq,
      ...passedOver.map(({ target }) => target?.seq),
      isSecond ? concluded.seq : undefined,
    ].filter((seq) => seq !== undefined),
  };
}

function isAt({ place }: RedirectContact, endpoint: SipEndpoint): boolean {
  return place !== null && endpointKey(place) === endpointKey(endpoint);
}
