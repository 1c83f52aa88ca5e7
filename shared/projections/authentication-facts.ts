import type { EventData, LoggedEvent, LoggedEventOf } from '../events/catalogue.ts';
import type { AttemptOutcome, AttemptPurpose, Carrier } from '../events/authentication-events.ts';
import type { SipEndpoint } from '../events/connection-events.ts';
import type { AuthMethod } from '../run/ids.ts';
import type { RunPlan } from '../run/plan.ts';
import { credentialsOf, isRegister, isWithdrawal } from './sip-reading.ts';

/** One method tried at one server: what it took and what came of it. */
export interface SignInAttempt {
  readonly purpose: AttemptPurpose;
  readonly method: AuthMethod;
  readonly endpoint: SipEndpoint;
  /** REGISTERs sent, the anonymous one included. */
  readonly registers: number;
  readonly expectedRegisters: number | null;
  /** null: it goes on. */
  readonly outcome: AttemptOutcome | null;
  readonly status: number | null;
  readonly registered: EventData<'authentication.registered'> | null;
  /** The front end that signs its answers; null: no keys were agreed. */
  readonly targetname: string | null;
  /** The registrar took it, and its answer bears the right signature. */
  readonly isSignedIn: boolean;
}

export interface PasswordUse {
  readonly carrier: Carrier;
  readonly to: string;
  readonly user: string;
  /** null: not known yet. */
  readonly verdict: 'accepted' | 'rejected' | 'undecided' | null;
}

type PasswordUseDraft = { -readonly [K in keyof PasswordUse]: PasswordUse[K] };

/** What became of proving who the user is. */
export interface AuthenticationFacts {
  /** The plan names a method and somebody who signs in. */
  readonly wantsSignIn: boolean;
  /** The client's latest choice for the sign-in itself. */
  readonly choice: LoggedEventOf<'authentication.method.chosen'> | null;
  readonly attempts: readonly SignInAttempt[];
  /**
   * The attempt that decides: the one that succeeded, else the last one of the sign-in itself; after redirects that at the last
   * server.
   */
  readonly signIn: SignInAttempt | null;
  readonly isSignedIn: boolean;
  /** Signed in, or known where it was tried last and sent on to the home server. */
  readonly isAuthenticated: boolean;
  /** The server that took the proof and sent the sign-in on; null: none did. */
  readonly sentOn: SignInAttempt | null;
  /** null: nothing was taken back. */
  readonly withdrawal: EventData<'authentication.withdrawn'> | null;
  readonly passwordUses: readonly PasswordUse[];
  /** Why the password was kept back the first time; null: it never was. */
  readonly keptBack: EventData<'authentication.password.withheld'> | null;
  /** REGISTERs without credentials to a server, previews and comparisons left out. */
  plainRegistersTo(server: { readonly host: string; readonly port: number }): number;
}

interface OpenAttempt {
  readonly started: EventData<'authentication.attempt.started'>;
  sent: number;
  ended: EventData<'authentication.attempt.ended'> | null;
  registered: LoggedEventOf<'authentication.registered'> | null;
  targetname: string | null;
  readonly checks: { readonly cause: number | null; readonly valid: boolean }[];
}

