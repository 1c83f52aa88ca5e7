import type { LoggedEvent } from '../events/catalogue.ts';
import { authenticationFacts } from './authentication-facts.ts';
import { passwordText } from './describe/authentication.ts';
import { authenticationSections } from './details/authentication-details.ts';
import { tcpDetails, tlsDetails } from './details/connection-details.ts';
import { dnsDetails } from './details/dns-details.ts';
import { httpDetails } from './details/http-details.ts';
import { redirectionSections } from './details/redirection-details.ts';
import { settingsSections } from './details/settings-details.ts';
import { localDetails } from './details/local-details.ts';
import { sipDetails } from './details/sip-details.ts';
import type { DetailSection } from './details-model.ts';
import type { LadderNote, Rung } from './ladder-model.ts';

/** Everything that the log holds on a rung or note of its ladder. Events that the log does not have are left out. */
export function rungDetails(log: readonly LoggedEvent[], row: Rung | LadderNote): readonly DetailSection[] {
  const events = row.evidence.flatMap((seq) => {
    const event = log[seq];
    // Seq is dense from 0 in a complete log; a log that begins later is searched.
    const found = event?.seq === seq ? event : log.find((candidate) => candidate.seq === seq);
    return found === undefined ? [] : [found];
  });
  if (row.kind === 'note') return [...localDetails(events, row), ...passwordSections(log, row)];
  switch (row.protocol) {
    case 'dns':
      return [...dnsDetails(events), ...wayDetails(events)];
    case 'tcp':
      return [...tcpDetails(events), ...wayDetails(events)];
    case 'tls':
      return [...tlsDetails(events), ...wayDetails(events)];
    case 'http':
      return httpDetails(events);
    case 'sip':
      return sipDetails(events);
    case 'kerberos':
      return events.flatMap(authenticationSections);
    case 'local':
      return [];
  }
}

/** What a name was asked for, or a connection made for: an address of a redirection or of a service. */
function wayDetails(events: readonly LoggedEvent[]): readonly DetailSection[] {
  return events.flatMap((event) => [...redirectionSections(event), ...settingsSections(event)]);
}

/** One use of the password is seen best beside all of them. */
function passwordSections(log: readonly LoggedEvent[], note: LadderNote): readonly DetailSection[] {
  if (note.topic !== 'password') return [];
  const { passwordUses } = authenticationFacts(log, null);
  const text = `${passwordText(passwordUses)}.`;
  return [{ kind: 'text', title: 'In this run so far', text, tone: 'neutral' }];
}
