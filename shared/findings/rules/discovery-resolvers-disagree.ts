import type { NameFact } from '../facts/names.ts';
import { defineRule, verdictOf, type Fault } from '../rule.ts';
import { command, foreign, listed, sentences } from '../words.ts';
import { capital } from '../connection-words.ts';
import { askedServers } from '../dns-words.ts';
import { answerOf, opposing } from './disagreement.ts';

interface DisagreementFault extends Fault {
  readonly name: NameFact;
}

export const resolversDisagree = defineRule<DisagreementFault>({
  id: 'discovery.resolvers-disagree',
  step: 'discovery',
  severity: 'warning',
  owner: 'network',
  text: {
    title: 'The DNS servers of this PC give different answers.',
    meaning:
      'Two DNS servers that this PC may ask say different things about the same name, so that the sign-in works or fails depending on which one is asked: typical of VPN, of a forgotten second DNS server, or of internal and public DNS side by side.',
    remedy:
      'Let the PC use only DNS servers that know the same version of the domain, or correct the wrong one.',
    reference: 'RFC 8499 6 (split DNS)',
  },
  judge: ({ names }) =>
    verdictOf(
      names.all
        .filter((name) => opposing(name) === 'resolvers')
        .map((name) => ({ name, place: { kind: 'run' }, evidence: name.evidence })),
      names.resolvers.length > 1,
    ),
  describe: (faults, { names }) => {
    const [{ name }] = faults;
    const { subject } = askedServers(names);
    const used = name.srv.map(
      ({ priority, weight, port, target }) => `${priority} ${weight} ${port} ${target}`,
    );
    const others = faults.slice(1).map((fault) => fault.name.name);
    return {
      title: `${capital(subject)} give different answers for ${foreign(name.name)}.`,
      explanation: sentences(
        `Used is ${listed([...name.addresses, ...used]) || noAnswer(name)}, from ${foreign(name.usedFrom ?? 'the first one that answered')}.`,
        ...name.disagreements.slice(0, 4).map((one) => `${foreign(one.who)} says: ${answerOf(one)}.`),
        others.length === 0 ? null : `The same is true of ${listed(others)}.`,
        'Which answer a program gets can change from one minute to the next.',
      ),
      remedy:
        'Find out which of the DNS servers is right for this network, and take the other one out of the network or VPN settings, or correct its records.',
      verify: command(
        (safe) =>
          `nslookup ${name.question === 'srv' ? '-type=SRV ' : ''}${safe} ${resolverAddress(name) ?? ''}`.trim(),
        name.name,
      ),
      alternatives: [
        'A VPN brings its own DNS servers beside those of the local network: without VPN they agree.',
        'One DNS server holds outdated records: they agree again after its cache or zone is renewed.',
      ],
    };
  },
});

function noAnswer({ outcome }: NameFact): string {
  return outcome === 'nxdomain' ? 'that the name does not exist' : 'that there is no such record';
}

function resolverAddress({ disagreements }: NameFact): string | null {
  const address = /^\[?([0-9A-Fa-f.:]{3,45}?)\]?(?::\d{1,5})?$/.exec(disagreements[0]?.who ?? '')?.[1];
  return address ?? null;
}
