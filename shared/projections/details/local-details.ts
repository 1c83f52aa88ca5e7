import type { LoggedEvent, LoggedEventOf } from '../../events/catalogue.ts';
import { visible } from '../../lib/text.ts';
import {
  CANDIDATE_REASONS,
  foundBy,
  NETWORK_NAMES,
  STANDING_NAMES,
  VIA_NAMES,
} from '../describe/discovery.ts';
import { hostAndPort } from '../describe/dns.ts';
import { duration } from '../../lib/duration.ts';
import type { LadderNote } from '../ladder-model.ts';
import type { DetailSection } from '../details-model.ts';
import { field, fields } from './fields.ts';
import { httpDetails } from './http-details.ts';

export function localDetails(events: readonly LoggedEvent[], note: LadderNote): readonly DetailSection[] {
  const sections = events.flatMap((event): readonly DetailSection[] => {
    switch (event.kind) {
      case 'discovery.concluded':
        return [decision(event), endpointTable(event)];
      case 'discovery.wildcard.probed':
        return event.data.exists ? [wildcard(event)] : [];
      case 'connectivity.endpoint.selected':
        return [
          fields('Goes on with', [
            field('Server', hostAndPort(event.data.endpoint.host, event.data.endpoint.port)),
            field('How', foundBy(event.data.endpoint.via)),
          ]),
        ];
      case 'probe.crashed':
        return [
          { kind: 'text', title: 'Our own fault', text: visible(event.data.message, 1_000), tone: 'bad' },
        ];
      case 'limit.exceeded':
        return [
          fields('More than Rungs reads', [
            field('What', event.data.what),
            field('Limit', `${event.data.limit}: ${event.data.allowed}`),
          ]),
        ];
      default:
        return httpDetails([event]);
    }
  });
  const candidates = events.filter((event) => event.kind === 'discovery.candidate.concluded');
  const all = candidates.length === 0 ? sections : [...sections, candidateTable(candidates)];
  return all.length > 0 ? all : [{ kind: 'text', title: 'On this PC', text: note.text, tone: 'neutral' }];
}

function decision({ data }: LoggedEventOf<'discovery.concluded'>): DetailSection {
  const endpoint = data.chosen === null ? undefined : data.endpoints[data.chosen];
  return fields('Decision', [
    endpoint === undefined
      ? field('Server', 'none found', null, 'bad')
      : field('Server', hostAndPort(endpoint.host, endpoint.port), foundBy(endpoint.via), 'good'),
    field(
      'This PC is',
      NETWORK_NAMES[data.network],
      data.networkEvidence === null ? null : visible(data.networkEvidence),
    ),
    field('Took', duration(data.tookMs)),
    field(
      'A Microsoft client takes',
      duration(data.serialCostMs),
      'It asks one candidate after the other; Rungs asks all of them at once.',
    ),
  ]);
}

function endpointTable({ data }: LoggedEventOf<'discovery.concluded'>): DetailSection {
  return {
    kind: 'table',
    title: 'Servers in order',
    columns: ['Server', 'How'],
    rows: data.endpoints.map(({ host, port, via }) => [hostAndPort(host, port), foundBy(via)]),
  };
}

function candidateTable(
  candidates: readonly LoggedEventOf<'discovery.candidate.concluded'>[],
): DetailSection {
  return {
    kind: 'table',
    title: 'Candidates in the client’s order',
    columns: ['Order', 'Candidate', 'Name', 'Standing', 'Why', 'Alone takes'],
    rows: [...candidates]
      .sort((a, b) => a.data.order - b.data.order)
      .map(({ data }) => [
        String(data.order),
        VIA_NAMES[data.via],
        visible(data.name, 255),
        STANDING_NAMES[data.standing],
        data.detail === null
          ? CANDIDATE_REASONS[data.reason]
          : `${CANDIDATE_REASONS[data.reason]} ${visible(data.detail)}`,
        duration(data.tookMs),
      ]),
  };
}

function wildcard({ data }: LoggedEventOf<'discovery.wildcard.probed'>): DetailSection {
  return {
    kind: 'text',
    title: 'The domain answers to every name',
    text: `Even the made-up name ${visible(data.name, 255)} has an address: ${data.addresses.map((address) => visible(address, 64)).join(', ')}.`,
    tone: 'warning',
  };
}
