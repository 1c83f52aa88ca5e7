import { describe, expect, it } from 'vitest';
import { isOwnPage, isTrustedSender } from './trusted-sender.ts';

describe('isOwnPage', () => {
  it.each(['app://rungs/index.html', 'app://rungs/', 'app://rungs', 'APP://rungs/index.html?x#y'])(
    'knows %s as its own',
    (address) => {
      expect(isOwnPage(address)).toBe(true);
    },
  );

  it.each([
    '',
    'about:blank',
    'rungs/index.html',
    'app:rungs/index.html',
    'app:///rungs/index.html',
    'app://rungs.example/index.html',
    'app://other/index.html',
    'app://rungs:8080/index.html',
    'file:///index.html',
    'https://rungs/index.html',
    'https://example.invalid/app://rungs/index.html',
    'data:text/html,app://rungs/index.html',
    'blob:app://rungs/5f0c',
    'javascript:location="app://rungs"',
  ])('does not know %s', (address) => {
    expect(isOwnPage(address)).toBe(false);
  });
});

describe('isTrustedSender', () => {
  it('trusts the main frame of our own page', () => {
    expect(isTrustedSender({ url: 'app://rungs/index.html', parent: null })).toBe(true);
  });

  it('trusts no frame inside of a page, not even of our own', () => {
    const parent = { url: 'app://rungs/index.html', parent: null };

    expect(isTrustedSender({ url: 'app://rungs/index.html', parent })).toBe(false);
  });

  it('trusts no other page, and no frame that is already gone', () => {
    expect(isTrustedSender({ url: 'https://example.invalid/', parent: null })).toBe(false);
    expect(isTrustedSender({ url: 'about:blank', parent: null })).toBe(false);
    expect(isTrustedSender(null)).toBe(false);
  });
});
