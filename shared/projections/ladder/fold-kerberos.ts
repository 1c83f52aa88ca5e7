import type { LoggedEventOf } from '../../events/catalogue.ts';
import { dateTime } from '../../lib/date.ts';
import { visible } from '../../lib/text.ts';
import { KERBEROS_FAILURE_LABELS } from '../describe/kerberos.ts';
import { hostAndPort } from '../describe/dns.ts';
import { addNote, closeRung, openRung, rungAnswered, type Draft, type DraftRung } from './draft.ts';
import { PC_LANE } from './lanes.ts';

export type KerberosEvent = LoggedEventOf<
  'kerberos.kdc.located' | 'kerberos.ticket.requested' | 'kerberos.ticket.obtained' | 'kerberos.ticket.failed'
>;

const KDC_PORT = 88;

/** Where the KDC is, and one rung for each ticket that the operating system is asked for. */
export function foldKerberos(draft: Draft, event: KerberosEvent): void {
  switch (event.kind) {
    case 'kerberos.kdc.located': {
      const { realm, kdcs, reachable } = event.data;
      const name = visible(realm, 120);
      const text =
        reachable !== null
          ? `Domain controller of ${name}: ${hostAndPort(reachable.host, reachable.port)}`
          : kdcs.length === 0
            ? `DNS names no domain controller of ${name}`
            : `No domain controller of ${name} answers`;
      addNote(draft, event, {
        topic: 'kdc',
        step: event.step ?? 'authentication',
        text,
        // That there is none is the ordinary case outside, and for a domain that is none of Active Directory.
        outcome: reachable === null && kdcs.length > 0 ? 'warning' : 'ok',
      });
      return;
    }
    case 'kerberos.ticket.requested':
      openTicket(draft, event, event.data.spn, event.data.kdc, event.data.realm);
      return;
    case 'kerberos.ticket.obtained': {
      const { spn, enctype, endMs, realm, tookMs } = event.data;
      const rung = ticketRung(draft, event) ?? openTicket(draft, event, spn, null, realm);
      const kind = enctype === null ? '' : `, ${visible(enctype, 60)}`;
      const until = endMs === null ? '' : `, until ${dateTime(endMs)}`;
      closeRung(rung, event, { label: `ticket${kind}${until}`, durationMs: tookMs, outcome: 'ok' });
      return;
    }
    case 'kerberos.ticket.failed': {
      const { spn, failure, tookMs } = event.data;
      const rung = ticketRung(draft, event) ?? openTicket(draft, event, spn, null, null);
      const label = KERBEROS_FAILURE_LABELS[failure];
      closeRung(rung, event, { label, durationMs: tookMs, outcome: 'failed' });
      return;
    }
  }
}

function ticketRung(draft: Draft, event: KerberosEvent): DraftRung | null {
  return rungAnswered(draft, event, 'kerberos');
}

/** Whom the library asks is its own business; without a word of it the realm stands for all of its KDCs. */
function openTicket(
  draft: Draft,
  event: KerberosEvent,
  spn: string,
  kdc: { readonly host: string; readonly port: number } | null,
  realm: string | null,
): DraftRung {
  const host = kdc?.host ?? draft.lanes.firstTitle('kdc') ?? realm ?? 'domain controller';
  const port = kdc?.port ?? KDC_PORT;
  const rung = openRung(draft, event, {
    protocol: 'kerberos',
    fromLane: PC_LANE,
    toLane: draft.lanes.party('kdc', host, port),
    label: `ticket for ${visible(spn, 255)}`,
    host,
    port,
  });
  rung.purpose = draft.purpose;
  return rung;
}
