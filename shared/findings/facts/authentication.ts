import type { EventData, LoggedEventOf } from '../../events/catalogue.ts';
import type { AttemptPurpose } from '../../events/authentication-events.ts';
import type { AuthMethod, Network } from '../../run/ids.ts';
import {
  attemptFactsOf,
  type Attempt,
  type CheckedSignature,
  type TicketFailure,
  type WebFailure,
} from './attempts.ts';
import type { Ending } from './ending.ts';
import type { LogIndex } from './log-index.ts';
import type { Registration } from './registrations.ts';
import { serverClocksOf, type ServerClocks } from './server-clocks.ts';
import {
  causeOfAttempt,
  causeOfTicketFailure,
  causeOfWebFailure,
  type CauseContext,
  type SetbackCause,
} from './setback-cause.ts';

export type MethodChoice = EventData<'authentication.method.chosen'> & { readonly seq: number };
export type LocatedKdcs = EventData<'kerberos.kdc.located'> & { readonly seq: number };
export type Registered = EventData<'authentication.registered'> & { readonly seq: number };
type PasswordEvent<K extends 'submitted' | 'judged' | 'withheld'> =
  EventData<`authentication.password.${K}`> & {
    readonly seq: number;
  };

/** What became of the typed password. */
export interface PasswordStory {
  /** As typed; null: nobody signs in with a password. */
  readonly user: string | null;
  readonly submitted: readonly PasswordEvent<'submitted'>[];
  readonly accepted: PasswordEvent<'judged'> | null;
  readonly rejected: PasswordEvent<'judged'> | null;
  readonly withheld: readonly PasswordEvent<'withheld'>[];
}

/** One thing that the sign-in tried, or could not even try, and that came to nothing. */
export interface Setback {
  readonly cause: SetbackCause;
  readonly purpose: AttemptPurpose;
  readonly method: AuthMethod | null;
  readonly attempt: Attempt | null;
  readonly choice: MethodChoice | null;
  readonly ticket: TicketFailure | null;
  readonly web: WebFailure | null;
  readonly signature: CheckedSignature | null;
  readonly kdcs: LocatedKdcs | null;
  /** It is why the sign-in failed; the others were survived, or would not have mattered. */
  readonly isDecisive: boolean;
  readonly evidence: readonly number[];
}

export interface AuthenticationFacts {
  /** Credentials were given for this run, so that a challenge is not the end of it. */
  readonly isWanted: boolean;
  readonly choices: readonly MethodChoice[];
  readonly attempts: readonly Attempt[];
  readonly registered: Registered | null;
  /** The attempt that signed in. */
  readonly signedIn: Attempt | null;
  readonly withdrawn: LoggedEventOf<'authentication.withdrawn'> | null;
  readonly password: PasswordStory;
  readonly clocks: ServerClocks;
  readonly setbacks: readonly Setback[];
  readonly hasWebService: boolean;
  readonly hasKerberos: boolean;
  readonly hasSignatures: boolean;
  readonly hasCertificate: boolean;
}

/** lastHopSeq: where the sign-in was sent on for the last time; what the servers before that made of it is settled. */
export function authenticationFactsOf(
  index: LogIndex,
  registrations: readonly Registration[],
  network: Network,
  ending: Ending,
  lastHopSeq: number,
): AuthenticationFacts {
  const plan = index.of('run.started').at(0)?.data.plan;
  const found = attemptFactsOf(index, registrations);
  const { attempts } = found;
  const choices = index.of('authentication.method.chosen').map(({ seq, data }) => ({ ...data, seq }));
  const registered = index.of('authentication.registered').at(0);
  const signedIn =
    attempts.find(({ purpose, outcome }) => purpose === 'sign-in' && outcome === 'signed-in') ?? null;
  const password = passwordStoryOf(
    index,
    plan?.credentials.kind === 'password' ? plan.credentials.user : null,
  );
  const clocks = serverClocksOf(index);
  const deadKdcs = deadKdcsOf(index, network);
  const successes = attempts.filter(({ outcome }) => outcome === 'signed-in').length;
  const context: CauseContext = {
    clocks,
    isProvenBeside: (attempt) => isProvenBeside(attempt, successes, password),
    isKdcDead: deadKdcs !== null,
    isTimedOut: ending.isTimedOut,
  };
  return {
    isWanted: plan !== undefined && plan.credentials.kind !== 'none' && plan.auth !== 'none',
    choices,
    attempts,
    registered: registered === undefined ? null : { ...registered.data, seq: registered.seq },
    signedIn,
    withdrawn: index.of('authentication.withdrawn').at(-1) ?? null,
    password,
    clocks,
    setbacks: withDecisive(setbacksOf(found, choices, deadKdcs, context, lastHopSeq), lastHopSeq),
    hasWebService: ['web-service.metadata.read', 'web-ticket.issued', 'web-service.failed'].some((kind) =>
      index.log.some((event) => event.kind === kind),
    ),
    hasKerberos:
      attempts.some(({ method }) => method === 'kerberos') ||
      index.of('kerberos.ticket.requested').length > 0,
    hasSignatures: index.of('authentication.signature.checked').length > 0,
    hasCertificate: attempts.some(({ certificate }) => certificate !== null),
  };
}

