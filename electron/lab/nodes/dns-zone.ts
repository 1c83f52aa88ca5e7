/** The records that a lab can publish. Names and targets are absolute, without the final dot. */
export type DnsRecord =
  | { readonly type: 'A'; readonly name: string; readonly address: string }
  | { readonly type: 'CNAME'; readonly name: string; readonly target: string }
  | {
      readonly type: 'SRV';
      readonly name: string;
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: string;
    };

export interface Zone {
  readonly origin: string;
  readonly records: readonly DnsRecord[];
}

/** refused: not our zone. no-data: the name exists, but not with this type. */
export interface ZoneAnswer {
  readonly outcome: 'answer' | 'no-data' | 'name-error' | 'refused';
  /** The CNAMEs on the way, then what was asked for. */
  readonly records: readonly DnsRecord[];
}

/** A zone whose CNAMEs turn in a circle ends here. */
const MAX_CNAMES = 8;

/** Answers as an authoritative server does (RFC 1034 4.3.2). `type` is a mnemonic; one that the zone has not is no-data. */
export function lookUp(zone: Zone, name: string, type: string): ZoneAnswer {
  const chain: DnsRecord[] = [];
  let current = name.toLowerCase();
  if (!isWithin(current, zone.origin)) return { outcome: 'refused', records: [] };
  for (;;) {
    const atName = zone.records.filter((record) => record.name.toLowerCase() === current);
    const found = type === 'ANY' ? atName : atName.filter((record) => record.type === type);
    if (found.length > 0) return { outcome: 'answer', records: [...chain, ...found] };
    const alias = atName.find((record) => record.type === 'CNAME');
    if (alias === undefined) {
      const outcome = hasName(zone, current) ? 'no-data' : 'name-error';
      return { outcome, records: chain };
    }
    chain.push(alias);
    current = alias.target.toLowerCase();
    // What lies outside the zone is for the client's resolver to find.
    if (!isWithin(current, zone.origin) || chain.length === MAX_CNAMES)
      return { outcome: 'answer', records: chain };
  }
}

/** Which of a server's zones a name belongs to; null: none. */
export function zoneOf(name: string, zones: readonly Zone[]): Zone | null {
  return zones.find(({ origin }) => isWithin(name.toLowerCase(), origin)) ?? null;
}

/** The names that a client can resolve to an address. */
export function resolvableNames(zone: Zone): ReadonlySet<string> {
  const names = new Set(zone.records.map(({ name }) => name.toLowerCase()));
  return new Set(
    [...names].filter((name) => lookUp(zone, name, 'A').records.some(({ type }) => type === 'A')),
  );
}

/** A name with names below it exists, though it has no records (RFC 8020 2). */
function hasName(zone: Zone, name: string): boolean {
  return name === zone.origin || zone.records.some((record) => isWithin(record.name.toLowerCase(), name));
}

function isWithin(name: string, ancestor: string): boolean {
  return name === ancestor || name.endsWith(`.${ancestor}`);
}
