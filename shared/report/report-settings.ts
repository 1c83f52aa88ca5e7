import type { LoggedEvent } from '../events/catalogue.ts';
import { settingsModel } from '../projections/settings.ts';
import { reachWords } from '../projections/settings/settings-text.ts';
import type {
  Reach,
  RequestRow,
  RequestState,
  ServiceAddress,
  ServiceList,
  Side,
} from '../projections/settings-model.ts';
import { bounded } from './byte-budget.ts';
import { markup, type Markup } from './markup.ts';
import { inlineMark, type Mark } from './marks.ts';
import { chapter, detailFacts, list, meaningOf, remark, table, type Chapter } from './report-parts.ts';

const REQUEST_MARKS: Readonly<Record<RequestState, Mark>> = {
  pending: 'none',
  running: 'open',
  received: 'good',
  failed: 'bad',
  'left-out': 'none',
};
const REACH_MARKS: Readonly<Record<Reach['state'], Mark>> = {
  reached: 'good',
  failed: 'bad',
  pending: 'open',
  'not-tried': 'none',
};
const SIDES: Readonly<Record<Side, string>> = { internal: 'from inside', external: 'from outside' };
const MAX_BYTES = 524_288;

/** What the sign-in brought; null: it did not come to that. */
export function settingsChapter(log: readonly LoggedEvent[]): Chapter | null {
  const model = settingsModel(log);
  if (model?.hasContent !== true) return null;
  const missing = model.missing.lines.map(
    ({ weight, sentence }) => markup`${inlineMark(weight === 'broken' ? 'bad' : 'info', null)} ${sentence}`,
  );
  return chapter('settings', 'Settings', [
    detailFacts(model.overview),
    markup`<h3>Missing or odd</h3>\n`,
    list(
      bounded(missing, MAX_BYTES, (left) => markup`${left} more are left out here.`),
      'plain',
    ) ?? remark(model.missing.allClear),
    markup`<h3>What was asked for</h3>\n`,
    table(
      { label: 'What was asked for', columns: ['What', 'What came', 'How'] },
      model.requests.map(requestRow),
    ),
    model.services === null ? null : serviceTable(model.services),
  ]);
}

function requestRow({ title, purpose, state, sentence, measure }: RequestRow): Markup {
  return markup`<tr><th scope="row">${inlineMark(REQUEST_MARKS[state], null)} ${title}${meaningOf(purpose)}</th><td>${sentence}</td><td>${measure}</td></tr>\n`;
}

function serviceTable({ services, ucwa }: ServiceList): Markup {
  const all = [
    ...services,
    { label: 'Web application (UCWA), from autodiscover', isOff: false, addresses: ucwa },
  ];
  const rows = all.flatMap(({ label, isOff, addresses }) =>
    addresses.map((address) => addressRow(isOff ? `${label}, switched off` : label, address)),
  );
  const shown = bounded(
    rows,
    MAX_BYTES,
    (left) => markup`<tr><td colspan="3">${left} more are left out here.</td></tr>`,
  );
  return markup`<h3>Server addresses</h3>\n${table({ label: 'Server addresses', columns: ['Service', 'Address', 'Reached'] }, shown)}`;
}

function addressRow(label: string, { setting, side, url, reach }: ServiceAddress): Markup {
  const where = side === null ? setting : `${SIDES[side]}, ${setting}`;
  return markup`<tr><th scope="row">${label}</th><td>${url}${meaningOf(where)}</td><td>${inlineMark(REACH_MARKS[reach.state], null)} ${reachWords(reach)}</td></tr>\n`;
}
