import { isUtf8 } from 'node:buffer';
import type { CredentialsChoice } from '../../shared/run/plan.ts';
import type { PasswordSource } from './arguments/credentials.ts';
import type { UsageError } from './arguments/usage-error.ts';
import type { CliHost, LineRead } from './host.ts';

export const PASSWORD_VARIABLE = 'RUNGS_PASSWORD';

/** What came of asking for a password. */
export type PasswordRead =
  /** UTF-8; whoever gets it wipes it. null: there is none to hand over. */
  | { readonly kind: 'ready'; readonly password: Uint8Array | null }
  | { readonly kind: 'refused'; readonly error: UsageError }
  /** The person gave up. */
  | { readonly kind: 'cancelled' };

const LONGEST_BYTES = 1_024;
/** What is too long must show as such. */
const READ_BYTES = LONGEST_BYTES + 1;
const NONE: PasswordRead = { kind: 'ready', password: null };

/**
 * The password of the user that the arguments name. It comes from standard input, the environment or a terminal without echo,
 * never from the command line, which others can see.
 */
export async function readPassword(
  source: PasswordSource,
  credentials: CredentialsChoice,
  host: CliHost,
): Promise<PasswordRead> {
  switch (source) {
    case 'none':
    case 'practice':
      return NONE;
    case 'stdin':
      return fromStandardInput(`Password of ${nameOf(credentials)}: `, host);
    case 'environment-or-practice':
      return fromEnvironment(host) ?? NONE;
    case 'environment-or-prompt':
      return fromEnvironment(host) ?? fromTerminal(nameOf(credentials), host);
  }
}

/** Typed by hand it must not show, so that a terminal is asked as if nobody had said where to read. */
async function fromStandardInput(prompt: string, host: CliHost): Promise<PasswordRead> {
  const typed = await host.askPassword(prompt, READ_BYTES);
  const read = typed.kind === 'unavailable' ? await host.readInputLine(READ_BYTES) : typed;
  return read.kind === 'unavailable'
    ? refused(`Standard input cannot be read: ${read.reason}.`)
    : answerOf(read, 'Standard input holds no password.');
}

async function fromTerminal(user: string, host: CliHost): Promise<PasswordRead> {
  const typed = await host.askPassword(`Password of ${user}: `, READ_BYTES);
  return typed.kind === 'unavailable'
    ? refused(`Give the password of ${user} by --password-stdin or ${PASSWORD_VARIABLE}.`)
    : answerOf(typed, 'No password was typed.');
}

function fromEnvironment(host: CliHost): PasswordRead | null {
  const password = host.takeEnvironmentPassword();
  return password === null ? null : checked(password, `${PASSWORD_VARIABLE} holds no password.`);
}

function answerOf(read: Exclude<LineRead, { kind: 'unavailable' }>, emptySentence: string): PasswordRead {
  return read.kind === 'cancelled' ? read : checked(read.bytes, emptySentence);
}

/** A password that was damaged on its way here would be a failed logon, and those are counted. */
function checked(bytes: Uint8Array, emptySentence: string): PasswordRead {
  const problem =
    bytes.length === 0
      ? emptySentence
      : bytes.length > LONGEST_BYTES
        ? `A password has ${LONGEST_BYTES} bytes at most.`
        : !isUtf8(bytes) || bytes.includes(0)
          ? 'The password must come as UTF-8 text.'
          : null;
  if (problem === null) return { kind: 'ready', password: bytes };
  bytes.fill(0);
  return refused(problem);
}

function refused(sentence: string): PasswordRead {
  return { kind: 'refused', error: { sentence } };
}

function nameOf(credentials: CredentialsChoice): string {
  return credentials.kind === 'password' ? credentials.user : '';
}
