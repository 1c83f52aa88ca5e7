import type { MissingList } from '../../../shared/projections/settings-model.ts';
import { StateIcon } from '../../ui/StateIcon.tsx';
import { Section } from './Section.tsx';
import styles from './settings.module.css';
import { useCapped } from '../../ui/useCapped.tsx';

const SIGNS = {
  broken: { state: 'warned', words: 'Does not work' },
  remark: { state: 'info', words: 'Worth a look' },
} as const;

export function MissingSection({ missing }: { readonly missing: MissingList }) {
  const { lines, allClear } = missing;
  const [shown, more] = useCapped(lines.length, 'line');
  return (
    <Section title="Missing or odd">
      {lines.length === 0 && <p className={styles.text}>{allClear}</p>}
      <ul className={styles.remarks}>
        {lines.slice(0, shown).map(({ weight, sentence }, index) => (
          <li key={index} className={styles.remark}>
            <StateIcon state={SIGNS[weight].state} />
            <span>
              <span className={styles.hidden}>{SIGNS[weight].words}: </span>
              {sentence}
            </span>
          </li>
        ))}
      </ul>
      {more}
    </Section>
  );
}
