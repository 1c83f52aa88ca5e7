import type { LoggedEvent } from '../../events/catalogue.ts';
import type { Certificate, CertificateProblem, Peer, SipEndpoint } from '../../events/connection-events.ts';
import type { CandidateReason } from '../../events/discovery-events.ts';
import type * as z from 'zod';
import { LogBuilder } from './log-builder.ts';

export const FRONT_END: SipEndpoint = {
  host: 'pool01.contoso.test',
  port: 5061,
  transport: 'tls',
  via: 'srv-internal',
};
export const EDGE: SipEndpoint = {
  host: 'edge.contoso.test',
  port: 443,
  transport: 'tls',
  via: 'srv-external',
};
export const LYNCDISCOVER = 'lyncdiscover.contoso.test';
export const LYNCDISCOVER_INTERNAL = 'lyncdiscoverinternal.contoso.test';
export const WEB: Peer = { role: 'web', host: LYNCDISCOVER_INTERNAL, port: 443 };

/** The challenges of a Front End to the anonymous REGISTER. */
const MICROSOFT_OFFERS = [
  ['WWW-Authenticate', 'NTLM realm="SIP Communications Service", targetname="fe01.contoso.test", version=4'],
  [
    'WWW-Authenticate',
    'Kerberos realm="SIP Communications Service", targetname="sip/fe01.contoso.test", version=4',
  ],
  ['Date', 'Sun, 22 Nov 2026 12:00:00 GMT'],
] as const;

export function peerOf(endpoint: SipEndpoint): Peer {
  return { role: 'sip', host: endpoint.host, port: endpoint.port };
}

/** Discovery that finds both servers by SRV alone. */
export function discoverBySrv(builder = new LogBuilder().start()): LogBuilder {
  return builder
    .address(LYNCDISCOVER_INTERNAL, [])
    .candidate('lyncdiscoverinternal', LYNCDISCOVER_INTERNAL, 1, {
      standing: 'not-found',
      reason: 'no-record',
    })
    .address(LYNCDISCOVER, [])
    .candidate('lyncdiscover', LYNCDISCOVER, 2, { standing: 'not-found', reason: 'no-record' })
    .srv('_sipinternaltls._tcp.contoso.test', FRONT_END.host)
    .address(FRONT_END.host, ['192.0.2.20'])
    .candidate('srv-internal', '_sipinternaltls._tcp.contoso.test', 3, {
      standing: 'used',
      reason: 'first-usable',
      endpoints: [FRONT_END],
    })
    .srv('_sip._tls.contoso.test', EDGE.host, 443)
    .address(EDGE.host, ['192.0.2.30'])
    .candidate('srv-external', '_sip._tls.contoso.test', 4, {
      standing: 'fallback',
      reason: 'earlier-candidate-used',
      endpoints: [EDGE],
    })
    .concluded([FRONT_END, EDGE]);
}

/** Connects to an endpoint and gets as far as trusted TLS. Returns the flow. */
export function connectTo(builder: LogBuilder, endpoint: SipEndpoint): string {
  const peer = peerOf(endpoint);
  const flow = builder.tcp(peer, '192.0.2.20');
  builder.tls(flow, peer, { problems: [] });
  return flow;
}

/** An endpoint that is trusted and answers the anonymous REGISTER as told. */
export function registerAt(
  builder: LogBuilder,
  endpoint: SipEndpoint,
  status: number,
  headers: readonly (readonly [string, string])[] = MICROSOFT_OFFERS,
): LogBuilder {
  const flow = connectTo(builder, endpoint);
  builder.selected(endpoint);
  const cause = builder.register(flow, peerOf(endpoint));
  return builder.sipAnswer(flow, peerOf(endpoint), cause, status, headers);
}

export function healthyLog(): readonly LoggedEvent[] {
  const builder = discoverBySrv();
  connectTo(builder, EDGE);
  return registerAt(builder, FRONT_END, 401).finish();
}

/** Both servers are found, and the same thing happens at each. */
export function atBoth(act: (builder: LogBuilder, endpoint: SipEndpoint) => void): readonly LoggedEvent[] {
  const builder = discoverBySrv();
  act(builder, FRONT_END);
  act(builder, EDGE);
  return builder.finish();
}

/** Both servers show a chain with these problems. */
export function certificateLog(
  problems: readonly CertificateProblem[],
  chain?: (host: string) => readonly Certificate[],
): readonly LoggedEvent[] {
  return atBoth((builder, endpoint) => {
    const peer = peerOf(endpoint);
    const flow = builder.tcp(peer, '192.0.2.20');
    builder.tls(flow, peer, {
      problems,
      trusted: false,
      ...(chain === undefined ? {} : { chain: chain(endpoint.host) }),
    });
  });
}

/** No server is found; the autodiscover candidates fail for a reason. */
export function lyncdiscoverOnlyLog(
  reason: z.infer<typeof CandidateReason>,
  act: (builder: LogBuilder, name: string) => void,
): readonly LoggedEvent[] {
  const builder = new LogBuilder().start();
  builder.address(LYNCDISCOVER_INTERNAL, ['192.0.2.40']);
  act(builder, LYNCDISCOVER_INTERNAL);
  builder.candidate('lyncdiscoverinternal', LYNCDISCOVER_INTERNAL, 1, { standing: 'unusable', reason });
  return withoutOthers(builder).concluded([]).finish();
}

/** The rest of the client's list, absent. */
export function withoutOthers(
  builder: LogBuilder,
  reason: 'no-record' | 'service-absent' = 'no-record',
): LogBuilder {
  return builder
    .candidate('lyncdiscover', LYNCDISCOVER, 2, { standing: 'not-found', reason })
    .candidate('srv-internal', '_sipinternaltls._tcp.contoso.test', 3, { standing: 'not-found', reason })
    .candidate('srv-external', '_sip._tls.contoso.test', 4, { standing: 'not-found', reason })
    .candidate('host-sip', 'sip.contoso.test', 6, { standing: 'not-found', reason });
}
