import type { NameFact } from '../facts/names.ts';
import { defineRule, verdictOf, type Fault } from '../rule.ts';
import { command, foreign, listed, sentences } from '../words.ts';
import { answerOf, opposing } from './disagreement.ts';

interface OverrideFault extends Fault {
  readonly name: NameFact;
}

export const hostsFileOverride = defineRule<OverrideFault>({
  id: 'discovery.hosts-file-override',
  step: 'discovery',
  severity: 'warning',
  owner: 'helpdesk',
  text: {
    title: 'This PC uses an address that DNS does not give.',
    meaning:
      'The operating system answers a name by itself, differently from DNS: an entry in the hosts file, a rule of the VPN program, or an old entry in its cache. Clients follow the operating system.',
    remedy:
      'Look for the name in the hosts file and remove the entry, empty the DNS cache, check the VPN rules.',
    reference: 'RFC 952',
  },
  judge: ({ names }) =>
    verdictOf(
      names.all
        .filter((name) => opposing(name) === 'own')
        .map((name) => ({ name, place: { kind: 'run' }, evidence: name.evidence })),
      names.all.some(({ usedFrom }) => usedFrom === 'system'),
    ),
  describe: (faults) => {
    const [{ name }] = faults;
    const others = faults.slice(1).map((fault) => fault.name.name);
    const own = name.disagreements.find(({ who }) => who === 'system');
    const system = own === undefined ? listed(name.addresses) || 'no address' : answerOf(own);
    const dns =
      own === undefined
        ? name.disagreements
            .filter(({ who }) => who !== 'system')
            .slice(0, 4)
            .map((one) => `${foreign(one.who)} says: ${answerOf(one)}.`)
        : [`${foreign(name.usedFrom ?? 'DNS')} says: ${listed(name.addresses)}.`];
    return {
      title:
        own === undefined
          ? `This PC takes ${foreign(name.name)} to be at ${system}, which is not what DNS says.`
          : `This PC does not find ${foreign(name.name)} by itself, although DNS knows it.`,
      explanation: sentences(
        `The operating system says: ${system}. All programs on this PC go by that.`,
        ...dns,
        own === undefined ? null : 'This test went on with what DNS says; a client on this PC cannot.',
        others.length === 0 ? null : `The same is true of ${listed(others)}.`,
      ),
      remedy: `Look for ${foreign(name.name)} in the hosts file of this PC and remove it unless it is there on purpose; then empty the DNS cache (ipconfig /flushdns).`,
      verify: command((safe) => `ping -n 1 ${safe}`, name.name),
      alternatives: [
        'An entry in the hosts file: the name stands in it.',
        'A rule of the VPN or a name resolution policy: without VPN the answers agree.',
        'An old entry in the cache: after ipconfig /flushdns the answers agree.',
      ],
    };
  },
});
