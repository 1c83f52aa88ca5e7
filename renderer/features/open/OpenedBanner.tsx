import { Button } from '@fluentui/react-components';
import { counted } from '../../../shared/lib/listing.ts';
import { visible } from '../../../shared/lib/text.ts';
import { originSentence } from '../../../shared/projections/origin-sentence.ts';
import type { RunOrigin } from '../../../shared/run/origin.ts';
import { chooseAnotherSignIn } from '../../store/open-run.ts';
import type { RunState } from '../../store/store.ts';
import styles from './open.module.css';

/** Where a run comes from that was opened for reading, and what is odd about it. */
export function OpenedBanner({ run }: { readonly run: RunState }) {
  const sentence = originSentence(run.origin);
  if (sentence === null) return null;
  const notes = notesOf(run.origin);
  return (
    <div className={styles.banner} data-origin={run.origin.kind}>
      <p className={styles.bannerText}>{sentence}</p>
      {run.chosenFrom !== null && (
        <Button size="small" onClick={chooseAnotherSignIn}>
          Another sign-in of this log…
        </Button>
      )}
      {notes.length > 0 && (
        <details className={styles.remarks}>
          <summary>{counted(notes.length, 'remark')}</summary>
          <ul className={styles.notes}>
            {notes.map((note, index) => (
              <li key={index}>{visible(note, 2_000)}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function notesOf(origin: RunOrigin): readonly string[] {
  return origin.kind === 'bundle' || origin.kind === 'log' ? origin.notes : [];
}
