import { hostOfUrl } from '../lib/web-url.ts';
import { span } from '../lib/duration.ts';
import type { DecodedDiagnostic } from '../protocol/ms-diagnostics/decode-diagnostics.ts';
import { findDiagnosticFact } from '../protocol/ms-diagnostics/table.ts';
import type { AuthMethod } from '../run/ids.ts';
import type { Attempt, WebFailure } from './facts/attempts.ts';
import type { PasswordStory, Setback } from './facts/authentication.ts';
import type { ServerClock } from './facts/server-clocks.ts';
import { statusLine } from './facts/registrations.ts';
import { foreign, listed, sentences } from './words.ts';

export const METHOD_NAMES: Readonly<Record<AuthMethod, string>> = {
  kerberos: 'Kerberos',
  ntlm: 'NTLM',
  'tls-dsk': 'TLS-DSK',
};

/** The server of an attempt, as a name in a sentence. */
export function serverOf({ attempt }: Pick<Setback, 'attempt'>): string {
  return attempt === null ? 'the server' : `the server ${foreign(attempt.endpoint.host)}`;
}

/** How the server ended it: answered REGISTER 3 of 3 with 401 Unauthorized after 20 ms. null: it gave no answer. */
export function answerOf(attempt: Attempt | null): string | null {
  if (attempt?.final === null || attempt === null) return null;
  const { registers, expectedRegisters, method, endpoint, final } = attempt;
  const of = expectedRegisters === null ? '' : ` of ${expectedRegisters}`;
  return `${foreign(endpoint.host)} answered REGISTER ${registers}${of} of the ${METHOD_NAMES[method]} sign-in with ${statusLine(final)} after ${span(final.tookMs)}.`;
}

/** The server saw the last message of the method before it ended it. */
export function isComplete({ registers, expectedRegisters }: Attempt): boolean {
  return expectedRegisters === null || registers >= expectedRegisters;
}

/** The id that the server gave, its words for it, and what it means; null when it gave none. */
export function aboutDiagnostic(diagnostic: DecodedDiagnostic | null): string | null {
  if (diagnostic === null) return null;
  const { id, reason, source, fact } = diagnostic;
  return sentences(
    `It gave the diagnostic code ${id}${reason === null ? '' : ` ("${foreign(reason, 200)}")`}${source === null ? '' : `, decided by ${foreign(source, 120)}`}.`,
    meaningOf(fact),
  );
}

/** Which address was asked, and how it answered. */
export function webAnswerOf({ url, status, diagnosticsId, reason, detail, failure }: WebFailure): string {
  const at = foreign(url, 200);
  const answered = status === null ? `${at} could not be asked` : `${at} answered with HTTP status ${status}`;
  const code =
    diagnosticsId === null
      ? reason === null
        ? ''
        : `, saying "${foreign(reason, 200)}"`
      : `, diagnostic code ${diagnosticsId}${reason === null ? '' : ` ("${foreign(reason, 200)}")`}`;
  return sentences(
    `${answered}${code}.`,
    detail.trim() === '' ? null : `What was noted there: ${failure} (${foreign(detail, 200)}).`,
    meaningOf(diagnosticsId === null ? null : findDiagnosticFact(diagnosticsId)),
  );
}

export function webHostOf({ url }: WebFailure): string {
  return foreign(hostOfUrl(url) ?? url, 120);
}

/** Why nothing else was tried: so that no account is locked by this test. null: no password is at stake. */
export function aboutGuard({ user, submitted, accepted, withheld }: PasswordStory): string | null {
  if (user === null || submitted.length === 0 || accepted !== null) return null;
  const places = listed(withheld.map(({ to }) => to));
  return sentences(
    'The password was sent once. As nobody accepted it, this test sends it nowhere else and tries no other method with it, because each further wrong try can lock the account.',
    places === '' ? null : `It was therefore kept back from ${places}.`,
  );
}

/** The account that was tried, as typed; null: the one signed in to the operating system. */
export function accountOf({ user }: PasswordStory): string {
  return user === null ? 'the user who is signed in to this PC' : foreign(user, 120);
}

/** The command that shows what may be wrong with an account; null for a name that a shell could take for something else. */
export function showAccount({ user }: PasswordStory): string | null {
  const properties = '-Properties LockedOut,Enabled,PasswordExpired,AccountExpirationDate,LogonWorkstations';
  if (user === null) return null;
  if (/^[\w.+-]+@[\w.-]+$/.test(user))
    return `Get-ADUser -Filter "UserPrincipalName -eq '${user}'" ${properties}`;
  const name = /^[\w.-]+\\([\w.-]+)$/.exec(user)?.[1] ?? /^([\w.-]+)$/.exec(user)?.[1];
  return name === undefined ? null : `Get-ADUser -Identity ${name} ${properties}`;
}

/** 10 minutes behind fe01.contoso.test. */
export function skewInWords({ skewMs, host }: ServerClock): string {
  return `${span(skewMs)} ${skewMs > 0 ? 'behind' : 'ahead of'} ${foreign(host, 120)}`;
}

function meaningOf(fact: DecodedDiagnostic['fact']): string | null {
  if (fact === null) return null;
  return `${fact.confidence === 'recalled' ? 'That probably means: ' : 'That means: '}${fact.meaning}`;
}
