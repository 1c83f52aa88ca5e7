import { FluentProvider } from '@fluentui/react-components';
import { lazy, Suspense, useEffect } from 'react';
import { StartPage } from '../features/start/index.ts';
import { usePage } from '../store/store.ts';
import styles from './app.module.css';
import { useTheme } from './useTheme.ts';

// Most of the code is the run page's; the start page does not wait for it.
const loadRunPage = () => import('./RunPage.tsx');
const RunPage = lazy(async () => ({ default: (await loadRunPage()).RunPage }));

export function App() {
  const theme = useTheme();
  const isRunOpen = usePage((page) => page.run !== null);
  useEffect(() => {
    const idle = requestIdleCallback(() => void loadRunPage());
    return () => cancelIdleCallback(idle);
  }, []);
  return (
    // Our class is on an element of its own: Fluent puts the provider's on whatever it opens above the page, too.
    <FluentProvider theme={theme}>
      <div className={styles.app}>
        <Suspense>{isRunOpen ? <RunPage /> : <StartPage />}</Suspense>
      </div>
    </FluentProvider>
  );
}
