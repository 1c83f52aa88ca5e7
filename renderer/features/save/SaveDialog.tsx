import { Button, Checkbox, Radio, RadioGroup } from '@fluentui/react-components';
import { ReOrderDotsVertical20Regular, Save20Regular } from '@fluentui/react-icons';
import { useEffect, useState, type DragEvent } from 'react';
import type { BundlePreview, RedactionLevel, SaveReply } from '../../../shared/ipc/export-commands.ts';
import { counted, listed } from '../../../shared/lib/listing.ts';
import { closeDialog } from '../../store/dialogs.ts';
import { dragBundle, previewBundle, saveBundle, type BundleWish } from '../../store/save-bundle.ts';
import { usePage } from '../../store/store.ts';
import { byteSize } from '../../ui/byte-size.ts';
import { PageDialog } from '../../ui/PageDialog.tsx';
import { BundleContents } from './BundleContents.tsx';
import { CopyPictureButton } from './CopyPictureButton.tsx';
import { SaveResult } from './SaveResult.tsx';
import styles from './save.module.css';

const LEVELS: Readonly<Record<RedactionLevel, { readonly label: string; readonly hint: string }>> = {
  standard: {
    label: 'For people who may know who this is about',
    hint: 'Names and addresses stay as they are. Passwords, tickets and keys are always taken out.',
  },
  strict: {
    label: 'For everybody else',
    hint: 'People, host names and addresses are replaced by stand-ins as well, the same ones throughout.',
  },
};

/** Takes the run along as one file: first who shall read it and what is in it, then where it goes. */
export function SaveDialog() {
  const runId = usePage((page) => page.run?.runId);
  const other = usePage((page) => (page.compared?.isEnded === true ? page.compared.runId : null));
  const [level, setLevel] = useState<RedactionLevel>('standard');
  const [isCompared, setIsCompared] = useState(true);
  const comparedWith = isCompared ? other : null;
  const { preview, problem, isLate } = usePreview(runId, level, comparedWith);
  const [result, setResult] = useState<SaveReply | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  if (runId === undefined) return null;
  const wish: BundleWish = { runId, level, comparedWith };
  async function save(): Promise<void> {
    setIsSaving(true);
    setResult(null);
    setResult(await saveBundle(wish));
    setIsSaving(false);
  }
  async function drag(event: DragEvent): Promise<void> {
    // The operating system takes over with the real file.
    event.preventDefault();
    const sentence = await dragBundle(wish);
    setResult(sentence === null ? null : { kind: 'failed', sentence });
  }

  return (
    <PageDialog
      title="Save bundle"
      isWide
      onClose={closeDialog}
      actions={
        <>
          <CopyPictureButton runId={runId} />
          {/* For the mouse; Save… does the same. */}
          <div draggable className={styles.drag} onDragStart={(event) => void drag(event)}>
            <ReOrderDotsVertical20Regular aria-hidden="true" />
            Drag this into a mail or chat
          </div>
          <Button onClick={closeDialog}>{result?.kind === 'saved' ? 'Close' : 'Cancel'}</Button>
          <Button
            appearance="primary"
            icon={<Save20Regular />}
            disabled={preview === null}
            disabledFocusable={isSaving}
            onClick={() => void save()}
          >
            Save…
          </Button>
        </>
      }
    >
      <p className={styles.lead}>
        A bundle is one file with this whole check. Whoever opens it in Rungs sees what you see here.
      </p>
      <RadioGroup
        aria-label="Who shall read it"
        value={level}
        onChange={(_event, { value }) => setLevel(value === 'strict' ? 'strict' : 'standard')}
      >
        {(['standard', 'strict'] as const).map((one) => (
          <Radio
            key={one}
            value={one}
            label={
              <>
                <span className={styles.level}>{LEVELS[one].label}</span>
                <span className={styles.hint}>{LEVELS[one].hint}</span>
              </>
            }
          />
        ))}
      </RadioGroup>
      {other !== null && (
        <Checkbox
          label="With the comparison, as a part of the report"
          checked={isCompared}
          onChange={(_event, { checked }) => setIsCompared(checked === true)}
        />
      )}
      <p role="status" className={styles.lead}>
        {isLate ? 'Looking at what goes in…' : preview !== null && summaryOf(preview)}
      </p>
      {problem !== null && (
        <p role="alert" className={styles.failed}>
          {problem}
        </p>
      )}
      {preview !== null && <BundleContents files={preview.files} isLate={isLate} />}
      <SaveResult result={result} isSaving={isSaving} />
    </PageDialog>
  );
}

function summaryOf({ packedBytes, replaced, files }: BundlePreview): string {
  const size = `About ${byteSize(packedBytes)} in ${counted(files.length, 'file')}.`;
  if (replaced.length === 0) return size;
  return `${size} Stand-ins for ${listed(replaced.map(({ what, count }) => `${String(count)} ${what}`))}.`;
}

interface PreviewState {
  readonly preview: BundlePreview | null;
  readonly problem: string | null;
  /** What it is a preview of. */
  readonly key: string;
}

/** What the receiver will see; what was asked for before and comes late is left aside. */
function usePreview(
  runId: string | undefined,
  level: RedactionLevel,
  comparedWith: string | null,
): PreviewState & { readonly isLate: boolean } {
  const [state, setState] = useState<PreviewState>({ preview: null, problem: null, key: '' });
  const key = JSON.stringify([runId, level, comparedWith]);
  useEffect(() => {
    let isWanted = true;
    if (runId !== undefined) {
      void previewBundle({ runId, level, comparedWith }).then((reply) => {
        if (!isWanted) return;
        setState(
          reply.ok
            ? { preview: reply.value, problem: null, key }
            : { preview: null, problem: reply.error.message, key },
        );
      });
    }
    return () => {
      isWanted = false;
    };
  }, [runId, level, comparedWith, key]);
  return { ...state, isLate: state.key !== key };
}
