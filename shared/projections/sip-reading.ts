import type { EventData } from '../events/catalogue.ts';
import type { Header } from '../events/header.ts';
import { offersOf } from '../findings/facts/sip-answer.ts';
import type { OfferedScheme } from '../protocol/sip/offered-schemes.ts';

/** The challenges of a 401 or 407; none for any other status. */
export function challengesOf(response: EventData<'sip.response.received'>): readonly OfferedScheme[] {
  return response.status === 401 || response.status === 407 ? offersOf(response) : [];
}

/** The first value of a header, by its long name; null if there is none. */
export function headerOf(headers: readonly Header[], name: string): string | null {
  const key = name.toLowerCase();
  return headers.find(([candidate]) => candidate.toLowerCase() === key)?.[1] ?? null;
}
