import { dateTime } from '../../../shared/lib/date.ts';
import { visible } from '../../../shared/lib/text.ts';
import type { UntrustedCertificate } from '../../store/untrusted-certificate.ts';
import { AskDialog } from '../../ui/AskDialog.tsx';
import { groupedFingerprint } from '../../ui/fingerprint.ts';
import styles from './verdict.module.css';

export interface TrustDialogProps {
  readonly untrusted: UntrustedCertificate;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** The exact certificate, what is wrong with it, and what it means to go on all the same. */
export function TrustDialog({ untrusted, onConfirm, onCancel }: TrustDialogProps) {
  const { host, certificate, problems } = untrusted;
  const fields = [
    ['Issued to', visible(certificate.subject, 500)],
    ['Issued by', visible(certificate.issuer, 500)],
    ['Valid from', dateTime(certificate.notBeforeMs)],
    ['Valid until', dateTime(certificate.notAfterMs)],
  ] as const;
  return (
    <AskDialog
      title={`Trust this certificate of ${visible(host, 255)}?`}
      confirm="Trust it for this run"
      onConfirm={onConfirm}
      onCancel={onCancel}
    >
      <ul className={styles.problems}>
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
      <dl className={styles.certificate}>
        {fields.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>SHA-256 fingerprint</dt>
          <dd className={styles.fingerprint}>{groupedFingerprint(certificate.sha256)}</dd>
        </div>
      </dl>
      <p>
        This PC cannot tell whether it talks to the real server. If somebody stands in between, the
        credentials go to them. Go on only if the administrator of the server has given you the same
        fingerprint, letter by letter.
      </p>
      <p>Only this certificate is trusted, and only for the next run.</p>
    </AskDialog>
  );
}
