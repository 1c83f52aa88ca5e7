import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dialPlanOddities, provisioningOddities } from './healthy-set.ts';
import { parseLocationProfile, type LocationProfile, type NormalisationRule } from './location-profile.ts';
import { TRIAL_STEPS, tryNumber } from './normalise.ts';
import { compilePattern } from './pattern/compile-pattern.ts';
import { findMatch } from './pattern/match-pattern.ts';
import { parseProvisioning } from './provisioning.ts';

const vector = (name: string): string => readFileSync(new URL(`./vectors/${name}`, import.meta.url), 'utf8');
const rule = (pattern: string, translation = '$&'): NormalisationRule => ({
  pattern,
  translation,
  isInternalExtension: null,
  isForDeviceDialing: null,
});
const plan = (...rules: NormalisationRule[]): LocationProfile => ({
  name: 'P',
  rules,
  externalAccessPrefix: null,
  isDeviceDialingOptimised: null,
  omittedRules: 0,
});
/** The result, or what came instead of one. */
const resultOf = (pattern: string, translation: string, typed: string): string => {
  const { outcome, untried } = tryNumber(plan(rule(pattern, translation)), typed);
  return outcome.kind === 'matched' ? outcome.result : (untried[0]?.reason ?? outcome.kind);
};

describe('a number', () => {
  const read = parseLocationProfile(vector('location-profile.xml'));
  if (!read.ok) throw new Error(read.error.detail);
  const profile = read.value;

  it.each([
    ['1234', 0, '+49305551234'],
    ['12-34', 0, '+49305551234'],
    ['tel:1234', 0, '+49305551234'],
    ['0 (40) 123-4567', 1, '+49401234567'],
    ['004412345678', 2, '+4412345678'],
  ])('%j is matched by rule %i and becomes %s', (typed, ruleIndex, result) => {
    expect(tryNumber(profile, typed).outcome).toMatchObject({ kind: 'matched', ruleIndex, result });
  });

  it.each([
    ['12345', { kind: 'no-match' }],
    ['', { kind: 'not-a-number', reason: 'empty' }],
    [' () ', { kind: 'not-a-number', reason: 'empty' }],
    ['bob@contoso.com', { kind: 'not-a-number', reason: 'address' }],
    ['1'.repeat(200), { kind: 'not-a-number', reason: 'too-long' }],
  ])('of case %# is not tried or not matched', (typed, outcome) =>
    expect(tryNumber(profile, typed).outcome).toEqual(outcome),
  );

  it('with + is complete', () => {
    expect(tryNumber(profile, '+49 30 5551234')).toMatchObject({ isGlobal: true, dialled: '+49305551234' });
  });

  it('says which rules in front could not be tried', () => {
    const trial = tryNumber(plan(rule('(a'), rule('(1)\\1'), rule('^1')), '11');

    expect(trial.outcome).toMatchObject({ kind: 'matched', ruleIndex: 2 });
    expect(trial.untried.map(({ ruleIndex, reason }) => [ruleIndex, reason])).toEqual([
      [0, 'malformed'],
      [1, 'unsupported'],
    ]);
  });
});

