import { Button, Switch } from '@fluentui/react-components';
import { ArrowLeft20Regular, Save20Regular } from '@fluentui/react-icons';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { LoggedEvent } from '../../../shared/events/catalogue.ts';
import { alignedLadder } from '../../../shared/projections/comparison/aligned-ladder.ts';
import { comparison } from '../../../shared/projections/comparison/comparison.ts';
import type { RunLabels } from '../../../shared/projections/comparison-model.ts';
import { AlignedTable } from './AlignedTable.tsx';
import { ComparisonTable } from './ComparisonTable.tsx';
import styles from './compare.module.css';

export interface ComparePageProps {
  readonly a: readonly LoggedEvent[];
  readonly b: readonly LoggedEvent[];
  readonly labels: RunLabels;
  /** Saves the check with this comparison. */
  readonly onSave: () => void;
  readonly onClose: () => void;
}

/** Two runs side by side: how both ended, what differs, and the call flow aligned by meaning. Escape leads back. */
export function ComparePage({ a, b, labels, onSave, onClose }: ComparePageProps) {
  const [isAll, setIsAll] = useState(false);
  const compared = useMemo(() => comparison(a, b), [a, b]);
  const aligned = useMemo(() => alignedLadder(a, b), [a, b]);
  const page = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    page.current?.scrollIntoView({ block: 'start' });
    heading.current?.focus({ preventScroll: true });
  }, []);
  const closeOnEscape = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.defaultPrevented) onClose();
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a way back, not a control
    <section ref={page} aria-label="Comparison" className={styles.page} onKeyDown={closeOnEscape}>
      <div className={styles.top}>
        <h2 ref={heading} tabIndex={-1} className={styles.heading}>
          Comparison of two checks
        </h2>
        <Switch
          label="Show what is the same"
          checked={isAll}
          onChange={(_event, { checked }) => setIsAll(checked)}
        />
        <Button size="small" icon={<Save20Regular />} onClick={onSave}>
          Save bundle
        </Button>
        <Button size="small" icon={<ArrowLeft20Regular />} onClick={onClose}>
          Close the comparison
        </Button>
      </div>
      <p className={styles.summary}>{compared.summary}</p>
      <dl className={styles.runs}>
        <div>
          <dt>First</dt>
          <dd>{labels.a}</dd>
        </div>
        <div>
          <dt>Second</dt>
          <dd>{labels.b}</dd>
        </div>
      </dl>
      <ComparisonTable rows={compared.rows} isAll={isAll} />
      <AlignedTable aligned={aligned} isAll={isAll} />
    </section>
  );
}
