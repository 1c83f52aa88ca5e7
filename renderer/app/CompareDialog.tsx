import { Button } from '@fluentui/react-components';
import { compareWith } from '../store/compare-runs.ts';
import { closeDialog, openDialog } from '../store/dialogs.ts';
import { chooseFile } from '../store/open-run.ts';
import { usePage } from '../store/store.ts';
import { PageDialog } from '../ui/PageDialog.tsx';
import styles from './run-page.module.css';

/** Which other run shall stand beside the one that is open. */
export function CompareDialog() {
  const previous = usePage((page) => page.previousRun);
  return (
    <PageDialog
      title="Compare with…"
      onClose={closeDialog}
      actions={<Button onClick={closeDialog}>Cancel</Button>}
    >
      <p className={styles.question}>
        Another check beside this one: at home and in the office, before and after, yours and that of somebody
        else.
      </p>
      <ul className={styles.choices}>
        {previous !== null && (
          <li>
            <Button onClick={() => compareWith(previous)}>The one that was open before</Button>
            <p className={styles.question}>{previous.label}</p>
          </li>
        )}
        <li>
          <Button onClick={() => openDialog({ kind: 'history', purpose: 'compare' })}>
            An earlier check of this computer…
          </Button>
        </li>
        <li>
          <Button onClick={chooseOther}>A file: a saved check or a client log…</Button>
        </li>
      </ul>
    </PageDialog>
  );
}

function chooseOther(): void {
  closeDialog();
  void chooseFile('compare');
}
