import { endpointKey } from '../../lib/host-and-port.ts';
import type { SipMessage } from '../../protocol/sip/message.ts';
import { offeredSchemes } from '../../protocol/sip/offered-schemes.ts';
import { redirectContacts } from '../../protocol/sip/redirect-contacts.ts';
import type { Conversation, Place, Said } from './conversation.ts';

const SIP_PORT = 5_061;

/**
 * Says of each message in turn which server it is said to. Where the log has no addresses, that is the one that was asked last, or
 * the one to which a 3xx sent the client on.
 */
export function placesOf(talk: Conversation): (said: Said) => Place {
  const nameOf = serverNames(talk);
  const said = talk.items.filter((item): item is Said => item.kind === 'said');
  const challenger = said.map(({ message }) => targetnameIn(message)).find((name) => name !== null);
  const domain = (talk.address ?? '').replace(/^.*@/, '');
  let last: Place = { host: challenger ?? (domain === '' ? 'unknown' : domain), port: SIP_PORT };
  let target: Place | null = null;
  return (one) => {
    if (one.place !== null) last = nameOf(one.place);
    else if (target !== null && one.byClient && one.cseq.method === 'REGISTER') last = target;
    if (one.byClient) target = null;
    else target = targetIn(one.message) ?? target;
    return last;
  };
}

/**
 * Gives the servers of a talk their names: a log has addresses. In this order: the name that was last resolved to the address, the
 * name that TLS was agreed with just before, the target of the last 3xx, the name in the server's own challenge.
 */
function serverNames({ items, perspective }: Conversation): (place: Place) => Place {
  if (perspective === 'server') return ownName(items.filter((item): item is Said => item.kind === 'said'));
  const resolved = new Map<string, string>();
  const named = new Map<string, string>();
  let secured: string | null = null;
  let target: Place | null = null;
  for (const item of items) {
    if (item.kind === 'told') {
      const { remark } = item;
      if (remark.kind === 'host-found') resolved.set(remark.address, remark.host);
      if (remark.kind === 'tls-done') secured = remark.host;
      continue;
    }
    if (item.kind === 'surfed' || item.place === null) continue;
    const { host, port } = item.place;
    const key = endpointKey(item.place);
    if (named.has(key)) {
      target = targetIn(item.message) ?? target;
      continue;
    }
    const known =
      resolved.get(host.toLowerCase()) ??
      secured ??
      (target?.port === port ? target.host : null) ??
      targetnameIn(item.message);
    if (known !== null || !isAddress(host)) named.set(key, isAddress(host) ? (known ?? host) : host);
    secured = null;
    target = targetIn(item.message) ?? target;
  }
  return (place) => ({ host: (named.get(endpointKey(place)) ?? place.host).toLowerCase(), port: place.port });
}

/** A server's log: all that the client says is said to this one server. */
function ownName(said: readonly Said[]): (place: Place) => Place {
  const targetname = said.map(({ message }) => targetnameIn(message)).find((name) => name !== null) ?? null;
  return ({ host, port }) => ({ host: (isAddress(host) ? (targetname ?? host) : host).toLowerCase(), port });
}

/** The name of the server that challenges. */
function targetnameIn(message: SipMessage): string | null {
  if (message.kind !== 'response') return null;
  const name = offeredSchemes(message).find(({ targetname }) => targetname !== null)?.targetname ?? null;
  const bare = name?.replace(/^sip\//i, '') ?? '';
  return /^[A-Za-z0-9._-]{1,253}$/.test(bare) ? bare.toLowerCase() : null;
}

function targetIn(message: SipMessage): Place | null {
  if (message.kind !== 'response' || message.status < 300 || message.status >= 400) return null;
  return redirectContacts(message).find(({ place }) => place !== null)?.place ?? null;
}

function isAddress(host: string): boolean {
  return /^[\d.]+$/.test(host) || host.includes(':');
}
