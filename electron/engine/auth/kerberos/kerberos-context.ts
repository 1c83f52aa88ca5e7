import type { ProbeContext } from '../../context.ts';
import type { SystemContext, SystemContextRequest, SystemFailure } from '../../system-security.ts';
import { millisecondsSince } from '../../transport/tcp.ts';
import { CANCELLED, WITHHELD, type ContextOutcome } from '../context-outcome.ts';
import type { Credentials } from '../credentials.ts';
import { openSystemContext } from '../open-system-context.ts';
import type { PasswordLease } from '../password-guard.ts';
import type { Advance, SecurityContext } from '../security-context.ts';
import { createSystemSecurityContext, type SystemSecurityContext } from '../system-security-context.ts';
import type { KdcLocation } from './locate-kdc.ts';

/**
 * Has the operating system fetch a ticket for the SPN of the challenge, from its cache or with the typed password, and makes the
 * context of it. The ticket comes before any SIP message, so that what fails here is told apart from what the server refuses.
 * spn: as the challenge has it, sip/fe01.contoso.com.
 */
export async function openKerberos(
  ctx: ProbeContext,
  credentials: Exclude<Credentials, { readonly kind: 'none' }>,
  spn: string,
  kdc: KdcLocation | null,
): Promise<ContextOutcome> {
  const { clock } = ctx.ports;
  const startedAt = clock.now();
  const requested = ctx.record('kerberos.ticket.requested', {
    spn,
    realm: kdc?.realm ?? null,
    credentials: credentials.kind,
    library: ctx.ports.systemSecurity().library,
    kdc: kdc?.reachable ?? null,
  });
  const fail = ({ failure, code, text }: SystemFailure): ContextOutcome => {
    const tookMs = millisecondsSince(clock, startedAt);
    ctx.record('kerberos.ticket.failed', { spn, failure, code, text, tookMs }, requested);
    return { ok: false, outcome: 'no-token', detail: text };
  };
  if (kdc !== null && kdc.missing !== null) {
    return fail({ failure: 'kdc-unreachable', code: null, text: kdc.missing });
  }
  const { kerberos } = ctx.ports.systemSecurity().available;
  if (!kerberos.ok) return fail({ failure: 'no-library', code: null, text: kerberos.reason });

  const lease =
    credentials.kind === 'password'
      ? credentials.guard.request(ctx, { carrier: 'kerberos', to: kdc?.reachable?.host ?? kdc?.realm ?? spn })
      : null;
  if (credentials.kind === 'password' && lease === null) return WITHHELD;
  const by = kdc?.reachable?.host ?? 'the KDC';
  const ticket = await fetchTicket(ctx, {
    mechanism: 'kerberos',
    target: { service: 'sip', host: spn.replace(/^sip\//i, '') },
    credentials:
      credentials.kind === 'password' && lease !== null
        ? {
            kind: 'password',
            user: credentials.user,
            realm: kdc?.realm ?? null,
            password: lease.password.reveal(),
          }
        : { kind: 'current-user' },
    datagram: false,
  });
  judgePassword(lease, ticket, by);
  switch (ticket.kind) {
    case 'cancelled':
      return CANCELLED;
    case 'failed':
      return fail(ticket.failure);
    case 'fetched': {
      const { client, realm, enctype, endMs } = ticket.ticket();
      const tookMs = millisecondsSince(clock, startedAt);
      ctx.record('kerberos.ticket.obtained', { spn, client, realm, enctype, endMs, tookMs }, requested);
      return { ok: true, context: withFirst(ticket.context, ticket.first), lease: null };
    }
  }
}

type FetchedTicket =
  | {
      readonly kind: 'fetched';
      readonly context: SystemSecurityContext;
      /** What the context says first. */
      readonly first: Advance;
      readonly ticket: SystemContext['ticket'];
    }
  | { readonly kind: 'failed'; readonly failure: SystemFailure }
  | { readonly kind: 'cancelled' };

async function fetchTicket(ctx: ProbeContext, request: SystemContextRequest): Promise<FetchedTicket> {
  const opened = await openSystemContext(ctx, request);
  if (opened.kind !== 'open') return opened;
  const context = createSystemSecurityContext(ctx, 'kerberos', opened.context);
  const first = await context.advance(null);
  if (first.kind !== 'failed') {
    return { kind: 'fetched', context, first, ticket: () => opened.context.ticket() };
  }
  const failure = context.failure();
  context.close();
  return failure === null ? { kind: 'cancelled' } : { kind: 'failed', failure };
}

/** What a failure says of the password: a KDC that knows no such service has taken it, one that was not reached has not seen it. */
function judgePassword(lease: PasswordLease | null, ticket: FetchedTicket, by: string): void {
  if (lease === null) return;
  switch (ticket.kind === 'failed' ? ticket.failure.failure : ticket.kind) {
    case 'fetched':
    case 'unknown-spn':
    case 'duplicate-spn':
      lease.submitted();
      lease.judged('accepted', by);
      return;
    case 'password-rejected':
    case 'account-locked':
    case 'password-expired':
      lease.submitted();
      lease.judged('rejected', by);
      return;
    case 'no-library':
    case 'kdc-unreachable':
    case 'unknown-user':
    case 'realm-mismatch':
    case 'enctype-unsupported':
      lease.judged('unsent', by);
      return;
    // Cancelled as well: the library goes on by itself, and may have asked.
    default:
      lease.submitted();
      lease.judged('undecided', by);
  }
}

/** The token that was fetched already is what the context says first. */
function withFirst(context: SystemSecurityContext, first: Advance): SecurityContext {
  return {
    method: context.method,
    get strength() {
      return context.strength;
    },
    advance: (token) => (token === null ? Promise.resolve(first) : context.advance(token)),
    sign: (message) => context.sign(message),
    verify: (message, signature) => context.verify(message, signature),
    close: () => context.close(),
  };
}
