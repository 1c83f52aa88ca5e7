import type { SipResponse } from '../../../../shared/protocol/sip/message.ts';
import type { ProbeContext } from '../../context.ts';
import { isRedirect, type Answered } from '../../auth/attempt-ending.ts';
import { recordServerDate } from '../../auth/server-clock.ts';
import type { SipConnection } from '../connectivity/sip-connection.ts';
import { createRegisterDialog, type RegisterDialog, type RegisterSequence } from './register-dialog.ts';
import { SipChannel } from './sip-channel.ts';

export type RegisterOutcome =
  /** The server asks who is there: the connection stays open, whoever goes on with the dialog closes its channel. */
  | { readonly kind: 'challenged'; readonly dialog: RegisterDialog; readonly response: SipResponse }
  /** Sent on before anybody asked who is there; nobody signed it. */
  | { readonly kind: 'redirected'; readonly answer: Answered; readonly sequence: RegisterSequence }
  | { readonly kind: 'final'; readonly status: number }
  | { readonly kind: 'not-sip' }
  | { readonly kind: 'no-answer' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'cancelled' };

/**
 * Asks the registrar to register without credentials, as the Microsoft client begins every sign-in: the answer is a 401 with the
 * methods that it offers, or says why it would not even ask. sequence: of the server that sent us here. Sends the first REGISTER of [MS-SIP] 4.1 and waits for its final
 * answer. A server that registers anybody is told at once to forget it again. Without a challenge the connection is closed.
 */
export async function registerAnonymously(
  ctx: ProbeContext,
  connection: SipConnection,
  sequence?: RegisterSequence,
): Promise<RegisterOutcome> {
  const { host, port } = connection.endpoint;
  const at = ctx.at({ probe: `anonymous REGISTER ${host}:${port}`, flow: connection.flow });
  const channel = new SipChannel(at, connection);
  const dialog = createRegisterDialog(at, channel, sequence);
  // What the server said while its certificate was judged is read first: a TLS 1.3 server that refuses us does so only now
  // (RFC 8446 4.4.2.4), and writing to a connection that it has closed may lose its reason.
  await ctx.ports.clock.sleep(0, ctx.signal);
  const result = await dialog.send(at);
  if (result.kind !== 'answered') {
    channel.close();
    return result;
  }
  const { status } = result.response;
  recordServerDate(at, host, result);
  if (status === 401 || status === 407) return { kind: 'challenged', dialog, response: result.response };
  if (status >= 200 && status < 300) await dialog.send(at, { expires: 0 });
  channel.close();
  if (!isRedirect(result.response)) return { kind: 'final', status };
  return { kind: 'redirected', answer: result, sequence: dialog.sequence };
}
