import type { LoggedEventOf } from '../../events/catalogue.ts';
import { visible } from '../../lib/text.ts';
import { dialPlanOddities, type Oddity } from '../../protocol/settings/healthy-set.ts';
import { field } from '../details/fields.ts';
import type { DialPlan } from '../settings-model.ts';
import { ruleRemark } from './oddity-words.ts';
import { oncePerEvent } from './once-per-event.ts';

type Read = LoggedEventOf<'settings.location-profile.read'>;

export const dialPlanOdditiesOf = oncePerEvent(({ data }: Read): readonly Oddity[] => dialPlanOddities(data));

export const dialPlan = oncePerEvent((event: Read): DialPlan => {
  const { name, rules, externalAccessPrefix, isDeviceDialingOptimised, omittedRules } = event.data;
  const oddities = dialPlanOdditiesOf(event);
  const prefix = externalAccessPrefix ?? '';
  return {
    name: name === '' ? 'without a name' : visible(name),
    facts: [
      prefix === ''
        ? field('Outside line', 'no prefix')
        : field('Outside line', prefix, 'In front of a number outside of the organisation.'),
      ...(isDeviceDialingOptimised === null
        ? []
        : [field('Optimised for phones', isDeviceDialingOptimised ? 'yes' : 'no')]),
    ],
    rules: rules.map((rule, ruleIndex) => ({
      number: ruleIndex + 1,
      pattern: visible(rule.pattern, 1_100),
      translation: visible(rule.translation, 1_100),
      isInternalExtension: rule.isInternalExtension === true,
      remarks: oddities.flatMap((oddity) =>
        'ruleIndex' in oddity && oddity.ruleIndex === ruleIndex ? (ruleRemark(oddity) ?? []) : [],
      ),
    })),
    omittedRules,
    source: { rules },
  };
});
