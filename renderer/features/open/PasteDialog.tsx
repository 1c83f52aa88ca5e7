import { Button, Field } from '@fluentui/react-components';
import { useRef } from 'react';
import { closeDialog } from '../../store/dialogs.ts';
import { openText } from '../../store/open-run.ts';
import { PageDialog } from '../../ui/PageDialog.tsx';
import styles from './open.module.css';

/** As many characters as a request may hold. */
const LONGEST_TEXT = 8_388_608;

/** SIP messages out of a mail or a ticket. The text may be long, so that it stays in its field until it is opened. */
export function PasteDialog() {
  const text = useRef<HTMLTextAreaElement>(null);
  function submit(): void {
    const { value = '' } = text.current ?? {};
    if (value.trim() === '') text.current?.focus();
    else void openText(value);
  }
  return (
    <PageDialog
      title="Paste SIP text"
      isWide
      onClose={closeDialog}
      actions={
        <>
          <Button onClick={closeDialog}>Cancel</Button>
          <Button appearance="primary" onClick={submit}>
            Open
          </Button>
        </>
      }
    >
      <Field
        label="SIP messages"
        hint="Requests and answers with their headers, as they stand in a log, a mail or a ticket. Nothing is sent anywhere."
      >
        {(field) => (
          <textarea
            {...field}
            ref={text}
            className={styles.text}
            maxLength={LONGEST_TEXT}
            spellCheck={false}
            autoComplete="off"
          />
        )}
      </Field>
    </PageDialog>
  );
}
