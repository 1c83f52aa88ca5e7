import { serialize } from 'node:v8';
import { plainProgress, terminalProgress } from '../../electron/cli/format/progress.ts';
import { formatRun } from '../../electron/cli/format/run-text.ts';
import { paintFor } from '../../electron/cli/format/style.ts';
import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import { judgeRun } from '../../shared/findings/judge.ts';
import { terminalJson } from '../../shared/lib/terminal-text.ts';
import { checklist } from '../../shared/projections/checklist.ts';
import { rungDetails } from '../../shared/projections/details.ts';
import { helpdeskText } from '../../shared/projections/helpdesk-text.ts';
import { ladder } from '../../shared/projections/ladder.ts';
import { runDocument } from '../../shared/projections/run-document.ts';
import { liveVerdict, verdict } from '../../shared/projections/verdict.ts';
import type { Writing } from './pattern-search.ts';

/** Everything that the program makes of a log, for files, terminals and the window. */
export function writingsOf(log: readonly LoggedEvent[]): readonly Writing[] {
  const document = runDocument(log, judgeRun);
  const findings = judgeRun(log);
  const window = ladder(log);
  const rows = window.rows.flatMap((row) => (row.kind === 'gap' ? [] : [row]));
  return [
    valueWriting('log', log),
    textWriting('--json', terminalJson(document, 2)),
    textWriting('--ndjson', log.map((event) => terminalJson(event)).join('\n')),
    ...[true, false].map((isTerminal) =>
      textWriting(
        isTerminal ? 'text in colour' : 'text',
        formatRun(document, log, paintFor({ isTerminal }, {}), 200),
      ),
    ),
    textWriting('progress', progressOf(log)),
    textWriting('help desk text', helpdeskText(log, findings)),
    valueWriting('window', [
      window,
      checklist(log, findings),
      verdict(log, findings),
      liveVerdict(log, findings),
      rows.map((row) => rungDetails(log, row)),
    ]),
  ];
}

export function textWriting(name: string, text: string): Writing {
  return { name, bytes: Buffer.from(text, 'utf8') };
}

/** A value as JSON has it, as structured clone carries it to another process, and each of its texts and bytes by itself. */
export function valueWriting(name: string, value: unknown): Writing {
  const leaves = leavesOf(value).map((leaf) => Buffer.from(leaf));
  const line = Buffer.from('\n');
  const parts = [Buffer.from(JSON.stringify(value)), serialize(value), ...leaves];
  return { name, bytes: Buffer.concat(parts.flatMap((part) => [part, line])) };
}

function leavesOf(value: unknown): readonly (string | Uint8Array)[] {
  if (typeof value === 'string' || value instanceof Uint8Array) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...leavesOf(member)]);
}

function progressOf(log: readonly LoggedEvent[]): string {
  let written = '';
  const sink = { write: (text: string) => void (written += text), isTerminal: true, columns: 200 };
  for (const progress of [plainProgress(sink), terminalProgress(sink)]) {
    for (const event of log) progress.show(event);
    progress.clear();
  }
  return written;
}
