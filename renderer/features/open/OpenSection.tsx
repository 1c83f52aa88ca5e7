import { Button } from '@fluentui/react-components';
import { FolderOpen20Regular, History20Regular, TextDescription20Regular } from '@fluentui/react-icons';
import { useEffect, useState } from 'react';
import { dateTime } from '../../../shared/lib/date.ts';
import { visible } from '../../../shared/lib/text.ts';
import { openDialog } from '../../store/dialogs.ts';
import { findNewestLog, type NewestLog } from '../../store/newest-log.ts';
import { chooseFile, openNewestLog } from '../../store/open-run.ts';
import { byteSize } from '../../ui/byte-size.ts';
import { FileProblem } from '../../ui/FileProblem.tsx';
import styles from './open.module.css';

/** What others took along, and what was checked here before. */
export function OpenSection() {
  const [newest, setNewest] = useState<NewestLog | null>(null);
  useEffect(() => void findNewestLog().then(setNewest), []);
  return (
    <section aria-labelledby="open-saved" className={styles.section}>
      <FileProblem place="page" />
      <div className={styles.line}>
        <h2 id="open-saved" className={styles.heading}>
          Open a saved check or a client log
        </h2>
        <Button icon={<FolderOpen20Regular />} onClick={() => void chooseFile()}>
          Open…
        </Button>
        <Button
          appearance="subtle"
          icon={<TextDescription20Regular />}
          onClick={() => openDialog({ kind: 'paste' })}
        >
          Paste SIP text…
        </Button>
        <Button
          appearance="subtle"
          icon={<History20Regular />}
          onClick={() => openDialog({ kind: 'history', purpose: 'show' })}
        >
          Earlier checks
        </Button>
        <span className={styles.quiet}>or drop a file anywhere on this window</span>
      </div>
      {newest !== null && (
        <div className={styles.line}>
          <p className={styles.quiet}>
            Newest log of Skype for Business on this computer:{' '}
            <span title={visible(newest.folder, 1_000)}>{visible(newest.fileName, 255)}</span>,{' '}
            {dateTime(Date.parse(newest.changedAt))}, {byteSize(newest.bytes)}
          </p>
          <Button size="small" onClick={() => void openNewestLog()}>
            Open newest log
          </Button>
        </div>
      )}
    </section>
  );
}
