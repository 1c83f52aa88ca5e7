import type { SipRequest } from '../../../../shared/protocol/sip/message.ts';
import { buildRegisterRequest } from '../../../../shared/protocol/sip/register-request.ts';
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

/** A row of REGISTERs that belong together: same Call-ID, From tag and endpoint, CSeq counting up ([MS-SIP] 4.1). */
export interface RegisterDialog {
  readonly channel: SipChannel;
  send(ctx: ProbeContext, options?: RegisterOptions): Promise<SipTransactionResult>;
}

export function createRegisterDialog(ctx: ProbeContext, channel: SipChannel): RegisterDialog {
  const { address } = ctx.plan;
  const { localAddress, localPort } = channel.connection;
  const identity = endpointIdentityOf(address, ctx.ports.machineId());
  const callId = randomHex(ctx.ports.entropy, 16);
  const fromTag = randomHex(ctx.ports.entropy, 5);
  let cseq = 0;
  return {
    channel,
    send(at, { expires, authorize, onSent } = {}) {
      cseq += 1;
      const request = buildRegisterRequest({
        address,
        localAddress,
        localPort,
        transport: 'tls',
        ...identity,
        callId,
        fromTag,
        cseq,
        expires: expires ?? null,
      });
      return runSipTransaction(at, channel, authorize === undefined ? request : authorize(request), onSent);
    },
  };
}
