import { ChevronDown16Regular, ChevronRight16Regular } from '@fluentui/react-icons';
import type { ChecklistStep, StepState } from '../../../shared/projections/checklist-model.ts';
import { duration } from '../../../shared/lib/duration.ts';
import { counted } from '../../../shared/lib/listing.ts';
import type { LadderSection } from '../../../shared/projections/ladder-section-model.ts';
import type { ExchangeOutcome } from '../../../shared/run/document.ts';
import { stepOf } from '../../../shared/steps/steps.ts';
import { StateIcon } from '../../ui/StateIcon.tsx';
import styles from './ladder.module.css';
import { METRICS, type DrawnSection, type LaneLayout } from './layout.ts';
import { SectionPaint } from './SectionPaint.tsx';

const STATES: Readonly<Record<ExchangeOutcome, StepState>> = {
  ok: 'passed',
  warning: 'warned',
  failed: 'failed',
  cancelled: 'cancelled',
  pending: 'running',
};

const STATE_WORDS: Readonly<Record<StepState, string>> = {
  pending: 'not started',
  running: 'in progress',
  passed: 'passed',
  warned: 'with a warning',
  failed: 'failed',
  skipped: 'skipped',
  cancelled: 'cancelled',
  crashed: 'our own fault',
};

/** In the words of a rung's outcome: how the band and the bar are coloured. */
export function toneOf({ outcome }: LadderSection, step: ChecklistStep | null): ExchangeOutcome {
  switch (step?.state) {
    case 'passed':
      return 'ok';
    case 'warned':
      return 'warning';
    case 'failed':
    case 'crashed':
      return 'failed';
    default:
      return outcome;
  }
}

export interface SectionContentProps {
  readonly drawn: DrawnSection;
  readonly layout: LaneLayout;
  readonly endMs: number;
  /** What the checklist says of it; null: it is a group, which speaks for itself. */
  readonly step: ChecklistStep | null;
}

/** The line of a step or a group: what it is, how it went, and while it is folded what is in it. */
export function SectionContent({ drawn, layout, endMs, step }: SectionContentProps) {
  const { section, isOpen } = drawn;
  const state = step?.state ?? STATES[section.outcome];
  const { atMs, durationMs } =
    step === null || step.startedAtMs === null
      ? section
      : { atMs: step.startedAtMs, durationMs: step.durationMs };
  return (
    <>
      <SectionPaint drawn={drawn} layout={layout} endMs={endMs} atMs={atMs} durationMs={durationMs} />
      <span
        role="gridcell"
        className={`${styles.sign ?? ''} ${section.level === 1 ? '' : (styles.groupSign ?? '')}`}
        style={{ width: METRICS.gutter }}
      >
        {isOpen ? <ChevronDown16Regular /> : <ChevronRight16Regular />}
        <StateIcon state={state} />
        {section.level === 1 && <span className={styles.stepNumber}>{stepOf(section.step).number}</span>}
        <span className={styles.hidden}>{STATE_WORDS[state]}</span>
      </span>
      <div
        className={styles.sectionText}
        style={{ left: METRICS.gutter + 4, width: layout.lanesEnd - METRICS.gutter - 8 }}
      >
        <span role="gridcell" className={styles.sectionTitle} title={section.title}>
          {section.title}
          {!isOpen && section.messages > 0 && (
            <span className={styles.count}> {counted(section.messages, 'message')}</span>
          )}
        </span>
        {!isOpen && (
          <span role="gridcell" className={styles.gist} title={section.gist}>
            {section.gist}
          </span>
        )}
      </div>
      <span role="gridcell" className={styles.duration} style={{ left: layout.lanesEnd }}>
        {durationMs === null ? '' : duration(durationMs)}
      </span>
    </>
  );
}
