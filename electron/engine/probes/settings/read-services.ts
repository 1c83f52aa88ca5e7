import { availabilityWord, type Categories } from '../../../../shared/protocol/settings/categories.ts';
import { failure, type Result } from '../../../../shared/lib/result.ts';
import { parseConferencingCapabilities } from '../../../../shared/protocol/settings/conferencing.ts';
import { parseMediaRelayAnswer, type MediaRelay } from '../../../../shared/protocol/settings/media-relay.ts';
import {
  parsePresence,
  resubscriptions,
  type Resubscription,
} from '../../../../shared/protocol/settings/presence-batch.ts';
import type { SettingsRejection } from '../../../../shared/protocol/settings/rejection.ts';
import type { Reader } from './ask.ts';
import { reading } from './read-account.ts';

/** Pools that are told; a company has a handful. */
const MAX_POOLS = 32;

export const readPresence: Reader<readonly Resubscription[]> = (ctx, { bytes, contentType }, cause) =>
  reading(parsePresence(contentType ?? '', bytes), ({ list, people, unread }) => {
    const pools = list === null ? [] : resubscriptions(list).slice(0, MAX_POOLS);
    ctx.record(
      'settings.presence.read',
      {
        people: people.length,
        states: countStates(people),
        unread: unread.map((part) => ({ ...part })),
        otherPools: pools.map(({ poolFqdn, uris }) => ({ pool: poolFqdn, contacts: uris.length })),
      },
      cause,
    );
    return { outcome: 'received', value: pools };
  });

export const readMediaRelay: Reader<readonly MediaRelay[]> = (ctx, { bytes }, cause) =>
  reading(withoutQuotation(parseMediaRelayAnswer(bytes)), (answer) => {
    const relays = answer.relays.map((relay) => ({ ...relay }));
    ctx.record('settings.media-relay.read', { ...answer, relays }, cause);
    if (answer.isOk) return { outcome: 'received', value: relays };
    return { outcome: 'failed-inside', detail: answer.reason ?? 'The answer does not say OK.' };
  });

/** What the parser says of broken XML quotes it, and here that may be the credentials. */
function withoutQuotation<T>(parsed: Result<T, SettingsRejection>): Result<T, SettingsRejection> {
  if (parsed.ok || parsed.error.reason !== 'malformed') return parsed;
  return failure({ ...parsed.error, detail: 'not readable as XML' });
}

export const readConferencing: Reader<null> = (ctx, { bytes }, cause) =>
  reading(parseConferencingCapabilities(bytes), (capabilities) => {
    const { media, dialInRegions } = capabilities;
    ctx.record(
      'settings.conferencing.read',
      {
        ...capabilities,
        media: [...media],
        dialInRegions: dialInRegions.map(({ name, numbers }) => ({ name, numbers: [...numbers] })),
      },
      cause,
    );
    if (capabilities.isOk) return { outcome: 'received', value: null };
    return { outcome: 'failed-inside', detail: capabilities.code ?? 'The answer does not say success.' };
  });

function countStates(people: readonly Categories[]): { availability: string; people: number }[] {
  const counts = new Map<string, number>();
  for (const { categories } of people) {
    const states = categories.filter(({ name }) => name === 'state');
    const figure = (states.find(({ isAggregate }) => isAggregate) ?? states[0])?.availability ?? null;
    const word = availabilityWord(figure);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([availability, count]) => ({ availability, people: count }));
}
