import type { LoggedEventOf } from '../../events/catalogue.ts';
import { abridged } from '../../lib/listing.ts';
import { visible } from '../../lib/text.ts';
import { canonicalName } from '../../protocol/dns/dns-name.ts';
import { hostAndPort } from '../describe/dns.ts';
import { SERVICE_OUTCOMES } from '../describe/settings.ts';
import { addEvidence, type Draft, type DraftRung } from './draft.ts';
import { gatherNote } from './gather-note.ts';

/** A server address among the settings: its rungs show the way, a line says what could not be reached. */
export function foldService(draft: Draft, event: LoggedEventOf<'settings.service.probed'>): void {
  const { label, host, port, outcome } = event.data;
  const rungs = rungsOf(draft, event);
  // A name that the settings give must have an address.
  draft.promisedNames.add(canonicalName(host));
  const last = rungs.at(-1);
  if (last !== undefined) addEvidence(last, event);
  if (outcome === 'reached' && last !== undefined) return;
  if (outcome === 'cancelled' && last !== undefined) return;
  gatherNote(draft, event, {
    key: `service ${canonicalName(host)}:${port} ${outcome}`,
    item: visible(label, 120),
    text: (labels) => `${abridged(labels, 3)} at ${hostAndPort(host, port)}: ${SERVICE_OUTCOMES[outcome]}`,
    topic: 'service',
    outcome: outcome === 'reached' ? 'ok' : outcome === 'cancelled' ? 'cancelled' : 'warning',
  });
}

/** The connection that was made for it, else what was done at that place in this step, else the question for its name. */
function rungsOf(draft: Draft, event: LoggedEventOf<'settings.service.probed'>): readonly DraftRung[] {
  const { host, port } = event.data;
  const name = canonicalName(host);
  const ways: readonly ((rung: DraftRung) => boolean)[] = [
    (rung) => event.flow !== null && rung.flow === event.flow && rung.protocol !== 'dns',
    (rung) => rung.step === 'settings' && rung.host === name && rung.port === port && isConnection(rung),
    (rung) => rung.question === 'address' && rung.host === name,
  ];
  for (const isWay of ways) {
    const found = draft.rungs.filter(isWay);
    if (found.length > 0) return found;
  }
  return [];
}

function isConnection({ protocol }: DraftRung): boolean {
  return protocol === 'tcp' || protocol === 'tls';
}
