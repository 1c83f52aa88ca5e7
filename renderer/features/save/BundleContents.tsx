import { useState, type MouseEvent } from 'react';
import { visible, visibleBlock } from '../../../shared/lib/text.ts';
import type { BundlePreview } from '../../../shared/ipc/export-commands.ts';
import { byteSize } from '../../ui/byte-size.ts';
import styles from './save.module.css';

type PreviewedFile = BundlePreview['files'][number];

export interface BundleContentsProps {
  readonly files: readonly PreviewedFile[];
  /** Other contents are on their way. */
  readonly isLate: boolean;
}

/** What is in the bundle, and how the chosen file begins. */
export function BundleContents({ files, isLate }: BundleContentsProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  // People read this one; the others say the same to programs.
  const named = (name: string | null): PreviewedFile | undefined => files.find(({ path }) => path === name);
  const file = named(chosen) ?? named('messages.txt') ?? files.find(({ beginning }) => beginning !== null);
  const choose = ({ currentTarget }: MouseEvent<HTMLButtonElement>): void =>
    setChosen(currentTarget.dataset['path'] ?? null);
  return (
    <div className={styles.contents} aria-busy={isLate}>
      <ul aria-label="What is in the bundle" className={styles.files}>
        {files.map(({ path, about, bytes }) => (
          <li key={path}>
            <button
              type="button"
              className={styles.file}
              data-path={path}
              aria-pressed={path === file?.path}
              onClick={choose}
            >
              <span className={styles.path}>{visible(path, 255)}</span>
              <span className={styles.size}>{bytes === null ? '' : byteSize(bytes)}</span>
              <span className={styles.about}>{visible(about, 200)}</span>
            </button>
          </li>
        ))}
      </ul>
      {file !== undefined && <Beginning file={file} />}
    </div>
  );
}

function Beginning({ file }: { readonly file: PreviewedFile }) {
  const name = visible(file.path, 255);
  if (file.beginning === null) {
    return (
      <p className={styles.noText}>
        {file.bytes === null ? `${name} is made when the bundle is saved.` : `${name} is no text.`}
      </p>
    );
  }
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be within reach of the keyboard
    <section aria-label={`What the receiver will see of ${name}`} className={styles.beginning} tabIndex={0}>
      <pre className={styles.text}>{visibleBlock(file.beginning, 40_000)}</pre>
      {!file.isWhole && <p className={styles.size}>This is its beginning; the file goes on.</p>}
    </section>
  );
}
