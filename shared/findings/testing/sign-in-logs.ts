import type { LoggedEvent } from '../../events/catalogue.ts';
import type { RunPlan } from '../../run/plan.ts';
import { discoverBySrv, FRONT_END, registerAt } from './example-logs.ts';
import { LogBuilder } from './log-builder.ts';

type Log = readonly LoggedEvent[];

export const USER = 'CONTOSO\\alice';

/** A run with a password, as far as the challenge of the Front End. */
export function challenged(
  plan: Partial<RunPlan> = {},
  headers?: readonly (readonly [string, string])[],
  status = 401,
): LogBuilder {
  const start = new LogBuilder().start({
    auth: 'auto',
    credentials: { kind: 'password', user: USER },
    ...plan,
  });
  return registerAt(discoverBySrv(start), FRONT_END, status, headers);
}

export const signedInWithNtlm: Log = challenged()
  .choose('ntlm', [
    ['kerberos', 'no-kdc'],
    ['ntlm', 'next-in-order'],
  ])
  .clock(1_200)
  .signInWithNtlm(FRONT_END)
  .finish();

export const signedInWithKerberos: Log = challenged()
  .choose('kerberos', [
    ['kerberos', 'ticket-at-hand'],
    ['ntlm', 'earlier-method-used'],
  ])
  .signInWith(FRONT_END, 'kerberos', { act: gotTicket })
  .finish();

export const signedInWithTlsDsk: Log = challenged()
  .choose('tls-dsk', [['tls-dsk', 'next-in-order']])
  .signInWith(FRONT_END, 'tls-dsk', {
    act: (log) => log.password('http', 'web.contoso.test', 'accepted').webTicket().clientCertificate(),
  })
  .finish();

export function gotTicket(log: LogBuilder): void {
  const spn = 'sip/fe01.contoso.test';
  log.add('kerberos.ticket.requested', {
    spn,
    realm: 'CONTOSO.TEST',
    credentials: 'password',
    library: 'MIT Kerberos',
    kdc: { host: 'dc01.contoso.test', port: 88 },
  });
  log.add('kerberos.ticket.obtained', {
    spn,
    client: 'alice@CONTOSO.TEST',
    realm: 'CONTOSO.TEST',
    enctype: 'aes256-cts-hmac-sha1-96',
    endMs: null,
    tookMs: 12,
  });
  log.password('kerberos', 'dc01.contoso.test', 'accepted');
}

/** NTLM that ends at the Front End as told. */
export function ntlmEnds(
  status: number,
  headers: readonly (readonly [string, string])[] = [],
  builder = challenged(),
): LogBuilder {
  const isRejected = status === 401;
  return builder.choose('ntlm', [['ntlm', 'next-in-order']]).attempt(FRONT_END, 'ntlm', {
    outcome: isRejected ? 'rejected' : 'refused',
    status,
    headers,
    act: (log) => log.password('sip', FRONT_END.host, isRejected ? 'rejected' : 'accepted'),
  });
}

/** TLS-DSK that gets no certificate from the web. */
export function webEnds(act: (log: LogBuilder) => unknown, builder = challenged()): LogBuilder {
  return builder.choose('tls-dsk', [['tls-dsk', 'next-in-order']]).attempt(FRONT_END, 'tls-dsk', {
    outcome: 'no-certificate',
    registers: 1,
    act,
  });
}

/** Kerberos that gets no ticket. */
export function ticketEnds(act: (log: LogBuilder) => unknown, builder = challenged()): LogBuilder {
  return builder.choose('kerberos', [['kerberos', 'next-in-order']]).attempt(FRONT_END, 'kerberos', {
    outcome: 'no-token',
    registers: 1,
    act,
  });
}

export function diagnostics(text: string): readonly (readonly [string, string])[] {
  return [['ms-diagnostics', text]];
}
