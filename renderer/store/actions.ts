import '../without-generated-code.ts';
import { parseLoggedEvent, type LoggedEvent } from '../../shared/events/catalogue.ts';
import type { LogBatch, StartRunRequest } from '../../shared/ipc/contract.ts';
import { client } from '../bridge/client.ts';
import { pageStore } from './store.ts';

let stopFollowing: () => void = () => undefined;
/** Counts up when a page is left: an answer to what was asked on it comes too late. */
let visit = 0;

/** Asks the main process what this app is and what it can practise on. */
export async function describeApp(): Promise<void> {
  const reply = await client.call('app.describe', {});
  if (reply.ok) pageStore.setState({ description: reply.value });
  else pageStore.setState({ startProblem: reply.error.message });
}

/** Starts a run and follows its log; a refusal is shown where the address was typed, or on the run that it should repeat. */
export async function startRun(request: StartRunRequest): Promise<void> {
  if (pageStore.getState().isStarting) return;
  const begunIn = visit;
  pageStore.setState({ isStarting: true, startProblem: null });
  const reply = await client.call('run.start', request);
  pageStore.setState({ isStarting: false });
  if (!reply.ok) {
    const { run } = pageStore.getState();
    if (run === null) pageStore.setState({ startProblem: reply.error.message });
    else changeRun(run.runId, { problem: reply.error.message });
    return;
  }
  const { runId, address, note } = reply.value;
  if (visit !== begunIn) {
    await client.call('run.cancel', { runId });
    return;
  }
  stopFollowing();
  pageStore.setState({
    selectedRow: null,
    run: { runId, address, note, request, events: [], isEnded: false, problem: null },
  });
  stopFollowing = client.follow(
    { runId, from: 0 },
    (batch) => takeIn(runId, batch),
    (error) => {
      if (error !== null) changeRun(runId, { isEnded: true, problem: error.message });
    },
  );
}

export async function cancelRun(): Promise<void> {
  const { run } = pageStore.getState();
  if (run !== null && !run.isEnded) await client.call('run.cancel', { runId: run.runId });
}

/** The same check once more. */
export async function runAgain(): Promise<void> {
  const { run } = pageStore.getState();
  if (run === null) return;
  await cancelRun();
  await startRun(run.request);
}

/** Back to the start page; a run in progress is cancelled. */
export async function leaveRun(): Promise<void> {
  visit += 1;
  await cancelRun();
  stopFollowing();
  pageStore.setState({ run: null, selectedRow: null });
  await describeApp();
}

export function selectRow(rowId: string | null): void {
  pageStore.setState({ selectedRow: rowId });
}

export async function clearRecentAddresses(): Promise<void> {
  await client.call('recents.clear', {});
  await describeApp();
}

export async function copyText(text: string): Promise<boolean> {
  return (await client.call('clipboard.write', { text })).ok;
}

/** One store update per batch, resolved after the next frame: that is the page's acknowledgement. */
async function takeIn(runId: string, batch: LogBatch): Promise<void> {
  const known: LoggedEvent[] = [];
  for (const entry of batch.events) {
    const parsed = parseLoggedEvent(entry);
    // An event that this version does not know stays in the main process's log; there is nothing to draw of it.
    if (parsed.ok && parsed.known) known.push(parsed.event);
    else if (!parsed.ok) changeRun(runId, { problem: parsed.error });
  }
  const { run } = pageStore.getState();
  if (run?.runId !== runId) return;
  changeRun(runId, { events: [...run.events, ...known], isEnded: batch.isEnd });
  await new Promise((resolve) => requestAnimationFrame(resolve));
}

function changeRun(
  runId: string,
  change: Partial<{ events: readonly LoggedEvent[]; isEnded: boolean; problem: string }>,
): void {
  const { run } = pageStore.getState();
  if (run?.runId === runId) pageStore.setState({ run: { ...run, ...change } });
}
