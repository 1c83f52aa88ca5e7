import type { DetailField } from '../../../shared/projections/details-model.ts';
import styles from './settings.module.css';

/** Names with their values. */
export function FactList({ fields }: { readonly fields: readonly DetailField[] }) {
  return (
    <dl className={styles.facts}>
      {fields.map(({ name, value, meaning, tone }) => (
        <div key={name} className={styles.fact}>
          <dt>{name}</dt>
          <dd className={styles[tone]}>
            {value}
            {meaning !== null && <span className={styles.meaning}>{meaning}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
