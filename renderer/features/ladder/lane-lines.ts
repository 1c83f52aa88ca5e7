import type { CSSProperties } from 'react';
import type { LaneLayout } from './layout.ts';

/** Custom properties that React hands on as they are. */
type LaneLines = CSSProperties & Readonly<Record<'--lanes' | '--lane-places', string>>;

/**
 * The lanes' vertical lines as a background, one for all rows: as elements in each row they are a third of what is made and laid
 * out while the rows scroll.
 */
export function laneLines({ lanes }: LaneLayout): LaneLines {
  return {
    '--lanes': lanes.map(() => 'linear-gradient(var(--lane), var(--lane))').join(', ') || 'none',
    '--lane-places': lanes.map(({ x }) => `${String(x)}px 0`).join(', ') || '0 0',
  };
}
