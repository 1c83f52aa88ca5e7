import type { LoggedEvent, LoggedEventOf } from '../../events/catalogue.ts';
import type { SettingsOutcome, SettingsRequestKind } from '../../events/settings-events.ts';
import type { ExchangeOutcome } from '../../run/document.ts';
import { listed } from '../../lib/listing.ts';
import { visible } from '../../lib/text.ts';
import { contentText, SETTINGS_ENDINGS, SETTINGS_NAMES, type ReadEvent } from '../describe/settings.ts';
import { requestKey, type SettingsTopic } from '../subscription-reading.ts';
import { addEvidence, addNote, isInbound, rungOfCause, say, type Draft, type DraftRung } from './draft.ts';
import { gatherNote } from './gather-note.ts';

export type SettingsEvent =
  ReadEvent | LoggedEventOf<'settings.request.concluded' | 'settings.subscription.ended'>;

/** What came of a request is told where it came: on the arrow of the answer, or on the server's own message. */
export function foldSettings(draft: Draft, event: SettingsEvent): void {
  switch (event.kind) {
    case 'settings.request.concluded':
      foldConclusion(draft, event);
      return;
    case 'settings.subscription.ended': {
      const { request, status } = event.data;
      const rung =
        rungOfCause(draft, event) ?? lastRequest(draft, { kind: request, pool: null, isEnd: true });
      if (rung !== null) {
        addEvidence(rung, event);
        // It ends with the registration in any case.
        if (rung.outcome === 'failed') rung.outcome = 'warning';
        return;
      }
      const text = `Ends the subscription for ${SETTINGS_NAMES[request]}: ${status === null ? 'no answer' : String(status)}`;
      const outcome = status !== null && status < 300 ? 'ok' : 'warning';
      addNote(draft, event, { topic: 'settings', step: event.step ?? 'settings', text, outcome });
      return;
    }
    default:
      foldContent(draft, event);
      return;
  }
}

function foldContent(draft: Draft, event: ReadEvent): void {
  const rung = rungOfCause(draft, event);
  const text = contentText(event);
  if (rung === null) {
    addNote(draft, event, {
      topic: 'settings',
      step: event.step ?? 'settings',
      text,
      outcome: 'ok',
      isUsed: true,
    });
  } else if (isInbound(rung)) {
    addEvidence(rung, event);
    rung.label = `${rung.label} · ${text}`;
  } else {
    say(rung, event, text, rung.outcome);
  }
}

function foldConclusion(draft: Draft, event: LoggedEventOf<'settings.request.concluded'>): void {
  const { request, pool, outcome, detail } = event.data;
  const rung = rungOfCause(draft, event) ?? lastRequest(draft, { kind: request, pool, isEnd: false });
  const name = `${SETTINGS_NAMES[request]}${pool === null ? '' : ` of ${visible(pool, 255)}`}`;
  if (outcome === 'not-asked') {
    const why = detail === null || detail === '' ? '' : `: ${visible(detail)}`;
    gatherNote(draft, event, {
      key: `settings not asked for${why}`,
      item: name,
      text: (names) => `Does not ask for ${listed(names)}${why}`,
      topic: 'settings',
      outcome: 'ok',
    });
    return;
  }
  if (rung === null) {
    noteWithoutRequest(draft, event, name);
    return;
  }
  if (SAID_BY_ANSWER.has(outcome)) addEvidence(rung, event);
  else sayEnding(rung, event, SETTINGS_ENDINGS[outcome]);
  rung.outcome = coloured(rung.outcome, request, outcome);
}

const SAID_BY_ANSWER: ReadonlySet<SettingsOutcome> = new Set([
  'received',
  'refused',
  'no-answer',
  'closed',
  'cancelled',
]);

function sayEnding(rung: DraftRung, event: LoggedEvent, ending: string): void {
  if (isInbound(rung)) {
    addEvidence(rung, event);
    rung.label = `${rung.label} · ${ending}`;
  } else {
    say(rung, event, ending, rung.outcome);
  }
}

/** A client does without everything but the policies. */
function coloured(
  before: ExchangeOutcome,
  request: SettingsRequestKind,
  outcome: SettingsOutcome,
): ExchangeOutcome {
  switch (outcome) {
    case 'refused':
    case 'no-data':
    case 'invalid':
    case 'failed-inside':
    case 'no-answer':
      return request === 'provisioning' ? 'failed' : 'warning';
    case 'received':
    case 'closed':
    case 'cancelled':
    case 'not-asked':
      return before;
  }
}

/** The connection was gone, or the run at its end, before it could be asked for. */
function noteWithoutRequest(
  draft: Draft,
  event: LoggedEventOf<'settings.request.concluded'>,
  name: string,
): void {
  const { outcome, detail } = event.data;
  if (outcome !== 'closed' && outcome !== 'cancelled') {
    const text = `Asked for ${name}: ${SETTINGS_ENDINGS[outcome]}`;
    note(draft, event, text, outcome === 'received' ? 'ok' : 'warning');
    return;
  }
  const why = detail === null || detail === '' ? '' : `. ${visible(detail)}`;
  gatherNote(draft, event, {
    key: `settings ${outcome}`,
    item: name,
    text: (names) => `Not asked for any more: ${listed(names)}${why}`,
    topic: 'settings',
    outcome: outcome === 'closed' ? 'failed' : 'cancelled',
  });
}

function note(draft: Draft, event: LoggedEvent, text: string, outcome: ExchangeOutcome): void {
  addNote(draft, event, { topic: 'settings', step: event.step ?? 'settings', text, outcome });
}

function lastRequest(draft: Draft, topic: SettingsTopic): DraftRung | null {
  return draft.settingsRequests.get(requestKey(topic)) ?? null;
}
