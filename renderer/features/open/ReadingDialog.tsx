import { Button } from '@fluentui/react-components';
import { counted } from '../../../shared/lib/listing.ts';
import { visible } from '../../../shared/lib/text.ts';
import type { Opening } from '../../store/file-state.ts';
import { cancelOpening } from '../../store/open-run.ts';
import { byteSize } from '../../ui/byte-size.ts';
import { PageDialog } from '../../ui/PageDialog.tsx';
import styles from './open.module.css';

export interface ReadingDialogProps {
  readonly reading: Extract<Opening, { kind: 'reading' }>;
}

/** How far the reading of a long log has come. It is said aloud every tenth of the way. */
export function ReadingDialog({ reading }: ReadingDialogProps) {
  const { fileName, readBytes, totalBytes, signIns } = reading;
  const tenths = Math.floor((10 * readBytes) / Math.max(1, totalBytes));
  const found = `${counted(signIns, 'sign-in')} found so far`;
  return (
    <PageDialog
      title={`Reading ${visible(fileName, 255)}`}
      onClose={cancelOpening}
      actions={<Button onClick={cancelOpening}>Cancel</Button>}
    >
      <progress className={styles.progress} aria-label="Read" max={totalBytes} value={readBytes} />
      <p className={styles.quiet}>
        {byteSize(readBytes)} of {byteSize(totalBytes)} read, {found}
      </p>
      <p role="status" className={styles.hidden}>
        {tenths > 0 && `${String(tenths * 10)} % read`}
      </p>
    </PageDialog>
  );
}
