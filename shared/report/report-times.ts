import type { LoggedEvent } from '../events/catalogue.ts';
import type { Finding } from '../findings/finding.ts';
import { duration } from '../lib/duration.ts';
import { checklist } from '../projections/checklist.ts';
import type { ChecklistStep } from '../projections/checklist-model.ts';
import { markup, type Markup } from './markup.ts';
import { MARK_COLOURS, STATE_MARKS } from './marks.ts';
import { chapter, remark, table, type Chapter } from './report-parts.ts';

/** When each step began and how long it took, drawn on the scale of the whole run. */
export function timeChapter(log: readonly LoggedEvent[], findings: readonly Finding[]): Chapter {
  const endMs = Math.max(1, log.at(-1)?.t ?? 1);
  const steps = checklist(log, findings).filter((step) => step.startedAtMs !== null);
  const whole = markup`<tr><th scope="row">The whole run</th><td class="figure">0.00 s</td><td class="figure">${duration(endMs)}</td><td class="bar">${bar('quiet', '#5c5c5c', 0, 1)}</td></tr>\n`;
  return chapter('times', 'Times', [
    table({ label: 'Times', columns: ['Step', 'Began at', 'Took', 'When'], className: 'times' }, [
      whole,
      ...steps.map((step) => timeRow(step, endMs)),
    ]),
    serialRemark(log),
  ]);
}

function timeRow({ number, title, state, startedAtMs, durationMs }: ChecklistStep, endMs: number): Markup {
  const mark = STATE_MARKS[state];
  const beganMs = startedAtMs ?? 0;
  const took = durationMs === null ? '' : duration(durationMs);
  return markup`<tr><th scope="row">${number}. ${title}</th><td class="figure">${(beganMs / 1_000).toFixed(2)} s</td><td class="figure">${took}</td><td class="bar">${bar(mark, MARK_COLOURS[mark], beganMs / endMs, (durationMs ?? 0) / endMs)}</td></tr>\n`;
}

/** Takes parts of the whole. */
function bar(name: string, colour: string, from: number, length: number): Markup {
  const start = Math.round(Math.min(from, 0.995) * 1_000);
  const width = Math.max(5, Math.round(Math.min(length, 1 - start / 1_000) * 1_000));
  return markup`<svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true"><rect class="l-${name}" x="${start}" width="${width}" height="10" fill="${colour}"/></svg>`;
}

/** What the same way to the server costs a client that asks one thing after the other. */
function serialRemark(log: readonly LoggedEvent[]): Markup | null {
  const concluded = log.find((event) => event.kind === 'discovery.concluded');
  if (concluded === undefined) return null;
  const { serialCostMs, tookMs } = concluded.data;
  return remark(
    `Finding the server took ${duration(tookMs)}. A Microsoft client, which asks one candidate after the other, takes ${duration(serialCostMs)} for it.`,
  );
}
