import { parseConferencingCapabilities } from '../../../../shared/protocol/settings/conferencing.ts';
import { parseMediaRelayAnswer, type MediaRelay } from '../../../../shared/protocol/settings/media-relay.ts';
import {
  parsePresence,
  resubscriptions,
  type Resubscription,
} from '../../../../shared/protocol/settings/presence-batch.ts';
import {
  conferencingData,
  mediaRelayData,
  presenceData,
  withoutQuotation,
} from '../../../../shared/protocol/settings/recorded-settings.ts';
import type { Reader } from './ask.ts';
import { reading } from './read-account.ts';

/** Pools that are asked; a company has a handful. */
const MAX_POOLS = 32;

export const readPresence: Reader<readonly Resubscription[]> = (ctx, { bytes, contentType }, cause) =>
  reading(parsePresence(contentType ?? '', bytes), (batch) => {
    ctx.record('settings.presence.read', presenceData(batch), cause);
    const pools = batch.list === null ? [] : resubscriptions(batch.list).slice(0, MAX_POOLS);
    return { outcome: 'received', value: pools };
  });

export const readMediaRelay: Reader<readonly MediaRelay[]> = (ctx, { bytes }, cause) =>
  reading(withoutQuotation(parseMediaRelayAnswer(bytes)), (answer) => {
    ctx.record('settings.media-relay.read', mediaRelayData(answer), cause);
    if (answer.isOk) return { outcome: 'received', value: answer.relays };
    return { outcome: 'failed-inside', detail: answer.reason ?? 'The answer does not say OK.' };
  });

export const readConferencing: Reader<null> = (ctx, { bytes }, cause) =>
  reading(parseConferencingCapabilities(bytes), (capabilities) => {
    ctx.record('settings.conferencing.read', conferencingData(capabilities), cause);
    if (capabilities.isOk) return { outcome: 'received', value: null };
    return { outcome: 'failed-inside', detail: capabilities.code ?? 'The answer does not say success.' };
  });
