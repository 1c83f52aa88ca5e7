import { provisioningOddities, type Oddity } from '../../protocol/settings/healthy-set.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { defineRule, verdictOf, type Fault } from '../rule.ts';
import { foreign, listed, sentences } from '../words.ts';
import { SETTINGS_PLACE } from './settings-rule.ts';
import { homeHostOf } from './settings-words.ts';

interface IncompleteFault extends Fault {
  readonly oddities: readonly Oddity[];
}

export const provisioningIncomplete = defineRule<IncompleteFault>({
  id: 'settings.provisioning-incomplete',
  step: 'settings',
  severity: 'warning',
  owner: 'server',
  text: {
    title: 'The settings came, and something in them is missing.',
    meaning:
      'The server gave policies and server addresses, but not all that a client needs: an address that is missing or cannot be used switches off what depends on it, from the address book to sound and video with people outside.',
    remedy:
      'Check the topology (published URLs, Edge with its A/V service) and the replication of the configuration to the servers of the pool.',
    reference: '[MS-SIPREGE] 2.2.2.5.1',
  },
  judge: (facts) => {
    const { provisioning } = facts.settings;
    const oddities = brokenIn(facts);
    return verdictOf(
      provisioning === null || oddities.length === 0
        ? []
        : [{ oddities, place: SETTINGS_PLACE, evidence: [provisioning.seq] }],
      provisioning !== null,
    );
  },
  describe: ([{ oddities }], facts) => {
    const host = homeHostOf(facts);
    const isBare = oddities.some(({ kind }) => kind === 'group-missing' || kind === 'group-empty');
    const effects = [...new Set(oddities.map(effectOf))];
    return {
      title: isBare
        ? `You are signed in, but the settings from ${host} are empty: most of the client will not work.`
        : `You are signed in, but the settings from ${host} lack something: ${shortOf(effects)}.`,
      explanation: sentences(
        `The answer of ${host} can be read, and this is wrong with it: ${listed(oddities.map(oddityInWords))}.`,
        `What the user will notice: ${listed(effects)}.`,
      ),
      remedy: isBare
        ? `Check on ${host} whether the configuration has been replicated (Get-CsManagementStoreReplicationStatus, Invoke-CsManagementStoreReplication), and the state of the pool (Get-CsPoolFabricState).`
        : remedyFor(oddities),
      verify: isBare
        ? 'Get-CsManagementStoreReplicationStatus'
        : 'Get-CsService -WebServer; Get-CsService -EdgeServer',
      alternatives: [
        'The configuration on this server is behind: another server of the pool gives more.',
        ...(oddities.some((oddity) => 'setting' in oddity && oddity.setting === 'mrasUri')
          ? [
              'The company has no Edge for sound and video: then nobody has these with people outside, and it is meant so.',
            ]
          : []),
        ...(isBare
          ? ['The database of the pool cannot be reached: other users of the pool get nothing either.']
          : []),
      ],
    };
  },
});

function brokenIn({ settings: { provisioning, isOutside } }: RunFacts): readonly Oddity[] {
  if (provisioning === null) return [];
  return provisioningOddities(provisioning.value, { isOutside }).filter(({ weight }) => weight === 'broken');
}

function oddityInWords(oddity: Oddity): string {
  switch (oddity.kind) {
    case 'group-missing':
      return `the group ${oddity.group} is missing`;
    case 'group-empty':
      return `the group ${oddity.group} is empty`;
    case 'setting-missing':
      return `${oddity.setting} is missing`;
    case 'url-missing':
      return `${oddity.setting} is missing, the address of a service for where the user is`;
    case 'url-unreadable':
      return `${oddity.setting} is no web address ("${foreign(oddity.value, 80)}")`;
    case 'uri-unreadable':
      return `${oddity.setting} is no SIP address ("${foreign(oddity.value, 80)}")`;
    case 'port-range-odd':
      return `the port range for ${oddity.range.use} makes no sense (${oddity.range.min ?? '?'} to ${oddity.range.max ?? '?'})`;
    default:
      return oddity.kind;
  }
}

/** What does not work without it, in the user's words. */
function effectOf(oddity: Oddity): string {
  switch (oddity.kind) {
    case 'group-missing':
    case 'group-empty':
      return 'no address book, no meetings, and no sound or video with people outside';
    case 'url-missing':
      return EFFECTS_BY_SERVICE.get(oddity.service) ?? 'a service is missing';
    case 'setting-missing':
    case 'uri-unreadable':
    case 'url-unreadable':
      return EFFECTS_BY_SETTING.get(oddity.setting.toLowerCase()) ?? effectOfUrl(oddity.setting);
    case 'port-range-odd':
      return 'calls that fail or have no sound';
    default:
      return 'a feature that does not work';
  }
}

const EFFECTS_BY_SERVICE: ReadonlyMap<string, string> = new Map([
  ['address-book', 'no address book'],
  ['address-book-search', 'no search for colleagues'],
  ['group-expansion', 'distribution groups that cannot be opened'],
]);

const EFFECTS_BY_SETTING: ReadonlyMap<string, string> = new Map([
  ['pooluri', 'features that need the home pool by its name'],
  ['mrasuri', 'no sound or video with people outside the network (no media relay)'],
  ['focusfactoryuri', 'no meetings'],
]);

function effectOfUrl(setting: string): string {
  const name = setting.toLowerCase();
  if (name.startsWith('absweb') || name.startsWith('abwq')) return 'no search for colleagues';
  if (name.startsWith('abs')) return 'no address book';
  if (name.startsWith('dlx')) return 'distribution groups that cannot be opened';
  return 'a service that cannot be used';
}

function shortOf(effects: readonly string[]): string {
  const [first = 'a part of them', ...more] = effects;
  return more.length === 0 ? first : `${first}, and more`;
}

function remedyFor(oddities: readonly Oddity[]): string {
  const settings = new Set(
    oddities.flatMap((oddity) => ('setting' in oddity ? [oddity.setting.toLowerCase()] : [])),
  );
  return sentences(
    settings.has('mrasuri')
      ? 'Assign an Edge with the A/V service to the pool in the topology and publish it (Enable-CsTopology).'
      : null,
    'Check the published URLs of the web services of the pool (Get-CsService -WebServer) and publish the topology anew.',
  );
}
