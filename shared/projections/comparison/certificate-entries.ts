import type { EventData } from '../../events/catalogue.ts';
import type { Certificate, Peer } from '../../events/connection-events.ts';
import { date } from '../../lib/date.ts';
import { abridged } from '../../lib/listing.ts';
import { visible } from '../../lib/text.ts';
import { problemLabel, problemSentence } from '../describe/connection.ts';
import type { Entry } from './pair-entries.ts';
import { isServer, placeOf } from './places.ts';
import type { Side } from './side.ts';

type Judgement = EventData<'tls.certificates.judged'>;

/** The certificate that each server shows, and what is wrong with it. */
export function certificateEntries(side: Side, other: Side): readonly Entry[] {
  const theirs = new Set(
    other.index.of('tls.certificates.received').map(({ data }) => placeOf(other, data.peer).id),
  );
  const entries = new Map<string, Entry>();
  const say = (peer: Peer, facts: readonly Fact[]): void => {
    const { id, label } = placeOf(side, peer);
    for (const { what, ...fact } of facts) {
      // What only one of them has seen is there or not: that is one row.
      if (!theirs.has(id) && what !== 'subject') continue;
      entries.set(`${id} ${what}`, { ...fact, id: `${id} ${what}`, label: `${label}: ${what}` });
    }
  };
  for (const event of side.index.log) {
    if (event.kind === 'tls.certificates.received') {
      const [leaf] = event.data.chain;
      if (leaf !== undefined) say(event.data.peer, leafFacts(leaf, isServer(side, event.data.peer)));
    } else if (event.kind === 'tls.certificates.judged') {
      say(event.data.peer, judgementFacts(event.data, isServer(side, event.data.peer)));
    }
  }
  return [...entries.values()];
}

type Fact = Omit<Entry, 'id' | 'label'> & { readonly what: string };

function leafFacts(leaf: Certificate, isTelling: boolean): readonly Fact[] {
  const names = leaf.dnsNames.map((name) => visible(name, 255)).sort();
  return [
    { what: 'subject', text: visible(leaf.subject, 300), isTelling, isNaming: true },
    { what: 'issuer', text: visible(leaf.issuer, 300), isTelling, isNaming: true },
    { what: 'names', text: abridged(names, 20), sense: names.join(' '), isNaming: true },
    { what: 'validity', text: `${date(leaf.notBeforeMs)} to ${date(leaf.notAfterMs)}`, isTelling },
    { what: 'SHA-256', text: visible(leaf.sha256, 64), isNaming: true },
  ];
}

function judgementFacts(
  { problems, trusted, confirmed, trustAnchor }: Judgement,
  isTelling: boolean,
): readonly Fact[] {
  const trust = trusted ? 'trusted' : confirmed === true ? 'not trusted; confirmed by hand' : 'not trusted';
  return [
    {
      what: 'problems',
      text: problems.map(problemSentence).join(' ') || 'none',
      sense: problems.map(problemLabel).sort().join(' '),
      isTelling,
    },
    { what: 'trust', text: trust, isTelling },
    ...(trustAnchor === null ? [] : [{ what: 'root', text: visible(trustAnchor, 300), isNaming: true }]),
  ];
}
