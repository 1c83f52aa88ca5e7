import { useEffect, useRef } from 'react';
import type { SaveReply } from '../../../shared/ipc/export-commands.ts';
import { visible } from '../../../shared/lib/text.ts';
import { byteSize } from '../../ui/byte-size.ts';
import { StateIcon } from '../../ui/StateIcon.tsx';
import styles from './save.module.css';

export interface SaveResultProps {
  readonly result: SaveReply | null;
  readonly isSaving: boolean;
}

/** What came of saving, read out where it stands, and brought into sight. */
export function SaveResult({ result, isSaving }: SaveResultProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (result !== null) place.current?.scrollIntoView({ block: 'nearest' });
  }, [result]);
  return (
    <div ref={place} role="status" className={styles.result}>
      {isSaving && <p className={styles.lead}>Saving…</p>}
      {result?.kind === 'saved' && (
        <>
          <p className={styles.outcome}>
            <StateIcon state={result.notes.length === 0 ? 'passed' : 'warned'} />
            Saved as {visible(result.fileName, 255)} ({byteSize(result.bytes)}) in{' '}
            {visible(result.folder, 1_000)}
          </p>
          {result.notes.map((note, index) => (
            <p key={index} className={styles.lead}>
              {visible(note, 2_000)}
            </p>
          ))}
        </>
      )}
      {result?.kind === 'failed' && (
        <p className={styles.outcome}>
          <StateIcon state="failed" />
          {visible(result.sentence, 2_000)}
        </p>
      )}
    </div>
  );
}
