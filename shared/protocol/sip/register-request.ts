import { formatHostAndPort } from '../../lib/host-and-port.ts';
import { sipDomainOf } from '../../run/plan.ts';
import type { SipHeader, SipRequest } from './message.ts';

export const DEFAULT_USER_AGENT = 'UCCAPI/16.0.4600.1000 OC/16.0.4600.1000 (Skype for Business)';

export interface RegisterInput {
  /** The sign-in address, user@domain. */
  readonly address: string;
  /** Our end of the connection; an IPv6 address may have a zone, which is left out. */
  readonly localAddress: string;
  readonly localPort: number;
  readonly transport: 'tls';
  readonly epid: string;
  /** GUID derived from the epid (deriveInstance). */
  readonly instance: string;
  readonly callId: string;
  readonly fromTag: string;
  readonly cseq: number;
  readonly userAgent?: string;
  /** Network address of the client's subnet, by which a server finds location and bandwidth policy. */
  readonly subnet?: string | null;
  /** Seconds; 0 withdraws the registration; null leaves the choice to the server. */
  readonly expires?: number | null;
}

/**
 * Builds a REGISTER without credentials, shaped like that of the Skype for Business client; the authenticated ones are
 * this one with another CSeq and an Authorization header. Via has no branch, as with the real client. It does not
 * announce com.microsoft.msrtc.presence, which would have the server wait for us to publish presence.
 * Source: [MS-SIP] 3.1.5.1 and 3.1.5.3, [MS-SIPRE] 3.2.3.1, [MS-SIPREGE] 2.2.1.5, and public captures.
 */
export function buildRegisterRequest(input: RegisterInput): SipRequest {
  const { address, epid, cseq, subnet = null, expires = null } = input;
  const local = formatHostAndPort({
    host: input.localAddress.replace(/%.*$/, ''),
    port: input.localPort,
  });
  const headers: readonly SipHeader[] = [
    { name: 'Via', value: `SIP/2.0/${input.transport.toUpperCase()} ${local}` },
    { name: 'Max-Forwards', value: '70' },
    { name: 'From', value: `<sip:${address}>;tag=${input.fromTag};epid=${epid}` },
    { name: 'To', value: `<sip:${address}>` },
    { name: 'Call-ID', value: input.callId },
    { name: 'CSeq', value: `${cseq} REGISTER` },
    {
      name: 'Contact',
      value:
        `<sip:${local};transport=${input.transport};ms-opaque=${epid}>;methods="${METHODS}";proxy=replace` +
        `;+sip.instance="<urn:uuid:${input.instance}>"`,
    },
    { name: 'User-Agent', value: input.userAgent ?? DEFAULT_USER_AGENT },
    { name: 'Supported', value: 'gruu-10, adhoclist, msrtc-event-categories' },
    { name: 'Supported', value: 'ms-forking' },
    { name: 'Supported', value: 'ms-cluster-failover' },
    { name: 'Supported', value: 'ms-userservices-state-notification' },
    { name: 'ms-keep-alive', value: 'UAC;hop-hop=yes' },
    ...(subnet === null ? [] : [{ name: 'ms-subnet', value: subnet }]),
    { name: 'Event', value: 'registration' },
    ...(expires === null ? [] : [{ name: 'Expires', value: String(expires) }]),
  ];
  return {
    kind: 'request',
    method: 'REGISTER',
    requestUri: `sip:${sipDomainOf(address)}`,
    headers,
    body: new Uint8Array(0),
  };
}

const METHODS = 'INVITE, MESSAGE, INFO, OPTIONS, BYE, CANCEL, NOTIFY, ACK, REFER, BENOTIFY';
