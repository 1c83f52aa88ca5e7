import type { EventData } from '../../events/catalogue.ts';
import type {
  AttemptOutcome,
  AttemptPurpose,
  Carrier,
  MethodReason,
} from '../../events/authentication-events.ts';
import { counted, listed } from '../../lib/listing.ts';
import { visible } from '../../lib/text.ts';
import type { AuthMethod } from '../../run/ids.ts';
import type { PasswordUse } from '../authentication-facts.ts';
import type { RegisterStage } from '../sip-reading.ts';
import { METHOD_NAMES } from './sip.ts';

/** How many REGISTERs a method needs, the anonymous one included. Source: [MS-SIP] 4.1, 4.2; [MS-SIPAE] 4.1. */
export const REGISTERS_OF_METHOD: Readonly<Record<AuthMethod, number>> = {
  kerberos: 2,
  ntlm: 3,
  'tls-dsk': 4,
};

/** As it reads behind the name of the method. */
export const METHOD_REASONS: Readonly<Record<MethodReason, string>> = {
  'certificate-at-hand': 'a certificate of an earlier sign-in is still valid',
  'ticket-at-hand': 'a Kerberos ticket is to be had',
  'next-in-order': 'the next in the client’s order',
  'asked-for': 'asked for in this run',
  comparison: 'to compare',
  'not-offered': 'not offered',
  'not-asked-for': 'not asked for',
  'earlier-method-used': 'an earlier one is taken',
  'failed-before': 'it came to nothing before',
  outside: 'no domain controller is in reach outside',
  'no-ticket': 'no ticket was to be had',
  'no-kdc': 'no domain controller answers',
  'no-library': 'the operating system has no library for it here',
  'no-credentials': 'no credentials were given',
  'credentials-unsuitable': 'not possible with these credentials',
  'incomplete-offer': 'the offer lacks what it needs',
};

export const STANDINGS: Readonly<
  Record<EventData<'authentication.method.chosen'>['candidates'][number]['standing'], string>
> = { chosen: 'taken', possible: 'in reserve', 'ruled-out': 'ruled out' };

/** As it reads behind the name of the method and a colon. */
export const ATTEMPT_OUTCOMES: Readonly<Record<AttemptOutcome, string>> = {
  'signed-in': 'signed in',
  learned: 'what it tells without a sign-in is known',
  redirected: 'accepted, and sent on to the home server',
  rejected: 'the server does not take the credentials',
  refused: 'the server refused the sign-in',
  'signature-invalid': 'the server’s signature is missing or wrong',
  'no-token': 'the operating system gave no token',
  'no-certificate': 'no client certificate was to be had',
  'bad-token': 'the server’s token is of no use',
  withheld: 'the password was kept back',
  'no-answer': 'no answer',
  closed: 'the connection was closed',
  'not-sip': 'what came back is not SIP',
  cancelled: 'cancelled',
};

export const PURPOSE_NAMES: Readonly<Record<AttemptPurpose, string>> = {
  'sign-in': 'the sign-in',
  preview: 'a look ahead, without credentials',
  comparison: 'a comparison, after the sign-in',
  'sign-out': 'signing out, after the connection was lost',
};

export const STAGE_LABELS: Readonly<Record<RegisterStage, string>> = {
  ticket: 'shows the ticket',
  'asks-for-challenge': 'asks for the challenge',
  'answers-challenge': 'answers the challenge',
  hello: 'hello',
  certificate: 'certificate and keys',
  signed: 'signed',
};

/** What a 401 with a token brings to each stage. */
export const TOKEN_LABELS: Readonly<Record<RegisterStage, string>> = {
  ticket: 'a token in reply',
  'asks-for-challenge': 'challenge',
  'answers-challenge': 'another challenge',
  hello: 'the server’s hello and certificate',
  certificate: 'handshake complete',
  signed: 'another challenge',
};

type SignatureProblem = NonNullable<EventData<'authentication.signature.checked'>['problem']>;

