import { span } from '../../lib/duration.ts';
import { failedStep } from '../facts/decision.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import type { Finding } from '../finding.ts';
import type { StepId } from '../../run/ids.ts';
import type { RuleText } from '../rule.ts';
import { foreign, listed, sentences } from '../words.ts';

export const UNEXPLAINED_ID = 'step.unexplained';

export const UNEXPLAINED_TEXT: RuleText = {
  title: 'The sign-in stopped, and no rule explains why.',
  meaning:
    'The run failed in a way that is not known here: something new, a test that was cut short, or a defect of this program. The observations of the run hold what happened.',
  remedy:
    'Run the test again; if it stops at the same place, save it and give it to the people who look after the servers.',
  reference: null,
};

/** true: the run failed for certain, so that there must be a root cause. */
export function isFailureUnexplained({ decision, ending }: RunFacts): boolean {
  return decision.kind === 'failed' && (ending.isOver || ending.crash !== null);
}

/** The root cause of a failure for which no rule has one. */
export function unexplained(facts: RunFacts): Finding {
  const { decision, discovery, ending, log } = facts;
  const step = failedStep(decision) ?? 'discovery';
  const ticket = discovery.candidates.filter(({ candidate }) => candidate.reason === 'needs-ticket');
  const sentOn = step === 'redirection' ? redirectOf(facts) : null;
  const isTicket = step === 'discovery' && ticket.length > 0 && ending.crash === null;
  const evidence =
    ending.crash !== null
      ? [ending.crash.seq]
      : sentOn !== null
        ? sentOn.evidence
        : isTicket
          ? ticket.map(({ seq }) => seq)
          : log
              .filter((event) => event.step === step)
              .slice(-10)
              .map(({ seq }) => seq);
  return {
    id: UNEXPLAINED_ID,
    severity: 'error',
    step,
    rootCause: true,
    consequence: false,
    title: titleOf(facts, step, isTicket),
    explanation: sentences(
      ending.crash === null
        ? null
        : `This program itself failed (${foreign(ending.crash.message, 200)}). That says nothing about your network or servers.`,
      ending.isTimedOut
        ? `The test ended because its time of ${span(ending.budgetMs ?? 0)} was over; what had not answered by then is unknown.`
        : null,
      isTicket
        ? `Autodiscover (${listed(ticket.map(({ candidate }) => candidate.name))}) tells the server only to a user who has signed in to the web service, and no other record leads to it. A client with credentials would sign in there and go on; this test had none.`
        : null,
      sentOn === null
        ? null
        : `The server took the credentials and sent the sign-in on${sentOn.target === null ? '' : ` to ${sentOn.target}`}, where the account is at home. This test did not come to an end there.`,
      isTicket || sentOn !== null
        ? null
        : 'What was seen is in the observations of this run; no rule has an explanation for it.',
    ),
    remedy:
      sentOn !== null
        ? 'Name the home server by hand to test the rest of the way.'
        : isTicket
          ? 'Name the server by hand to test the rest of the way, or create the DNS records that clients fall back to (_sipinternaltls._tcp inside, _sip._tls outside).'
          : UNEXPLAINED_TEXT.remedy,
    owner: 'helpdesk',
    verify: null,
    evidence: evidence.length > 0 ? [...evidence] : log.slice(-1).map(({ seq }) => seq),
    alternatives: [],
    reference: UNEXPLAINED_TEXT.reference,
  };
}

/** The answer that sent the sign-in on, and where to (RFC 3261 8.1.3.4). */
function redirectOf({
  authentication,
}: RunFacts): { readonly target: string | null; readonly evidence: readonly number[] } | null {
  const attempt = authentication.attempts.findLast(({ outcome }) => outcome === 'redirected');
  if (attempt === undefined) return null;
  const contact = attempt.final?.headers.find(({ name }) => /^(?:contact|m)$/i.test(name))?.value;
  return {
    target: contact === undefined ? null : foreign(contact, 160),
    evidence: [attempt.startedSeq, attempt.final?.seq, attempt.endedSeq].filter(
      (seq): seq is number => seq !== null && seq !== undefined,
    ),
  };
}

const STEPS: Readonly<Record<StepId, string>> = {
  discovery: 'looking for the server',
  connectivity: 'connecting to the server',
  authentication: 'signing in',
  redirection: 'going on to the home server',
  settings: 'reading the settings',
};

function titleOf({ ending }: RunFacts, step: StepId, isTicket: boolean): string {
  if (ending.crash !== null) return 'The test broke off because of a defect in this program.';
  if (isTicket) return 'The server is only told to users who have signed in to the web service.';
  if (ending.isTimedOut) return `The time for the test was over while ${STEPS[step]}.`;
  return `The sign-in stopped while ${STEPS[step]}, and no rule explains why.`;
}
