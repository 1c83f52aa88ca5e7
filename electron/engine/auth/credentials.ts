import type { CredentialsChoice } from '../../../shared/run/plan.ts';
import { createPasswordGuard, type PasswordGuard } from './password-guard.ts';
import { Secret } from './secret.ts';

/** Who signs in, as the engine holds it: the plan's choice with the password behind its guard. */
export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'password'; readonly user: string; readonly guard: PasswordGuard }
  | { readonly kind: 'current-user' };

/** password: UTF-8, taken over. A choice of a password without one is a defect of the caller. */
export function createCredentials(choice: CredentialsChoice, password: Uint8Array | null): Credentials {
  if (choice.kind !== 'password') return choice;
  if (password === null) throw new Error('createCredentials: the plan names a user, and no password came');
  return {
    kind: 'password',
    user: choice.user,
    guard: createPasswordGuard(choice.user, new Secret(password)),
  };
}

/** A logon name taken apart. UPN: all of it is the user, and the domain empty ([MS-NLMP] 3.3.2, as clients send it). */
export interface LogonName {
  readonly user: string;
  readonly domain: string;
}

export function logonNameOf(name: string): LogonName {
  const backslash = name.indexOf('\\');
  return backslash < 0
    ? { user: name, domain: '' }
    : { user: name.slice(backslash + 1), domain: name.slice(0, backslash) };
}
