import { useMemo, type KeyboardEvent } from 'react';
import { rungDetails } from '../../../shared/projections/details.ts';
import type { DetailSection } from '../../../shared/projections/details-model.ts';
import type { LadderSection } from '../../../shared/projections/ladder-section-model.ts';
import type { RunView } from '../../store/run-view.ts';
import { usePage } from '../../store/store.ts';
import { goTo, type Place } from '../../ui/places.ts';
import { CertificateChain } from './CertificateChain.tsx';
import { FieldList } from './FieldList.tsx';
import styles from './inspector.module.css';
import { MessageText } from './MessageText.tsx';

const PLACE: Place = 'details';

/** Everything that is known of the chosen rung, or of what was decided there. */
export function Inspector({ view }: { readonly view: RunView | null }) {
  const selectedRow = usePage((page) => page.selectedRow);
  const events = usePage((page) => page.run?.events);
  const row = view?.ladder.rows.find((one) => one.id === selectedRow);
  const part = view === null || row !== undefined ? null : sectionWith(view.sections.steps, selectedRow);
  const chosen = row?.kind === 'rung' || row?.kind === 'note' ? row : null;
  const sections = useMemo(
    () => (chosen === null || events === undefined ? [] : rungDetails(events, chosen)),
    [events, chosen],
  );
  return (
    // Escape leads back to the call flow, from where Enter leads here.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a way back, not a control
    <section
      id={PLACE}
      tabIndex={-1}
      aria-label="Details"
      className={styles.inspector}
      onKeyDown={backOnEscape}
    >
      <h2 className={styles.heading}>Details</h2>
      {row === undefined && part === null && (
        <p className={styles.quiet}>Choose a line of the call flow to see what was asked and answered.</p>
      )}
      {part !== null && (
        <>
          <p className={styles.title}>{part.title}</p>
          {part.gist !== '' && <p className={styles.text}>{part.gist}</p>}
          <p className={styles.quiet}>Unfold this line to see its {part.messages} messages one by one.</p>
        </>
      )}
      {chosen?.kind === 'note' && <p className={styles.title}>{chosen.text}</p>}
      {chosen?.kind === 'rung' && (
        <>
          <p className={styles.title}>{chosen.label}</p>
          <p className={styles.quiet}>{chosen.sentence}.</p>
        </>
      )}
      {sections.map((section, index) => (
        <Section key={`${selectedRow ?? ''}:${String(index)}`} section={section} />
      ))}
    </section>
  );
}

/** A step of the call flow, or a part of one. */
function sectionWith(items: LadderSection['items'], id: string | null): LadderSection | null {
  for (const item of items) {
    if (item.kind !== 'section') continue;
    const found = item.id === id ? item : sectionWith(item.items, id);
    if (found !== null) return found;
  }
  return null;
}

function backOnEscape(event: KeyboardEvent): void {
  if (event.key === 'Escape') goTo('call-flow');
}

function Section({ section }: { readonly section: DetailSection }) {
  return (
    <div role="group" className={styles.section} aria-label={section.title}>
      <h3 className={styles.sectionTitle}>{section.title}</h3>
      <SectionBody section={section} />
    </div>
  );
}

function SectionBody({ section }: { readonly section: DetailSection }) {
  switch (section.kind) {
    case 'fields':
      return <FieldList fields={section.fields} />;
    case 'table':
      return (
        // A wide table scrolls by itself; the keyboard must be able to reach it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
        <div className={styles.tableScroll} tabIndex={0} role="group" aria-label={`${section.title}, table`}>
          <table className={styles.table}>
            <thead>
              <tr>
                {section.columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {section.rows.map((cells, index) => (
                <tr key={index}>
                  {cells.map((cell, column) => (
                    <td key={column}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case 'certificates':
      return <CertificateChain section={section} />;
    case 'message':
      return <MessageText section={section} />;
    case 'text':
      return <p className={`${styles.text ?? ''} ${styles[section.tone] ?? ''}`}>{section.text}</p>;
  }
}
