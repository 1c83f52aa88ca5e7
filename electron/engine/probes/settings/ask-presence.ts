import type { ContactList } from '../../../../shared/protocol/settings/roaming-contacts.ts';
import type { Resubscription } from '../../../../shared/protocol/settings/presence-batch.ts';
import { EVENT, presenceRequest } from '../../../../shared/protocol/settings/requests.ts';
import { parseSipUri } from '../../../../shared/protocol/sip/sip-uri.ts';
import { ask, notAsked } from './ask.ts';
import { isOffered } from './offered.ts';
import { readPresence } from './read-services.ts';
import type { SettingsSession } from './settings-session.ts';

/** Other pools that are asked. */
const MAX_POOLS = 4;

/**
 * Asks for the presence of the contacts in one request, and then each pool that the server names for some of them ([MS-PRES]
 * 3.4.5.1.3). contacts null: the list did not come.
 */
export async function askPresence(session: SettingsSession, contacts: ContactList | null): Promise<void> {
  const why = reasonNotToAsk(session, contacts);
  if (contacts === null || why !== null) {
    notAsked(session, 'presence', why ?? 'The contact list did not come.');
    return;
  }
  const { ctx } = session;
  const { presenceContacts: most } = ctx.plan.limits;
  const uris = validUris(contacts);
  if (uris.length > most) {
    ctx.record('limit.exceeded', {
      limit: 'presenceContacts',
      allowed: most,
      what: 'contacts whose presence is asked for',
    });
  }
  const request = batchOf(session, uris.slice(0, most), 1);
  const pools = (await ask(session, { request, read: readPresence })) ?? [];
  await Promise.all(pools.map((pool, index) => askPool(session, pool, index)));
}

async function askPool(
  session: SettingsSession,
  { poolFqdn, uris }: Resubscription,
  index: number,
): Promise<void> {
  // The batch itself stays addressed to the user; only its way is another one.
  const requestUri = `sip:${poolFqdn}`;
  if (index >= MAX_POOLS || parseSipUri(requestUri) === null) {
    const why =
      index >= MAX_POOLS
        ? `Not more than ${MAX_POOLS} other pools are asked.`
        : 'The name of the pool is no host name.';
    notAsked(session, 'presence', why, poolFqdn);
    return;
  }
  const request = batchOf(session, uris.slice(0, session.ctx.plan.limits.presenceContacts), index + 2);
  await ask(session, { request, read: readPresence, pool: { fqdn: poolFqdn, requestUri } });
}

function batchOf(session: SettingsSession, contacts: readonly string[], requestId: number) {
  return presenceRequest({ address: session.ctx.plan.address, contacts, requestId });
}

function reasonNotToAsk(session: SettingsSession, contacts: ContactList | null): string | null {
  if (!isOffered(session.description, EVENT.presence))
    return 'The server does not offer presence (Allow-Events).';
  if (!session.description.supported.includes('adhoclist')) {
    return 'The server does not offer to be asked for several contacts at once (adhoclist).';
  }
  if (contacts === null) return null;
  if (contacts.storage === 'exchange') return 'The contacts are kept in Exchange.';
  if (contacts.contacts.length === 0) return 'There are no contacts.';
  return validUris(contacts).length === 0 ? 'No contact has an address that can be asked about.' : null;
}

/** One that is not valid has a server refuse all of them. */
function validUris({ contacts }: ContactList): readonly string[] {
  return [...new Set(contacts.filter(({ isUriValid }) => isUriValid).map(({ uri }) => uri))];
}
