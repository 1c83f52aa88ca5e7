import type { LoggedEvent } from '../../events/catalogue.ts';
import type { ExchangeOutcome } from '../../run/document.ts';
import type { NoteTopic } from '../ladder-model.ts';
import { addNote, type Draft } from './draft.ts';

interface Gathering {
  /** What the things told of together have in common. */
  readonly key: string;
  readonly item: string;
  readonly text: (items: readonly string[]) => string;
  readonly topic: NoteTopic;
  readonly outcome: ExchangeOutcome;
}

/** Tells several things of one kind in one line, which stands where the first of them was. */
export function gatherNote(
  draft: Draft,
  event: LoggedEvent,
  { key, item, text, topic, outcome }: Gathering,
): void {
  const known = draft.gathered.get(key);
  if (known === undefined) {
    const step = event.step ?? 'settings';
    const note = addNote(draft, event, { topic, step, text: '', outcome });
    draft.gathered.set(key, { note, items: new Set([item]), text });
    return;
  }
  known.items.add(item);
  known.note.evidence.push(event.seq);
  known.text = text;
}

/** To be called when the log has been read: until then these notes say nothing. */
export function tellGathered({ gathered }: Draft): void {
  for (const { note, items, text } of gathered.values()) note.text = text([...items]);
}
