import { Button } from '@fluentui/react-components';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import styles from './ui.module.css';

export interface AskDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** What the button says that goes on. */
  readonly confirm: string;
  readonly onConfirm: () => void;
  /** Cancel, or Escape. */
  readonly onCancel: () => void;
}

const CONFIRMED = 'confirmed';

/**
 * A question before something that cannot be undone. Cancel comes first, so that Enter pressed in haste does nothing.
 * The browser's own dialog: Fluent's leaves the page hidden from screen readers when an answer leads to another page.
 */
export function AskDialog({ title, children, confirm, onConfirm, onCancel }: AskDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const content = useId();
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      role="alertdialog"
      aria-labelledby={heading}
      aria-describedby={content}
      className={styles.dialog}
      onClose={() => (dialog.current?.returnValue === CONFIRMED ? onConfirm() : onCancel())}
    >
      <h2 id={heading} className={styles.dialogTitle}>
        {title}
      </h2>
      <div id={content} className={styles.dialogContent}>
        {children}
      </div>
      <div className={styles.dialogActions}>
        <Button onClick={() => dialog.current?.close('')}>Cancel</Button>
        <Button appearance="primary" onClick={() => dialog.current?.close(CONFIRMED)}>
          {confirm}
        </Button>
      </div>
    </dialog>
  );
}
