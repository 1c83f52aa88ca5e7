import '../without-generated-code.ts';
import type { CallResult } from '../../shared/ipc/client.ts';
import type { CommandReply } from '../../shared/ipc/contract.ts';
import { client } from '../bridge/client.ts';
import { afterStart, draftOf, type Draft, type RunChoice } from './draft.ts';
import type { PasswordField } from './password-field.ts';
import { cancelRun, changeRun, closeRun, currentVisit, showRun } from './show-run.ts';
import { pageStore } from './store.ts';

/** As many as a request may hold. */
const MAX_CONFIRMED = 8;

/** Asks the main process what this app is and what it can practise on. */
export async function describeApp(): Promise<void> {
  const reply = await client.call('app.describe', {});
  if (reply.ok) pageStore.setState({ description: reply.value });
  else pageStore.setState({ startProblem: { place: 'address', sentence: reply.error.message } });
}

/** Asks once what this computer can do beyond a typed password. */
export async function describeSignIn(): Promise<void> {
  if (pageStore.getState().abilities !== null) return;
  const reply = await client.call('sign-in.describe', {});
  const abilities = reply.ok
    ? reply.value
    : { singleSignOn: { ok: false as const, reason: reply.error.message }, canKeepCertificate: false };
  pageStore.setState({ abilities });
}

/** What only the start page can add to a run: the password, and that the person was asked. */
export interface StartExtras {
  readonly password?: PasswordField | null;
  readonly isConfirmed?: boolean;
}

/**
 * Starts a run and follows its log; a refusal is shown where the address was typed, or on the run that it should repeat.
 * The password's field is emptied as soon as a run has begun.
 */
export async function startRun(choice: RunChoice, extras: StartExtras = {}): Promise<void> {
  if (pageStore.getState().isStarting) return;
  const begunIn = currentVisit();
  pageStore.setState({ isStarting: true, startProblem: null, rejection: null });
  const reply = await askForRun(choice, extras);
  if (reply.ok && reply.value.kind === 'started') extras.password?.clear();
  pageStore.setState({ isStarting: false });
  if (!reply.ok) {
    refuse(choice, reply.error.message);
    return;
  }
  if (reply.value.kind === 'recently-rejected') {
    const { user, secondsAgo } = reply.value;
    if (currentVisit() === begunIn) pageStore.setState({ rejection: { user, secondsAgo } });
    return;
  }
  const { runId, address, note } = reply.value;
  if (currentVisit() !== begunIn) {
    await client.call('run.cancel', { runId });
    return;
  }
  pageStore.setState(({ draft }) => ({ draft: afterStart(draft) }));
  showRun({ runId, address, note, origin: { kind: 'live' }, request: choice, chosenFrom: null });
}

/** The carrier copies what it is given before it returns, so that our copy of the password can be wiped at once. */
function askForRun(
  choice: RunChoice,
  { password = null, isConfirmed = false }: StartExtras,
): Promise<CallResult<CommandReply<'run.start'>>> {
  const bytes = password?.read() ?? new Uint8Array();
  const { credentials } = choice;
  const asked = client.call('run.start', {
    ...choice,
    confirmedCertificates: [...choice.confirmedCertificates],
    credentials: credentials.kind === 'password' ? { ...credentials, password: bytes } : credentials,
    isConfirmed,
  });
  bytes.fill(0);
  return asked;
}

function refuse(choice: RunChoice, sentence: string): void {
  const { run } = pageStore.getState();
  if (run !== null) changeRun(run.runId, { problem: sentence });
  else {
    const place = choice.scenario === null ? 'address' : 'practice';
    pageStore.setState({ startProblem: { place, sentence } });
  }
}

/** The same check once more. What was confirmed was for one run; a password is not kept, so it is asked for again. */
export async function runAgain(): Promise<void> {
  await cancelRun();
  await repeatWith([]);
}

/** The same sign-in once more, over a connection whose certificate the person looked at and confirmed. */
export async function runWithCertificate(fingerprint: string): Promise<void> {
  const confirmed = pageStore.getState().run?.request?.confirmedCertificates ?? [];
  await repeatWith([...new Set([...confirmed, fingerprint])].slice(-MAX_CONFIRMED));
}

async function repeatWith(confirmedCertificates: readonly string[]): Promise<void> {
  const { run, draft } = pageStore.getState();
  if (run === null || run.request === null) return;
  const choice = { ...run.request, confirmedCertificates };
  if (choice.credentials.kind === 'password') await leaveRun(draftOf(choice, draft));
  else await startRun(choice);
}

/** Back to the start page; a run in progress is cancelled. */
export async function leaveRun(draft: Draft = pageStore.getState().draft): Promise<void> {
  pageStore.setState({ draft });
  await closeRun();
  await describeApp();
}

/** Back to the form with the address of a run that was opened for reading. */
export async function checkThisAddress(): Promise<void> {
  const { run, draft } = pageStore.getState();
  if (run !== null) await leaveRun({ ...draft, address: run.address, user: null, isRepeat: false });
}

export async function clearRecentAddresses(): Promise<void> {
  await client.call('recents.clear', {});
  await describeApp();
}

export async function copyText(text: string): Promise<boolean> {
  return (await client.call('clipboard.write', { text })).ok;
}
