import { Button } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { counted } from '../../shared/lib/listing.ts';
import styles from './ui.module.css';

/** Rows drawn at once; a real list of policies has about 150, the comparison of two sign-ins as many. */
const PAGE = 200;

/** How many rows to draw of a list of any length, and the button for more; null: all of them are drawn. */
export function useCapped(total: number, noun: string): readonly [shown: number, more: ReactElement | null] {
  const [pages, setPages] = useState(1);
  const shown = Math.min(total, pages * PAGE);
  const rest = total - shown;
  if (rest === 0) return [shown, null];
  return [
    shown,
    <p key="more" className={styles.more}>
      <Button size="small" onClick={() => setPages(pages + 1)}>
        Show {counted(Math.min(PAGE, rest), `more ${noun}`)}
      </Button>
      <span className={styles.rest}>{counted(rest, noun)} not shown</span>
    </p>,
  ];
}
