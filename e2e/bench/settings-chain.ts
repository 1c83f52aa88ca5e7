import { eventsOf, type LoggedEvent } from '../../shared/events/catalogue.ts';
import type { AuthMethod } from '../../shared/run/ids.ts';
import { tlsFlights } from './critical-chain.ts';
import { signInChain } from './sign-in-chain.ts';

/**
 * The dependent round trips up to the last of the settings: the sign-in, one flight for all that depends on nothing, and behind it
 * the longest of what depends on that: a question about the contacts, or the way to a server that the settings name.
 */
export function settingsChain(log: readonly LoggedEvent[], method: AuthMethod): readonly string[] {
  return [
    ...signInChain(log, method),
    'SUBSCRIBE provisioning',
    ...longest([['SUBSCRIBE presence'], ...probes(log)]),
  ];
}

/** When the last of them was there, in ms after the start; not a number where none was asked for. */
export function settledAt(log: readonly LoggedEvent[]): number {
  const ends = [
    ...eventsOf(log, 'settings.request.concluded').filter(({ data }) => data.outcome !== 'not-asked'),
    ...eventsOf(log, 'settings.service.probed'),
  ];
  return ends.length === 0 ? NaN : Math.max(...ends.map(({ t }) => t));
}

function probes(log: readonly LoggedEvent[]): readonly (readonly string[])[] {
  const later = log.filter(({ step }) => step === 'settings');
  return eventsOf(later, 'settings.service.probed').map(({ data: { host, port } }) => [
    ...(eventsOf(later, 'dns.query.sent').some(({ data }) => data.name === host) ? [`DNS ${host}`] : []),
    ...(isShaken(later, host, port) ? tlsFlights(later, host, port) : []),
  ]);
}

/** A server that discovery is connected to already is not connected to again. */
function isShaken(log: readonly LoggedEvent[], host: string, port: number): boolean {
  return eventsOf(log, 'tls.handshake.completed').some(
    ({ data: { peer } }) => peer.host === host && peer.port === port,
  );
}

function longest(chains: readonly (readonly string[])[]): readonly string[] {
  return chains.reduce((best, chain) => (chain.length > best.length ? chain : best), []);
}
