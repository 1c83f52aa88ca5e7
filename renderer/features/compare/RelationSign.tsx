import { RELATION_WORDS } from '../../../shared/projections/comparison/words.ts';
import type { Relation } from '../../../shared/run/diff-document.ts';
import styles from './compare.module.css';

const SIGNS: Readonly<Record<Relation, string>> = {
  same: '=',
  different: '≠',
  'only-a': '≠',
  'only-b': '≠',
  incomparable: '?',
};

/** A sign, and in words for who hears it. */
export function RelationSign({ relation }: { readonly relation: Relation }) {
  return (
    <span className={styles.relation} title={RELATION_WORDS[relation]}>
      <span aria-hidden="true">{SIGNS[relation]}</span>
      <span className={styles.hidden}>{RELATION_WORDS[relation]}</span>
    </span>
  );
}
