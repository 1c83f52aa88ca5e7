import type { Exchange } from '../run/document.ts';
import type { Ladder } from './ladder-model.ts';
import { roundedMs } from './rounded-ms.ts';

/** The ladder as the JSON document has it: rungs and local decisions in order, parties by their names. */
export function exchanges(drawn: Ladder): readonly Exchange[] {
  const titles = new Map(drawn.lanes.map((lane) => [lane.id, lane.title]));
  const nameOf = (laneId: string): string => titles.get(laneId) ?? laneId;
  return drawn.rows.flatMap((row): readonly Exchange[] => {
    switch (row.kind) {
      case 'gap':
        return [];
      case 'note':
        return [
          {
            id: row.id,
            step: row.step,
            protocol: 'local',
            from: nameOf(row.lane),
            to: nameOf(row.lane),
            label: row.text,
            atMs: row.atMs,
            durationMs: 0,
            outcome: row.outcome,
          },
        ];
      case 'rung':
        return [
          {
            id: row.id,
            step: row.step,
            protocol: row.protocol,
            from: nameOf(row.fromLane),
            to: nameOf(row.toLane),
            label: row.answerLabel === null ? row.label : `${row.label} → ${row.answerLabel}`,
            atMs: row.atMs,
            durationMs: row.durationMs === null ? null : roundedMs(row.durationMs),
            outcome: row.outcome,
          },
        ];
    }
  });
}
