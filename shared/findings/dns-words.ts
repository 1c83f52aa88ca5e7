import type { NameFact, NameFacts, NameReply } from './facts/names.ts';
import { foreign, listed } from './words.ts';

/** Who was asked, as the subject of a sentence with a plural verb or a singular one. */
export interface AskedServers {
  /** the DNS servers of this PC; the DNS server 192.0.2.53. */
  readonly subject: string;
  readonly isOne: boolean;
  /** Given for the test, so that the settings of the PC have no part in it. */
  readonly areGiven: boolean;
}

/** The DNS servers by name where they were given for the test: the settings of the PC had no part in it then. */
export function askedServers({ resolvers, areGiven }: NameFacts): AskedServers {
  const isOne = resolvers.length === 1;
  if (resolvers.length === 0) return { subject: 'the DNS servers of this PC', isOne: false, areGiven };
  if (!areGiven)
    return { subject: isOne ? 'the DNS server of this PC' : 'the DNS servers of this PC', isOne, areGiven };
  return {
    subject: `the DNS server${isOne ? '' : 's'} ${listed(resolvers.map(plainPort))}`,
    isOne,
    areGiven,
  };
}

/** What each DNS server said about a name, one sentence; null when nothing is known. */
export function repliesInWords(name: NameFact | null): string | null {
  const replies = (name?.replies ?? []).filter(({ who }) => who !== 'system');
  if (replies.length === 0) return null;
  const groups = new Map<string, string[]>();
  for (const reply of replies) {
    const said = saidBy(reply);
    const who = plainPort(reply.who);
    groups.set(said, [...(groups.get(said) ?? []), who]);
  }
  const parts = [...groups].map(([said, who]) => `${listed(who)} ${said}`);
  return `${parts.join('; ')}.`;
}

/** Whether all DNS servers that were asked for a name failed in the same way. */
export function isUnanimous(name: NameFact | null): boolean {
  const replies = (name?.replies ?? []).filter(({ who }) => who !== 'system');
  return new Set(replies.map(({ outcome }) => outcome)).size <= 1;
}

/** Port 53 goes without saying. */
function plainPort(resolver: string): string {
  return foreign(resolver.replace(/^\[?([^\]]+?)\]?:53$/, '$1'), 80);
}

function saidBy({ outcome, rcode, transport, detail }: NameReply): string {
  switch (outcome) {
    case 'answered':
    case 'no-data':
      return 'answered';
    case 'nxdomain':
      return 'said that the name does not exist';
    case 'refused':
      return 'refused to answer (REFUSED)';
    case 'servfail':
      return 'reported a failure of its own (SERVFAIL)';
    case 'other-rcode':
      return `answered with the error ${foreign(rcode ?? 'unknown', 20)}`;
    case 'malformed':
      return rcode === null
        ? `sent bytes that are no DNS answer${detail === null ? '' : ` (${foreign(detail, 100)})`}`
        : transport === 'tcp'
          ? 'cut its answer short even over TCP'
          : 'gave an answer that leads in a circle (CNAME)';
    case 'timeout':
      return transport === 'tcp' ? 'did not send over TCP what did not fit into UDP' : 'did not answer';
    case 'unreachable':
      return transport === 'tcp'
        ? `cut its answer short and does not accept the TCP connection for the rest (${foreign(detail ?? 'failed', 40)})`
        : `cannot be reached (${foreign(detail ?? 'failed', 40)})`;
  }
}
