import { Certificate20Regular, DocumentDismiss20Regular } from '@fluentui/react-icons';
import type { CertificateNode, DetailSection } from '../../../shared/projections/details-model.ts';
import { StateIcon } from '../../ui/StateIcon.tsx';
import { FieldList } from './FieldList.tsx';
import styles from './inspector.module.css';

const ROLES: Readonly<Record<CertificateNode['role'], string>> = {
  server: 'The server itself',
  client: 'This PC’s own',
  intermediate: 'Issued by (intermediate)',
  root: 'Issued by (root)',
  missing: 'Issued by (not sent, not known here)',
};

/** The chain as a tree that grows from the server's own certificate up to the one that is trusted. */
export function CertificateChain({
  section,
}: {
  readonly section: Extract<DetailSection, { readonly kind: 'certificates' }>;
}) {
  return (
    <>
      <p className={styles.trust}>
        <StateIcon state={section.isTrusted === null ? 'info' : section.isTrusted ? 'passed' : 'failed'} />
        {section.note ?? trustText(section.isTrusted)}
      </p>
      <Problems problems={section.problems} />
      <ol className={styles.chain}>
        {section.chain.map((certificate, depth) => (
          <li key={depth} className={styles.certificate} style={{ marginInlineStart: depth * 14 }}>
            <details open={depth === 0}>
              <summary className={styles.certificateTitle}>
                {certificate.role === 'missing' ? <DocumentDismiss20Regular /> : <Certificate20Regular />}
                <span>
                  <strong>{certificate.title}</strong>
                  <span className={styles.meaning}>{ROLES[certificate.role]}</span>
                </span>
              </summary>
              <Problems problems={certificate.problems} />
              <FieldList fields={certificate.fields} />
            </details>
          </li>
        ))}
      </ol>
    </>
  );
}

function Problems({ problems }: { readonly problems: readonly string[] }) {
  if (problems.length === 0) return null;
  return (
    <ul className={styles.problems}>
      {problems.map((problem) => (
        <li key={problem}>{problem}</li>
      ))}
    </ul>
  );
}

function trustText(isTrusted: boolean | null): string {
  if (isTrusted === null) return 'Not judged yet';
  return isTrusted ? 'Trusted by this PC' : 'Not trusted by this PC';
}
