import { describe, expect, it } from 'vitest';
import {
  isDowngrade,
  isWithinDomain,
  normalisedUrl,
  resolveTarget,
  rootUrl,
  withSipUri,
} from './autodiscover-url.ts';

const base = new URL('https://lyncdiscover.contoso.test/?sipuri=a%40contoso.test');

describe('withSipUri', () => {
  it.each([
    ['https://w.test/root', 'https://w.test/root?sipuri=a%2Bb%40contoso.test'],
    [
      'https://w.test/root?originalDomain=Contoso.test',
      'https://w.test/root?originalDomain=Contoso.test&sipuri=a%2Bb%40contoso.test',
    ],
    ['https://w.test/root?SipUri=sip:x@y', 'https://w.test/root?SipUri=sip:x@y'],
  ])('%s becomes %s', (url, whole) => {
    expect(withSipUri(new URL(url), 'a+b@contoso.test').href).toBe(whole);
  });

  it('is part of the first request', () => {
    expect(rootUrl('https', 'lyncdiscover.contoso.test', 'alice@contoso.test').href).toBe(
      'https://lyncdiscover.contoso.test/?sipuri=alice%40contoso.test',
    );
  });
});

describe('normalisedUrl', () => {
  it('ignores case, the usual port and the parameters of discovery', () => {
    const one = normalisedUrl(new URL('https://W.test:443/Autodiscover/Root?originalDomain=a&x=1&sipuri=b'));
    const other = normalisedUrl(new URL('https://w.test/autodiscover/root?X=1'));

    expect(one).toBe(other);
    expect(one).not.toBe(normalisedUrl(new URL('http://w.test/autodiscover/root?x=1')));
    expect(one).not.toBe(normalisedUrl(new URL('https://w.test/autodiscover/root?x=2')));
  });
});

describe('resolveTarget', () => {
  it.each([
    ['/root', 'https://lyncdiscover.contoso.test/root'],
    ['https://webext.contoso.test/a b#c', 'https://webext.contoso.test/a%20b'],
    ['//webext.contoso.test/x', 'https://webext.contoso.test/x'],
    ['http://plain.test/', 'http://plain.test/'],
    ['javascript:alert(1)', null],
    ['file:///etc/passwd', null],
    ['https://user:secret@webext.contoso.test/', null],
    ['https://', null],
    ['https://[::1', null],
  ])('%s leads to %s', (target, url) => {
    expect(resolveTarget(base, target)?.href ?? null).toBe(url);
  });
});

it('tells a step down from https, and a host of the domain', () => {
  expect(isDowngrade(base, new URL('http://x.test'))).toBe(true);
  expect(isDowngrade(new URL('http://x.test'), base)).toBe(false);
  expect(isWithinDomain('LyncDiscover.contoso.test', 'contoso.TEST')).toBe(true);
  expect(isWithinDomain('evilcontoso.test', 'contoso.test')).toBe(false);
});
