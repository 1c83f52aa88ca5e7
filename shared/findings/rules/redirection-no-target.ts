import type { RedirectContact } from '../../events/redirection-events.ts';
import { formatHostAndPort } from '../../lib/host-and-port.ts';
import { defineRule, verdictOf, type Fault } from '../rule.ts';
import type { RedirectHop } from '../facts/redirection.ts';
import { foreign, listed, sentences } from '../words.ts';
import { sentOnBy, showHome } from './redirection-words.ts';

interface NoTargetFault extends Fault {
  readonly hop: RedirectHop;
}

export const noTarget = defineRule<NoTargetFault>({
  id: 'redirection.no-target',
  step: 'redirection',
  severity: 'error',
  owner: 'server',
  text: {
    title: 'The sign-in is sent on, but no address to go to is given.',
    meaning:
      'The first server says that the account lives elsewhere, and its answer holds no address that a client could use: none at all, one that cannot be read, or one without encryption. The account has no home pool, or the topology of that pool is incomplete.',
    remedy:
      'Check which pool the account is assigned to, and that the registrar of that pool is published in the topology with its full name and the TLS port.',
    reference: 'RFC 3261 21.3.2; [MS-SIP] 4.1',
  },
  judge: ({ redirection: { hops, concluded } }) => {
    const hop = hops.at(-1);
    const isBroken = concluded?.outcome === 'no-target' && hop !== undefined;
    const faults: readonly NoTargetFault[] = isBroken
      ? [
          {
            hop,
            place: { kind: 'step', step: 'redirection' },
            evidence: [hop.answerSeq ?? hop.seq, hop.seq, concluded.seq],
          },
        ]
      : [];
    return verdictOf(faults, concluded !== null);
  },
  describe: ([{ hop }], { discovery }) => {
    const host = foreign(hop.from.host);
    const { contacts } = hop;
    return {
      title:
        contacts.length === 0
          ? `The server ${host} says that your account lives elsewhere, but not where.`
          : `The server ${host} sends you on to an address that cannot be used.`,
      explanation: sentences(
        sentOnBy(hop),
        contacts.length === 0
          ? 'The answer names no address (Contact) to go to.'
          : `What it names leads nowhere: ${listed(contacts.map(contactInWords))}.`,
      ),
      remedy: `Check the home pool of the account (Get-CsUser, property RegistrarPool) and that this pool is in the topology with a registrar, a full name and the port for TLS; on ${host}, check that the configuration has been replicated.`,
      verify: showHome(discovery.address),
      alternatives: [
        'The account has no home pool, or one that was removed: Get-CsUserPoolInfo shows none.',
        `The copy of the configuration on ${host} is incomplete: Get-CsManagementStoreReplicationStatus shows it as behind.`,
        ...(hop.isSigned
          ? []
          : [
              'What answered is no server of Lync or Skype for Business: its answers carry another product name.',
            ]),
      ],
    };
  },
});

function contactInWords({ uri, place, standing }: RedirectContact): string {
  const where = place === null ? `"${foreign(uri, 120)}"` : formatHostAndPort(place);
  return `${where} (${REASONS[standing]})`;
}

const REASONS: Readonly<Record<RedirectContact['standing'], string>> = {
  candidate: 'not tried',
  unreadable: 'no SIP address',
  'not-encrypted': 'without encryption, which a client never goes back to',
  cloud: "in Microsoft's cloud",
  visited: 'asked already',
  'beyond-limit': 'beyond the number of addresses that are read',
};
