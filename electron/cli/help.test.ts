import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../lab/lab.ts';
import { EXIT } from './exit-codes.ts';
import { ANALYZE_HELP, CHECK_HELP, DIFF_HELP, EXPLAIN_HELP, LAB_HELP, MAIN_HELP } from './help.ts';

const MANUAL = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');

/** The options that a text names, each once, in alphabetical order; help itself aside. */
function optionsOf(text: string): readonly string[] {
  const found = [...text.matchAll(/(?<![\w-])--([a-z]+(?:-[a-z]+)*)/g)].map(([, name]) => name ?? '');
  return [...new Set(found)].filter((name) => name !== 'help' && name !== 'version').sort();
}

describe('the help texts', () => {
  it('name the same options as docs/cli.md', () => {
    expect(optionsOf([CHECK_HELP, ANALYZE_HELP, DIFF_HELP, EXPLAIN_HELP, LAB_HELP].join(''))).toEqual(
      optionsOf(MANUAL),
    );
  });

  it('name the same exit codes as docs/cli.md', () => {
    const codes = Object.values(EXIT).map(String);

    expect([...MANUAL.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => code)).toEqual(codes);
    expect([...CHECK_HELP.matchAll(/ {2,}(\d+) [a-z]/g)].map(([, code]) => code)).toEqual(codes);
  });

  it('have no line that a terminal of 110 columns breaks', () => {
    const lines = [MAIN_HELP, CHECK_HELP, ANALYZE_HELP, DIFF_HELP, EXPLAIN_HELP, LAB_HELP].flatMap((text) =>
      text.split('\n'),
    );

    expect(lines.filter((line) => line.length > 110)).toEqual([]);
  });
});

describe('docs/cli.md', () => {
  it('names every practice scenario about signing in', () => {
    const signingIn = SCENARIOS.filter(({ signIn }) => signIn !== null).map(({ id }) => id);

    expect(signingIn.filter((id) => !MANUAL.includes(`\`${id}\``))).toEqual([]);
  });
});
