import { formatHostAndPort } from '../../lib/host-and-port.ts';
import { backupOf, type Backup, type PassedOver } from '../facts/backup.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { defineRule, verdictOf, type Fault } from '../rule.ts';
import { command, foreign, sentences } from '../words.ts';
import { plightOf, showHome } from './redirection-words.ts';
import { ANSWER_RULES, CERTIFICATE_RULES, CONNECTION_RULES, wordsAt } from './words-at.ts';

interface BackupFault extends Fault {
  readonly backup: Backup;
}

export const backupRegistrar = defineRule<BackupFault>({
  id: 'redirection.backup-registrar',
  step: 'redirection',
  severity: 'warning',
  owner: 'server',
  text: {
    title: 'The user is signed in, but not at the home server, or with limited functionality.',
    meaning:
      'The home pool cannot be reached or has lost its data, and another server stands in for it: a backup pool, a survivable branch appliance, or the next server in the list. Chat and calls work; contacts, presence, meetings and changes of the settings may be missing until the home pool is back. The client says "limited functionality is available due to outage".',
    remedy:
      'Bring the home pool back: check its services, its fabric and its database. After a failover that was meant so, nothing needs doing.',
    reference: '[MS-SIPREGE] 2.2.1.4',
  },
  judge: (facts) => {
    const backup = backupOf(facts);
    const { described } = facts.settings;
    return verdictOf<BackupFault>(
      backup === null
        ? []
        : [
            {
              backup,
              place: { kind: 'step', step: 'redirection' },
              evidence: [...backup.evidence, ...passedOverEvidence(backup, facts)],
            },
          ],
      facts.redirection.home !== null || described !== null,
    );
  },
  describe: ([{ backup }], facts) => {
    const { isStandIn, isLimited, passedOver } = backup;
    const host = foreign(backup.at.host);
    const [first] = passedOver;
    const missed = first === undefined ? null : placeOf(first);
    return {
      title: titleOf(backup, host, missed),
      explanation: sentences(
        ...passedOver.map((one) => aboutPassedOver(one, facts)),
        isStandIn
          ? `${host} says of itself that it is not connected to the primary pool of this account: it stands in for it.`
          : passedOver.length > 0
            ? `${host}, the next address in the list, took the user in.`
            : null,
        isLimited
          ? `It also says that the user services are not available: contact list, presence, meetings and changes of settings cannot be had, and the client shows "limited functionality is available due to outage".`
          : isStandIn
            ? 'Chat and calls work; what is stored at the home pool may be missing until it is back.'
            : null,
      ),
      remedy:
        missed === null
          ? 'Check the home pool of the account: Get-CsUserPoolInfo names it, Get-CsPoolFabricState and Get-CsWindowsService show its state. Start what stands still, or fail over for good (Invoke-CsPoolFailOver), then fail back when it is repaired.'
          : `Check why ${missed} cannot be used: Get-CsPoolFabricState and Get-CsWindowsService show the state of the pool. Start what stands still; users go back by themselves after that, or with Invoke-CsPoolFailBack.`,
      verify: fabricCommand(first) ?? showHome(facts.discovery.address),
      alternatives: [
        'The home pool is down or has lost its quorum: all of its users are signed in elsewhere, too.',
        'The pool was failed over on purpose (Invoke-CsPoolFailOver): the administrators know of it.',
        ...(isStandIn
          ? ['A branch office has lost the line to the main site: users of other places have everything.']
          : []),
      ],
    };
  },
});

function titleOf({ isStandIn, isLimited, passedOver }: Backup, host: string, missed: string | null): string {
  if (isLimited && passedOver.length === 0)
    return `You are signed in with limited functionality: ${host} has no access to your contacts and settings at present.`;
  if (missed !== null)
    return isStandIn
      ? `You are signed in at the backup server ${host}, because your home server ${missed} cannot be used.`
      : `You are signed in at ${host}, because ${missed}, to which you were sent first, cannot be used.`;
  return isStandIn
    ? `You are signed in at the backup server ${host}, because your home pool is not available.`
    : `You are signed in at ${host}, which is not your first home server.`;
}

function placeOf({ contact: { place, uri } }: PassedOver): string {
  return place === null ? `"${foreign(uri, 120)}"` : foreign(place.host);
}

/** The same words as for a server that discovery found. */
function aboutPassedOver({ contact, target }: PassedOver, facts: RunFacts): string | null {
  if (target === null) {
    if (contact.standing === 'candidate') return null;
    const where =
      contact.place === null ? `"${foreign(contact.uri, 120)}"` : formatHostAndPort(contact.place);
    return `The address ${where}, which comes first, could not be used as it stands.`;
  }
  const [words] = wordsAt(target.at, ALL_RULES, facts);
  return words === undefined
    ? `${formatHostAndPort(target.at.endpoint)}, which comes first, could not be used: ${plightOf(target)}.`
    : words.title;
}

const ALL_RULES = [...CONNECTION_RULES, ...CERTIFICATE_RULES, ...ANSWER_RULES];

function passedOverEvidence({ passedOver }: Backup, facts: RunFacts): readonly number[] {
  return passedOver.flatMap(({ target }) =>
    target === null ? [] : wordsAt(target.at, ALL_RULES, facts).flatMap(({ evidence }) => evidence),
  );
}

function fabricCommand(first: PassedOver | undefined): string | null {
  const host = first?.contact.place?.host;
  return host === undefined ? null : command((safe) => `Get-CsPoolFabricState -PoolFqdn ${safe}`, host);
}
