import { emptyWords, isDifference, SECTION_TITLES } from '../../../shared/projections/comparison/words.ts';
import type { ComparisonRow } from '../../../shared/projections/comparison-model.ts';
import { ComparisonSection } from '../../../shared/run/diff-document.ts';
import { RelationSign } from './RelationSign.tsx';
import styles from './compare.module.css';
import { useCapped } from '../../ui/useCapped.tsx';

/** Everything but the call flow, by section. */
export function ComparisonTable({
  rows,
  isAll,
}: {
  readonly rows: readonly ComparisonRow[];
  readonly isAll: boolean;
}) {
  const chosen = rows.filter(({ relation }) => isAll || isDifference(relation));
  const [shown, more] = useCapped(chosen.length, 'row');
  const drawn = chosen.slice(0, shown);
  if (drawn.length === 0) return <p className={styles.text}>Nothing else differs.</p>;
  return (
    <>
      <table className={styles.table}>
        <caption className={styles.caption}>{isAll ? 'What was compared' : 'What differs'}</caption>
        <thead>
          <tr>
            <th scope="col" className={styles.label}>
              What
            </th>
            <th scope="col">First</th>
            <th scope="col">Second</th>
          </tr>
        </thead>
        {ComparisonSection.options.map((section) => {
          const own = drawn.filter((row) => row.section === section);
          if (own.length === 0) return null;
          return (
            <tbody key={section}>
              <tr className={styles.section}>
                <th scope="rowgroup" colSpan={3}>
                  {SECTION_TITLES[section]}
                </th>
              </tr>
              {own.map((row, index) => (
                <Row key={`${row.label}:${String(index)}`} row={row} />
              ))}
            </tbody>
          );
        })}
      </table>
      {more}
    </>
  );
}

function Row({ row: { label, a, b, relation, weight } }: { readonly row: ComparisonRow }) {
  const none = emptyWords(relation);
  return (
    <tr
      data-relation={relation}
      className={weight === 'telling' && isDifference(relation) ? styles.telling : undefined}
    >
      <th scope="row">
        <span className={styles.sign}>
          <RelationSign relation={relation} />
          <span>{label}</span>
        </span>
      </th>
      <td className={a === null ? styles.quiet : undefined}>{a ?? none}</td>
      <td className={b === null ? styles.quiet : undefined}>{b ?? none}</td>
    </tr>
  );
}
