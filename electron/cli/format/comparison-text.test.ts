import { describe, expect, test } from 'vitest';
import { healthyLog } from '../../../shared/findings/testing/example-logs.ts';
import { settledLog } from '../../../shared/findings/testing/home-logs.ts';
import { signedInWithNtlm, signedInWithTlsDsk } from '../../../shared/findings/testing/sign-in-logs.ts';
import { alignedLadder } from '../../../shared/projections/comparison/aligned-ladder.ts';
import { comparison } from '../../../shared/projections/comparison/comparison.ts';
import { DiffDocument } from '../../../shared/run/diff-document.ts';
import { comparisonJson, formatComparison } from './comparison-text.ts';
import { paintFor } from './style.ts';

const plain = paintFor({ isTerminal: false }, {});
const labels = { a: 'alice, at home', b: 'alice, in the office' };
const compared = comparison(signedInWithNtlm, signedInWithTlsDsk);
const aligned = alignedLadder(signedInWithNtlm, signedInWithTlsDsk);

describe('the text', () => {
  test('has the summary, the names of the runs, and what differs', () => {
    const text = formatComparison(compared, aligned, labels, plain, 100, { all: false });

    expect(text.split('\n').slice(0, 4)).toEqual([
      'Both sign in. The first uses NTLM, the second TLS-DSK.',
      '',
      '  A  alice, at home',
      '  B  alice, in the office',
    ]);
    expect(text).toContain('\nAuthentication\n  ≠ Method used\n      A  NTLM\n      B  TLS-DSK\n');
    expect(text).not.toContain('Outcome');
    expect(text).toMatch(/\nNot shown: \d+ things are the same\. Option --all shows them\.\n$/);
  });

  test('has everything when asked', () => {
    const text = formatComparison(compared, aligned, labels, plain, 100, { all: true });

    expect(text).toContain('\nOutcome\n  = Outcome: Signed in\n');
    expect(text).not.toContain('Not shown');
  });

  test('of two runs that are alike is short', () => {
    const same = comparison(healthyLog(), healthyLog());
    const rungs = alignedLadder(healthyLog(), healthyLog());
    const text = formatComparison(same, rungs, labels, plain, 100, { all: false });

    expect(text.trimEnd().split('\n')).toHaveLength(6);
  });

  test('keeps to the width, and lets nothing through that a terminal obeys', () => {
    const hostile = { ...compared, summary: 'red \u001b[31m alert \u202e' };
    const text = formatComparison(hostile, aligned, labels, plain, 60, { all: true });

    expect(text.includes('\u001b') || text.includes('\u202e')).toBe(false);
    for (const line of text.split('\n')) {
      // A word that is longer than a line stands on its own.
      const words = line.replace(/^ *(?:[≠=?] )? *(?:[AB] {2})?/, '');
      expect(words.includes(' ') ? line.length : 0).toBeLessThanOrEqual(60);
    }
  });

  test('says what was not aligned', () => {
    const cut = { ...aligned, leftOut: { a: 3, b: 0 } };

    expect(formatComparison(compared, cut, labels, plain, 100, { all: false })).toContain(
      'The call flow is longer: 3 more exchanges in A and 0 in B are not compared.',
    );
  });
});

describe('the document', () => {
  test('holds to its schema, and has what is the same too', () => {
    const document = comparisonJson(
      comparison(signedInWithNtlm, settledLog),
      alignedLadder(signedInWithNtlm, settledLog),
      labels,
    );

    const read = DiffDocument.parse(JSON.parse(JSON.stringify(document)));
    expect(read).toEqual(document);
    expect(read.rows.some(({ relation }) => relation === 'same')).toBe(true);
    expect(read.ladder.rows.find(({ a }) => a?.label === 'REGISTER')?.a).toMatchObject({
      from: 'This PC',
      to: 'pool01.contoso.test',
    });
  });
});