export const SIGNATURE_PROBLEMS: Readonly<Record<SignatureProblem, string>> = {
  missing: 'there is none',
  mismatch: 'it does not fit the message',
  'unexpected-length': 'it has another length than the method’s',
  malformed: 'it cannot be read',
  replayed: 'its number was used before',
  'unknown-association': 'it belongs to another association',
  'realm-changed': 'the realm is not that of the association',
  'targetname-changed': 'the server is not that of the association',
};

/** On the arrow of the answer. */
export function signatureLabel({ valid, problem }: EventData<'authentication.signature.checked'>): string {
  if (valid) return 'signed and verified';
  return problem === 'missing' ? 'not signed' : 'signature wrong';
}

export const CARRIER_NAMES: Readonly<Record<Carrier, string>> = {
  sip: 'SIP',
  http: 'HTTPS',
  kerberos: 'Kerberos',
};

type PasswordVerdict = EventData<'authentication.password.judged'>['verdict'];

export const PASSWORD_VERDICTS: Readonly<Record<PasswordVerdict, string>> = {
  accepted: 'accepted',
  rejected: 'rejected',
  undecided: 'no answer says whether it is right',
};

type WithheldReason = EventData<'authentication.password.withheld'>['reason'];

export const WITHHELD_REASONS: Readonly<Record<WithheldReason, string>> = {
  rejected: 'it was rejected once already, and trying again could lock the account',
  undecided: 'it was sent once already without a clear answer, and trying again could lock the account',
  'untrusted-channel': 'the server’s certificate is not trusted',
};

/** "3 REGISTERs, as NTLM needs them", "5 REGISTERs instead of 4". */
export function registersText(method: AuthMethod, registers: number, expected: number | null): string {
  const count = counted(registers, 'REGISTER');
  const needed = expected ?? REGISTERS_OF_METHOD[method];
  return registers === needed
    ? `${count}, as ${METHOD_NAMES[method]} needs them`
    : `${count} instead of ${needed}`;
}

/** "3 REGISTERs as expected", "5 REGISTERs instead of 4", for the end of a sentence. */
export function registersClause(method: AuthMethod, registers: number, expected: number | null): string {
  const needed = expected ?? REGISTERS_OF_METHOD[method];
  const count = counted(registers, 'REGISTER');
  return registers === needed ? `${count} as expected` : `${count} instead of ${needed}`;
}

/** Where the password went, in one sentence without its full stop. */
export function passwordText(uses: readonly PasswordUse[]): string {
  if (uses.length === 0) return 'The password did not leave this computer';
  const times = uses.length === 1 ? 'once' : uses.length === 2 ? 'twice' : `${uses.length} times`;
  const places = uses.map(
    ({ to, carrier, verdict }) =>
      `to ${visible(to, 255)} over ${CARRIER_NAMES[carrier]}${verdict === null ? '' : ` (${PASSWORD_VERDICTS[verdict]})`}`,
  );
  return `The password, or what is derived from it, left this computer ${times}: ${listed(places)}`;
}

/** What the client took of what was offered, and why not the rest; for a line of the ladder. */
export function choiceText({
  method,
  reason,
  candidates,
  purpose,
}: EventData<'authentication.method.chosen'>): string {
  const offered = candidates.filter((one) => one.reason !== 'not-offered');
  const names = offered.map((one) => METHOD_NAMES[one.method]).join(', ');
  const ruledOut = offered
    .filter(({ standing }) => standing === 'ruled-out')
    .map((one) => `not ${METHOD_NAMES[one.method]}: ${METHOD_REASONS[one.reason]}`);
  if (method === null) {
    const what = offered.length === 0 ? 'None of the client’s methods is offered' : 'Takes no method';
    return [what, ...ruledOut].join(' · ');
  }
  const name = METHOD_NAMES[method];
  if (purpose === 'preview') return `Looks ahead without credentials: ${name}`;
  if (purpose === 'comparison') return `Compares: ${name}`;
  if (purpose === 'sign-out') return `Signs in once more, only to sign out: ${name}`;
  const offer = offered.length > 1 ? `offered ${names}` : 'the only one offered';
  return [`Takes ${name}: ${METHOD_REASONS[reason]}`, offer, ...ruledOut].join(' · ');
}
