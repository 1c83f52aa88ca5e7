import type { AttemptOutcome, AttemptPurpose } from '../../../shared/events/authentication-events.ts';
import type { OfferedScheme } from '../../../shared/protocol/sip/offered-schemes.ts';
import type { AuthMethod } from '../../../shared/run/ids.ts';
import type { ProbeContext } from '../context.ts';
import type { RegisterDialog, RegisterOptions } from '../probes/registration/register-dialog.ts';
import type { SipTransactionResult } from '../probes/registration/sip-transaction.ts';
import {
  endedBy,
  endedWithout,
  endingOfAdvance,
  isChallenge,
  isRedirect,
  isSuccess,
  provesLogon,
  type Answered,
  type AttemptEnding,
} from './attempt-ending.ts';
import { REGISTERS_NEEDED } from './choose-method.ts';
import type { ContextOutcome } from './context-outcome.ts';
import { LAST_ANSWER_MS, withGrace } from './grace.ts';
import { observeSipToken } from './observe-sip-token.ts';
import type { PasswordLease } from './password-guard.ts';
import { recordRegistered } from './registered.ts';
import type { Registration } from './registration.ts';
import type { SecurityContext } from './security-context.ts';
import { serverTokenFor } from './server-token.ts';
import { SipAssociation } from './sip-association.ts';
import { withdraw, withdrawUnconfirmed } from './withdraw.ts';

/** Requests with a token in one handshake: TLS-DSK has two, nobody has more than these. */
const MAX_TOKENS = 6;

export interface Attempt {
  readonly purpose: Exclude<AttemptPurpose, 'preview'>;
  readonly method: AuthMethod;
  readonly offer: OfferedScheme;
  /** Prepares the method; called once. */
  readonly open: (ctx: ProbeContext) => Promise<ContextOutcome>;
  /** What is done while the registration stands; it is taken back afterwards, whatever comes of it. */
  readonly whileRegistered?: (registration: Registration) => Promise<void>;
}

export interface AttemptResult {
  readonly outcome: AttemptOutcome;
  /** Of the answer that ended it. */
  readonly status: number | null;
  /** What ended it, where that was an answer. */
  readonly answer: Answered | null;
  /** The registrar has us, and its connection was lost before we could sign out. */
  readonly isLeftBehind: boolean;
}

/**
 * Signs in with one method on a dialog whose first REGISTER was challenged: token after token, then the signed request, then the
 * server's signature ([MS-SIPAE] 3.2.5.1); and takes the registration back. Everything is recorded. The password is judged by what
 * the server answers. Leaves no keys behind, however it ends.
 */
export async function attemptMethod(
  run: ProbeContext,
  dialog: RegisterDialog,
  attempt: Attempt,
): Promise<AttemptResult> {
  const { purpose, method } = attempt;
  const { endpoint, flow } = dialog.channel.connection;
  const ctx = run.at({ probe: `${method} at ${endpoint.host}:${endpoint.port}`, flow });
  const expectedRegisters = REGISTERS_NEEDED[method];
  ctx.record('authentication.attempt.started', { purpose, method, endpoint, expectedRegisters });
  const exchange = new MethodExchange(ctx, dialog, attempt);
  try {
    const { outcome, answer, detail } = await exchange.run();
    const { registers } = exchange;
    const status = answer?.response.status ?? null;
    const ended = { purpose, method, outcome, status, detail, registers, expectedRegisters };
    ctx.record('authentication.attempt.ended', ended);
    let isLeftBehind = false;
    try {
      if (outcome === 'signed-in' && answer !== null && purpose !== 'sign-out') {
        recordRegistered(ctx, method, registers, answer);
        await exchange.stay(attempt.whileRegistered, answer);
      }
    } finally {
      isLeftBehind = !(await exchange.takeBack(run)) && !dialog.channel.isOpen;
    }
    return { outcome, status, answer, isLeftBehind };
  } finally {
    exchange.close();
  }
}

/** One method on its way. */
class MethodExchange {
  /** Sent so far. The anonymous one came before. */
  registers = 1;
  private context: SecurityContext | null = null;
  private lease: PasswordLease | null = null;
  private association: SipAssociation | null = null;
  /** The request has left that completes the method: who answers it takes us in, or refuses us. */
  private isCompleted = false;
  private last: SipTransactionResult | null = null;
  private hasStayed = false;
  private readonly ctx: ProbeContext;
  private readonly dialog: RegisterDialog;
  private readonly attempt: Attempt;

  constructor(ctx: ProbeContext, dialog: RegisterDialog, attempt: Attempt) {
    this.ctx = ctx;
    this.dialog = dialog;
    this.attempt = attempt;
  }

  async run(): Promise<AttemptEnding> {
    const { ctx, attempt, dialog } = this;
    const opened = await attempt.open(ctx);
    if (opened.ok) {
      this.context = opened.context;
      this.lease = opened.lease;
    }
    if (ctx.signal.aborted) return endedWithout('cancelled');
    if (!opened.ok) return endedWithout(opened.outcome, opened.detail);
    this.association = new SipAssociation(ctx, dialog.channel.connection.peer, opened.context, attempt.offer);
    const ending = await this.exchangeTokens(opened.context, this.association);
    this.leaveUndecided();
    return ending;
  }

