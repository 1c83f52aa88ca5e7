import type { LoggedEvent } from '../../../shared/events/catalogue.ts';
import { terminalJson } from '../../../shared/lib/terminal-text.ts';
import type { RunDocument } from '../../../shared/run/document.ts';
import type { OutputMode } from '../arguments/output-mode.ts';
import type { CliHost } from '../host.ts';
import { formatRun } from './run-text.ts';
import { paintFor } from './style.ts';

/** What a command prints of a run in the end. */
export function runOutput(
  document: RunDocument,
  log: readonly LoggedEvent[],
  output: OutputMode,
  host: Pick<CliHost, 'out' | 'environment'>,
): string {
  switch (output) {
    case 'text':
      return formatRun(document, log, paintFor(host.out, host.environment), host.out.columns);
    case 'json':
      return `${terminalJson(document, 2)}\n`;
    case 'ndjson':
      // The observations have been printed one by one already.
      return `${terminalJson({ ...document, log: [] })}\n`;
    case 'quiet':
      return '';
  }
}
