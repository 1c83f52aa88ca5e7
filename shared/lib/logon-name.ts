import { failure, success, type Result } from './result.ts';

const LONGEST = 320;
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u; // eslint-disable-line no-control-regex -- they are what is looked for

/**
 * Reads a logon name as a person typed it: alice@contoso.com or CONTOSO\alice. A wrong name is a failed logon that somebody
 * has to look for, so what can be none is refused here. Fails with one sentence.
 */
export function parseLogonName(input: string): Result<string, { readonly sentence: string }> {
  const name = input.trim();
  const parts = name.split('\\');
  if (name === '') return refuse('The user name is missing; give one');
  if (name.length > LONGEST) return refuse(`The user name is longer than ${LONGEST} characters; give one`);
  if (CONTROL.test(name)) return refuse('The user name contains invisible control characters; type one');
  if (parts.length > 2 || parts.includes(''))
    return refuse('The user name has a backslash too many; give one');
  if (/^[^@\\]+\/[^@\\]+$/.test(name))
    return refuse('The user name needs a backslash, not a slash; give one');
  return success(name);
}

function refuse(sentence: string): Result<never, { readonly sentence: string }> {
  return failure({ sentence: `${sentence} such as alice@contoso.com or CONTOSO\\alice.` });
}
