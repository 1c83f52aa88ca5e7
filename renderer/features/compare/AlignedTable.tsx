import { duration } from '../../../shared/lib/duration.ts';
import { emptyWords, isDifference } from '../../../shared/projections/comparison/words.ts';
import type { AlignedLadder, AlignedRow } from '../../../shared/projections/comparison-model.ts';
import type { StepState } from '../../../shared/projections/checklist-model.ts';
import type { Rung } from '../../../shared/projections/ladder-model.ts';
import type { ExchangeOutcome } from '../../../shared/run/document.ts';
import type { Relation } from '../../../shared/run/diff-document.ts';
import { StateIcon } from '../../ui/StateIcon.tsx';
import { RelationSign } from './RelationSign.tsx';
import styles from './compare.module.css';
import { useCapped } from '../../ui/useCapped.tsx';

const STATES: Readonly<Record<ExchangeOutcome, StepState>> = {
  ok: 'passed',
  warning: 'warned',
  failed: 'failed',
  cancelled: 'cancelled',
  pending: 'pending',
};

const OUTCOME_WORDS: Readonly<Record<ExchangeOutcome, string>> = {
  ok: 'went well',
  warning: 'with a warning',
  failed: 'failed',
  cancelled: 'given up',
  pending: 'waiting',
};

/** The call flow of both runs, what means the same in one row. */
export function AlignedTable({
  aligned: { rows, leftOut },
  isAll,
}: {
  readonly aligned: AlignedLadder;
  readonly isAll: boolean;
}) {
  const chosen = rows.filter(({ relation }) => isAll || isDifference(relation));
  const [shown, more] = useCapped(chosen.length, 'exchange');
  const isCut = leftOut.a + leftOut.b > 0;
  return (
    <>
      <h3 className={styles.title}>Call flow</h3>
      {chosen.length === 0 ? (
        <p className={styles.text}>No exchange differs.</p>
      ) : (
        <table className={styles.table}>
          <caption className={styles.caption}>
            {isAll ? 'All exchanges' : 'The exchanges that differ'}, what means the same side by side
          </caption>
          <thead>
            <tr>
              <th scope="col" className={styles.narrow}>
                <span className={styles.hidden}>Difference</span>
              </th>
              <th scope="col">First</th>
              <th scope="col">Second</th>
            </tr>
          </thead>
          <tbody>
            {chosen.slice(0, shown).map((row) => (
              <Row key={`${row.a?.id ?? ''}:${row.b?.id ?? ''}`} row={row} />
            ))}
          </tbody>
        </table>
      )}
      {more}
      {isCut && (
        <p className={styles.quiet}>
          The call flow is longer: {leftOut.a} more exchanges of the first and {leftOut.b} of the second are
          not compared.
        </p>
      )}
    </>
  );
}

function Row({ row: { a, b, relation } }: { readonly row: AlignedRow }) {
  return (
    <tr data-relation={relation}>
      <th scope="row" className={styles.narrow}>
        <RelationSign relation={relation} />
      </th>
      <Exchange rung={a} relation={relation} />
      <Exchange rung={b} relation={relation} />
    </tr>
  );
}

function Exchange({ rung, relation }: { readonly rung: Rung | null; readonly relation: Relation }) {
  if (rung === null) return <td className={styles.quiet}>{emptyWords(relation)}</td>;
  const { outcome, label, answerLabel, durationMs } = rung;
  return (
    <td>
      <span className={styles.sign}>
        <StateIcon state={STATES[outcome]} />
        <span>
          <span className={styles.hidden}>{OUTCOME_WORDS[outcome]}: </span>
          {partyOf(rung)}
          {label}
          <span className={styles.answer}>
            {answerLabel ?? 'no answer'}
            {durationMs !== null && `, ${duration(durationMs)}`}
          </span>
        </span>
      </span>
    </td>
  );
}

/** With whom, in front of what is said; DNS is one party and named by its questions. */
function partyOf({ fromLane, toLane, label }: Rung): string {
  const lane = toLane === 'pc' ? fromLane : toLane;
  const name = lane.slice(lane.indexOf(':') + 1);
  if (lane === 'dns' || lane === 'pc' || label.includes(name)) return '';
  return toLane === 'pc' ? `from ${name} · ` : `${name} · `;
}
