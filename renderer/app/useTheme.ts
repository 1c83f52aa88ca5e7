import { webDarkTheme, webLightTheme, type Theme } from '@fluentui/react-components';
import { useSyncExternalStore } from 'react';

const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');

/** Follows the system's choice of light or dark while the app runs; high contrast is the browser's forced-colors. */
export function useTheme(): Theme {
  const isDark = useSyncExternalStore(subscribe, () => prefersDark.matches);
  return isDark ? webDarkTheme : webLightTheme;
}

function subscribe(onChange: () => void): () => void {
  prefersDark.addEventListener('change', onChange);
  return () => prefersDark.removeEventListener('change', onChange);
}