/** Never fails, however short the log is. */
export function authenticationFacts(log: readonly LoggedEvent[], plan: RunPlan | null): AuthenticationFacts {
  const attempts: OpenAttempt[] = [];
  const plain = new Map<string, number>();
  const uses: PasswordUseDraft[] = [];
  let announced: AttemptPurpose = 'sign-in';
  let choice: LoggedEventOf<'authentication.method.chosen'> | null = null;
  let withdrawal: EventData<'authentication.withdrawn'> | null = null;
  let keptBack: EventData<'authentication.password.withheld'> | null = null;
  const latest = new Map<AuthMethod, OpenAttempt>();
  /** By method, and by method and purpose: in order, with ended ones among them until they come to the end. */
  const going = new Map<string, OpenAttempt[]>();
  /** By carrier; judged ones among them until they come to the end. */
  const unjudged = new Map<Carrier, PasswordUseDraft[]>();

  const begin = (started: OpenAttempt['started']): void => {
    const begun = { started, sent: 0, ended: null, registered: null, targetname: null, checks: [] };
    attempts.push(begun);
    latest.set(started.method, begun);
    addTo(going, started.method, begun);
    addTo(going, `${started.method} ${started.purpose}`, begun);
  };
  const submit = (use: PasswordUseDraft): void => {
    uses.push(use);
    addTo(unjudged, use.carrier, use);
  };

  for (const event of log) {
    switch (event.kind) {
      case 'authentication.method.chosen':
        announced = event.data.purpose;
        if (announced === 'sign-in') choice = event;
        break;
      case 'authentication.attempt.started':
        announced = event.data.purpose;
        begin(event.data);
        break;
      case 'authentication.attempt.ended': {
        const { purpose, method } = event.data;
        const own = lastThat(going.get(`${method} ${purpose}`), isGoing);
        if (own !== undefined) own.ended = event.data;
        break;
      }
      case 'sip.request.sent':
        countRegister(event.data, going, announced, plain);
        break;
      case 'authentication.association.established': {
        const own = latest.get(event.data.method);
        if (own !== undefined) own.targetname = event.data.targetname;
        break;
      }
      case 'authentication.signature.checked': {
        const own = latest.get(event.data.method);
        // What comes after the registration is signed as well, and is no part of the proof.
        if (own?.registered === null) own.checks.push({ cause: event.cause, valid: event.data.valid });
        break;
      }
      case 'authentication.registered': {
        const own = latest.get(event.data.method);
        if (own !== undefined) own.registered ??= event;
        break;
      }
      case 'authentication.withdrawn':
        withdrawal = event.data;
        break;
      case 'authentication.password.submitted':
        submit({ ...event.data, verdict: null });
        break;
      case 'authentication.password.judged': {
        const { carrier, verdict } = event.data;
        const use = lastThat(unjudged.get(carrier), (one) => one.verdict === null);
        if (use !== undefined) use.verdict = verdict;
        break;
      }
      case 'authentication.password.withheld':
        keptBack ??= event.data;
        break;
      default:
        break;
    }
  }

  const all = attempts.map(toAttempt);
  const own = all.filter(({ purpose }) => purpose === 'sign-in');
  const signIn = own.find(({ isSignedIn }) => isSignedIn) ?? own.at(-1) ?? null;
  const sentOn = own.findLast(({ outcome }) => outcome === 'redirected') ?? null;
  return {
    wantsSignIn: plan !== null && plan.auth !== 'none' && plan.credentials.kind !== 'none',
    choice,
    attempts: all,
    signIn,
    isSignedIn: signIn?.isSignedIn ?? false,
    isAuthenticated: signIn !== null && (signIn.isSignedIn || signIn.outcome === 'redirected'),
    sentOn,
    withdrawal,
    passwordUses: uses,
    keptBack,
    plainRegistersTo: (server) => plain.get(keyOf(server)) ?? 0,
  };
}

function countRegister(
  request: EventData<'sip.request.sent'>,
  going: ReadonlyMap<string, OpenAttempt[]>,
  announced: AttemptPurpose,
  plain: Map<string, number>,
): void {
  if (!isRegister(request) || isWithdrawal(request.headers)) return;
  const credentials = credentialsOf(request.headers);
  if (credentials === null) {
    // Looking ahead and comparing have a first REGISTER of their own.
    if (announced !== 'sign-in') return;
    const key = keyOf(request.peer);
    plain.set(key, (plain.get(key) ?? 0) + 1);
    return;
  }
  const own = lastThat(going.get(credentials.method ?? ''), isGoing);
  if (own !== undefined) own.sent += 1;
}

function isGoing({ ended }: OpenAttempt): boolean {
  return ended === null;
}

/** Drops what no longer holds from the end; nothing of it ever holds again. */
function lastThat<T>(list: T[] | undefined, holds: (item: T) => boolean): T | undefined {
  for (let last = list?.at(-1); last !== undefined; last = list?.at(-1)) {
    if (holds(last)) return last;
    list?.pop();
  }
  return undefined;
}

function addTo<K, T>(lists: Map<K, T[]>, key: K, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

function keyOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host.toLowerCase()}:${port}`;
}

function toAttempt({ started, sent, ended, registered, targetname, checks }: OpenAttempt): SignInAttempt {
  const outcome = ended?.outcome ?? null;
  const ofAnswer = checks.filter(({ cause }) => cause !== null && cause === registered?.cause);
  const deciding = ofAnswer.length > 0 ? ofAnswer : checks;
  const isSigned = deciding.length > 0 && deciding.every(({ valid }) => valid);
  return {
    purpose: started.purpose,
    method: started.method,
    endpoint: started.endpoint,
    // The anonymous REGISTER comes before the attempt that it makes possible.
    registers: ended?.registers ?? registered?.data.registers ?? sent + 1,
    expectedRegisters:
      started.expectedRegisters ?? ended?.expectedRegisters ?? registered?.data.expectedRegisters ?? null,
    outcome,
    status: ended?.status ?? null,
    registered: registered?.data ?? null,
    targetname: targetname?.replace(/^sip\//i, '') ?? null,
    isSignedIn: registered !== null && isSigned && (outcome === null || outcome === 'signed-in'),
  };
}
