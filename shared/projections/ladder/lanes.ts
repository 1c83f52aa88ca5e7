import type { Peer } from '../../events/connection-events.ts';
import { canonicalName } from '../../protocol/dns/dns-name.ts';
import { visible } from '../../lib/text.ts';
import { abridged } from '../../lib/listing.ts';
import type { Lane, LaneKind } from '../ladder-model.ts';

export const PC_LANE = 'pc';
export const DNS_LANE = 'dns';

/** Lanes as the log brings them up; each keeps its id and, within its kind, its place. */
export interface LaneBook {
  /** null: known to have been asked, not whom. */
  dns(resolver: string | null): string;
  party(role: Peer['role'], host: string, port: number): string;
  /** Notes an address at which the party was dialled. */
  addAddress(laneId: string, address: string): void;
  titleOf(laneId: string): string;
  /** The title of the lane of a kind that came up first; null: there is none. */
  firstTitle(kind: LaneKind): string | null;
  lanes(): readonly Lane[];
}

interface OpenLane {
  readonly id: string;
  readonly kind: LaneKind;
  readonly title: string;
  readonly addresses: Set<string>;
}

const KIND_ORDER: readonly LaneKind[] = ['pc', 'dns', 'kdc', 'proxy', 'web', 'sip'];

export function openLaneBook(): LaneBook {
  const book = new Map<string, OpenLane>();
  const firsts = new Map<LaneKind, string>();
  /** Ids by the party as an event spells it. */
  const parties = new Map<string, string>();
  const lane = (id: string, kind: LaneKind, title: string): OpenLane => {
    const known = book.get(id);
    if (known !== undefined) return known;
    const opened: OpenLane = { id, kind, title, addresses: new Set() };
    book.set(id, opened);
    if (!firsts.has(kind)) firsts.set(kind, title);
    return opened;
  };
  lane(PC_LANE, 'pc', 'This PC');

  return {
    dns(resolver) {
      const { addresses } = lane(DNS_LANE, 'dns', 'DNS');
      if (resolver !== null) addresses.add(resolver);
      return DNS_LANE;
    },
    party(role, host, port) {
      const spelled = `${role} ${port} ${host}`;
      const known = parties.get(spelled);
      if (known !== undefined) return known;
      const key = canonicalName(host);
      const title = visible(host, 255);
      const { id } =
        role === 'proxy'
          ? lane(`proxy:${key}:${port}`, 'proxy', `Proxy ${title}`)
          : lane(`${role}:${key}`, role, title);
      parties.set(spelled, id);
      return id;
    },
    addAddress(laneId, address) {
      book.get(laneId)?.addresses.add(visible(address, 64));
    },
    titleOf: (laneId) => book.get(laneId)?.title ?? laneId,
    firstTitle: (kind) => firsts.get(kind) ?? null,
    lanes: () =>
      [...book.values()]
        .sort((a, b) => KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind))
        .map(({ id, kind, title, addresses }) => ({
          id,
          kind,
          title,
          subtitle: abridged([...addresses], 3),
        })),
  };
}
