import { duration } from '../../lib/duration.ts';
import type { Rung } from '../ladder-model.ts';
import { isInbound, type Draft, type DraftRung } from './draft.ts';

/** A rung as it stands when the log has been read. */
export function finishRung(
  draft: DraftRung,
  { lanes, promisedNames }: Draft,
  isUsed: boolean,
  isFinished: boolean,
): Rung {
  // Logs of earlier versions do not have our answers to the server's requests.
  const isUntold = draft.isOpen && isFinished && isInbound(draft);
  const isLeftOpen = draft.isOpen && isFinished && !isUntold;
  // A name that nobody promised may well be missing; one that a record or a document points to must not.
  const isBrokenPromise = draft.isAddressMissing && promisedNames.has(draft.host);
  const outcome = isUntold ? 'ok' : isLeftOpen ? 'cancelled' : isBrokenPromise ? 'failed' : draft.outcome;
  const answerLabel = isLeftOpen ? (draft.answerLabel ?? 'given up') : draft.answerLabel;
  const between = `${lanes.titleOf(draft.fromLane)} to ${lanes.titleOf(draft.toLane)}`;
  const took = draft.durationMs === null ? '' : ` after ${duration(draft.durationMs)}`;
  const waiting = draft.isOpen && !isUntold ? ', waiting for an answer' : '';
  return {
    kind: 'rung',
    id: draft.id,
    step: draft.step,
    protocol: draft.protocol,
    flow: draft.flow,
    fromLane: draft.fromLane,
    toLane: draft.toLane,
    label: draft.label,
    answerLabel,
    sentence: `${between}: ${draft.label}${answerLabel === null ? waiting : `, ${answerLabel}${took}`}`,
    atMs: draft.atMs,
    durationMs: draft.durationMs,
    outcome,
    evidence: draft.evidence,
    firstSeq: draft.firstSeq,
    isUsed,
    parts: draft.parts.map(
      ({ label, answerLabel: partAnswer, atMs, durationMs, outcome: came, evidence }) => ({
        label,
        answerLabel: partAnswer,
        atMs,
        durationMs,
        outcome: came === 'pending' && isFinished ? 'cancelled' : came,
        evidence,
      }),
    ),
  };
}
