import type { LoggedEventOf } from '../../events/catalogue.ts';
import { abridged } from '../../lib/listing.ts';
import { visible } from '../../lib/text.ts';
import { canonicalName } from '../../protocol/dns/dns-name.ts';
import { hostAndPort } from '../describe/dns.ts';
import { SERVICE_OUTCOMES } from '../describe/settings.ts';
import { addEvidence, addressRung, type Draft, type DraftRung } from './draft.ts';
import { gatherNote } from './gather-note.ts';

/** A server address among the settings: its rungs show the way, a line says what could not be reached. */
export function foldService(draft: Draft, event: LoggedEventOf<'settings.service.probed'>): void {
  const { label, host, port, outcome } = event.data;
  const last = lastRung(draft, event);
  // A name that the settings give must have an address.
  draft.promisedNames.add(canonicalName(host));
  if (last !== null) addEvidence(last, event);
  if (last !== null && (outcome === 'reached' || outcome === 'cancelled')) return;
  gatherNote(draft, event, {
    key: `service ${canonicalName(host)}:${port} ${outcome}`,
    item: visible(label, 120),
    text: (labels) => `${abridged(labels, 3)} at ${hostAndPort(host, port)}: ${SERVICE_OUTCOMES[outcome]}`,
    topic: 'service',
    outcome: outcome === 'reached' ? 'ok' : outcome === 'cancelled' ? 'cancelled' : 'warning',
  });
}

/** The connection that was made for it, else what was done at that place in this step, else the question for its name. */
function lastRung(draft: Draft, event: LoggedEventOf<'settings.service.probed'>): DraftRung | null {
  const { host, port } = event.data;
  const name = canonicalName(host);
  const inFlow = event.flow === null ? null : draft.index.lastInFlow(event.flow);
  return inFlow ?? draft.index.lastConnection(name, port, 'settings') ?? addressRung(draft, name);
}
