import '../without-generated-code.ts';
import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import type { Finding } from '../../shared/findings/finding.ts';
import { judgeRun } from '../../shared/findings/judge.ts';
import { checklist } from '../../shared/projections/checklist.ts';
import type { ChecklistStep } from '../../shared/projections/checklist-model.ts';
import { atOnce, type InParts } from '../../shared/projections/in-parts.ts';
import { ladderInParts } from '../../shared/projections/ladder.ts';
import { sectionsInParts } from '../../shared/projections/ladder/sections.ts';
import type { Ladder } from '../../shared/projections/ladder-model.ts';
import type { LadderSections } from '../../shared/projections/ladder-section-model.ts';
import { settingsModel } from '../../shared/projections/settings.ts';
import type { SettingsModel } from '../../shared/projections/settings-model.ts';
import { liveVerdict } from '../../shared/projections/verdict.ts';
import type { LiveVerdict } from '../../shared/projections/verdict-model.ts';
import { usePage } from './store.ts';

/** Everything that the run page shows, computed from one log. */
export interface RunView {
  readonly ladder: Ladder;
  readonly sections: LadderSections;
  readonly findings: readonly Finding[];
  readonly steps: readonly ChecklistStep[];
  readonly verdict: LiveVerdict;
  /** null: the run did not come to them. */
  readonly settings: SettingsModel | null;
}

/** In a longer ladder comparing every row takes longer than drawing the few in sight. */
const COMPARED_ROWS = 2_000;

const views = new WeakMap<readonly LoggedEvent[], RunView>();
let latest: { readonly events: readonly LoggedEvent[]; readonly view: RunView } | null = null;

/**
 * Computed once per state of the log, whoever asks; what a longer log did not change keeps its identity while the ladder is not
 * too long for that.
 */
export function runViewOf(events: readonly LoggedEvent[]): RunView {
  return atOnce(viewInParts(events));
}

/** As much as is computed between two chances for the page to draw and to answer. */
const STRETCH_MS = 16;

/** Has the view of a long log ready when it is shown, without keeping the page from anything else meanwhile. */
export async function prepareRunView(events: readonly LoggedEvent[]): Promise<void> {
  const parts = viewInParts(events);
  let fromMs = performance.now();
  while (parts.next().done !== true) {
    if (performance.now() - fromMs < STRETCH_MS) continue;
    await otherWork();
    fromMs = performance.now();
  }
}

function otherWork(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}

function* viewInParts(events: readonly LoggedEvent[]): InParts<RunView> {
  const known = views.get(events);
  if (known !== undefined) return known;
  const before = latest?.events[0] === events[0] ? latest?.view.ladder : undefined;
  const previous = before === undefined || before.rows.length > COMPARED_ROWS ? undefined : before;
  const findings = judgeRun(events);
  yield;
  const rungs = yield* ladderInParts(events, previous === undefined ? {} : { previous });
  yield;
  const sections = yield* sectionsInParts(rungs.rows, events);
  yield;
  const view = {
    ladder: rungs,
    sections,
    findings,
    steps: checklist(events, findings),
    verdict: liveVerdict(events, findings),
    settings: settingsModel(events),
  };
  latest = { events, view };
  views.set(events, view);
  return view;
}

/** The view of the run that is open; null before its first event. */
export function useRunView(): RunView | null {
  const events = usePage((page) => page.run?.events);
  return events === undefined || events.length === 0 ? null : runViewOf(events);
}
