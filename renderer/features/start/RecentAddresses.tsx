import { Button } from '@fluentui/react-components';
import { changeDraft, usePage } from '../../store/store.ts';
import { clearRecentAddresses, submitForm } from './start-actions.ts';
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
            <Button size="small" onClick={() => choose(address)}>
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

/** As if it had been typed and the button pressed; without a password the form then says what is missing. */
function choose(address: string): void {
  changeDraft({ address, user: null });
  void submitForm(null);
}