function passwordStoryOf(index: LogIndex, user: string | null): PasswordStory {
  const judged = index.of('authentication.password.judged').map(({ seq, data }) => ({ ...data, seq }));
  return {
    user,
    submitted: index.of('authentication.password.submitted').map(({ seq, data }) => ({ ...data, seq })),
    accepted: judged.find(({ verdict }) => verdict === 'accepted') ?? null,
    rejected: judged.find(({ verdict }) => verdict === 'rejected') ?? null,
    withheld: index.of('authentication.password.withheld').map(({ seq, data }) => ({ ...data, seq })),
  };
}

/** The password was accepted elsewhere, or other credentials of the same user signed him in. */
function isProvenBeside(attempt: Attempt, successes: number, { accepted }: PasswordStory): boolean {
  const end = attempt.endedSeq ?? Infinity;
  const isAcceptedElsewhere = accepted !== null && (accepted.seq < attempt.startedSeq || accepted.seq > end);
  return isAcceptedElsewhere || successes > (attempt.outcome === 'signed-in' ? 1 : 0);
}

/** Outside nobody expects to reach one. A ticket that came all the same shows that it was only the test that failed. */
function deadKdcsOf(index: LogIndex, network: Network): LocatedKdcs | null {
  if (network === 'external' || index.of('kerberos.ticket.obtained').length > 0) return null;
  const dead = index
    .of('kerberos.kdc.located')
    .findLast(({ data }) => data.kdcs.length > 0 && data.reachable === null);
  return dead === undefined ? null : { ...dead.data, seq: dead.seq };
}

const NONE = { attempt: null, choice: null, ticket: null, web: null, signature: null, kdcs: null } as const;

function setbacksOf(
  { attempts, looseTickets, looseSignatures, looseWeb }: ReturnType<typeof attemptFactsOf>,
  choices: readonly MethodChoice[],
  deadKdcs: LocatedKdcs | null,
  context: CauseContext,
  lastHopSeq: number,
): readonly Setback[] {
  const ofAttempts = attempts.flatMap((attempt) => setbacksOfAttempt(attempt, deadKdcs, context));
  const nothingTried = attempts.every(
    ({ purpose, startedSeq }) => purpose !== 'sign-in' || startedSeq < lastHopSeq,
  );
  const refused = nothingTried
    ? choices.filter((one) => one.purpose === 'sign-in' && one.method === null)
    : [];
  const ofChoices = refused.slice(-1).map((choice): Setback => {
    const ticket = looseTickets.at(-1) ?? null;
    const cause = causeOfChoice(choice, ticket, deadKdcs);
    const kdcs = cause === 'kdc-unreachable' ? deadKdcs : null;
    return {
      ...NONE,
      cause,
      purpose: 'sign-in',
      method: null,
      choice,
      ticket,
      kdcs,
      isDecisive: false,
      evidence: seqs([choice.seq, ticket?.seq, kdcs?.seq]),
    };
  });
  const isTold = ofChoices.some(({ ticket }) => ticket !== null);
  const ofTickets = (isTold ? looseTickets.slice(0, -1) : looseTickets)
    .map((ticket) => ({ ticket, cause: causeOfTicketFailure(ticket) }))
    // That there was no ticket is the ordinary case of a PC outside of the domain.
    .filter(({ cause }) => cause !== 'no-common-method')
    .map(({ ticket, cause }): Setback => ({
      ...NONE,
      cause,
      purpose: 'sign-in',
      method: 'kerberos',
      ticket,
      kdcs: cause === 'kdc-unreachable' ? deadKdcs : null,
      isDecisive: false,
      evidence: [ticket.seq],
    }));
  const ofWeb = looseWeb.slice(-1).map((web): Setback => ({
    ...NONE,
    cause: causeOfWebFailure(web, null, context),
    purpose: 'sign-in',
    method: 'tls-dsk',
    web,
    isDecisive: false,
    evidence: [web.seq],
  }));
  const ofSignatures = looseSignatures.slice(0, 1).map((signature): Setback => ({
    ...NONE,
    cause: 'server-signature-invalid',
    purpose: 'sign-in',
    method: signature.method,
    signature,
    isDecisive: false,
    evidence: [signature.seq],
  }));
  const known = [...ofAttempts, ...ofChoices, ...ofTickets, ...ofWeb, ...ofSignatures];
  const isDeadTold = deadKdcs === null || known.some(({ cause }) => cause === 'kdc-unreachable');
  const ofKdcs: readonly Setback[] =
    isDeadTold || attempts.length === 0
      ? []
      : [
          {
            ...NONE,
            cause: 'kdc-unreachable',
            purpose: 'sign-in',
            method: 'kerberos',
            kdcs: deadKdcs,
            isDecisive: false,
            evidence: [deadKdcs.seq],
          },
        ];
  return [...known, ...ofKdcs];
}