describe('a pattern is read as .NET reads it', () => {
  it.each([
    // Look-around, as the widespread plan generators write it.
    ['^1?((?!(?:800|888|911))[2-9]\\d{2}[2-9]\\d{6})$', '+1$1', '12125551234', '+12125551234'],
    ['^1?((?!(?:800|888|911))[2-9]\\d{2}[2-9]\\d{6})$', '+1$1', '18005551234', 'no-match'],
    ['^(?=\\d{4}$)7(\\d+)$', 'x$1', '7123', 'x123'],
    ['(?<=^9)\\d+$', '[$&]', '9123', '9[123]'],
    ['(?<!9)1$', 'x', '91', 'no-match'],
    ['^(?>1*)1$', 'x', '111', 'no-match'],
    ['^(?:0|00)(\\d+)$', '$1', '0049', '049'],
    ['^(00|0)(\\d+)$', '$2', '0049', '49'],
    ['^(\\d+?)(0*)$', '$1/$2', '1200', '12/00'],
    ['^(\\d+)(0*)$', '$1/$2', '1200', '1200/'],
    ['^(?<area>\\d{2})(\\d+)$', '${area}.$1.$2', '4030', '40.30.40'],
    ['^(1)|(2)$', '<$1$2>', '2', '<2>'],
    ['^(?:(1)|2)+$', '$1', '12', '1'],
    ['^(1)$', '$12-$2-${1}2-$$1-${no}', '1', '$12-$2-12-$1-${no}'],
    ['2', "<$`|$'|$_|$+>", '123', '1<1|3|123|2>3'],
    ['1', 'x', '1213', 'x2x3'],
    ['^[]1]+$', 'x', ']1', 'x'],
    ['^1{,2}$', 'x', '1{,2}', 'x'],
    ['^\\x31\\u0032\\*\\#$', 'x', '12*#', 'x'],
    ['^[^\\D5-9]{2,3}\\z', 'x', '1234', 'no-match'],
    ['^[^\\D5-9]{2,4}\\z', 'x', '1234', 'x'],
    ['\\b911\\b(?# emergency)', 'x', '911', 'x'],
    ['^(a*)*$', 'x', 'aab', 'no-match'],
    ['^(\\d*)*$', 'x', '12', 'x'],
    ['', 'x', '1', 'x1x'],
    ['^$', 'x', '1', 'no-match'],
    ['^\\+?1$', 'x', '+1', 'x'],
    ['^(\\d{3})$', '', '123', ''],
  ])('%j to %j makes of %j %j', (pattern, translation, typed, result) => {
    expect(resultOf(pattern, translation, typed)).toBe(result);
  });

  it.each([
    ['(', 'malformed'],
    [')', 'malformed'],
    ['[', 'malformed'],
    ['[9-1]', 'malformed'],
    ['*1', 'malformed'],
    ['1**', 'malformed'],
    ['1{3,2}', 'malformed'],
    ['\\', 'malformed'],
    ['\\y', 'malformed'],
    ['\\x3', 'malformed'],
    ['(?<a', 'malformed'],
    ['(?', 'malformed'],
    ['(?#', 'malformed'],
    ['(1)\\1', 'unsupported'],
    ['\\k<a>', 'unsupported'],
    ['(?i)1', 'unsupported'],
    ['(?(1)2)', 'unsupported'],
    ['(?<a-b>1)', 'unsupported'],
    ['(?<1>1)', 'unsupported'],
    ['[\\d-[5]]', 'unsupported'],
    ['\\p{L}', 'unsupported'],
    ['\\G1', 'unsupported'],
    ['1{2000}', 'too-large'],
    ['((1{100}){100}){100}', 'too-large'],
    ['(?:(?:(?:){999}){999}){999}', 'too-large'],
    ['('.repeat(100), 'too-large'],
    ['()'.repeat(80), 'too-large'],
    ['1'.repeat(1_025), 'too-large'],
  ])('of case %# is refused', (pattern, reason) => expect(resultOf(pattern, 'x', '1')).toBe(reason));

  it('finds what JavaScript finds where both read a pattern alike', () => {
    const atom = fc.constantFrom(
      '1',
      '2',
      '[12]',
      '[^1]',
      '.',
      '\\d',
      '^',
      '$',
      '(?=1)',
      '(?!2)',
      '(?<=1)',
      '\\b',
    );
    const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
      pattern: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        atom,
        fc.array(tie('pattern'), { minLength: 1, maxLength: 3 }).map((all) => all.join('')),
        fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => `(?:${left}|${right})`),
        tie('pattern').map((inner) => `(${inner})`),
        fc
          .tuple(
            fc.constantFrom('1', '2', '.', '\\d', '[12]'),
            fc.constantFrom('*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}'),
          )
          .map(([item, repeat]) => item + repeat),
        fc
          .tuple(
            fc.constantFrom('(?:12|1)', '(?:2|21)', '(?:1+|2)'),
            fc.constantFrom('*', '+', '?', '*?', '{0,2}'),
          )
          .map(([item, repeat]) => item + repeat),
      ),
    }));

    fc.assert(
      fc.property(
        pattern,
        fc.string({ unit: fc.constantFrom('1', '2', '3'), maxLength: 8 }),
        (text, input) => {
          const program = compilePattern(text);
          if (!program.ok) throw new Error(`${text}: ${program.error.detail}`);
          const found = findMatch(program.value, input, 0, { steps: 1_000_000 });
          const expected = new RegExp(text).exec(input);

          expect(found.kind === 'match' ? [found.match.start, ...found.match.groups] : found.kind).toEqual(
            expected === null
              ? 'no-match'
              : [expected.index, ...[...expected].map((group) => (group as string | undefined) ?? null)],
          );
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('a hostile rule', () => {
  const EVIL = [
    '^(\\d+)+$',
    '^(\\d*)*$',
    '^((\\d+)+)+$',
    '^(1|1)*$',
    '^(1|1?)+$',
    '^(?:1?){60}1{60}$',
    '(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)x',
    '^(([1-9])+.)+([1-9])+$',
    '^(?:1*)*(?:1*)*(?:1*)*$',
    '\\d*\\d*\\d*\\d*\\d*\\d*#',
  ];
  const typed = `${'1'.repeat(127)}x`;

  it.each(EVIL)('%j takes at most instructions times characters', (pattern) => {
    const program = compilePattern(pattern);
    if (!program.ok) throw new Error(program.error.detail);
    const budget = { steps: 10_000_000 };

    const found = findMatch(program.value, typed, 0, budget);

    expect(found.kind).not.toBe('exhausted');
    // Each pair once, and once more when it is found to be known.
    expect(10_000_000 - budget.steps).toBeLessThanOrEqual(
      program.value.instructions.length * (typed.length + 1) * 2,
    );
  });

  it('of any make stays within the budget', () => {
    const piece = fc.constantFrom(
      '(',
      ')',
      '(?:',
      '(?=',
      '(?!',
      '(?<=',
      '(?>',
      '1',
      '\\d',
      '.',
      '*',
      '+',
      '?',
      '{0,9}',
      '|',
      '^',
      '$',
    );
    const balanced = fc.array(piece, { maxLength: 24 }).map((all) => {
      const open = all.filter((one) => one.startsWith('(')).length - all.filter((one) => one === ')').length;
      return all.join('') + ')'.repeat(Math.max(0, open));
    });

    fc.assert(
      fc.property(balanced, (pattern) => {
        const program = compilePattern(pattern);
        if (!program.ok) return;
        const budget = { steps: 20_000 };
        const found = findMatch(program.value, typed, 0, budget);

        // Copies of groups are charged at once, so the end may be passed by one of them.
        expect(budget.steps).toBeGreaterThanOrEqual(-200);
        expect(found.kind === 'exhausted').toBe(budget.steps < 0);
      }),
      { numRuns: 1_000 },
    );
  });

  it('nests look-around in vain, and a thousand of them share one budget', () => {
    const nested = '(?=.*(?=.*(?=.*(?=.*(?=.*x)))))y';
    const trial = tryNumber(plan(...Array.from({ length: 1_000 }, () => rule(nested))), typed);

    expect(trial.outcome.kind).toBe('no-match');
    expect(trial.untried.at(-1)).toMatchObject({ ruleIndex: 999, reason: 'too-costly' });
    expect(TRIAL_STEPS).toBeLessThan(1_000_000);
  });

  it('is any text, and never a crash', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.string({ maxLength: 20 }),
        fc.string({ maxLength: 40 }),
        (pattern, translation, number) => {
          expect(typeof tryNumber(plan(rule(pattern, translation)), number).dialled).toBe('string');
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('makes no result of any size', () => {
    const { outcome } = tryNumber(plan(rule('', '$_'.repeat(500))), '1'.repeat(128));

    expect(outcome.kind === 'matched' && outcome.result.length).toBe(1_024);
  });
});

describe('compared with a healthy set', () => {
  const document = vector('provisioning-v2-response.xml');
  const odd = (change: (text: string) => string, isOutside = false): unknown[] => {
    const read = parseProvisioning(change(document));
    if (!read.ok) throw new Error(read.error.detail);
    return [...provisioningOddities(read.value, { isOutside })];
  };

  it('the example has nothing odd', () => {
    expect([odd((text) => text), odd((text) => text, true)]).toEqual([[], []]);
  });

  it.each<[string, (text: string) => string, object]>([
    [
      'no relay',
      (text) => text.replace(/<mrasUri>.*<\/mrasUri>/, ''),
      { kind: 'setting-missing', setting: 'mrasUri', weight: 'broken' },
    ],
    [
      'a bad pool',
      (text) => text.replace('<poolUri>sip:', '<poolUri>'),
      { kind: 'uri-unreadable', setting: 'poolUri' },
    ],
    [
      'a bad address',
      (text) => text.replace('https://webint.contoso.com:443/abs', 'webint'),
      { kind: 'url-unreadable', setting: 'absInternalServerUrl' },
    ],
    [
      'an open address',
      (text) => text.replace('https://help', 'http://help'),
      { kind: 'url-not-encrypted', setting: 'helpdeskInternalUrl' },
    ],
    [
      'no address',
      (text) => text.replace(/<dlxInternalUrl>.*<\/dlxInternalUrl>/, ''),
      { kind: 'url-missing', service: 'group-expansion' },
    ],
    [
      'ports',
      (text) => text.replace('50019<', '49999<'),
      { kind: 'port-range-odd', reason: 'reversed', weight: 'broken' },
    ],
    ['no number', (text) => text.replace('50019<', 'x<'), { kind: 'port-range-odd', reason: 'incomplete' }],
    [
      'few ports',
      (text) => text.replace('50019<', '50001<'),
      { kind: 'port-range-odd', reason: 'narrow', weight: 'remark' },
    ],
    [
      'a port too high',
      (text) => text.replace('50019<', '70000<'),
      { kind: 'port-range-odd', reason: 'out-of-range' },
    ],
    [
      'no encryption',
      (text) => text.replace('SupportEncryption', 'DoNotSupportEncryption'),
      { kind: 'media-not-encrypted' },
    ],
    [
      'two values',
      (text) => text.replace('<organization>', '<organization>A</organization><organization>'),
      { kind: 'setting-contradictory', setting: 'organization' },
    ],
    [
      'no group',
      (text) => text.replace('"ucPolicy"', '"other"'),
      { kind: 'group-missing', group: 'ucPolicy', weight: 'remark' },
    ],
    [
      'no dial plan',
      (text) => text.replace('ucLocationProfile>HQ-DialPlan', 'ucLocationProfile>'),
      { kind: 'setting-missing', setting: 'ucLocationProfile' },
    ],
  ])('%s is noticed', (_name, change, expected) => {
    expect(odd(change)).toMatchObject([expected]);
  });

  it('a service that is off needs no address, and outside the other one counts', () => {
    const without = (text: string): string => text.replace(/<dlxInternalUrl>.*<\/dlxInternalUrl>/, '');

    expect(odd(without, true)).toEqual([]);
    expect(odd((text) => without(text).replace('dlxEnabled>true', 'dlxEnabled>false'))).toEqual([]);
  });

  it('without any group the first thing missing is the server’s', () => {
    expect(odd(() => '<provisionGroupList/>')[0]).toEqual({
      kind: 'group-missing',
      weight: 'broken',
      group: 'ServerConfiguration',
    });
  });

  it('a dial plan has its own', () => {
    const oddities = dialPlanOddities({
      ...plan(rule('^1$'), rule('2'), rule('^1$'), rule('('), rule('(1)\\1')),
      name: '',
    });

    expect(oddities).toMatchObject([
      { kind: 'dial-plan-unnamed' },
      { kind: 'rule-not-anchored', ruleIndex: 1 },
      { kind: 'rule-repeated', ruleIndex: 2, sameAs: 0 },
      { kind: 'rule-unusable', ruleIndex: 3, weight: 'broken' },
      { kind: 'rule-unusable', ruleIndex: 4, weight: 'remark' },
    ]);
    expect(dialPlanOddities(plan())).toEqual([{ kind: 'dial-plan-empty', weight: 'broken' }]);
  });
});
