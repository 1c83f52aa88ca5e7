import type { SettingsRequestKind } from '../../events/settings-events.ts';
import { span } from '../../lib/duration.ts';
import type { DecodedDiagnostic } from '../../protocol/ms-diagnostics/decode-diagnostics.ts';
import { aboutDiagnostic } from '../authentication-words.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import type { ConcludedRequest } from '../facts/settings.ts';
import type { Owner } from '../finding.ts';
import { command, foreign, sentences } from '../words.ts';

/** What is asked for, as a part of a sentence. */
export const SUBJECTS: Readonly<Record<SettingsRequestKind, string>> = {
  provisioning: 'the policies and server addresses',
  contacts: 'the contact list',
  self: 'the own presence',
  'location-profile': 'the dial plan',
  'media-relay': 'the media relay',
  conferencing: 'the kinds of meetings',
  presence: 'the presence of the contacts',
};

/** Where the user is signed in. */
export function homeHostOf({ decision }: RunFacts): string {
  const isKnown =
    decision.kind === 'reachable' || (decision.kind === 'failed' && decision.step !== 'discovery');
  return isKnown ? foreign(decision.home.endpoint.host) : 'the home server';
}

/** How one request ended: who answered what, the server's own words, and what they mean. */
export function endingOf(one: ConcludedRequest, facts: RunFacts): string {
  const { request, pool, outcome, status, tookMs, detail } = one;
  const subject = `the request for ${SUBJECTS[request]}${pool === null ? '' : ` at the pool ${foreign(pool)}`}`;
  const host = homeHostOf(facts);
  const note = detail === null || detail.trim() === '' ? null : `What was noted: ${sentenceOf(detail)}`;
  switch (outcome) {
    case 'refused':
      return sentences(
        `${host} answered ${subject} with ${`${status ?? ''} ${foreign(one.reason, 80)}`.trim()} after ${span(tookMs)}.`,
        aboutDiagnostic(withoutForeignMeaning(one.diagnostic)),
      );
    case 'no-answer':
      return `${host} gave no answer to ${subject} within ${span(tookMs)}, while the connection stood.`;
    case 'no-data':
      return sentences(`${host} accepted ${subject}, and the data never came.`, note);
    case 'invalid':
      return sentences(`The answer of ${host} to ${subject} cannot be read.`, note);
    case 'failed-inside':
      return sentences(`${host} passed ${subject} on, and the service behind it failed.`, note);
    case 'closed':
      return `The connection to ${host} ended before ${subject} was answered.`;
    case 'received':
    case 'cancelled':
    case 'not-asked':
      return `${SUBJECTS[request]}: ${outcome}.`;
  }
}

/** Who can mend it, where the diagnostics of an answer know better than the rule. */
export function adviceOf({ diagnostic }: ConcludedRequest): {
  readonly advice: string | null;
  readonly owner?: Owner;
} {
  const fact = diagnostic?.fact ?? null;
  const owner = fact?.owners[0];
  const advice = fact?.advice ?? null;
  if (fact === null || fact.confidence === 'recalled' || owner === undefined || owner === 'app')
    return { advice };
  return { advice, owner };
}

/** What an id means for the REGISTER of a client with a defect says nothing of these requests. */
function withoutForeignMeaning(diagnostic: DecodedDiagnostic | null): DecodedDiagnostic | null {
  const fact = diagnostic?.fact ?? null;
  if (diagnostic === null || fact === null || fact.owners[0] !== 'app') return diagnostic;
  return fact.steps.includes('settings') ? diagnostic : { ...diagnostic, fact: null };
}

/** A part of the server is out: it says so itself, or the request got lost in it. */
export function isOutage({ outcome, status }: ConcludedRequest): boolean {
  return outcome === 'refused' && (status === 480 || status === 503 || status === 504);
}

/** The state of the pool on which the user is. */
export function showFabric(facts: RunFacts): string | null {
  return command((safe) => `Get-CsPoolFabricState -PoolFqdn ${safe}`, homeHostOf(facts));
}

export function evidenceOf({ evidence, seq }: ConcludedRequest): readonly number[] {
  return [...evidence, seq];
}

function sentenceOf(detail: string): string {
  return `${foreign(detail, 200).replace(/[.…]+$/, '')}.`;
}
