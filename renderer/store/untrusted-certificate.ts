import { eventsOf, type LoggedEvent } from '../../shared/events/catalogue.ts';
import type { Certificate } from '../../shared/events/connection-events.ts';
import type { Finding } from '../../shared/findings/finding.ts';
import type { CertificateNode } from '../../shared/projections/details-model.ts';
import { certificateSection } from '../../shared/projections/details/certificate-details.ts';

/** The certificate that ended a sign-in before its credentials could be used. */
export interface UntrustedCertificate {
  /** The name asked for. */
  readonly host: string;
  readonly certificate: Certificate;
  /** What is wrong with it and its chain, a sentence each. */
  readonly problems: readonly string[];
}

/**
 * The certificate that the person may confirm for one run: the one on which the run's root cause hangs. null where there is
 * none, or where nobody was to sign in: reading what a server offers needs no trust.
 */
export function untrustedCertificate(
  events: readonly LoggedEvent[],
  findings: readonly Finding[],
): UntrustedCertificate | null {
  const root = findings.find(({ rootCause }) => rootCause);
  if (root?.id.startsWith('connectivity.certificate-') !== true) return null;
  const [start] = eventsOf(events, 'run.started');
  if (start === undefined || start.data.plan.credentials.kind === 'none') return null;
  const judged = eventsOf(events, 'tls.certificates.judged').find(
    ({ seq, data }) => !data.trusted && root.evidence.includes(seq),
  );
  if (judged === undefined) return null;
  const received = eventsOf(events, 'tls.certificates.received').findLast(
    ({ flow, seq }) => flow === judged.flow && seq < judged.seq,
  );
  const certificate = received?.data.chain[0];
  if (received === undefined || certificate === undefined) return null;
  const { problems, chain } = certificateSection(received.data.chain, judged.data);
  return {
    host: judged.data.peer.host,
    certificate,
    problems: [...problems, ...chain.flatMap(problemsOf)],
  };
}

/** Of an issuer with its name; what was not sent is among the problems of the chain already. */
function problemsOf({ index, title, problems }: CertificateNode): readonly string[] {
  if (index === null) return [];
  return index === 0 ? problems : problems.map((problem) => `${title}: ${problem}`);
}