function setbacksOfAttempt(
  attempt: Attempt,
  deadKdcs: LocatedKdcs | null,
  context: CauseContext,
): readonly Setback[] {
  const { purpose, method, ticketFailure, webFailure, badSignatures, certificate, alert, last } = attempt;
  const cause = causeOfAttempt(attempt, context);
  // A wrong signature on an answer that the sign-in did not hang on.
  const signature = badSignatures[0] ?? null;
  const told = cause ?? (signature === null ? null : 'server-signature-invalid');
  if (told === null) return [];
  const kdcs = told === 'kdc-unreachable' ? deadKdcs : null;
  return [
    {
      ...NONE,
      cause: told,
      purpose,
      method,
      attempt,
      ticket: ticketFailure,
      web: webFailure,
      signature,
      kdcs,
      isDecisive: false,
      evidence: seqs([
        attempt.startedSeq,
        kdcs?.seq,
        ticketFailure?.seq,
        attempt.webTicket?.seq,
        certificate?.seq,
        webFailure?.seq,
        alert?.seq,
        last?.requestSeq,
        ...(last?.provisionalSeqs ?? []),
        last?.final?.seq,
        last?.rejected?.seq,
        last?.failed?.seq,
        signature?.seq,
        attempt.endedSeq,
      ]),
    },
  ];
}

function causeOfChoice(
  { candidates }: MethodChoice,
  ticket: TicketFailure | null,
  deadKdcs: LocatedKdcs | null,
): SetbackCause {
  const kerberos = candidates.find(({ method }) => method === 'kerberos')?.reason;
  if (kerberos === 'outside') return 'kerberos-outside';
  if (ticket !== null && kerberos !== 'not-offered') return causeOfTicketFailure(ticket);
  if (kerberos === 'no-kdc' || (kerberos === 'no-ticket' && deadKdcs !== null)) return 'kdc-unreachable';
  return 'no-common-method';
}

/**
 * What the directory says of the account holds whatever is tried next. Otherwise the last thing that was tried in earnest
 * decides: the client had gone past the ones before. A server that sent the sign-in on decides nothing any more.
 */
function withDecisive(setbacks: readonly Setback[], lastHopSeq: number): readonly Setback[] {
  const own = setbacks.filter(
    ({ purpose, cause, evidence }) =>
      purpose === 'sign-in' && cause !== 'withheld' && evidence.some((seq) => seq > lastHopSeq),
  );
  const tried = own.filter(({ attempt, choice }) => attempt !== null || choice !== null);
  const decisive =
    own.find(({ cause, ticket }) => cause === 'account-locked' || isAboutAccount(cause, ticket)) ??
    tried.at(-1) ??
    own.at(-1);
  return setbacks.map((one) => (one === decisive ? { ...one, isDecisive: true } : one));
}

function isAboutAccount(cause: SetbackCause, ticket: TicketFailure | null): boolean {
  return cause === 'credentials-rejected' && ticket !== null;
}

/** Takes a list: a server may send more provisional answers than a function takes arguments. */
function seqs(all: readonly (number | null | undefined)[]): readonly number[] {
  return all.filter((seq): seq is number => seq !== null && seq !== undefined);
}
