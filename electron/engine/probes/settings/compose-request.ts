import { formatHostAndPort } from '../../../../shared/lib/host-and-port.ts';
import type { SipHeader, SipRequest } from '../../../../shared/protocol/sip/message.ts';
import { DEFAULT_USER_AGENT } from '../../../../shared/protocol/sip/register-request.ts';
import type { ProbeContext } from '../../context.ts';
import type { SipConnection } from '../connectivity/sip-connection.ts';
import { endpointIdentityOf } from '../registration/endpoint-identity.ts';

/** What every request of one registration says of us. */
export interface RequestSender {
  /** The sign-in address, user@domain. */
  readonly address: string;
  /** Our end of the connection, host:port. */
  readonly local: string;
  readonly epid: string;
  /** URI of Contact. */
  readonly contact: string;
}

/** Where one request stands. */
export interface RequestPlace {
  readonly method: string;
  readonly requestUri: string;
  readonly to: string;
  /** null outside of a dialog. */
  readonly toTag: string | null;
  readonly fromTag: string;
  readonly callId: string;
  readonly cseq: number;
  /** Values of Route, in order (RFC 3261 12.2.1.1). */
  readonly route: readonly string[];
}

/** gruu: our own address at the registrar; without one the client gives the address of the connection, as in its REGISTER. */
export function requestSender(
  ctx: ProbeContext,
  connection: SipConnection,
  gruu: string | null,
): RequestSender {
  const { address } = ctx.plan;
  const { localAddress, localPort } = connection;
  const { epid } = endpointIdentityOf(address, ctx.ports.machineId());
  const local = formatHostAndPort({ host: localAddress.replace(/%.*$/, ''), port: localPort });
  return { address, local, epid, contact: gruu ?? `sip:${local};transport=tls;ms-opaque=${epid}` };
}

/** A request as the REGISTERs before it, with headers and body of its own; without a branch in Via, as the real client has it. */
export function composeRequest(
  { address, local, epid, contact }: RequestSender,
  { method, requestUri, to, toTag, fromTag, callId, cseq, route }: RequestPlace,
  headers: readonly SipHeader[],
  body: Uint8Array = new Uint8Array(0),
): SipRequest {
  return {
    kind: 'request',
    method,
    requestUri,
    headers: [
      { name: 'Via', value: `SIP/2.0/TLS ${local}` },
      { name: 'Max-Forwards', value: '70' },
      ...route.map((value) => ({ name: 'Route', value })),
      { name: 'From', value: `<sip:${address}>;tag=${fromTag};epid=${epid}` },
      { name: 'To', value: toTag === null ? `<${to}>` : `<${to}>;tag=${toTag}` },
      { name: 'Call-ID', value: callId },
      { name: 'CSeq', value: `${cseq} ${method}` },
      { name: 'Contact', value: `<${contact}>` },
      { name: 'User-Agent', value: DEFAULT_USER_AGENT },
      ...headers,
    ],
    body,
  };
}
