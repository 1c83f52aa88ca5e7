import { Button } from '@fluentui/react-components';
import type { Ladder } from '../../../shared/projections/ladder-model.ts';
import { selectRow } from '../../store/choose-row.ts';

/** What has not been answered yet, one click away: it may have begun long before the tail. */
export function PendingButton({ ladder }: { readonly ladder: Ladder }) {
  const pending = ladder.rungs.filter((rung) => rung.outcome === 'pending');
  const [first] = pending;
  if (ladder.isFinished || first === undefined) return null;
  return (
    <Button size="small" onClick={() => selectRow(first.id)}>
      Waiting for {pending.length === 1 ? 'an answer' : `${String(pending.length)} answers`}
    </Button>
  );
}
