import type { RunChoice } from '../../store/draft.ts';
import type { StartExtras } from '../../store/actions.ts';
import type { PasswordField } from '../../store/password-field.ts';

// What the page does stands on the whole contract with its schemas. The start page is drawn without waiting for that code.
const loadActions = () => import('../../store/actions.ts');

export async function startRun(choice: RunChoice, extras?: StartExtras): Promise<void> {
  await (await loadActions()).startRun(choice, extras);
}

/** Starts what the form says, or shows what is missing in it. */
export async function submitForm(password: PasswordField | null, isConfirmed = false): Promise<void> {
  const { submitDraft } = await import('../../store/submit-draft.ts');
  await submitDraft(password, isConfirmed);
}

export async function describeSignIn(): Promise<void> {
  await (await loadActions()).describeSignIn();
}

export async function clearRecentAddresses(): Promise<void> {
  await (await loadActions()).clearRecentAddresses();
}
