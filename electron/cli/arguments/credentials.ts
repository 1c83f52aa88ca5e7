import { parseLogonName } from '../../../shared/lib/logon-name.ts';
import { success, type Result } from '../../../shared/lib/result.ts';
import { PRACTICE_LOGON } from '../../../shared/lab/practice-address.ts';
import { practiceSignIn } from '../../../shared/lab/practice-sign-in.ts';
import type { ScenarioInfo } from '../../../shared/lab/scenario-info.ts';
import { AuthChoice, type CredentialsChoice } from '../../../shared/run/plan.ts';
import { oneOf } from './one-of.ts';
import { usageError, type UsageError } from './usage-error.ts';

/**
 * Where the password comes from. none: nobody signs in, or not with a password. practice: everybody on the practice network
 * has the same one. environment-or-practice: the same, unless the environment tells otherwise.
 */
export type PasswordSource =
  'none' | 'stdin' | 'environment-or-prompt' | 'environment-or-practice' | 'practice';

export interface CredentialArguments {
  readonly auth: AuthChoice;
  readonly credentials: CredentialsChoice;
  readonly password: PasswordSource;
}

interface Given {
  readonly user?: string | undefined;
  readonly 'password-stdin'?: boolean | undefined;
  readonly sso?: boolean | undefined;
  readonly auth?: string | undefined;
}

type Practice = Pick<ScenarioInfo, 'signIn'> | null;

const NOBODY: CredentialArguments = { auth: 'none', credentials: { kind: 'none' }, password: 'none' };

/** Who signs in, and how. Without --user or --sso nobody does, but on the practice network, where the scenario names somebody. */
export function parseCredentials(given: Given, practice: Practice): Result<CredentialArguments, UsageError> {
  const auth = given.auth === undefined ? success(null) : oneOf('auth', given.auth, AuthChoice.options);
  if (!auth.ok) return auth;
  const choice = auth.value;
  const isTyped = given['password-stdin'] === true;
  const isSso = given.sso === true;
  if (given.user !== undefined && isSso) return usageError('Give --user or --sso, not both.');
  if (given.user === undefined && isTyped) return usageError('--password-stdin needs --user.');
  if (given.user === undefined && !isSso) return withoutUser(choice, practice);
  if (choice === 'none') {
    return usageError(`--auth none signs nobody in; leave out ${isSso ? '--sso' : '--user'}.`);
  }
  if (given.user === undefined) {
    return success({ auth: choice ?? 'auto', credentials: { kind: 'current-user' }, password: 'none' });
  }
  const user = parseLogonName(given.user);
  if (!user.ok) return usageError(`--user: ${user.error.sentence}`);
  const elsewhere = practice === null ? 'environment-or-prompt' : 'environment-or-practice';
  return success({
    auth: choice ?? 'auto',
    credentials: { kind: 'password', user: user.value },
    password: isTyped ? 'stdin' : elsewhere,
  });
}

function withoutUser(choice: AuthChoice | null, practice: Practice): Result<CredentialArguments, UsageError> {
  if (choice === 'none') return success(NOBODY);
  const isMethodAsked = choice !== null && choice !== 'auto';
  if (practice === null) {
    return isMethodAsked ? usageError(`--auth ${choice} needs --user or --sso.`) : success(NOBODY);
  }
  const { auth, credentials } = practiceSignIn(practice);
  if (credentials.kind !== 'none') {
    return success({ auth: choice ?? auth, credentials, password: 'practice' });
  }
  return success(
    isMethodAsked
      ? { auth: choice, credentials: { kind: 'password', user: PRACTICE_LOGON }, password: 'practice' }
      : NOBODY,
  );
}
