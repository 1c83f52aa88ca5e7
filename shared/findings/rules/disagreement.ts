import type { Disagreement, NameFact } from '../facts/names.ts';
import { foreign, listed } from '../words.ts';

/** Answers count, silence and failure do not: a resolver that is down says nothing else. */
const ANSWERS: readonly string[] = ['answered', 'no-data', 'nxdomain'];

/**
 * Who is at odds about a name. own: the operating system against DNS (hosts file, VPN, cache), in whichever direction;
 * resolvers: DNS servers among themselves. Two ways of saying that there is no address are no difference.
 */
export function opposing(name: NameFact): 'own' | 'resolvers' | null {
  const hasAnswer = name.addresses.length > 0 || name.srv.length > 0;
  const others = name.disagreements.filter(
    ({ outcome, answers }) => ANSWERS.includes(outcome) && (hasAnswer || answers.length > 0),
  );
  const resolvers = others.filter(({ who }) => who !== 'system');
  if (name.usedFrom !== 'system') {
    if (resolvers.length > 0) return 'resolvers';
    return others.length > 0 ? 'own' : null;
  }
  if (resolvers.length === 0) return null;
  const agreeing = name.confirmedBy.filter((resolver) => !resolvers.some(({ who }) => who === resolver));
  return agreeing.length > 0 ? 'resolvers' : 'own';
}

export function answerOf({ outcome, answers }: Disagreement): string {
  if (answers.length > 0) return listed(answers.map((answer) => foreign(answer, 120)));
  return outcome === 'nxdomain' ? 'the name does not exist' : 'no address';
}
