import type { EventData, LoggedEvent } from '../../events/catalogue.ts';
import { duration } from '../../lib/duration.ts';
import { counted } from '../../lib/listing.ts';
import { visible } from '../../lib/text.ts';
import { hostAndPort } from '../describe/dns.ts';
import { isRead, SERVICE_OUTCOMES, SETTINGS_ENDINGS, SETTINGS_NAMES } from '../describe/settings.ts';
import type { DetailSection, Tone } from '../details-model.ts';
import { contentSections } from './content-details.ts';
import { field, fields } from './fields.ts';

/** What an event of step 5 says; nothing for any other. */
export function settingsSections(event: LoggedEvent): readonly DetailSection[] {
  if (isRead(event)) return contentSections(event);
  switch (event.kind) {
    case 'settings.request.concluded':
      return [concludedSection(event.data)];
    case 'settings.service.probed':
      return [serviceSection(event.data)];
    case 'settings.subscription.ended': {
      const { request, status } = event.data;
      return [
        fields('End of a subscription', [
          field('For', SETTINGS_NAMES[request]),
          status === null
            ? field('Answer', 'none', 'It ends with the registration in any case.', 'warning')
            : field('Answer', String(status)),
        ]),
      ];
    }
    default:
      return [];
  }
}

const DELIVERIES: Readonly<Record<NonNullable<EventData<'settings.request.concluded'>['delivery']>, string>> =
  {
    answer: 'in the answer',
    piggyback: 'in the answer to the subscription',
    notify: 'in a NOTIFY of its own',
    benotify: 'in a BENOTIFY of its own',
  };

function concludedSection(data: EventData<'settings.request.concluded'>): DetailSection {
  const { request, pool, outcome, status, detail, delivery, bodyBytes, tookMs } = data;
  return fields('How it ended', [
    field('Asked for', SETTINGS_NAMES[request]),
    pool === null ? null : field('Of', pool),
    field('Result', SETTINGS_ENDINGS[outcome], null, toneOf(data)),
    status === null ? null : field('Status', String(status)),
    detail === null ? null : field('Detail', detail),
    delivery === null ? null : field('Data', `${DELIVERIES[delivery]}, ${counted(bodyBytes, 'byte')}`),
    outcome === 'not-asked' ? null : field('Time', duration(tookMs)),
  ]);
}

function toneOf({ outcome, request }: EventData<'settings.request.concluded'>): Tone {
  if (outcome === 'received') return 'good';
  if (outcome === 'not-asked' || outcome === 'cancelled') return 'neutral';
  return request === 'provisioning' || outcome === 'closed' ? 'bad' : 'warning';
}

function serviceSection(data: EventData<'settings.service.probed'>): DetailSection {
  const { label, setting, url, side, host, port, outcome, tookMs } = data;
  const tone: Tone = outcome === 'reached' ? 'good' : outcome === 'cancelled' ? 'neutral' : 'warning';
  return fields(visible(label, 120), [
    field('Address', url),
    field('Setting', setting, side === 'internal' ? 'For use inside.' : 'For use from outside.'),
    field('Place', hostAndPort(host, port)),
    field('Result', SERVICE_OUTCOMES[outcome], 'Only the way there is tried; nothing is asked for.', tone),
    field('Time', duration(tookMs)),
  ]);
}
