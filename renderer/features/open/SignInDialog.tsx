import { Button, Field, Input } from '@fluentui/react-components';
import { useEffect, useRef, useState } from 'react';
import { counted } from '../../../shared/lib/listing.ts';
import { visible } from '../../../shared/lib/text.ts';
import type { SignInList } from '../../store/file-state.ts';
import { cancelOpening } from '../../store/open-run.ts';
import { PageDialog } from '../../ui/PageDialog.tsx';
import styles from './open.module.css';
import { SignInTable } from './SignInTable.tsx';
import { matching, newestFirst } from './sign-in-rows.ts';

/** From as many on a person searches rather than reads. */
const SEARCHED_FROM = 11;
/** Rows drawn; what is behind them is found by searching. */
const MOST_ROWS = 200;

export interface SignInDialogProps {
  readonly list: SignInList;
  readonly note: string | null;
}

/** A log holds days of sign-ins: one of them is opened. */
export function SignInDialog({ list, note }: SignInDialogProps) {
  const [search, setSearch] = useState('');
  const content = useRef<HTMLDivElement>(null);
  const found = matching(newestFirst(list.signIns), search);
  // The newest one is what most people look for: Enter opens it.
  useEffect(() => content.current?.querySelector<HTMLElement>('tbody button')?.focus(), []);
  return (
    <PageDialog
      title={`Which sign-in of ${visible(list.fileName, 255)}?`}
      isWide
      onClose={cancelOpening}
      actions={<Button onClick={cancelOpening}>Cancel</Button>}
    >
      <div ref={content} className={styles.signIns}>
        {note !== null && <p className={styles.quiet}>{note}</p>}
        <Remarks notes={list.notes} />
        {list.signIns.length >= SEARCHED_FROM && (
          <Field label="Search by time, address, server, method or outcome">
            <Input type="search" value={search} onChange={(_event, { value }) => setSearch(value)} />
          </Field>
        )}
        <p role="status" className={styles.quiet}>
          {found.length === 0 ? 'No sign-in matches the search.' : counted(found.length, 'sign-in')}
          {found.length > MOST_ROWS &&
            `, of which the newest ${String(MOST_ROWS)} are shown: search for more`}
        </p>
        {found.length > 0 && <SignInTable signIns={found.slice(0, MOST_ROWS)} />}
      </div>
    </PageDialog>
  );
}

function Remarks({ notes }: { readonly notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <ul className={styles.notes}>
      {notes.map((text, index) => (
        <li key={index}>{visible(text, 2_000)}</li>
      ))}
    </ul>
  );
}
