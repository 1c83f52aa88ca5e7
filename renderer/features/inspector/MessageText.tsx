import { ArrowLeft16Regular, ArrowRight16Regular } from '@fluentui/react-icons';
import type { DetailSection } from '../../../shared/projections/details-model.ts';
import styles from './inspector.module.css';

/** A message as it went over the wire, each header with its meaning where there is one to tell. */
export function MessageText({
  section,
}: {
  readonly section: Extract<DetailSection, { readonly kind: 'message' }>;
}) {
  const meanings = section.headers.filter((header) => header.meaning !== null);
  return (
    <>
      <p className={styles.direction}>
        {section.direction === 'sent' ? <ArrowRight16Regular /> : <ArrowLeft16Regular />}
        {section.direction === 'sent' ? 'Sent by this PC' : 'Received'}
      </p>
      {/* Long messages scroll by themselves; the keyboard must be able to reach them. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above */}
      <pre className={styles.message} tabIndex={0} aria-label={`${section.title}, full text`}>
        {[section.startLine, ...section.headers.map(({ name, value }) => `${name}: ${value}`)].join('\n')}
        {section.body === '' ? '' : `\n\n${section.body}`}
      </pre>
      {meanings.length > 0 && (
        <details className={styles.meanings} open={section.direction === 'received'}>
          <summary>What it says</summary>
          <dl className={styles.fields}>
            {meanings.map((header, index) => (
              <div key={index} className={styles.field}>
                <dt>{header.name}</dt>
                <dd>{header.meaning}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      {section.bodyNote !== null && <p className={styles.quiet}>{section.bodyNote}</p>}
    </>
  );
}
