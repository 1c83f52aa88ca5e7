import { describe, expect, test } from 'vitest';
import { problemSentence } from './connection.ts';
import { recordText, resolverName } from './dns.ts';

describe('terms in words', () => {
  test.each([
    ['192.0.2.53:53', '192.0.2.53'],
    ['[2001:db8::1]:53', '2001:db8::1'],
    ['127.0.0.1:5353', '127.0.0.1:5353'],
    ['system', 'this system’s lookup'],
  ])('resolverName(%s) is %s', (resolver, text) => expect(resolverName(resolver)).toBe(text));

  test('an SRV record that points to the root says that there is no service', () => {
    const record = {
      type: 'SRV',
      name: '_sip._tls.a.test',
      ttl: 1,
      priority: 0,
      weight: 0,
      port: 0,
      target: '.',
    } as const;

    expect(recordText(record)).toBe('no such service here');
  });

  test('a certificate without any name says so', () => {
    expect(problemSentence({ kind: 'name-mismatch', host: 'sip.a.test', names: [] })).toBe(
      'It is not made out to sip.a.test but to no name at all.',
    );
  });
});
