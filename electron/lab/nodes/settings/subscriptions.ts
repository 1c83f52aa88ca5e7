import type { LabSubscription } from './settings-service.ts';

/** One dialog of one endpoint. */
interface Entry extends LabSubscription {
  /** States sent in it so far. */
  sent: number;
}

/** Which dialog: a client gives each its own Call-ID. */
export interface DialogKey extends LabSubscription {
  readonly callId: string;
}

export interface Subscriptions {
  has(dialog: DialogKey): boolean;
  /** Makes the dialog, or keeps it going. Returns the number of the state that goes out in it now, from 1. */
  keep(dialog: DialogKey): number;
  /** Returns whether there was one. */
  end(dialog: DialogKey): boolean;
  /** All of an endpoint's. */
  endAll(address: string, epid: string): void;
  all(): readonly LabSubscription[];
}

/** Clients choose the Call-IDs: the oldest dialog goes. */
const MOST_SUBSCRIPTIONS = 1_000;

export function createSubscriptions(): Subscriptions {
  const entries = new Map<string, Entry>();
  return {
    has: (dialog) => entries.has(keyOf(dialog)),
    keep(dialog) {
      const { address, epid, event } = dialog;
      const entry = entries.get(keyOf(dialog)) ?? { address: address.toLowerCase(), epid, event, sent: 0 };
      entry.sent += 1;
      entries.set(keyOf(dialog), entry);
      const [oldest] = entries.keys();
      if (entries.size > MOST_SUBSCRIPTIONS && oldest !== undefined) entries.delete(oldest);
      return entry.sent;
    },
    end: (dialog) => entries.delete(keyOf(dialog)),
    endAll(address, epid) {
      for (const [key, entry] of entries) {
        if (entry.address === address.toLowerCase() && entry.epid === epid) entries.delete(key);
      }
    },
    all: () => [...entries.values()].map(({ address, epid, event }) => ({ address, epid, event })),
  };
}

function keyOf({ address, epid, event, callId }: DialogKey): string {
  return JSON.stringify([address.toLowerCase(), epid, event, callId]);
}
