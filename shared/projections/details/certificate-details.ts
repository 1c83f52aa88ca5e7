import type { EventData } from '../../events/catalogue.ts';
import type { Certificate, CertificateProblem } from '../../events/connection-events.ts';
import { pemOf } from '../../lib/pem.ts';
import { visible } from '../../lib/text.ts';
import { keyText, problemSentence } from '../describe/connection.ts';
import { dateTime } from '../../lib/date.ts';
import { abridged } from '../../lib/listing.ts';
import type { CertificateNode, DetailSection } from '../details-model.ts';
import { field } from './fields.ts';

type Judgement = EventData<'tls.certificates.judged'>;

/** The chain from the server's own certificate to the root, each with what is wrong with it; what is missing has a place. */
export function certificateSection(
  chain: readonly Certificate[],
  judged: Judgement | null,
): Extract<DetailSection, { kind: 'certificates' }> {
  const problems = judged?.problems ?? [];
  const sent = chain.map((certificate, index) => sentNode(certificate, index, problems));
  const missing = problems.flatMap((problem) => missingNode(problem));
  const anchor = judged?.trustAnchor ?? null;
  const isAnchorSent = chain.some(({ subject }) => subject === anchor);
  const root = anchor === null || isAnchorSent ? [] : [anchorNode(anchor)];
  return {
    kind: 'certificates',
    title: 'Certificates',
    chain: [...sent, ...missing, ...root],
    problems: problems.filter((problem) => placeOf(problem) === null).map(problemSentence),
    isTrusted: judged?.trusted ?? null,
    note: null,
  };
}

function sentNode(
  certificate: Certificate,
  index: number,
  problems: readonly CertificateProblem[],
): CertificateNode {
  const names = [...certificate.dnsNames, ...certificate.ipAddresses].map((name) => visible(name, 255));
  return {
    index,
    role: index === 0 ? 'server' : certificate.selfSigned ? 'root' : 'intermediate',
    title: visible(certificate.commonName ?? certificate.subject, 255),
    fields: [
      field('Subject', certificate.subject),
      field('Issued by', certificate.selfSigned ? `${certificate.issuer} (itself)` : certificate.issuer),
      ...(names.length === 0 ? [] : [field('Names', abridged(names, 20))]),
      field('Valid from', dateTime(certificate.notBeforeMs)),
      field('Valid until', dateTime(certificate.notAfterMs)),
      field('Key', keyText(certificate)),
      field('Signed with', certificate.signatureAlgorithm),
      field('Serial number', certificate.serialNumber),
      field('SHA-256', certificate.sha256),
    ],
    problems: problems.filter((problem) => placeOf(problem) === index).map(problemSentence),
    pem: toPem(certificate.derBase64),
  };
}

/** Which certificate a problem is about; null: the chain as a whole. */
function placeOf(problem: CertificateProblem): number | null {
  switch (problem.kind) {
    case 'expired':
    case 'not-yet-valid':
    case 'weak-key':
    case 'weak-signature':
    case 'wrong-usage':
    case 'revoked':
    case 'revocation-unreachable':
      return problem.index;
    case 'name-mismatch':
      return 0;
    case 'untrusted-root':
    case 'missing-intermediate':
    case 'other':
      return null;
  }
}

function missingNode(problem: CertificateProblem): readonly CertificateNode[] {
  const isMissing =
    problem.kind === 'missing-intermediate' || (problem.kind === 'untrusted-root' && !problem.selfSigned);
  if (!isMissing) return [];
  return [
    {
      index: null,
      role: 'missing',
      title: visible(problem.missingIssuer, 255),
      fields: [],
      problems: [
        problem.kind === 'missing-intermediate'
          ? 'The server should have sent this certificate.'
          : 'This computer does not have this certificate among those it trusts.',
      ],
      pem: null,
    },
  ];
}

function anchorNode(subject: string): CertificateNode {
  return {
    index: null,
    role: 'root',
    title: visible(subject, 255),
    fields: [field('Known to', 'this computer', 'It need not be sent.', 'good')],
    problems: [],
    pem: null,
  };
}

/** null: a log from elsewhere holds no certificate here. */
function toPem(derBase64: string): string | null {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(derBase64) ? pemOf(derBase64) : null;
}
