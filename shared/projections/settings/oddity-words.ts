import { abridged, counted } from '../../lib/listing.ts';
import { visible } from '../../lib/text.ts';
import type { Oddity, PortReason } from '../../protocol/settings/healthy-set.ts';
import type { PortRange } from '../../protocol/settings/server-configuration.ts';
import type { Remark } from '../settings-model.ts';

export const PORT_USES: Readonly<Record<PortRange['use'], string>> = {
  media: 'All media',
  audio: 'Audio',
  video: 'Video',
  'application-sharing': 'Application sharing',
  'file-transfer': 'File transfer',
  sip: 'SIP',
};

/** What each oddity of the settings means to a person; those of single rules are counted together. */
export function oddityRemarks(oddities: readonly Oddity[]): readonly Remark[] {
  const single = oddities.flatMap((oddity): readonly Remark[] => {
    const sentence = sentenceOf(oddity);
    return sentence === null ? [] : [{ weight: oddity.weight, sentence }];
  });
  return [...single, ...ruleRemarks(oddities)];
}

/** null: not about a rule. */
export function ruleRemark(oddity: Oddity): Remark | null {
  const { weight } = oddity;
  switch (oddity.kind) {
    case 'rule-unusable': {
      const detail = visible(oddity.detail);
      return oddity.reason === 'malformed'
        ? { weight, sentence: `The pattern cannot be read: ${detail}.` }
        : { weight, sentence: `Rungs cannot try this pattern: ${detail}.` };
    }
    case 'rule-not-anchored':
      return { weight, sentence: 'It also matches inside of longer numbers.' };
    case 'rule-repeated':
      return {
        weight,
        sentence: `Rule ${oddity.sameAs + 1} has the same pattern, so this one never decides.`,
      };
    default:
      return null;
  }
}

/** One line for all rules of a kind: a long plan has a hundred of them. */
function ruleRemarks(oddities: readonly Oddity[]): readonly Remark[] {
  const kinds = [
    ['rule-unusable', 'broken', 'whose pattern cannot be read'],
    ['rule-unusable', 'remark', 'whose pattern Rungs cannot try'],
    ['rule-not-anchored', 'remark', 'whose pattern also matches inside of longer numbers'],
    ['rule-repeated', 'remark', 'whose pattern an earlier one has as well'],
  ] as const;
  return kinds.flatMap(([kind, weight, words]) => {
    const rules = oddities.flatMap((oddity) =>
      'ruleIndex' in oddity && oddity.kind === kind && oddity.weight === weight ? [oddity.ruleIndex + 1] : [],
    );
    if (rules.length === 0) return [];
    const numbers = abridged(rules.map(String), 8);
    return [{ weight, sentence: `The dial plan has ${counted(rules.length, 'rule')} ${words}: ${numbers}.` }];
  });
}

function sentenceOf(oddity: Oddity): string | null {
  switch (oddity.kind) {
    case 'group-missing':
      return oddity.group === 'ServerConfiguration'
        ? 'The server configuration is missing: the client learns no server addresses.'
        : `The group ${oddity.group} did not come.`;
    case 'group-empty':
      return `The group ${oddity.group} came empty.`;
    case 'setting-missing':
      return MISSING_SETTINGS[oddity.setting] ?? `The setting ${visible(oddity.setting)} is missing.`;
    case 'setting-contradictory':
      return `The setting ${visible(oddity.setting)} came with values that differ; the first one counts.`;
    case 'url-missing': {
      const service = SERVICES[oddity.service] ?? visible(oddity.service);
      return `${service} has no address for where this sign-in took place (${oddity.setting}).`;
    }
    case 'url-unreadable':
      return `The address in ${visible(oddity.setting)} is no web address: ${visible(oddity.value)}`;
    case 'url-not-encrypted':
      return `The address in ${visible(oddity.setting)} is not encrypted: ${visible(oddity.value)}`;
    case 'uri-unreadable':
      return `The address in ${visible(oddity.setting)} is no SIP address: ${visible(oddity.value)}`;
    case 'media-not-encrypted':
      return 'Encryption of audio and video is switched off.';
    case 'port-range-odd':
      return `${PORT_USES[oddity.range.use]}: ${PORT_REASONS[oddity.reason]}.`;
    case 'truncated':
      return 'More came than Rungs keeps; the rest was not looked at.';
    case 'dial-plan-empty':
      return 'The dial plan has no rules: numbers stay as they are dialled.';
    case 'dial-plan-unnamed':
      return 'The dial plan has no name.';
    case 'rule-unusable':
    case 'rule-not-anchored':
    case 'rule-repeated':
      return null;
  }
}

const MISSING_SETTINGS: Readonly<Record<string, string>> = {
  poolUri: 'The home pool is not named (poolUri).',
  mrasUri: 'No media relay is named (mrasUri): calls with people outside of the network fail.',
  focusFactoryUri: 'Nothing says where meetings are made (focusFactoryUri): none can be begun.',
  ucLocationProfile: 'No dial plan is named (ucLocationProfile).',
};

const SERVICES: Readonly<Record<string, string>> = {
  'address-book': 'The address book',
  'address-book-search': 'The address book search',
  'group-expansion': 'The group expansion',
};

export const PORT_REASONS: Readonly<Record<PortReason, string>> = {
  incomplete: 'the range of ports has only one end',
  reversed: 'the range of ports ends before it begins',
  'out-of-range': 'the range has ports that do not exist',
  narrow: 'too few ports for a second call',
};
