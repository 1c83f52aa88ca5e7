import styles from './ui.module.css';

/** The name with its mark: a ladder of which the upper rungs are still to be climbed. */
export function Wordmark({ size }: { readonly size: 'small' | 'large' }) {
  const pixels = size === 'large' ? 34 : 22;
  return (
    <span className={size === 'large' ? styles.wordmarkLarge : styles.wordmarkSmall}>
      <svg width={pixels} height={pixels} viewBox="0 0 32 32" aria-hidden="true">
        <path d="M9 3v26M23 3v26" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
        <path d="M9 24h14M9 17.3h14" stroke="currentColor" strokeWidth="3" />
        <path d="M9 10.6h14" stroke="currentColor" strokeWidth="3" strokeDasharray="2.6 2.6" opacity="0.75" />
      </svg>
      {size === 'large' ? <h1>Rungs</h1> : <span>Rungs</span>}
    </span>
  );
}
