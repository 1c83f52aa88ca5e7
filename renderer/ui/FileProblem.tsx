import { Button } from '@fluentui/react-components';
import { dismissProblem } from '../store/dialogs.ts';
import { usePage } from '../store/store.ts';
import { StateIcon } from './StateIcon.tsx';
import styles from './ui.module.css';

/** Why a file could not be opened or saved, where the person looks: in the dialog that is open, else on the page. */
export function FileProblem({ place }: { readonly place: 'page' | 'dialog' }) {
  const problem = usePage((page) => page.fileProblem);
  const hasDialog = usePage((page) => page.dialog !== null || page.opening?.kind === 'choosing');
  if (problem === null || hasDialog !== (place === 'dialog')) return null;
  return (
    <p className={styles.fileProblem} role="alert">
      <StateIcon state="failed" />
      <span className={styles.fileProblemText}>{problem}</span>
      <Button size="small" appearance="subtle" onClick={dismissProblem}>
        Dismiss
      </Button>
    </p>
  );
}
