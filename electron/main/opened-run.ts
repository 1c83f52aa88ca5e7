import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import type { OpenedRun } from '../../shared/ipc/open-commands.ts';
import type { RunOrigin } from '../../shared/run/origin.ts';
import type { RunShelf } from './run-shelf.ts';

/** Puts a log on the shelf for reading, and says how the page finds it. */
export function openedRun(shelf: RunShelf, events: readonly LoggedEvent[], origin: RunOrigin): OpenedRun {
  const [start] = events;
  const address = start?.kind === 'run.started' ? start.data.plan.address : '';
  return { kind: 'opened', runId: shelf.open(events, origin), address, origin };
}
