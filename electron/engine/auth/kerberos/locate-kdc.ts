import type { EventData } from '../../../../shared/events/catalogue.ts';
import type { Peer } from '../../../../shared/events/connection-events.ts';
import { formatHostAndPort } from '../../../../shared/lib/host-and-port.ts';
import type { ProbeContext } from '../../context.ts';
import type { NameResolver } from '../../transport/dns.ts';
import { connectTcp, dialTargets, isRedirected } from '../../transport/tcp.ts';

export interface KdcLocation {
  readonly realm: string;
  readonly kdcs: readonly { readonly host: string; readonly port: number }[];
  /** The first that took a TCP connection. */
  readonly reachable: { readonly host: string; readonly port: number } | null;
  /** null: the library may go and ask; else the sentence that says why it need not. */
  readonly missing: string | null;
}

type RealmSource = EventData<'kerberos.kdc.located'>['from'];

export interface Realm {
  readonly name: string;
  readonly from: RealmSource;
}

/** As many of a realm's centres as are tried; DNS lists the near ones first. */
const MAX_TRIED = 4;

/**
 * The realm of an account: the part of a UPN behind the @, else what the operating system says, else the domain of the sign-in
 * address. Upper case, as Active Directory has it.
 */
export function realmOf(address: string, user: string | null, systemRealm: string | null): Realm {
  const at = user?.lastIndexOf('@') ?? -1;
  if (user !== null && at >= 0) return { name: user.slice(at + 1).toUpperCase(), from: 'user-name' };
  if (user === null && systemRealm !== null) return { name: systemRealm, from: 'system' };
  return { name: address.slice(address.lastIndexOf('@') + 1).toUpperCase(), from: 'sign-in-address' };
}

/**
 * Finds the realm's key distribution centres by SRV _kerberos._tcp (RFC 4120 7.2.3.2) and opens, and closes, a connection to the
 * first that takes one. A realm without a record may still be in the library's own configuration: that is left to the library when
 * it is its default realm.
 */
export async function locateKdc(
  run: ProbeContext,
  names: NameResolver,
  realm: Realm,
  systemRealm: string | null,
): Promise<KdcLocation> {
  const ctx = run.at({ probe: `KDC of ${realm.name}` });
  const { records } = await names.srv(ctx, `_kerberos._tcp.${realm.name.toLowerCase()}`);
  const kdcs = records
    .filter(({ target }) => target !== '.')
    .slice(0, MAX_TRIED)
    .map(({ target, port }) => ({ host: target, port }));
  let reachable: KdcLocation['reachable'] = null;
  for (const kdc of kdcs) {
    if (ctx.signal.aborted) break;
    if (await takesConnection(ctx, names, kdc)) {
      reachable = kdc;
      break;
    }
  }
  if (!ctx.signal.aborted) {
    ctx.record('kerberos.kdc.located', { realm: realm.name, from: realm.from, kdcs, reachable });
  }
  return { realm: realm.name, kdcs, reachable, missing: missingOf(realm.name, kdcs, reachable, systemRealm) };
}

function missingOf(
  realm: string,
  kdcs: KdcLocation['kdcs'],
  reachable: KdcLocation['reachable'],
  systemRealm: string | null,
): string | null {
  if (reachable !== null) return null;
  if (kdcs.length === 0) {
    return systemRealm === realm ? null : `DNS names no key distribution centre for ${realm}.`;
  }
  const tried = kdcs.map(formatHostAndPort).join(', ');
  return `No key distribution centre of ${realm} takes a connection (${tried}).`;
}

async function takesConnection(
  ctx: ProbeContext,
  names: NameResolver,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<boolean> {
  const peer: Peer = { role: 'kdc', host, port };
  const addresses = isRedirected(ctx.plan, host, port) ? [] : (await names.addresses(ctx, host)).addresses;
  for (const target of dialTargets(ctx.plan, host, port, addresses)) {
    const at = ctx.at({ flow: ctx.newFlow('kdc') });
    const tcp = await connectTcp(at, peer, target);
    if (!tcp.ok) continue;
    tcp.socket.destroy();
    at.record('connection.closed', { peer, by: 'us', detail: 'It takes connections; nothing was asked.' });
    return true;
  }
  return false;
}
