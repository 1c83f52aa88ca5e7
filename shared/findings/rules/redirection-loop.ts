import type { RunFacts } from '../facts/run-facts.ts';
import { counted } from '../../lib/listing.ts';
import { defineRule, verdictOf, type Fault } from '../rule.ts';
import { foreign, listed, sentences } from '../words.ts';
import { sendersOf, showHome } from './redirection-words.ts';

interface LoopFault extends Fault {
  readonly isEndless: boolean;
}

export const redirectionLoop = defineRule<LoopFault>({
  id: 'redirection.loop',
  step: 'redirection',
  severity: 'error',
  owner: 'server',
  text: {
    title: 'The servers send the sign-in in a circle.',
    meaning:
      'Each server holds that the account lives on another one, so that the client is sent from one to the next and back: mostly a move of the account to another pool that is half done, or a copy of the directory that is behind.',
    remedy:
      'Find out on which pool the account is (Get-CsUserPoolInfo), finish or repeat the move (Move-CsUser), and check the replication of the configuration (Get-CsManagementStoreReplicationStatus).',
    reference: 'RFC 3261 8.1.3.4',
  },
  judge: ({ redirection: { hops, concluded } }) => {
    const isBroken = concluded?.outcome === 'loop' || concluded?.outcome === 'too-many';
    const fault = (end: NonNullable<typeof concluded>): LoopFault => ({
      isEndless: end.outcome === 'too-many',
      place: { kind: 'step', step: 'redirection' },
      evidence: [...hops.flatMap(({ answerSeq, seq }) => [answerSeq ?? seq, seq]), end.seq],
    });
    return verdictOf(isBroken ? [fault(concluded)] : [], concluded !== null);
  },
  describe: ([{ isEndless }], facts) => {
    const { hops } = facts.redirection;
    const last = hops.at(-1);
    const from = foreign(last?.from.host ?? 'the last server');
    const back = last?.contacts.find(({ standing }) => standing === 'visited')?.place?.host ?? null;
    return {
      title: isEndless
        ? `The sign-in is sent from one server to the next without end: ${counted(hops.length, 'time')} so far.`
        : `The servers send the sign-in in a circle: ${from} sends it back to ${foreign(back ?? 'where it has been')}.`,
      explanation: sentences(
        `The sign-in came through ${sendersOf(facts).join(', then ')}.`,
        isEndless
          ? `${from} sends it on once more, and the test follows no further.`
          : `${from} names only servers that were asked already; a client that followed would go round for ever and show "signing in".`,
        'Each of them is sure that the account lives elsewhere, so that none of them takes it in.',
        aboutSignature(facts),
      ),
      remedy: `Find out where the account is at home (Get-CsUserPoolInfo, and Get-CsUser, property RegistrarPool), compare what ${listed(sendersOf(facts))} make of it, finish or repeat the move with Move-CsUser, and wait until the configuration has reached all servers.`,
      verify: showHome(facts.discovery.address),
      alternatives: [
        'A move of the account to another pool was broken off or has not reached all servers: it works again after some minutes, or after Move-CsUser was repeated.',
        'The replication of the configuration stands still: Get-CsManagementStoreReplicationStatus shows servers that are behind.',
        ...(isEndless
          ? []
          : ['A failover or failback of the pool is under way, and only one side knows of it.']),
      ],
    };
  },
});

function aboutSignature({ redirection: { hops } }: RunFacts): string | null {
  return hops.every(({ isSigned }) => isSigned)
    ? 'All of them took the credentials: account and password are in order.'
    : null;
}
