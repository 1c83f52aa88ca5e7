import type { DetailField } from '../../../shared/projections/details-model.ts';
import styles from './inspector.module.css';

/** Names with their values and, where it helps, what a value means. */
export function FieldList({ fields }: { readonly fields: readonly DetailField[] }) {
  return (
    <dl className={styles.fields}>
      {fields.map((field, index) => (
        <div key={`${field.name}:${String(index)}`} className={styles.field}>
          <dt>{field.name}</dt>
          <dd className={styles[field.tone]}>
            {field.value}
            {field.meaning !== null && <span className={styles.meaning}>{field.meaning}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
