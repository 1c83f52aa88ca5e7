import type { EventData } from '../../../shared/events/catalogue.ts';
import type { SipResponse } from '../../../shared/protocol/sip/message.ts';
import { offeredSchemes, type OfferedScheme } from '../../../shared/protocol/sip/offered-schemes.ts';
import type { AuthMethod } from '../../../shared/run/ids.ts';
import type { ProbeContext } from '../context.ts';
import type { RegisterDialog } from '../probes/registration/register-dialog.ts';
import { isSuccess } from './attempt-ending.ts';
import { isAnswerable, offerOf } from './choose-method.ts';
import { observeSipToken } from './observe-sip-token.ts';
import { serverTokenFor } from './server-token.ts';
import { withOpeningToken } from './sip-credentials.ts';
import { tlsDskHello } from './tls-dsk/tls-dsk-hello.ts';
import { withdraw } from './withdraw.ts';

type Previewed = Exclude<AuthMethod, 'kerberos'>;
type Ending = Pick<EventData<'authentication.attempt.ended'>, 'outcome' | 'status' | 'detail' | 'registers'>;

/** What can be asked without credentials, in the order of what it tells. */
const PREVIEWED: readonly Previewed[] = ['ntlm', 'tls-dsk'];

/**
 * Learns what a server says before anybody logs on, and no more: its NTLM challenge to an empty token (domain, forest, host, exact
 * time) and its TLS-DSK hello (certificate, protocol, cipher suite). Neither is a logon, neither counts against an account.
 */
export async function previewMethods(
  run: ProbeContext,
  dialog: RegisterDialog,
  challenge: SipResponse,
): Promise<void> {
  const offers = offeredSchemes(challenge);
  for (const method of PREVIEWED) {
    const offer = offerOf(offers, method);
    if (offer === null || !isAnswerable(offer)) continue;
    if (run.signal.aborted || !dialog.channel.isOpen) return;
    const { endpoint, flow } = dialog.channel.connection;
    const ctx = run.at({ probe: `${method} without credentials at ${endpoint.host}:${endpoint.port}`, flow });
    const attempt = { purpose: 'preview', method, expectedRegisters: null } as const;
    ctx.record('authentication.attempt.started', { ...attempt, endpoint });
    const ending = await preview(ctx, dialog, method, offer);
    ctx.record('authentication.attempt.ended', { ...attempt, ...ending });
  }
}

async function preview(
  ctx: ProbeContext,
  dialog: RegisterDialog,
  method: Previewed,
  offer: OfferedScheme,
): Promise<Ending> {
  const { peer } = dialog.channel.connection;
  const token = await openingToken(ctx, method);
  if (token === null) {
    const outcome = ctx.signal.aborted ? 'cancelled' : 'bad-token';
    return { outcome, status: null, detail: 'Our own TLS library gave no hello.', registers: 0 };
  }
  const result = await dialog.send(ctx, {
    authorize: (request) => withOpeningToken(request, offer, token),
    onSent: (seq) => observeSipToken(ctx, peer, 'sent', method, token, { seq }),
  });
  const sent = { detail: null, registers: 1 };
  if (result.kind !== 'answered') return { ...sent, outcome: result.kind, status: null };
  const { response } = result;
  const { status } = response;
  // A server that takes anybody in has taken us.
  if (isSuccess(response)) await withdraw(ctx, dialog, null);
  const answer = serverTokenFor(response, method);
  if (answer === null) return { ...sent, outcome: 'refused', status };
  observeSipToken(ctx, peer, 'received', method, answer.bytes, result);
  return { ...sent, outcome: 'learned', status };
}

/** null: our own TLS library made none in time, or the run was cancelled. */
function openingToken(ctx: ProbeContext, method: Previewed): Promise<Uint8Array | null> {
  const { ports, signal, plan } = ctx;
  return method === 'ntlm'
    ? Promise.resolve(new Uint8Array(0))
    : tlsDskHello({ clock: ports.clock, signal, limits: plan.limits });
}
