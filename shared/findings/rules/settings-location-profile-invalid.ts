import { dialPlanOddities, type Oddity } from '../../protocol/settings/healthy-set.ts';
import { counted } from '../../lib/listing.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import type { ConcludedRequest } from '../facts/settings.ts';
import { defineRule, verdictOf, type Fault } from '../rule.ts';
import { command, foreign, listed, sentences } from '../words.ts';
import { isConsequence, SETTINGS_PLACE } from './settings-rule.ts';
import { endingOf, evidenceOf } from './settings-words.ts';

interface ProfileFault extends Fault {
  /** null: it can be read, and something in it is broken. */
  readonly unread: ConcludedRequest | null;
  readonly oddities: readonly Oddity[];
}

export const locationProfileInvalid = defineRule<ProfileFault>({
  id: 'settings.location-profile-invalid',
  step: 'settings',
  severity: 'warning',
  owner: 'server',
  text: {
    title: 'The dial plan came, and the client cannot use it.',
    meaning:
      'The location profile holds the rules by which the client turns what is dialled into a full number. What came is not such a document, or holds rules that no client can read: numbers that are typed in short or local form are then not completed, or wrongly.',
    remedy:
      'Correct the normalisation rules of the dial plan; where the answer is another document altogether, look for a device on the way that changes it.',
    reference: '[MS-SIPRE] 7',
  },
  judge: (facts) => {
    const { requests, locationProfile } = facts.settings;
    const unread = requests
      .filter(({ request, outcome }) => request === 'location-profile' && outcome === 'invalid')
      .map((one): ProfileFault => ({
        unread: one,
        oddities: [],
        place: SETTINGS_PLACE,
        evidence: evidenceOf(one),
        isConsequence: isConsequence(one, facts),
      }));
    const oddities = brokenIn(facts);
    const odd: readonly ProfileFault[] =
      locationProfile === null || oddities.length === 0
        ? []
        : [{ unread: null, oddities, place: SETTINGS_PLACE, evidence: [locationProfile.seq] }];
    return verdictOf([...unread, ...odd], locationProfile !== null || unread.length > 0);
  },
  describe: ([{ unread, oddities }], facts) => {
    const name = facts.settings.locationProfile?.value.name ?? '';
    const plan = name === '' ? 'The dial plan' : `The dial plan ${foreign(name, 120)}`;
    return {
      title:
        unread === null
          ? `${plan} is damaged, so that some phone numbers are not completed as they should be.`
          : 'The dial plan that came cannot be read, so that short phone numbers are not completed.',
      explanation: sentences(
        unread === null ? null : endingOf(unread, facts),
        ...oddities.slice(0, MOST_TOLD).map((oddity) => oddityInWords(oddity, facts)),
        oddities.length > MOST_TOLD
          ? `There are ${oddities.length - MOST_TOLD} more faults of this kind.`
          : null,
        'Chat, presence and calls to people in the list work; numbers that are typed in short or local form may fail.',
      ),
      remedy:
        unread === null
          ? 'Correct the rules that are named here in the dial plan (Get-CsDialPlan shows them, Set-CsVoiceNormalizationRule corrects them).'
          : 'Open the dial plan of the user (Get-CsDialPlan) and save it anew. If the answer is a web page or the like, look for a proxy or an inspection device between this PC and the server.',
      verify:
        name === ''
          ? 'Get-CsDialPlan'
          : (command((safe) => `Get-CsDialPlan -Identity ${safe}`, name) ?? 'Get-CsDialPlan'),
      alternatives:
        unread === null
          ? []
          : [
              'A device on the way puts its own page in the place of the answer: from another network the dial plan can be read.',
              'A rule holds characters that XML does not allow: the same is seen from everywhere.',
            ],
    };
  },
});

const MOST_TOLD = 4;

function brokenIn({ settings: { locationProfile } }: RunFacts): readonly Oddity[] {
  if (locationProfile === null) return [];
  return dialPlanOddities(locationProfile.value).filter(({ weight }) => weight === 'broken');
}

function oddityInWords(oddity: Oddity, { settings: { locationProfile } }: RunFacts): string {
  switch (oddity.kind) {
    case 'dial-plan-empty':
      return 'It holds no rule at all.';
    case 'dial-plan-unnamed':
      return 'It has no name, by which servers would know where a number was dialled.';
    case 'rule-unusable': {
      const pattern = locationProfile?.value.rules[oddity.ruleIndex]?.pattern ?? '';
      return `The pattern of rule ${oddity.ruleIndex + 1}, "${foreign(pattern, 80)}", cannot be read: ${foreign(oddity.detail, 120)}.`;
    }
    default:
      return `It shows ${counted(1, 'fault')} of the kind ${listed([oddity.kind])}.`;
  }
}
