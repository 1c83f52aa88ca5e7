import { withDeadline } from '../clock.ts';
import type { ProbeContext } from '../context.ts';
import type { RegisterDialog, RegisterOptions } from '../probes/registration/register-dialog.ts';
import { isSuccess } from './attempt-ending.ts';
import type { SipTransactionResult } from '../probes/registration/sip-transaction.ts';
import { CONFIRMATION_MS, withGrace } from './grace.ts';
import type { SipAssociation } from './sip-association.ts';

/**
 * Takes the registration back: a REGISTER with Expires 0 in the same association, on a cancelled run too ([MS-SIP] 3.1.5.3).
 * association null: the registrar has us though no keys were agreed, so there is nothing to sign with.
 * Returns whether the registrar confirmed it.
 */
export async function withdraw(
  run: ProbeContext,
  dialog: RegisterDialog,
  association: SipAssociation | null,
): Promise<boolean> {
  const at = scopeOf(run, dialog);
  const result = await withGrace(at, CONFIRMATION_MS, (ctx) => dialog.send(ctx, removal(association)));
  recordWithdrawal(at, result, association);
  return isConfirmed(result);
}

/**
 * The same when nobody knows whether there is a registration: the request that asks for it has left, and no answer has come.
 * Waits for a moment only, and says nothing of a server that stays silent.
 */
export async function withdrawUnconfirmed(
  run: ProbeContext,
  dialog: RegisterDialog,
  association: SipAssociation,
): Promise<void> {
  if (!dialog.channel.isOpen) return;
  const at = scopeOf(run, dialog);
  const waited = await withDeadline(at.ports.clock, CONFIRMATION_MS, NEVER, (signal) =>
    dialog.send(at.under(signal), removal(association)),
  );
  // A refusal tells nothing: there may have been nothing to take back.
  if (waited.kind === 'done' && isConfirmed(waited.value)) recordWithdrawal(at, waited.value, association);
}

/** The run may have been cancelled already: only the time limits. */
const NEVER = new AbortController().signal;

function scopeOf(run: ProbeContext, { channel: { connection } }: RegisterDialog): ProbeContext {
  const { endpoint, flow } = connection;
  return run.at({ probe: `sign-out at ${endpoint.host}:${endpoint.port}`, flow });
}

function removal(association: SipAssociation | null): RegisterOptions {
  if (association === null) return { expires: 0 };
  return { expires: 0, authorize: (request) => association.signed(request) };
}

function isConfirmed(result: SipTransactionResult): boolean {
  return result.kind === 'answered' && isSuccess(result.response);
}

function recordWithdrawal(
  ctx: ProbeContext,
  result: SipTransactionResult,
  association: SipAssociation | null,
): void {
  if (result.kind !== 'answered') {
    ctx.record('authentication.withdrawn', { status: null });
    return;
  }
  association?.check(result.response, result.seq, ctx);
  ctx.record('authentication.withdrawn', { status: result.response.status }, result.seq);
}
