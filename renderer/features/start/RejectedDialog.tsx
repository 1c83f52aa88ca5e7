import { visible } from '../../../shared/lib/text.ts';
import type { PageState } from '../../store/store.ts';
import { AskDialog } from '../../ui/AskDialog.tsx';

export interface RejectedDialogProps {
  readonly rejection: NonNullable<PageState['rejection']>;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Accounts lock after a few wrong passwords, and the person may not know how close this one is. */
export function RejectedDialog({ rejection, onConfirm, onCancel }: RejectedDialogProps) {
  return (
    <AskDialog title="Try this password?" confirm="Try again" onConfirm={onConfirm} onCancel={onCancel}>
      <p>
        The password of <strong>{visible(rejection.user, 320)}</strong> was rejected{' '}
        {ago(rejection.secondsAgo)}. This time nothing has been sent yet.
      </p>
      <p>
        Another wrong one may lock the account, which would shut out its owner everywhere. Go on only if the
        password that you typed now is right.
      </p>
    </AskDialog>
  );
}

function ago(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return 'less than a minute ago';
  return minutes === 1 ? 'a minute ago' : `${String(minutes)} minutes ago`;
}
