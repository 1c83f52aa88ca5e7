import { Button } from '@fluentui/react-components';
import { clearRecentAddresses, startRun } from './start-actions.ts';
import { usePage } from '../../store/store.ts';
import styles from './start.module.css';

/** What was checked before, one click away. */
export function RecentAddresses() {
  const addresses = usePage((page) => page.description?.recentAddresses);
  if (addresses === undefined || addresses.length === 0) return null;
  return (
    <div className={styles.recents}>
      <span id="recents" className={styles.quiet}>
        Checked before:
      </span>
      <ul aria-labelledby="recents" className={styles.recentList}>
        {addresses.map((address) => (
          <li key={address}>
            <Button
              size="small"
              onClick={() =>
                void startRun({ address, scenario: null, server: '', profile: 'sfb', network: 'auto' })
              }
            >
              {address}
            </Button>
          </li>
        ))}
      </ul>
      <Button size="small" appearance="subtle" onClick={() => void clearRecentAddresses()}>
        Forget these
      </Button>
    </div>
  );
}
