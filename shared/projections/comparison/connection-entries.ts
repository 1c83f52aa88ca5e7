import type { Peer } from '../../events/connection-events.ts';
import { formatHostAndPort } from '../../lib/host-and-port.ts';
import { visible } from '../../lib/text.ts';
import { tlsVersion } from '../../lib/tls-version.ts';
import { TCP_FAILURE_LABELS, TLS_FAILURE_LABELS } from '../describe/connection.ts';
import type { Entry } from './pair-entries.ts';
import { isServer, placeOf } from './places.ts';
import type { Side } from './side.ts';

/** What is dialled for each server, and whether it takes the connection. */
export function addressEntries(side: Side): readonly Entry[] {
  const places = new Map<string, { readonly peer: Peer; readonly addresses: Map<string, string> }>();
  const note = (peer: Peer, address: string, result: string): void => {
    const key = placeOf(side, peer).id;
    const place = places.get(key) ?? { peer, addresses: new Map<string, string>() };
    places.set(key, place);
    // One that went well counts, whatever came before or after.
    if (place.addresses.get(address) !== 'connected') place.addresses.set(address, result);
  };
  const redirected = new Set<string>();
  for (const event of side.index.log) {
    switch (event.kind) {
      case 'tcp.connect.started':
        // Where a connect-to rule leads has nothing to do with the name service.
        if (event.data.redirected)
          redirected.add(formatHostAndPort({ host: event.data.address, port: event.data.port }));
        break;
      case 'tcp.connect.succeeded':
      case 'tcp.connect.failed': {
        const place = formatHostAndPort({ host: event.data.address, port: event.data.port });
        const address = redirected.has(place) ? 'by connect-to' : place;
        const result =
          event.kind === 'tcp.connect.succeeded' ? 'connected' : TCP_FAILURE_LABELS[event.data.failure];
        note(event.data.peer, address, result);
        break;
      }
      default:
        break;
    }
  }
  return [...places.values()].map(({ peer, addresses }) => {
    const results = [...addresses].map(([address, result]) => `${address} ${result}`).sort();
    return {
      ...placeOf(side, peer),
      text: results.join(', '),
      isTelling: isServer(side, peer),
      isNaming: true,
    };
  });
}

/** The version and cipher that each server agrees to, or why it agrees to none. */
export function tlsEntries(side: Side, other: Side): readonly Entry[] {
  const theirs = new Set(
    [...other.index.of('tls.handshake.completed'), ...other.index.of('tls.handshake.failed')].map(
      ({ data }) => placeOf(other, data.peer).id,
    ),
  );
  const versions = new Map<string, Entry>();
  const ciphers = new Map<string, Entry>();
  for (const event of side.index.log) {
    if (event.kind !== 'tls.handshake.completed' && event.kind !== 'tls.handshake.failed') continue;
    // A second look at what a server speaks is no connection of a client.
    if (event.data.attempt === 'legacy') continue;
    const { id, label } = placeOf(side, event.data.peer);
    const isTelling = isServer(side, event.data.peer);
    const say = (text: string): unknown =>
      versions.set(id, { id: `${id} version`, label: `${label}: version`, text, isTelling });
    if (event.kind === 'tls.handshake.completed') {
      say(tlsVersion(event.data.protocol));
      const cipher = { id: `${id} cipher`, label: `${label}: cipher`, text: visible(event.data.cipher, 80) };
      // What only one of them has seen is there or not: that is one row.
      if (theirs.has(id)) ciphers.set(id, cipher);
    } else if (!ciphers.has(id)) {
      const { failure, alert } = event.data;
      const why = alert === null ? '' : ` (${visible(alert, 60)})`;
      say(`none, ${TLS_FAILURE_LABELS[failure]}${why}`);
    }
  }
  return [...versions.values(), ...ciphers.values()];
}
