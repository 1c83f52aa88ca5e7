import { Button } from '@fluentui/react-components';
import { changeDraft, usePage } from '../../store/store.ts';
import { groupedFingerprint } from '../../ui/fingerprint.ts';
import styles from './start.module.css';

/** What holds for the next run only: it repeats one, and what the person confirmed for it. */
export function RunNotices() {
  const isRepeat = usePage((page) => page.draft.isRepeat && page.draft.way === 'password');
  const confirmed = usePage((page) => page.draft.confirmedCertificates);
  if (!isRepeat && confirmed.length === 0) return null;
  return (
    <div className={styles.notices} role="status">
      {isRepeat && <p className={styles.notice}>Rungs did not keep the password. Type it again to go on.</p>}
      {confirmed.map((fingerprint) => (
        <div key={fingerprint} className={styles.notice}>
          <p className={styles.noticeText}>
            For this run only, you trust the certificate with the SHA-256 fingerprint{' '}
            <code className={styles.fingerprint}>{groupedFingerprint(fingerprint)}</code>
          </p>
          <Button size="small" onClick={() => withdraw(confirmed, fingerprint)}>
            Do not trust it
          </Button>
        </div>
      ))}
    </div>
  );
}

function withdraw(confirmed: readonly string[], fingerprint: string): void {
  changeDraft({ confirmedCertificates: confirmed.filter((one) => one !== fingerprint) });
}
