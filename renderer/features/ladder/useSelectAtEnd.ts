import { useEffect, useRef, type RefObject } from 'react';
import { WITHDRAWAL_LABEL } from '../../../shared/projections/ladder-model.ts';
import { settleOnRow } from '../../store/choose-row.ts';
import type { RunView } from '../../store/run-view.ts';
import { pageStore } from '../../store/store.ts';
import { tellingRow } from '../../store/telling-row.ts';

/**
 * When the run is over and nothing was chosen yet, the rung that matters most is: the root cause, else the last answer.
 * Returns which one it chose.
 */
export function useSelectAtEnd(view: RunView | null): RefObject<string | null> {
  const chosen = useRef<string | null>(null);
  const isFinished = view?.verdict.state === 'finished';
  useEffect(() => {
    if (!isFinished || pageStore.getState().selectedRow !== null) return;
    const cause = view.findings.find((one) => one.rootCause);
    const { rungs } = view.ladder;
    const proof = cause === undefined ? undefined : tellingRow(view.ladder, cause);
    // What signed in tells more than what was loaded and what signed out again.
    const last = rungs.findLast(
      ({ isUsed, protocol, step, label }) =>
        isUsed && protocol === 'sip' && step !== 'settings' && !label.startsWith(WITHDRAWAL_LABEL),
    );
    const row = proof ?? last;
    if (row === undefined) return;
    chosen.current = row.id;
    settleOnRow(row.id);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, at the moment of the end
  }, [isFinished]);
  return chosen;
}
