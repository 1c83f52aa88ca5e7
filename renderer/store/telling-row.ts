import type { Finding } from '../../shared/findings/finding.ts';
import type { Ladder, LadderNote, Rung } from '../../shared/projections/ladder-model.ts';

/**
 * The row that shows a finding best: among those that belong to its evidence a failed one before others, one of the server
 * that the finding names before others, one on the path taken before others.
 */
export function tellingRow(ladder: Ladder, finding: Finding): Rung | LadderNote | undefined {
  const wanted = new Set(finding.evidence);
  let best: Rung | LadderNote | undefined;
  for (const row of ladder.rows) {
    if (row.kind === 'gap' || !row.evidence.some((seq) => wanted.has(seq))) continue;
    if (best === undefined || weight(row, finding) > weight(best, finding)) best = row;
  }
  return best;
}

function weight(row: Rung | LadderNote, finding: Finding): number {
  const host = row.kind === 'rung' ? row.toLane.slice(row.toLane.indexOf(':') + 1) : '';
  const isNamed = host !== '' && finding.title.includes(host);
  return (
    (row.outcome === 'failed' ? 8 : 0) +
    (isNamed ? 4 : 0) +
    (row.isUsed ? 2 : 0) +
    (row.kind === 'rung' ? 1 : 0)
  );
}
