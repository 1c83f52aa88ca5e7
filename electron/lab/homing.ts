import { PORTS, type HomeServerId, type SipServerId } from './machines.ts';
import { poolOf, POOLS, SIP_SERVERS } from './sip-servers.ts';

/** A Contact of a 301. */
export interface Referral {
  readonly host: string;
  readonly port: number;
  readonly q: number;
}

/** Where accounts live, what single servers believe of that, and which servers are down. */
export interface Homing {
  /** By SIP address in lower case; everybody else lives on fe01. */
  readonly homes: Readonly<Record<string, HomeServerId>>;
  /** What a server says instead of what is true: its copy of the directory is behind, or somebody set it up so. */
  readonly beliefs: Readonly<Record<string, Partial<Record<SipServerId, readonly Referral[]>>>>;
  readonly down: readonly HomeServerId[];
}

/** What a server is to a user. */
export type Standing =
  /** isPrimary false: it stands in for his own pool. */
  | { readonly kind: 'home'; readonly isPrimary: boolean }
  /** He belongs there, the most wanted first. */
  | { readonly kind: 'elsewhere'; readonly referrals: readonly Referral[] };

const USUAL_HOME: HomeServerId = 'fe01';
/** Of the first Contact, and of the one that stands in for it. */
const Q_PRIMARY = 0.7;
const Q_BACKUP = 0.3;

/** Takes the address without `sip:`. */
export function standingOf(address: string, at: SipServerId, homing: Homing): Standing {
  const { homes, beliefs, down } = homing;
  const user = address.toLowerCase();
  const believed = beliefs[user]?.[at];
  if (believed !== undefined) return { kind: 'elsewhere', referrals: believed };
  const home = homes[user] ?? USUAL_HOME;
  // An Edge takes everybody's messages to where they belong.
  if (at === home || at === 'edge') return { kind: 'home', isPrimary: true };

  const here = poolOf(at);
  const homePool = poolOf(home);
  if (homePool === null || here === homePool) {
    // Within a pool each takes in the users of another one that is down.
    return down.includes(home)
      ? { kind: 'home', isPrimary: true }
      : { kind: 'elsewhere', referrals: [referralTo(SIP_SERVERS[home].registrar.frontEndFqdn)] };
  }
  const { fqdn, servers, backup } = POOLS[homePool];
  const isPoolDown = servers.every((server) => down.includes(server));
  if (here !== null && here === backup && isPoolDown) return { kind: 'home', isPrimary: false };
  const standIn = backup === null || here === backup ? [] : [referralTo(POOLS[backup].fqdn, Q_BACKUP)];
  return { kind: 'elsewhere', referrals: [referralTo(fqdn), ...standIn] };
}

export function referralTo(host: string, q = Q_PRIMARY, port: number = PORTS.sipInternal): Referral {
  return { host, port, q };
}
