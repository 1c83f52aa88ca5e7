import type { SipEndpoint } from '../../../../shared/events/connection-events.ts';
import { endpointKey } from '../../../../shared/lib/host-and-port.ts';

export type Standing = 'used' | 'fallback' | 'unusable' | 'not-found';

/** A place in the order in which candidates count; finding is null until the candidate is examined. */
export interface Place {
  readonly finding: { readonly found: boolean; readonly endpoints: readonly SipEndpoint[] } | null;
}

/**
 * Where the candidate at an index stands. null: not certain yet, because one that counts more is still being examined.
 * The first that is of any use is taken, and the client looks no further.
 */
export function standingAt(places: readonly Place[], index: number): Standing | null {
  const finding = places[index]?.finding ?? null;
  if (finding === null) return null;
  if (finding.endpoints.length === 0) return finding.found ? 'unusable' : 'not-found';
  const before = places.slice(0, index);
  if (before.some(isUsable)) return 'fallback';
  return before.every(({ finding: earlier }) => earlier !== null) ? 'used' : null;
}

/** undefined: not decided yet. null: there is none. */
export function usedIndex(places: readonly Place[]): number | null | undefined {
  const index = places.findIndex((_, at) => standingAt(places, at) === 'used');
  if (index !== -1) return index;
  return places.every((place) => place.finding !== null && !isUsable(place)) ? null : undefined;
}

/** Every endpoint that is known, in the order of the candidates; one that several name belongs to the first. */
export function mergeEndpoints(places: readonly Place[]): readonly SipEndpoint[] {
  const merged = new Map<string, SipEndpoint>();
  for (const { finding } of places) {
    for (const endpoint of finding?.endpoints ?? []) {
      const key = endpointKey(endpoint);
      if (!merged.has(key)) merged.set(key, endpoint);
    }
  }
  return [...merged.values()];
}

function isUsable({ finding }: Place): boolean {
  return finding !== null && finding.endpoints.length > 0;
}
