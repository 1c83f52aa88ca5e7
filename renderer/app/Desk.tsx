import { lazy, Suspense } from 'react';
import { DropTarget } from '../features/open/DropTarget.tsx';
import { usePage } from '../store/store.ts';

const SaveDialog = lazy(async () => ({
  default: (await import('../features/save/SaveDialog.tsx')).SaveDialog,
}));
const HistoryDialog = lazy(async () => ({
  default: (await import('../features/history/HistoryDialog.tsx')).HistoryDialog,
}));
const PasteDialog = lazy(async () => ({
  default: (await import('../features/open/PasteDialog.tsx')).PasteDialog,
}));
const ReadingDialog = lazy(async () => ({
  default: (await import('../features/open/ReadingDialog.tsx')).ReadingDialog,
}));
const SignInDialog = lazy(async () => ({
  default: (await import('../features/open/SignInDialog.tsx')).SignInDialog,
}));
const CompareDialog = lazy(async () => ({ default: (await import('./CompareDialog.tsx')).CompareDialog }));

/** Below this a log is read before anybody could follow how far it is. */
const LONG_LOG_BYTES = 5_000_000;

/** What can stand above every page: dialogs about files, and where files are dropped. Each is loaded when it is needed. */
export function Desk() {
  const dialog = usePage((page) => page.dialog);
  const opening = usePage((page) => page.opening);
  return (
    <>
      <DropTarget />
      <Suspense>
        {dialog?.kind === 'save' && <SaveDialog />}
        {dialog?.kind === 'paste' && <PasteDialog />}
        {dialog?.kind === 'compare' && <CompareDialog />}
        {dialog?.kind === 'history' && <HistoryDialog key={dialog.purpose} purpose={dialog.purpose} />}
        {opening?.kind === 'reading' && opening.totalBytes >= LONG_LOG_BYTES && (
          <ReadingDialog reading={opening} />
        )}
        {opening?.kind === 'choosing' && (
          <SignInDialog key={opening.list.importId} list={opening.list} note={opening.note} />
        )}
      </Suspense>
    </>
  );
}
