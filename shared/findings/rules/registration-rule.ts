import { span } from '../../lib/duration.ts';
import type { SipEndpoint } from '../../events/connection-events.ts';
import type { Attempt } from '../facts/attempts.ts';
import { statusLine, type FinalAnswer } from '../facts/registrations.ts';
import { registrarsOf, type RunFacts } from '../facts/run-facts.ts';
import type { Owner, Severity } from '../finding.ts';
import {
  decodeDiagnostics,
  principalDiagnostic,
  type DecodedDiagnostic,
} from '../../protocol/ms-diagnostics/decode-diagnostics.ts';
import { defineRule, verdictOf, type Fault, type FindingText, type Rule, type RuleText } from '../rule.ts';
import { formatHostAndPort } from '../../lib/host-and-port.ts';
import { aboutDiagnostic, answerOf } from '../authentication-words.ts';
import { foundBy } from '../surroundings.ts';
import { foreign, listed, sentences } from '../words.ts';

interface AnswerFault extends Fault {
  readonly endpoint: SipEndpoint;
  readonly final: FinalAnswer;
  /** null: the anonymous REGISTER. */
  readonly attempt: Attempt | null;
}

/** One answer that ends the sign-in, for the words about it. */
export interface AnswerCase {
  readonly host: string;
  readonly port: number;
  readonly address: string;
  readonly final: FinalAnswer;
  readonly diagnostic: DecodedDiagnostic | null;
  /** The attempt that it ended; null: it came before anybody was asked who he is. */
  readonly attempt: Attempt | null;
  readonly facts: RunFacts;
}

export interface AnswerRuleDefinition {
  readonly id: string;
  readonly severity: Severity;
  readonly owner: Owner;
  readonly text: RuleText;
  applies(final: FinalAnswer): boolean;
  /** The explanation is completed with the status, the server's own words and what its diagnostics mean. */
  describe(one: AnswerCase): FindingText;
}

/** A rule about the final answer to the anonymous REGISTER, or to one of those that sign in. */
export function defineAnswerRule(definition: AnswerRuleDefinition): Rule {
  const { id, severity, owner, text } = definition;
  return defineRule<AnswerFault>({
    id,
    step: 'authentication',
    severity,
    owner,
    text,
    judge: (facts) => {
      const { authentication } = facts;
      const answered = registrarsOf(facts).flatMap((endpoint): readonly AnswerFault[] => {
        const { registration, outcome } = endpoint;
        const final = registration?.final ?? null;
        if (registration === null || final === null || outcome === 'redirected') return [];
        const evidence = [registration.requestSeq, final.seq];
        const place = { kind: 'endpoint', endpoint, isPartial: false } as const;
        return [{ endpoint: endpoint.endpoint, final, attempt: null, evidence, place }];
      });
      const ended = authentication.setbacks.flatMap((setback): readonly AnswerFault[] => {
        const { attempt, cause, evidence } = setback;
        if (cause !== 'answer' || attempt === null || attempt.final === null) return [];
        const place = { kind: 'setback', setback } as const;
        return [{ endpoint: attempt.endpoint, final: attempt.final, attempt, evidence, place }];
      });
      return verdictOf(
        [...answered, ...ended].filter(({ final }) => definition.applies(final)),
        answered.length > 0,
      );
    },
    describe: (faults, facts) => {
      const [{ endpoint, final, attempt }] = faults;
      const { host, port, via } = endpoint;
      const diagnostic = principalDiagnostic(decodeDiagnostics(final.headers));
      const words = definition.describe({
        host: foreign(host),
        port,
        address: facts.discovery.address,
        final,
        diagnostic,
        attempt,
        facts,
      });
      const others = faults
        .map((fault) => formatHostAndPort(fault.endpoint))
        .filter((at) => at !== formatHostAndPort(endpoint));
      const adviser = ownerOf(diagnostic);
      return {
        ...words,
        explanation: sentences(
          words.explanation,
          attempt === null
            ? `${formatHostAndPort({ host, port })}, found through ${foundBy(via)}, answered the anonymous REGISTER with ${statusLine(final)} after ${span(final.tookMs)}.`
            : answerOf(attempt),
          aboutDiagnostic(diagnostic),
          others.length === 0 ? null : `The same answer came from ${listed(others)}.`,
        ),
        remedy: sentences(words.remedy, diagnostic?.fact?.advice ?? null),
        ...(adviser === null || words.owner !== undefined ? {} : { owner: adviser }),
      };
    },
  });
}

/** The command that shows the user; null for an address that a shell could take for something else. */
export function showUser(address: string): string | null {
  return /^[\w.+-]+@[\w.-]+$/.test(address) ? `Get-CsUser -Identity "sip:${address}"` : null;
}

/** A diagnostic that is about signing in knows better than the status who can mend it. */
function ownerOf(diagnostic: DecodedDiagnostic | null): Owner | null {
  const fact = diagnostic?.fact ?? null;
  const owner = fact?.owners[0];
  if (fact?.area !== 'sign-in' || fact.confidence === 'recalled' || owner === undefined) return null;
  return owner === 'app' ? null : owner;
}
