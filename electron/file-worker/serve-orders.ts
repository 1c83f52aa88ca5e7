import type { BundleRequest } from '../../shared/bundle/bundle-files.ts';
import { failure, success } from '../../shared/lib/result.ts';
import { runLabel } from '../../shared/projections/run-label.ts';
import { ladderSvg } from '../../shared/report/ladder-svg.ts';
import { makeBundle, thisComputer, whoSaves, type PrintPdf } from '../services/bundle/make-bundle.ts';
import type { LogImport, OpenedLog } from '../services/import/log-import.ts';
import { openFile, openText } from '../services/import/open-file.ts';
import { bundlePreview } from './bundle-preview.ts';
import { LineLost, type Line } from './line.ts';
import { receiveLog, sendLog } from './log-pieces.ts';
import type { Answer, MakeBundle, Order } from './protocol.ts';

type WorkerLine = Line<Order, Answer>;

/** How often the shell is told how far the reading of a log is. */
const PROGRESS_MS = 100;

/** Does what is ordered, one thing after the other. Never returns; fails with LineLost when the shell is gone. */
export async function serveOrders(line: WorkerLine): Promise<never> {
  let log: LogImport | null = null;
  for (;;) {
    const order = await line.next();
    switch (order.kind) {
      case 'open-file': {
        const opened = await openFile(order.path, order.tool);
        if (!opened.ok) line.post({ kind: 'refused', sentence: opened.error });
        else if (opened.value.kind === 'run') await sendRun(line, opened.value);
        else {
          log = opened.value.reading;
          const { fileName, totalBytes } = log;
          line.post({ kind: 'reading', fileName, totalBytes });
          await tellProgress(line, log);
        }
        break;
      }
      case 'open-text':
        log = openText(order.text, order.tool);
        await tellProgress(line, log);
        break;
      case 'choose-sign-in': {
        if (log === null) throw new LineLost('a sign-in of no log');
        const opened = await log.open(order.signIn);
        if (opened.ok) await sendRun(line, opened.value);
        else line.post({ kind: 'refused', sentence: opened.error });
        break;
      }
      case 'make-bundle':
        await make(line, order);
        break;
      case 'draw-ladder':
        line.post({ kind: 'drawn', ...ladderSvg(await receiveLog(line, order.events)) });
        break;
      case 'printed':
      case 'not-printed':
      case 'piece':
      case 'more':
        throw new LineLost(`${order.kind} without having been asked for`);
    }
  }
}

async function sendRun(line: WorkerLine, { events, origin }: OpenedLog): Promise<void> {
  line.post({ kind: 'opened', run: { events: events.length, origin } });
  await sendLog(line, events);
}

async function tellProgress(line: WorkerLine, reading: LogImport): Promise<void> {
  const tell = (): void => line.post({ kind: 'progress', progress: reading.progress() });
  const telling = setInterval(tell, PROGRESS_MS);
  await reading.done;
  clearInterval(telling);
  tell();
}

async function make(line: WorkerLine, order: MakeBundle): Promise<void> {
  const request = await requestOf(line, order);
  if (order.as === 'preview') {
    const made = await makeBundle(request, null, { isSearched: false });
    line.post({ kind: 'previewed', preview: bundlePreview(made) });
  } else {
    const { packed, notes } = await makeBundle(request, order.isPrinted ? printBy(line) : null);
    line.post({ kind: 'packed', packed, notes: [...notes] });
  }
}

async function requestOf(line: WorkerLine, order: MakeBundle): Promise<BundleRequest> {
  const { own, comparedWith, level, savedAt, tool } = order;
  const log = await receiveLog(line, own.events);
  const other = comparedWith === null ? null : await receiveLog(line, comparedWith.events);
  return {
    log,
    origin: own.origin,
    level,
    savedAt,
    savedBy: whoSaves(),
    tool,
    known: thisComputer(),
    comparedWith:
      comparedWith === null || other === null
        ? null
        : {
            log: other,
            label: runLabel(other, comparedWith.origin),
            ownLabel: runLabel(log, own.origin),
          },
  };
}

/** Only the shell has windows. */
function printBy(line: WorkerLine): PrintPdf {
  return async (html) => {
    line.post({ kind: 'print', html });
    const printed = await line.next();
    switch (printed.kind) {
      case 'printed':
        return success(printed.pdf);
      case 'not-printed':
        return failure(printed.sentence);
      default:
        throw new LineLost(`${printed.kind} in place of a printed report`);
    }
  };
}
