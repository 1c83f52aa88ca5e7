import { parseSipAddress } from '../../shared/lib/sip-address.ts';
import { startRun } from './actions.ts';
import { choiceOf, userOf, type Draft } from './draft.ts';
import type { PasswordField } from './password-field.ts';
import { changeDraft, pageStore, type StartProblem } from './store.ts';

/** As long as a request may hold, in bytes of UTF-8. */
const LONGEST_PASSWORD = 1_024;

/** Starts what the form says. What is missing for signing in is said at its field, and nothing leaves the page. */
export async function submitDraft(password: PasswordField | null, isConfirmed: boolean): Promise<void> {
  const { draft } = pageStore.getState();
  if (draft.way !== 'password') {
    await startRun(choiceOf(draft));
    return;
  }
  const startProblem = problemOf(draft, password);
  if (startProblem !== null) {
    // The field in which something is missing must be there to be filled in.
    if (startProblem.place !== 'address' && !draft.openSections.includes('sign-in')) {
      changeDraft({ openSections: [...draft.openSections, 'sign-in'] });
    }
    pageStore.setState({ startProblem });
    return;
  }
  await startRun(choiceOf(draft), { password, isConfirmed });
}

function problemOf(draft: Draft, password: PasswordField | null): StartProblem | null {
  const address = parseSipAddress(draft.address);
  if (!address.ok) return { place: 'address', sentence: address.error.sentence };
  const user = userOf(draft);
  if (user === '') {
    return { place: 'user', sentence: 'Type the user name, as alice@contoso.com or as CONTOSO\\alice.' };
  }
  if (user.startsWith('\\') || user.endsWith('\\')) {
    return {
      place: 'user',
      sentence: 'A user name with a backslash has both parts: the domain, and the name as in CONTOSO\\alice.',
    };
  }
  const bytes = password?.read() ?? new Uint8Array();
  const { length } = bytes;
  bytes.fill(0);
  if (length === 0) return { place: 'password', sentence: 'Type the password.' };
  if (length > LONGEST_PASSWORD) return { place: 'password', sentence: 'This is too long for a password.' };
  return null;
}
