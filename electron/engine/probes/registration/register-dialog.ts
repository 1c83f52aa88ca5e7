import { buildRegisterRequest } from '../../../../shared/protocol/sip/register-request.ts';
import type { SipRequest } from '../../../../shared/protocol/sip/message.ts';
import type { ProbeContext } from '../../context.ts';
import { randomHex } from '../../entropy.ts';
import { endpointIdentityOf } from './endpoint-identity.ts';
import type { SipChannel } from './sip-channel.ts';
import { runSipTransaction, type SipTransactionResult } from './sip-transaction.ts';

export interface RegisterOptions {
  /** Seconds; 0 takes the registration back; left out, the server chooses, as for the Microsoft client. */
  readonly expires?: number;
  /** Adds credentials to the finished request: a signature covers its Call-ID, CSeq and tags. */
  readonly authorize?: (request: SipRequest) => SipRequest;
  readonly onSent?: (seq: number) => void;
}

/** REGISTERs that belong together by their Call-ID: a client keeps it also where it is sent on to another server ([MS-SIP] 4.2). */
export interface RegisterSequence {
  readonly callId: string;
  /** CSeq of the next one. */
  next(): number;
}

/** A row of REGISTERs to one server: same Call-ID, From tag and endpoint, CSeq counting up ([MS-SIP] 4.1). */
export interface RegisterDialog {
  readonly channel: SipChannel;
  readonly sequence: RegisterSequence;
  send(ctx: ProbeContext, options?: RegisterOptions): Promise<SipTransactionResult>;
}

export function newRegisterSequence(ctx: ProbeContext): RegisterSequence {
  let cseq = 0;
  return { callId: randomHex(ctx.ports.entropy, 16), next: () => (cseq += 1) };
}

export function createRegisterDialog(
  ctx: ProbeContext,
  channel: SipChannel,
  sequence: RegisterSequence = newRegisterSequence(ctx),
): RegisterDialog {
  const { address } = ctx.plan;
  const { localAddress, localPort } = channel.connection;
  const identity = endpointIdentityOf(address, ctx.ports.machineId());
  const fromTag = randomHex(ctx.ports.entropy, 5);
  return {
    channel,
    sequence,
    send(at, { expires, authorize, onSent } = {}) {
      const request = buildRegisterRequest({
        address,
        localAddress,
        localPort,
        transport: 'tls',
        ...identity,
        callId: sequence.callId,
        fromTag,
        cseq: sequence.next(),
        expires: expires ?? null,
      });
      return runSipTransaction(at, channel, authorize === undefined ? request : authorize(request), onSent);
    },
  };
}