  async stay(whileRegistered: Attempt['whileRegistered'], answer: Answered): Promise<void> {
    const { dialog, association } = this;
    if (association === null || whileRegistered === undefined) return;
    this.hasStayed = true;
    await whileRegistered({ dialog, association, answer });
  }

  /**
   * Whatever the server made of us, it shall forget it: also where its answer is not believed, or has not come.
   * Returns false when it has us, and did not confirm that we are gone.
   */
  async takeBack(run: ProbeContext): Promise<boolean> {
    const { last, dialog, association } = this;
    const at = this.hasStayed ? run.at({ step: 'settings' }) : run;
    const keyed = this.isCompleted ? association : null;
    if (last?.kind === 'answered' && isSuccess(last.response)) return withdraw(at, dialog, keyed);
    if (keyed !== null && (last?.kind === 'no-answer' || last?.kind === 'cancelled')) {
      await withdrawUnconfirmed(at, dialog, keyed);
    }
    return true;
  }

  /** Idempotent. */
  close(): void {
    this.leaveUndecided();
    this.context?.close();
  }

  /** What no answer has decided: a password that never left is as good as new, one that did is not sent again. */
  private leaveUndecided(): void {
    this.lease?.judged('undecided', this.association?.targetname ?? '');
  }

  private async exchangeTokens(
    context: SecurityContext,
    association: SipAssociation,
  ): Promise<AttemptEnding> {
    let advance = await context.advance(null);
    for (let round = 0; round < MAX_TOKENS; round += 1) {
      if (advance.kind === 'failed') return endingOfAdvance(advance);
      const isComplete = advance.kind === 'complete' || advance.isComplete;
      const token = advance.kind === 'token' ? advance.token : null;
      const result = await this.register(association, token, isComplete);
      if (result.kind !== 'answered') return endedWithout(result.kind);
      if (!isChallenge(result.response)) return this.concludeAnswer(association, result);
      const next = isComplete ? null : serverTokenFor(result.response, context.method);
      if (next === null) return this.refused(result);
      association.rename(next.opaque);
      observeSipToken(this.ctx, association.peer, 'received', context.method, next.bytes, result);
      advance = await context.advance(next.bytes);
    }
    return endedWithout('bad-token', 'The server asked for more tokens than the method has.');
  }

  private async register(
    association: SipAssociation,
    token: Uint8Array | null,
    isComplete: boolean,
  ): Promise<SipTransactionResult> {
    // A cancelled run begins nothing: the last request is a logon, and is waited for.
    if (this.ctx.signal.aborted) return { kind: 'cancelled' };
    const options: RegisterOptions = {
      authorize: (request) => association.withToken(request, token, isComplete),
      onSent: (seq) => {
        this.registers += 1;
        if (isComplete) this.complete(association, seq);
        if (token === null) return;
        observeSipToken(this.ctx, association.peer, 'sent', this.attempt.method, token, { seq });
      },
    };
    // The last one may register us: it is waited for even when the run is cancelled, so that it can be taken back.
    this.last = isComplete
      ? await withGrace(this.ctx, LAST_ANSWER_MS, (ctx) => this.dialog.send(ctx, options))
      : await this.dialog.send(this.ctx, options);
    return this.last;
  }

  private complete(association: SipAssociation, seq: number): void {
    this.isCompleted = true;
    this.lease?.submitted();
    this.dialog.channel.connection.holdOpen();
    const { realm, targetname, version, opaque, peer } = association;
    const strength = this.context?.strength ?? null;
    const established = { peer, realm, targetname, version, opaque, strength };
    this.ctx.record(
      'authentication.association.established',
      { method: this.attempt.method, ...established },
      seq,
    );
  }

  /** 401 without a token for us: to the completing request it is the refusal, before that the server does not play along. */
  private refused(answer: Answered): AttemptEnding {
    if (!this.isCompleted) {
      return endedBy(answer, 'refused', 'The server did not go on with the method that it offers.');
    }
    this.lease?.judged('rejected', this.association?.targetname ?? '');
    return endedBy(answer, 'rejected');
  }

  private concludeAnswer(association: SipAssociation, answer: Answered): AttemptEnding {
    const { response, seq } = answer;
    // An error is not always signed; when it is, the server has accepted who we are.
    const mustBeSigned = isSuccess(response) || isRedirect(response);
    const isSigned = (mustBeSigned || association.isSignedBy(response)) && association.check(response, seq);
    // Before the completing request there was nothing to accept, whatever the answer claims.
    if (this.isCompleted && (isSigned || provesLogon(response))) {
      this.lease?.judged('accepted', association.targetname);
    }
    if (!mustBeSigned) return endedBy(answer, 'refused', response.reason);
    if (!isSigned) return endedBy(answer, 'signature-invalid');
    return endedBy(answer, isSuccess(response) ? 'signed-in' : 'redirected');
  }
}
