import { Button, Field, Input, Switch } from '@fluentui/react-components';
import { useEffect, useRef, useState } from 'react';
import type { HistoryEntry, HistoryList } from '../../../shared/ipc/history-commands.ts';
import { dateTime } from '../../../shared/lib/date.ts';
import { counted } from '../../../shared/lib/listing.ts';
import { visible } from '../../../shared/lib/text.ts';
import { closeDialog, tellProblem } from '../../store/dialogs.ts';
import type { OpenPurpose } from '../../store/file-state.ts';
import {
  deleteFromHistory,
  emptyHistory,
  keepHistory,
  listHistory,
  type HistoryReply,
} from '../../store/history.ts';
import { AskDialog } from '../../ui/AskDialog.tsx';
import { PageDialog } from '../../ui/PageDialog.tsx';
import { HistoryRow, textOf } from './HistoryRow.tsx';
import styles from './history.module.css';

/** The checks that this computer kept: to open one, to delete some, to keep none. */
export function HistoryDialog({ purpose }: { readonly purpose: OpenPurpose }) {
  const [list, setList] = useState<HistoryList | null>(null);
  const [search, setSearch] = useState('');
  const [toDelete, setToDelete] = useState<HistoryEntry | 'all' | null>(null);
  const items = useRef<HTMLUListElement>(null);
  const deletedAt = useRef<number | null>(null);
  function take(reply: HistoryReply): void {
    if (reply.ok) setList(reply.value);
    else tellProblem(reply.error.message);
  }
  useEffect(() => void listHistory().then(take), []);
  const notice = list?.notice ?? null;
  const entries = (list?.entries ?? []).filter((entry) =>
    textOf(entry).includes(search.trim().toLowerCase()),
  );

  async function remove(what: HistoryEntry | 'all'): Promise<void> {
    const index = what === 'all' ? 0 : entries.findIndex(({ id }) => id === what.id);
    const reply = await (what === 'all' ? emptyHistory() : deleteFromHistory(what.id));
    if (reply.ok) deletedAt.current = index;
    take(reply);
  }
  const isListed = list !== null;
  useEffect(() => inDialog(items.current, 'input[type=search]')?.focus(), [isListed]);
  useEffect(() => {
    if (deletedAt.current === null) return;
    // The button that had the focus went away with its row.
    const rest = items.current?.querySelectorAll<HTMLElement>('[data-delete]') ?? [];
    (rest[Math.min(deletedAt.current, rest.length - 1)] ?? inDialog(items.current, '[data-close]'))?.focus();
    deletedAt.current = null;
  }, [list]);

  return (
    <PageDialog
      title={purpose === 'show' ? 'Earlier checks' : 'Compare with an earlier check'}
      isWide
      onClose={closeDialog}
      actions={
        <>
          {purpose === 'show' && list !== null && list.entries.length > 0 && (
            <Button onClick={() => setToDelete('all')}>Delete all…</Button>
          )}
          <Button data-close appearance="primary" onClick={closeDialog}>
            Close
          </Button>
        </>
      }
    >
      {notice !== null && (
        <p role="alert" className={styles.notice}>
          {visible(notice, 2_000)}
        </p>
      )}
      {list !== null && purpose === 'show' && (
        <Switch
          label="Keep checks on this computer (the last 50, without passwords)"
          checked={list.isKept}
          onChange={(_event, { checked }) => void keepHistory(checked).then(take)}
        />
      )}
      {list !== null && list.entries.length > 0 && (
        <Field label="Search by address, date, server or outcome">
          <Input type="search" value={search} onChange={(_event, { value }) => setSearch(value)} />
        </Field>
      )}
      <p role="status" className={styles.said}>
        {list !== null && saidOf(list, entries.length)}
      </p>
      <ul ref={items} aria-label="Earlier checks" className={styles.entries}>
        {entries.map((entry) => (
          <HistoryRow
            key={entry.id}
            entry={entry}
            purpose={purpose}
            onDelete={purpose === 'show' ? setToDelete : null}
          />
        ))}
      </ul>
      {toDelete !== null && (
        <AskDialog
          title={toDelete === 'all' ? 'Delete all earlier checks?' : 'Delete this check?'}
          confirm={toDelete === 'all' ? 'Delete all' : 'Delete'}
          onConfirm={() => {
            setToDelete(null);
            void remove(toDelete);
          }}
          onCancel={() => setToDelete(null)}
        >
          {toDelete !== 'all' && (
            <p>
              {visible(toDelete.address, 320)}, {dateTime(Date.parse(toDelete.startedAt))}
            </p>
          )}
          <p>This cannot be undone. Bundles that were saved stay where they are.</p>
        </AskDialog>
      )}
    </PageDialog>
  );
}

function inDialog(part: HTMLElement | null, selector: string): HTMLElement | null {
  return part?.closest('dialog')?.querySelector<HTMLElement>(selector) ?? null;
}

function saidOf({ isKept, entries }: HistoryList, found: number): string {
  if (entries.length === 0) {
    return isKept ? 'No check has been kept yet.' : 'No check is kept.';
  }
  if (found === 0) return 'No check matches the search.';
  const count =
    found === entries.length
      ? counted(found, 'check')
      : `${counted(found, 'check')} of ${String(entries.length)}`;
  return isKept
    ? count
    : `${count}, kept before. From now on none is kept; these stay until they are deleted.`;
}
