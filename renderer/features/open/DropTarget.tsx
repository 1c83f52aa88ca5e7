import { useEffect, useState } from 'react';
import { openDropped } from '../../store/open-run.ts';
import { pageStore } from '../../store/store.ts';
import styles from './open.module.css';

/** A file that is dropped anywhere on the window is opened. */
export function DropTarget() {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => listen(setIsOver), []);
  if (!isOver) return null;
  return (
    <div className={styles.overlay} data-drop-overlay>
      <p className={styles.overlayText}>Drop it to open it: a saved check or a client log</p>
    </div>
  );
}

/** Returns how to stop. */
function listen(setIsOver: (isOver: boolean) => void): () => void {
  const control = new AbortController();
  const { signal } = control;
  // The pointer enters and leaves every element on its way: it has left the window when it has left all of them.
  let entered = 0;
  const over = (count: number): void => {
    entered = Math.max(0, count);
    setIsOver(entered > 0 && !isBusy());
  };
  const on = (name: 'dragenter' | 'dragover' | 'dragleave' | 'drop', act: (event: DragEvent) => void): void =>
    window.addEventListener(
      name,
      (event) => {
        if (event.dataTransfer?.types.includes('Files') !== true) return;
        event.preventDefault();
        act(event);
      },
      { signal },
    );
  on('dragenter', () => over(entered + 1));
  on('dragleave', () => over(entered - 1));
  on('dragover', ({ dataTransfer }) => {
    if (dataTransfer !== null) dataTransfer.dropEffect = isBusy() ? 'none' : 'copy';
  });
  on('drop', ({ dataTransfer }) => {
    over(0);
    if (!isBusy()) void openDropped([...(dataTransfer?.files ?? [])]);
  });
  return () => control.abort();
}

/** What stands above the page is finished first; a bundle that is dragged out of it is not meant for this window. */
function isBusy(): boolean {
  const { dialog, opening } = pageStore.getState();
  return dialog !== null || opening !== null || document.querySelector('dialog[open]') !== null;
}
