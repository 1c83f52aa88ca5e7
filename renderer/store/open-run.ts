import type { CallResult } from '../../shared/ipc/client.ts';
import type { ImportProgress, OpenedRun, OpenReply } from '../../shared/ipc/open-commands.ts';
import { visible } from '../../shared/lib/text.ts';
import { client, pathOf } from '../bridge/client.ts';
import { compareWith } from './compare-runs.ts';
import { tellProblem } from './dialogs.ts';
import type { OpenPurpose, SignInList } from './file-state.ts';
import { cancelRun, showRun } from './show-run.ts';
import { pageStore } from './store.ts';

/** What the run is opened for, and what the person shall be told with it. */
interface Wish {
  readonly purpose: OpenPurpose;
  readonly note: string | null;
}

/** Counts up with everything that is opened: what comes of an earlier wish comes too late. */
let wishes = 0;

/** Asks for a file and opens it. */
export async function chooseFile(purpose: OpenPurpose = 'show'): Promise<void> {
  await open(() => client.call('file.choose', {}), { purpose, note: null });
}

/** Opens the first of the files that were dropped on the window. */
export async function openDropped(files: readonly File[]): Promise<void> {
  const [file] = files;
  if (file === undefined) return;
  const path = pathOf(file);
  if (path === '') {
    tellProblem('This cannot be opened: it is not a file on this computer. Save it first, then open it.');
    return;
  }
  const note =
    files.length === 1
      ? null
      : `${String(files.length)} files were dropped. Only the first was opened: ${visible(file.name, 255)}`;
  await open(() => client.call('file.open', { path }), { purpose: 'show', note });
}

export async function openText(text: string): Promise<void> {
  await open(() => client.call('text.open', { text }), { purpose: 'show', note: null });
}

export async function openNewestLog(): Promise<void> {
  await open(() => client.call('newest-log.open', {}), { purpose: 'show', note: null });
}

export async function openEarlierCheck(id: string, purpose: OpenPurpose): Promise<void> {
  await open(() => client.call('history.open', { id }), { purpose, note: null });
}

/** Opens what the operating system or the menu has opened already. */
export async function openFromShell(reply: OpenReply): Promise<void> {
  await open(() => Promise.resolve({ ok: true, value: reply }), { purpose: 'show', note: null });
}

/** One of the sign-ins that are offered. */
export async function chooseSignIn(id: number): Promise<void> {
  const { opening } = pageStore.getState();
  if (opening?.kind !== 'choosing') return;
  const { list, purpose, note } = opening;
  await openSignIn(list, id, { purpose, note });
}

/** Offers the other sign-ins of the log that the run which is shown was chosen from. */
export function chooseAnotherSignIn(): void {
  const list = pageStore.getState().run?.chosenFrom ?? null;
  if (list !== null) offer(list, { purpose: 'show', note: null });
}

/** Stops reading, or closes the list of sign-ins; what was shown before stays. */
export function cancelOpening(): void {
  const { opening, run } = pageStore.getState();
  wishes += 1;
  pageStore.setState({ opening: null });
  if (opening === null) return;
  const importId = opening.kind === 'reading' ? opening.importId : opening.list.importId;
  if (run?.chosenFrom?.importId !== importId) void client.call('import.cancel', { importId });
}

async function open(ask: () => Promise<CallResult<OpenReply>>, wish: Wish): Promise<void> {
  cancelOpening();
  const own = wishes;
  pageStore.setState({ fileProblem: null });
  const reply = await ask();
  if (own !== wishes) {
    if (reply.ok && reply.value.kind === 'reading') {
      await client.call('import.cancel', { importId: reply.value.importId });
    }
    return;
  }
  if (!reply.ok) refuse(reply.error.message, wish);
  else if (reply.value.kind === 'reading') await read(reply.value, wish);
  else take(reply.value, null, wish);
}

/** Asks how far the reading is, until it has come to its end. */
async function read(
  { importId, fileName, totalBytes }: Extract<OpenReply, { kind: 'reading' }>,
  wish: Wish,
): Promise<void> {
  const own = wishes;
  const begun = { kind: 'reading', importId, fileName, totalBytes, readBytes: 0, signIns: 0 } as const;
  pageStore.setState({ opening: begun });
  for (;;) {
    const progress = await askProgress(importId);
    if (own !== wishes) return;
    if (progress.kind === 'reading') {
      const { readBytes, signIns } = progress;
      pageStore.setState({ opening: { ...begun, readBytes, signIns } });
      continue;
    }
    pageStore.setState({ opening: null });
    if (progress.kind === 'refused') refuse(progress.sentence, wish);
    else {
      const { format, signIns, notes } = progress;
      await takeList({ importId, fileName, format, signIns, notes }, wish);
    }
    return;
  }
}

async function askProgress(importId: string): Promise<ImportProgress> {
  const reply = await client.call('import.progress', { importId });
  return reply.ok ? reply.value : { kind: 'refused', sentence: reply.error.message };
}

async function takeList(list: SignInList, wish: Wish): Promise<void> {
  const [first, second] = list.signIns;
  if (first === undefined) {
    await client.call('import.cancel', { importId: list.importId });
    refuse([`There is no sign-in in ${visible(list.fileName, 255)}.`, ...list.notes].join(' '), wish);
  } else if (second === undefined) await openSignIn(list, first.id, wish);
  else offer(list, wish);
}

function offer(list: SignInList, { purpose, note }: Wish): void {
  pageStore.setState({ opening: { kind: 'choosing', list, purpose, note }, dialog: null, fileProblem: null });
}

async function openSignIn(list: SignInList, signIn: number, wish: Wish): Promise<void> {
  const own = wishes;
  const reply = await client.call('import.choose', { importId: list.importId, signIn });
  if (own !== wishes) return;
  if (!reply.ok) refuse(reply.error.message, wish);
  else take(reply.value, list, wish);
}

/** list: the log that it is a sign-in of; where it holds others too, they can be opened afterwards. */
function take(reply: OpenReply, list: SignInList | null, wish: Wish): void {
  switch (reply.kind) {
    case 'opened':
      pageStore.setState({ opening: null, dialog: null });
      if (wish.purpose === 'compare') compareWith(reply);
      else showOpened(reply, list, wish.note);
      return;
    case 'refused':
      refuse(reply.sentence, wish);
      return;
    case 'reading':
    case 'cancelled':
      return;
  }
}

function showOpened(
  { runId, address, origin }: OpenedRun,
  list: SignInList | null,
  note: string | null,
): void {
  void cancelRun();
  const hasOthers = list !== null && list.signIns.length > 1;
  showRun({ runId, address, note, origin, request: null, chosenFrom: hasOthers ? list : null });
}

function refuse(sentence: string, { note }: Wish): void {
  tellProblem(note === null ? sentence : `${sentence} ${note}`);
}
