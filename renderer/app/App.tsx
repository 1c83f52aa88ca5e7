import { FluentProvider } from '@fluentui/react-components';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { StartPage } from '../features/start/index.ts';
import { usePage } from '../store/store.ts';
import styles from './app.module.css';
import { useTheme } from './useTheme.ts';

// Most of the code is the run page's and that of the files; the start page does not wait for it.
const loadRunPage = async () => (await import('./RunPage.tsx')).RunPage;
const Desk = lazy(async () => ({ default: (await import('./Desk.tsx')).Desk }));
const OpenSection = lazy(async () => ({
  default: (await import('../features/open/OpenSection.tsx')).OpenSection,
}));

export function App() {
  const theme = useTheme();
  const isRunOpen = usePage((page) => page.run !== null);
  const [isIdle, setIsIdle] = useState(false);
  const runPage = useRunPage(isRunOpen || isIdle);
  useEffect(() => {
    const idle = requestIdleCallback(() => setIsIdle(true));
    return () => cancelIdleCallback(idle);
  }, []);
  return (
    // Our class is on an element of its own: Fluent puts the provider's on whatever it opens above the page, too.
    <FluentProvider theme={theme}>
      <div className={styles.app}>
        <Suspense>{isRunOpen ? runPage : <StartPage>{isIdle && <OpenSection />}</StartPage>}</Suspense>
        <Suspense>{isIdle && <Desk />}</Suspense>
      </div>
    </FluentProvider>
  );
}

/**
 * The run page once it is loaded. Not by React.lazy, which holds a page back for 300 ms where it was not there at the first try,
 * loaded long ago or not.
 */
function useRunPage(isWanted: boolean): ReactNode {
  const [page, setPage] = useState<ReactNode>(null);
  useEffect(() => {
    if (isWanted) void loadRunPage().then((RunPage) => setPage(<RunPage />));
  }, [isWanted]);
  return page;
}
