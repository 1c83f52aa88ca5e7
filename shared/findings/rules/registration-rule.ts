import { span } from '../../lib/duration.ts';
import type { EndpointFact } from '../facts/endpoints.ts';
import { statusLine, type FinalAnswer } from '../facts/registrations.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import type { Owner, Severity } from '../finding.ts';
import {
  decodeDiagnostics,
  principalDiagnostic,
  type DecodedDiagnostic,
} from '../../protocol/ms-diagnostics/decode-diagnostics.ts';
import { defineRule, verdictOf, type Fault, type FindingText, type Rule, type RuleText } from '../rule.ts';
import { formatHostAndPort } from '../../lib/host-and-port.ts';
import { foundBy } from '../surroundings.ts';
import { foreign, listed, sentences } from '../words.ts';

interface AnswerFault extends Fault {
  readonly endpoint: EndpointFact;
  readonly final: FinalAnswer;
}

/** One answer to the anonymous REGISTER, for the words about it. */
export interface AnswerCase {
  readonly host: string;
  readonly port: number;
  readonly address: string;
  readonly final: FinalAnswer;
  readonly diagnostic: DecodedDiagnostic | null;
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

/** A rule about the final answer to the anonymous REGISTER. */
export function defineAnswerRule(definition: AnswerRuleDefinition): Rule {
  const { id, severity, owner, text } = definition;
  return defineRule<AnswerFault>({
    id,
    step: 'authentication',
    severity,
    owner,
    text,
    judge: ({ endpoints }) => {
      const answered = endpoints.flatMap((endpoint): readonly AnswerFault[] => {
        const { registration } = endpoint;
        const final = registration?.final ?? null;
        if (registration === null || final === null) return [];
        const evidence = [registration.requestSeq, final.seq];
        return [{ endpoint, final, evidence, place: { kind: 'endpoint', endpoint, isPartial: false } }];
      });
      return verdictOf(
        answered.filter(({ final }) => definition.applies(final)),
        answered.length > 0,
      );
    },
    describe: (faults, facts) => {
      const [{ endpoint, final }] = faults;
      const { host, port, via } = endpoint.endpoint;
      const diagnostic = principalDiagnostic(decodeDiagnostics(final.headers));
      const words = definition.describe({
        host: foreign(host),
        port,
        address: facts.discovery.address,
        final,
        diagnostic,
        facts,
      });
      const others = faults
        .map((fault) => formatHostAndPort(fault.endpoint.endpoint))
        .filter((at) => at !== formatHostAndPort(endpoint.endpoint));
      const adviser = ownerOf(diagnostic);
      return {
        ...words,
        explanation: sentences(
          words.explanation,
          `${formatHostAndPort({ host, port })}, found through ${foundBy(via)}, answered the anonymous REGISTER with ${statusLine(final)} after ${span(final.tookMs)}.`,
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

function aboutDiagnostic(diagnostic: DecodedDiagnostic | null): string | null {
  if (diagnostic === null) return null;
  const { id, reason, source, fact } = diagnostic;
  return sentences(
    `It gave the diagnostic code ${id}${reason === null ? '' : ` ("${foreign(reason, 200)}")`}${source === null ? '' : `, decided by ${foreign(source, 120)}`}.`,
    fact === null
      ? null
      : `${fact.confidence === 'recalled' ? 'That probably means: ' : 'That means: '}${fact.meaning}`,
  );
}

/** A diagnostic that is about signing in knows better than the status who can mend it. */
function ownerOf(diagnostic: DecodedDiagnostic | null): Owner | null {
  const fact = diagnostic?.fact ?? null;
  const owner = fact?.owners[0];
  if (fact?.area !== 'sign-in' || fact.confidence === 'recalled' || owner === undefined) return null;
  return owner === 'app' ? null : owner;
}
