import type { CertificateProblem } from '../../events/connection-events.ts';
import { canonicalName } from '../../protocol/dns/dns-name.ts';
import type { Fault } from '../rule.ts';
import type { Connection, ConnectionStage } from './connections.ts';
import type { CandidateFact } from './discovery.ts';
import type { RunFacts } from './run-facts.ts';

/** A connection that failed, with the place where that matters. */
export interface ConnectionFault extends Fault {
  readonly connection: Connection;
}

export interface CertificateFault extends ConnectionFault {
  readonly problem: CertificateProblem;
}

/** Connections that stopped at a stage and to which the predicate applies: of SIP endpoints, then of web services. */
export function connectionFaults(
  facts: RunFacts,
  stage: ConnectionStage,
  applies: (connection: Connection) => boolean,
): readonly ConnectionFault[] {
  return placedConnections(facts).filter(
    ({ connection }) => connection.stage === stage && applies(connection),
  );
}

/** One fault per connection and kind of problem. */
export function certificateFaults(
  facts: RunFacts,
  kinds: readonly CertificateProblem['kind'][],
): readonly CertificateFault[] {
  return placedConnections(facts).flatMap((fault) => {
    const problem = fault.connection.problems.find(({ kind }) => kinds.includes(kind));
    return problem === undefined ? [] : [{ ...fault, problem }];
  });
}

export function hasConnectionAt(facts: RunFacts, stages: readonly ConnectionStage[]): boolean {
  return facts.connections.all.some(({ stage }) => stages.includes(stage));
}

const memory = new WeakMap<RunFacts, readonly ConnectionFault[]>();

function placedConnections(facts: RunFacts): readonly ConnectionFault[] {
  const known = memory.get(facts);
  if (known !== undefined) return known;
  const placed = placeConnections(facts);
  memory.set(facts, placed);
  return placed;
}

function placeConnections(facts: RunFacts): readonly ConnectionFault[] {
  const atEndpoints = facts.endpoints.flatMap((endpoint) =>
    endpoint.stage === 'pending'
      ? []
      : endpoint.connections.map((connection) => ({
          connection,
          place: {
            kind: 'endpoint' as const,
            endpoint,
            isPartial: connection.stage !== endpoint.stage || connection.stage === 'trusted',
          },
          evidence: evidenceOf(connection),
        })),
  );
  const atCandidates = facts.discovery.candidates.flatMap((candidate) =>
    webConnections(facts, candidate).map((connection) => ({
      connection,
      place: { kind: 'candidate' as const, candidate },
      evidence: [...evidenceOf(connection), candidate.seq],
    })),
  );
  return [...atEndpoints, ...atCandidates];
}

/**
 * The failed connections on which an autodiscover candidate hangs. HTTPS counts before HTTP, which may be closed by right
 * ([MS-OCDISCWS] 3.1.5.2); of a candidate that works in spite of it only the certificate is worth a word.
 */
export function webConnections(
  facts: RunFacts,
  { candidate, isAutodiscover, isWildcard, legs }: CandidateFact,
): readonly Connection[] {
  if (!isAutodiscover || isWildcard) return [];
  const hosts = new Set([canonicalName(candidate.name), ...legs.map(({ host }) => host)]);
  const own = facts.connections.all.filter(
    ({ peer }) => peer.role === 'proxy' || (peer.role === 'web' && hosts.has(canonicalName(peer.host))),
  );
  const isWorking = candidate.standing === 'used' || candidate.standing === 'fallback';
  const stage = isWorking ? 'untrusted' : STAGES.get(candidate.reason);
  const failed = own.filter((connection) => connection.stage === stage);
  const secure = failed.filter(({ peer }) => peer.port !== 80);
  return secure.length > 0 ? secure : failed;
}

const STAGES: ReadonlyMap<string, ConnectionStage> = new Map([
  ['connect-failed', 'tcp-failed'],
  ['tls-failed', 'tls-failed'],
  ['untrusted-certificate', 'untrusted'],
]);

function evidenceOf(connection: Connection): readonly number[] {
  const { startedSeq, tcpFault, tlsFault, tls, chainSeq, judgedSeq } = connection;
  return [startedSeq, tcpFault?.seq, tlsFault?.seq, tls?.seq, chainSeq, judgedSeq].filter(
    (seq): seq is number => seq !== null && seq !== undefined,
  );
}
