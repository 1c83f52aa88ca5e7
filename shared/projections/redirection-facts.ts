import type { EventData, LoggedEvent } from '../events/catalogue.ts';
import type { SipEndpoint } from '../events/connection-events.ts';

/** One server that sends the sign-in on. */
export interface RedirectionHop {
  readonly from: SipEndpoint;
  /** The first address that it gives and the client can use; null: there is none. */
  readonly to: { readonly host: string; readonly port: number } | null;
  readonly status: number;
  /** false: anybody on the way could have said it. */
  readonly isSigned: boolean;
}

/** What became of the way to the home server. */
export interface RedirectionFacts {
  /** In order; none: nobody sent the sign-in on. */
  readonly hops: readonly RedirectionHop[];
  /** The server that is tried now or was tried last, and answered; null: none so far. */
  readonly selected: SipEndpoint | null;
  /** The registrar that kept the sign-in; null: not arrived. */
  readonly home: SipEndpoint | null;
  /** null: it goes on, or never began. */
  readonly outcome: EventData<'redirection.concluded'>['outcome'] | null;
  /** false: an address that stood before the home server's could not be used. null: not arrived. */
  readonly isFirstChoice: boolean | null;
  /** The registrar says itself that it only stands in for the primary one. */
  readonly isOnBackup: boolean;
}

/** Never fails, however short the log is. */
export function redirectionFacts(log: readonly LoggedEvent[]): RedirectionFacts {
  const hops: RedirectionHop[] = [];
  let selected: SipEndpoint | null = null;
  let concluded: EventData<'redirection.concluded'> | null = null;
  let isOnBackup = false;
  for (const event of log) {
    switch (event.kind) {
      case 'redirection.received':
        hops.push(toHop(event.data));
        break;
      case 'connectivity.endpoint.selected':
        if (event.data.endpoint.via === 'redirect') selected = event.data.endpoint;
        break;
      case 'redirection.concluded':
        concluded = event.data;
        break;
      case 'registration.described':
        isOnBackup = event.data.isConnectedToPrimary === false;
        break;
      default:
        break;
    }
  }
  return {
    hops,
    selected,
    home: concluded?.home ?? null,
    outcome: concluded?.outcome ?? null,
    isFirstChoice: concluded?.isFirstChoice ?? null,
    isOnBackup,
  };
}

function toHop({ from, contacts, status, isSigned }: EventData<'redirection.received'>): RedirectionHop {
  const to = contacts.find(({ standing }) => standing === 'candidate')?.place ?? null;
  return { from, to, status, isSigned };
}
