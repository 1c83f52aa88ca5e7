import {
  Database20Regular,
  Globe20Regular,
  Key20Regular,
  Laptop20Regular,
  Server20Regular,
  ShieldKeyhole20Regular,
} from '@fluentui/react-icons';
import { memo, type ReactElement } from 'react';
import type { LaneKind } from '../../../shared/projections/ladder-model.ts';
import styles from './ladder.module.css';
import { METRICS, type LaneLayout } from './layout.ts';

const ICONS: Readonly<Record<LaneKind, ReactElement>> = {
  pc: <Laptop20Regular />,
  dns: <Database20Regular />,
  kdc: <Key20Regular />,
  proxy: <ShieldKeyhole20Regular />,
  web: <Globe20Regular />,
  sip: <Server20Regular />,
};

/** The parties' names on top of their lanes; stays in sight while the rows scroll. */
export const LaneHeader = memo(function LaneHeader({ layout }: { readonly layout: LaneLayout }) {
  const gap = layout.lanes.length > 1 ? (layout.lanes[1]?.x ?? 0) - (layout.lanes[0]?.x ?? 0) : 160;
  return (
    <div role="rowgroup" className={styles.laneHeader} style={{ width: layout.width }}>
      <div role="row" aria-rowindex={1} className={styles.hidden}>
        <span role="columnheader">Time</span>
        <span role="columnheader">What was said</span>
        <span role="columnheader">Answer</span>
        <span role="columnheader">Took</span>
      </div>
      <span className={styles.timeTitle} style={{ width: METRICS.gutter - 12 }} aria-hidden="true">
        Step · time
      </span>
      {layout.lanes.map((lane) => {
        const dot = lane.kind === 'sip' ? lane.title.indexOf('.') : -1;
        return (
          <div
            key={lane.id}
            className={styles.lane}
            style={{ left: lane.x, width: gap - 1 }}
            title={`${lane.title} ${lane.subtitle}`}
            aria-hidden="true"
          >
            {ICONS[lane.kind]}
            <strong className={styles.laneTitle}>{dot > 0 ? lane.title.slice(0, dot) : lane.title}</strong>
            <span className={styles.laneSubtitle}>{dot > 0 ? lane.title.slice(dot) : lane.subtitle}</span>
          </div>
        );
      })}
      <span className={styles.waterfallTitle} style={{ left: layout.lanesEnd }} aria-hidden="true">
        Took
      </span>
    </div>
  );
});
