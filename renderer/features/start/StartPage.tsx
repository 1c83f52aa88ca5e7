import { Suspense, type ReactNode } from 'react';
import { usePage } from '../../store/store.ts';
import { Wordmark } from '../../ui/Wordmark.tsx';
import { AddressForm } from './AddressForm.tsx';
import { PracticeList } from './PracticeList.tsx';
import { RecentAddresses } from './RecentAddresses.tsx';
import styles from './start.module.css';

/** One field, one button; children: what else can be opened; below it a simulated network for those who have no server at hand. */
export function StartPage({ children }: { readonly children?: ReactNode }) {
  const version = usePage((page) => page.description?.version);
  return (
    <main className={styles.page}>
      <header className={styles.intro}>
        <Wordmark size="large" />
        <p className={styles.lead}>
          See where a Skype for Business or Lync sign-in breaks, why, and who can mend it.
        </p>
      </header>
      <section className={styles.card} aria-label="Check a sign-in">
        <AddressForm />
        <RecentAddresses />
      </section>
      <div className={styles.saved}>
        <Suspense>{children}</Suspense>
      </div>
      <PracticeList />
      <footer className={styles.footer}>
        Rungs {version ?? ''} asks servers the questions that the Microsoft client asks. Nobody is signed in
        unless you say who. Nothing is sent anywhere else.
      </footer>
    </main>
  );
}
