import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { FileProblem } from './FileProblem.tsx';
import styles from './ui.module.css';

export interface PageDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** The buttons below. */
  readonly actions: ReactNode;
  /** Escape, or whatever else closes it. */
  readonly onClose: () => void;
  readonly isWide?: boolean;
}

/** Something to do above the page; when it goes, the focus is back where it was. What went wrong with a file is said in it. */
export function PageDialog({ title, children, actions, onClose, isWide = false }: PageDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isGoing = useRef(false);
  const heading = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    isGoing.current = false;
    element?.showModal();
    return () => {
      isGoing.current = true;
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      className={`${styles.dialog ?? ''} ${isWide ? (styles.wideDialog ?? '') : ''}`}
      onClose={({ target }) => {
        // React hands on what a question inside of it says.
        if (!isGoing.current && target === dialog.current) onClose();
      }}
    >
      <h2 id={heading} className={styles.dialogTitle}>
        {title}
      </h2>
      <FileProblem place="dialog" />
      <div className={styles.dialogContent}>{children}</div>
      <div className={styles.dialogActions}>{actions}</div>
    </dialog>
  );
}
