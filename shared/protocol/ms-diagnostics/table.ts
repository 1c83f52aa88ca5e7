import { CONFIDENCES, ROWS, STEPS, type Row, type Where } from './table-rows.ts';
import type { DiagnosticFact } from './table-types.ts';

/** Returns null for an id that is not in the table; componentOfId then still tells who spoke. */
export function findDiagnosticFact(id: number): DiagnosticFact | null {
  return FACTS.get(id) ?? null;
}

/** Returns the ids known, for tests and documentation. */
export function knownDiagnosticIds(): readonly number[] {
  return [...FACTS.keys()];
}

const FACTS: ReadonlyMap<number, DiagnosticFact> = new Map(ROWS.map((row) => [row[0], toFact(row)]));

function toFact([id, confidence, where, owners, statuses, meaning, advice]: Row): DiagnosticFact {
  return { id, ...toScope(where), owners, statuses, confidence: CONFIDENCES[confidence], meaning, advice };
}

function toScope(where: Where): Pick<DiagnosticFact, 'steps' | 'area'> {
  switch (where) {
    case 'media':
    case 'federation':
    case 'voice':
    case 'messaging':
    case 'conference':
      return { steps: [], area: where };
    default:
      return { steps: STEPS[where], area: 'sign-in' };
  }
}
