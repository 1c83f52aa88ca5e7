import type { KerberosFailure } from '../../events/kerberos-events.ts';
import { foreign, sentences } from '../words.ts';
import { defineSetbackRule, hasKerberos } from './setback-rule.ts';

export const spnUnknown = defineSetbackRule({
  id: 'authentication.spn-unknown',
  owner: 'directory',
  cause: 'spn-unknown',
  text: {
    title: 'Kerberos has no ticket that fits the server.',
    meaning:
      'For each server a service name (SPN, such as sip/pool.contoso.com) must be registered in the directory, once, for the account under which the server runs. It is missing here, registered twice, or its key does not fit.',
    remedy:
      'Register the service name for the account under which the server runs (setspn -S), and remove duplicates (setspn -X).',
    reference: 'RFC 4120 7.5.9 (KDC_ERR_S_PRINCIPAL_UNKNOWN); [MS-SIPAE] 3.2.5.1',
  },
  isApplicable: hasKerberos,
  describe: ({ ticket }) => {
    const spn = foreign(ticket?.spn ?? 'the server', 160);
    const safe = /^[\w.-]+\/[\w.-]+$/.exec(ticket?.spn ?? '')?.[0] ?? null;
    const words = WORDS[ticket?.failure ?? 'unknown-spn'] ?? UNKNOWN;
    return {
      title: `${words.title(spn)}.`,
      explanation: sentences(
        ticket === null
          ? null
          : `Asked for a ticket for ${spn}, Kerberos said: "${foreign(ticket.text, 200)}"${ticket.code === null ? '' : ` (${foreign(ticket.code, 60)})`}.`,
        words.meaning,
      ),
      remedy: words.remedy(spn),
      verify: safe === null ? 'setspn -X' : `setspn -Q ${safe}`,
      alternatives: words.alternatives,
    };
  },
});

interface SpnWords {
  readonly title: (spn: string) => string;
  readonly meaning: string;
  readonly remedy: (spn: string) => string;
  readonly alternatives: readonly string[];
}

const UNKNOWN: SpnWords = {
  title: (spn) => `The domain controller does not know the service name ${spn}`,
  meaning:
    'The name that the server gave is registered for no account, so that there can be no ticket for it. Clients fall back to NTLM, or ask for the password.',
  remedy: (spn) =>
    `Register ${spn} for the account under which the server runs (setspn -S), and wait for the replication.`,
  alternatives: [
    'The name is registered nowhere: setspn -Q finds nothing.',
    'The server names itself differently from what is registered: setspn -Q finds it under the name of the pool.',
    'The server belongs to another domain, and no trust leads there: setspn -Q in that domain finds it.',
  ],
};

const WORDS: Readonly<Partial<Record<KerberosFailure, SpnWords>>> = {
  'unknown-spn': UNKNOWN,
  'duplicate-spn': {
    title: (spn) => `The service name ${spn} is registered for more than one account`,
    meaning: 'The domain controller cannot tell for which of them it should make the ticket.',
    remedy: (spn) => `Find both accounts (setspn -X) and remove ${spn} from the wrong one (setspn -D).`,
    alternatives: [],
  },
  'wrong-key-version': {
    title: (spn) => `The key for ${spn} in the directory is not the one that the server has`,
    meaning:
      'The ticket was made with a key that the server does not know: its account was given a new password, or the name is registered for another account.',
    remedy: (spn) =>
      `Check with setspn -X that ${spn} is registered once only, for the account under which the server runs; then renew the password of that account and restart the server.`,
    alternatives: [
      'The PC still has a ticket from before the change: after klist purge it works.',
      'The name is registered for another account: setspn -Q names it.',
    ],
  },
  'enctype-unsupported': {
    title: (spn) => `There is no type of encryption in common for a ticket for ${spn}`,
    meaning:
      'PC, domain controller and the account of the server do not allow the same types of encryption, as after RC4 was switched off.',
    remedy: () =>
      'Compare msDS-SupportedEncryptionTypes of the account of the server and of the user with the policy of the PC; renew the password of old accounts so that AES keys are made.',
    alternatives: [
      'RC4 was switched off and the account has no AES keys: after its password was set anew it works.',
    ],
  },
  'realm-mismatch': {
    title: (spn) => `The domain controller that was asked is not the one for ${spn}`,
    meaning:
      'The server or the user belongs to another realm (domain) than the one in which the ticket was asked for.',
    remedy: () =>
      'Write the user name with the domain of the directory, and check the trust between the domain of the user and that of the server.',
    alternatives: [
      'The user name carries the domain of the sign-in address, which is no domain of the directory: DOMAIN\\name works.',
      'No trust leads from the domain of the user to that of the server: nltest /domain_trusts shows it.',
    ],
  },
};
