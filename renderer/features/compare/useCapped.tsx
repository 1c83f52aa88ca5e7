import { Button } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { counted } from '../../../shared/lib/listing.ts';
import styles from './compare.module.css';

/** Rows drawn at once. */
const PAGE = 300;

/** How many rows to draw of a list of any length, and the button for more; null: all of them are drawn. */
export function useCapped(total: number, noun: string): readonly [shown: number, more: ReactElement | null] {
  const [pages, setPages] = useState(1);
  const rest = total - pages * PAGE;
  if (rest <= 0) return [total, null];
  return [
    total - rest,
    <p key="more" className={styles.more}>
      <Button size="small" onClick={() => setPages(pages + 1)}>
        Show {counted(Math.min(PAGE, rest), `more ${noun}`)}
      </Button>
      <span className={styles.quiet}>{counted(rest, noun)} not shown</span>
    </p>,
  ];
}
