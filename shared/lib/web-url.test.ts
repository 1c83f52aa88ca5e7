import { expect, test } from 'vitest';
import { hostOfUrl, pathOfUrl } from './web-url.ts';

test('takes host and path of a URL', () => {
  expect(hostOfUrl('https://[2001:db8::1]:443/x')).toBe('2001:db8::1');
  expect(hostOfUrl('HTTPS://Web.Contoso.TEST/')).toBe('web.contoso.test');
  expect(pathOfUrl('https://web.contoso.test/a?b=c#d')).toBe('/a?b=c');
});

test('what is no URL is no crash', () => {
  expect(hostOfUrl('not a url')).toBeNull();
  expect(hostOfUrl('web.contoso.test:443')).toBeNull();
  expect(pathOfUrl('not a url')).toBe('not a url');
});
