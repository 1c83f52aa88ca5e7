import { useEffect, useId, useLayoutEffect, useRef, type ReactNode } from 'react';
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
  const before = useRef<Element | null>(null);
  const isGoing = useRef(false);
  const heading = useId();
  // After the effects of its controls: Fluent's show that they have the focus only when they could see it come.
  useEffect(() => {
    before.current = document.activeElement;
    dialog.current?.showModal();
  }, []);
  useLayoutEffect(() => {
    const element = dialog.current;
    isGoing.current = false;
    return () => {
      isGoing.current = true;
      element?.close();
      const { current } = before;
      if (current instanceof HTMLElement && current.isConnected) current.focus();
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
