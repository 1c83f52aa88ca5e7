import { Button, Switch } from '@fluentui/react-components';
import { ArrowDown16Regular } from '@fluentui/react-icons';
import { memo } from 'react';
import type { Ladder } from '../../../shared/projections/ladder-model.ts';
import { FoldButtons } from './FoldButtons.tsx';
import styles from './ladder.module.css';
import { PendingButton } from './PendingButton.tsx';

export interface LadderToolbarProps {
  readonly ladder: Ladder;
  readonly onlyUsed: boolean;
  readonly onOnlyUsed: (onlyUsed: boolean) => void;
  /** null: the rows follow what happens already. */
  readonly onFollow: (() => void) | null;
}

/** What is above the call flow. Drawn anew when something of it changes, not with every step that the rows scroll. */
export const LadderToolbar = memo(function LadderToolbar({
  ladder,
  onlyUsed,
  onOnlyUsed,
  onFollow,
}: LadderToolbarProps) {
  return (
    <div className={styles.toolbar}>
      <h2 className={styles.heading}>Call flow</h2>
      <Switch
        label="Only the path taken"
        checked={onlyUsed}
        onChange={(_event, { checked }) => onOnlyUsed(checked)}
      />
      <FoldButtons />
      <PendingButton ladder={ladder} />
      {onFollow !== null && (
        <Button size="small" icon={<ArrowDown16Regular />} onClick={onFollow}>
          Follow
        </Button>
      )}
    </div>
  );
});
