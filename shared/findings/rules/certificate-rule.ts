import { date } from '../../lib/date.ts';
import { alsoAt, dialled, onlySome, showCertificates, stepOf, subjectOf } from '../connection-words.ts';
import type { Certificate, CertificateProblem } from '../../events/connection-events.ts';
import { certificateFaults, hasConnectionAt, type CertificateFault } from '../facts/connection-faults.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import type { Owner, Severity } from '../finding.ts';
import { defineRule, verdictOf, type FindingText, type Rule, type RuleText } from '../rule.ts';
import { foreign, sentences } from '../words.ts';
import { CERTIFICATE_STAGES } from './stages.ts';

type ProblemOf<K extends CertificateProblem['kind']> = Extract<CertificateProblem, { readonly kind: K }>;

/** One problem at one server, for the words about it. */
export interface CertificateCase<K extends CertificateProblem['kind']> {
  readonly problem: ProblemOf<K>;
  /** Host name asked for. */
  readonly host: string;
  /** the server pool01.contoso.test, the web service … */
  readonly subject: string;
  /** The certificate that the problem is about; the server's own when it names none. */
  readonly certificate: Certificate | null;
  /** Its place in words: "The certificate of pool01.contoso.test", "The intermediate certificate X of …". */
  readonly which: string;
  /** false: it was not sent but comes from the store of this PC. */
  readonly isSent: boolean;
  readonly judgedSeq: number | null;
  readonly facts: RunFacts;
}

export interface CertificateRuleDefinition<K extends CertificateProblem['kind']> {
  readonly id: string;
  readonly kinds: readonly K[];
  readonly severity: Severity;
  readonly owner: Owner;
  readonly text: RuleText;
  describe(one: CertificateCase<K>): FindingText;
}

/** A rule about what is wrong with a chain, at SIP servers and on the web leg alike. */
export function defineCertificateRule<K extends CertificateProblem['kind']>(
  definition: CertificateRuleDefinition<K>,
): Rule {
  const { id, kinds, severity, owner, text } = definition;
  return defineRule<CertificateFault>({
    id,
    step: 'connectivity',
    severity,
    owner,
    text,
    judge: (facts) => verdictOf(certificateFaults(facts, kinds), hasConnectionAt(facts, CERTIFICATE_STAGES)),
    describe: (faults, facts) => {
      const [first] = faults;
      const words = definition.describe(caseOf<K>(first, facts));
      return {
        ...words,
        explanation: sentences(
          words.explanation,
          `It was shown by ${dialled(first)}.`,
          describeIssuer(first),
          first.place.kind === 'candidate'
            ? 'This is the certificate of the web service of autodiscover, not of the SIP server.'
            : null,
          onlySome(first),
          alsoAt(faults),
        ),
        verify: words.verify ?? showCertificates(first),
        ...stepOf(first),
      };
    },
  });
}

function caseOf<K extends CertificateProblem['kind']>(
  fault: CertificateFault,
  facts: RunFacts,
): CertificateCase<K> {
  const { connection, problem } = fault;
  const position = 'index' in problem ? problem.index : 0;
  const certificate = connection.chain[position] ?? null;
  const host = foreign(connection.peer.host);
  const own = `The certificate of ${host}`;
  const isSent = position < connection.chain.length;
  // What was not sent is the issuer of the last that was.
  const unsent = connection.chain.at(-1)?.issuer ?? 'unknown';
  const name = isSent ? (certificate?.commonName ?? certificate?.subject ?? 'unknown') : unsent;
  return {
    // CertificateFaults chose the problem by these kinds, which the compiler cannot follow.
    problem: problem as ProblemOf<K>,
    host,
    subject: subjectOf(fault),
    certificate,
    which:
      position === 0
        ? own
        : isSent
          ? `The certificate "${foreign(name, 120)}" in the chain of ${host}`
          : `The root certificate "${foreign(name, 120)}" above the chain of ${host}`,
    isSent,
    judgedSeq: connection.judgedSeq,
    facts,
  };
}

function describeIssuer({ connection }: CertificateFault): string | null {
  const leaf = connection.chain[0];
  if (leaf === undefined) return null;
  return `The certificate is made out to "${foreign(leaf.subject, 160)}" by "${foreign(leaf.issuer, 160)}", valid from ${date(leaf.notBeforeMs)} to ${date(leaf.notAfterMs)}.`;
}
