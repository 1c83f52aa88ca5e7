import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pagePath } from './page-path.ts';

const FOLDER = path.resolve('/opt/rungs/out/renderer');

describe('pagePath', () => {
  it.each([
    ['app://rungs/index.html', 'index.html'],
    ['app://rungs/assets/index-abc.js?v=1#top', 'assets/index-abc.js'],
    ['app://rungs/assets/../index.html', 'index.html'],
    ['app://rungs/../../package.json', 'package.json'],
    ['app://rungs/%2e%2e/%2e%2e/package.json', 'package.json'],
    ['app://rungs/a%20b.svg', 'a b.svg'],
  ])('finds %s in the folder', (address, file) => {
    expect(pagePath(FOLDER, address)).toBe(path.join(FOLDER, file));
  });

  it.each([
    'app://rungs/..%2f..%2fpackage.json',
    'app://rungs/%2e%2e%2fpackage.json',
    'app://rungs/..%2frenderer-of-another/index.html',
    'app://rungs/index.html%00.js',
    'app://rungs/%',
    'app://other/index.html',
    'https://rungs/index.html',
    'file:///etc/passwd',
    'not an address',
    '',
  ])('finds nothing for %s', (address) => {
    expect(pagePath(FOLDER, address)).toBeNull();
  });

  it('never leaves the folder, whatever is asked for', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '%2e',
      '%2E%2e',
      '%2f',
      '/',
      '\\',
      '%5c',
      '%00',
      '%25',
      'a',
      ':',
      '~',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const found = pagePath(FOLDER, `app://rungs/${pieces.join('')}`);

        expect(found === null || found.startsWith(FOLDER + path.sep)).toBe(true);
      }),
    );
  });
});
