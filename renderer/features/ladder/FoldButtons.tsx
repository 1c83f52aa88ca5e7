import { Button } from '@fluentui/react-components';
import { foldAll } from '../../store/choose-row.ts';

/** Everything as one line a step, or every message. */
export function FoldButtons() {
  return (
    <>
      <Button size="small" appearance="subtle" onClick={fold}>
        Fold all
      </Button>
      <Button size="small" appearance="subtle" onClick={unfold}>
        Unfold all
      </Button>
    </>
  );
}

function fold(): void {
  foldAll(false);
}

function unfold(): void {
  foldAll(true);
}
