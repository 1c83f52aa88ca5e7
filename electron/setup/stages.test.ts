import { describe, expect, it } from 'vitest';
import { chooseStages } from './stages.mjs';

const chosen = (wish: { readonly only?: string[]; readonly extra?: string[] }): string[] =>
  chooseStages({ only: [], extra: [], ...wish }).map(({ name }) => name);

describe('the stages of npm test', () => {
  it('are all but the packaged app, unless chosen', () => {
    expect(chosen({})).toEqual([
      ...['format', 'lint', 'typecheck', 'cruise', 'unit', 'schema'],
      ...['build', 'scenarios', 'app', 'interop', 'knip', 'size'],
    ]);
    expect(chosen({ extra: ['smoke'] }).slice(-4)).toEqual(['knip', 'size', 'package', 'smoke']);
  });

  it('bring along what they need, in order', () => {
    expect(chosen({ only: ['smoke', 'unit'] })).toEqual(['unit', 'build', 'package', 'smoke']);
  });

  it('refuse a name that they do not know', () => {
    expect(() => chosen({ only: ['unti'] })).toThrow('No such stage: unti');
  });
});
