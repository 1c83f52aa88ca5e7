import type { LoggedEventOf } from '../../events/catalogue.ts';
import { SettingsRequestKind } from '../../events/settings-events.ts';
import { visible } from '../../lib/text.ts';
import type { RequestRow, RequestState } from '../settings-model.ts';
import type { SettingsReading } from './read-settings.ts';
import { receivedSentence } from './received-sentence.ts';
import { failureSentence, measure, REQUEST_PURPOSES, REQUEST_TITLES } from './request-words.ts';

type Concluded = LoggedEventOf<'settings.request.concluded'>;

/** One row for each kind of request, in the client's order. */
export function requestRows(reading: SettingsReading): readonly RequestRow[] {
  return SettingsRequestKind.options.map((kind) => {
    const asked = reading.asked.get(kind);
    // Presence is asked of other pools as well: what failed there must not be hidden by what came from here.
    const concluded = reading.concluded.filter(({ data }) => data.request === kind);
    const telling = concluded.find((one) => stateOf(one) === 'failed') ?? concluded[0];
    const common = { kind, title: REQUEST_TITLES[kind], purpose: REQUEST_PURPOSES[kind] };
    if (telling === undefined) {
      const state = reading.isSettled ? 'left-out' : asked === undefined ? 'pending' : 'running';
      const sentence = reading.isImported
        ? untoldSentence(asked !== undefined)
        : waitingSentence(state, asked !== undefined);
      return { ...common, state, sentence, measure: '', evidence: asked === undefined ? [] : [asked.seq] };
    }
    const state = stateOf(telling);
    const answer = answerOf(reading, telling);
    const pool = telling.data.pool === null ? '' : `${visible(telling.data.pool, 255)}: `;
    return {
      ...common,
      state,
      sentence:
        state === 'received'
          ? receivedSentence(kind, reading)
          : `${pool}${failureSentence(telling.data, answer)}`,
      measure: measure(telling.data, state === 'received' ? answer : null),
      evidence: [
        ...concluded.flatMap(({ cause }) => cause ?? []).sort((a, b) => rank(telling, a) - rank(telling, b)),
        ...(asked === undefined ? [] : [asked.seq]),
        telling.seq,
      ],
    };
  });
}

function rank(telling: Concluded, seq: number): number {
  return telling.cause === seq ? 0 : 1;
}

function stateOf({ data }: Concluded): RequestState {
  switch (data.outcome) {
    case 'received':
      return 'received';
    case 'cancelled':
    case 'not-asked':
      return 'left-out';
    default:
      return 'failed';
  }
}

function waitingSentence(state: RequestState, isAsked: boolean): string {
  if (state === 'pending') return 'Not asked for yet.';
  if (state === 'running') return 'Asked for; nothing came yet.';
  return isAsked ? 'The run ended before anything came.' : 'The run ended before it was asked for.';
}

/** Of a log of somebody else. */
function untoldSentence(isAsked: boolean): string {
  return isAsked ? 'Asked for; the log does not show what came.' : 'The log does not show it.';
}

/** "503 Service Unavailable"; the status alone where something else brought the data. */
function answerOf({ index }: SettingsReading, { cause, data }: Concluded): string | null {
  if (data.status === null) return null;
  const response = index.of('sip.response.received').find(({ seq }) => seq === cause);
  const reason = response?.data.status === data.status ? visible(response.data.reason, 120) : '';
  return `${String(data.status)} ${reason === '' && data.status === 200 ? 'OK' : reason}`.trim();
}
