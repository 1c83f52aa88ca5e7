import {
  CheckmarkCircle20Filled,
  Circle20Regular,
  DismissCircle20Filled,
  Info20Filled,
  SubtractCircle20Regular,
  Warning20Filled,
} from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import type { StepState } from '../../shared/projections/checklist-model.ts';
import styles from './ui.module.css';

const ICONS: Readonly<Record<StepState | 'info', { readonly icon: ReactElement; readonly tone: string }>> = {
  pending: { icon: <Circle20Regular />, tone: 'quiet' },
  running: { icon: <span className={styles.spinner} />, tone: 'brand' },
  passed: { icon: <CheckmarkCircle20Filled />, tone: 'good' },
  warned: { icon: <Warning20Filled />, tone: 'warning' },
  failed: { icon: <DismissCircle20Filled />, tone: 'bad' },
  skipped: { icon: <SubtractCircle20Regular />, tone: 'quiet' },
  cancelled: { icon: <SubtractCircle20Regular />, tone: 'quiet' },
  crashed: { icon: <DismissCircle20Filled />, tone: 'bad' },
  info: { icon: <Info20Filled />, tone: 'brand' },
};

/** A shape for each state, so that colour is never the only sign. Decoration: the state is said in words beside it. */
export function StateIcon({ state }: { readonly state: StepState | 'info' }) {
  const { icon, tone } = ICONS[state];
  return (
    <span className={`${styles.stateIcon ?? ''} ${styles[tone] ?? ''}`} aria-hidden="true">
      {icon}
    </span>
  );
}
